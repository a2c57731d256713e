"""What admins do for a whole workspace, on a real database; leads and members do none of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from slackapp.domain import away, telling
from slackapp.domain.defaults import Defaults
from slackapp.domain.deliveries import Delivery, DeliveryState, Kind
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState, Workspace
from slackapp.errors import (
    LastAdmin,
    LetterGone,
    NoAdmin,
    NotTheName,
    OnlyAdmins,
    TooManyStatuses,
    UnknownRegion,
    UnknownZone,
    UnreadableStatus,
)
from slackapp.services import members
from slackapp.ui import administration as shown
from slackapp.ui import ids, set_up
from slackapp.ui.set_up import Page
from tests.slackapp.listeners.test_managing import above, running, topics
from tests.slackapp.listeners.test_managing import shown as in_the_end
from tests.slackapp.listeners.test_set_up import (  # noqa: F401 (fixtures)
    PAGES,
    administration,
    begin,
    filled,
    submitted,
    workplace,
)

PAGE = {"id": "V1", "hash": "h", "type": "modal", "blocks": []}
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def trail(workplace):  # noqa: F811
    found = workplace.database.read(lambda s: s.audit.recent("W1", team=None, limit=99))
    return [change.event for change in found]


def demote(workplace, user="U1"):  # noqa: F811
    """Take Slack's own admin flag from somebody, which Slack tells."""
    workplace.people = [
        replace(person, is_admin=person.is_admin and person.user != user)
        for person in workplace.people
    ]
    (gone,) = [person for person in workplace.people if person.user == user]
    members.remember(workplace.database, gone)


async def name(slack, workplace, *users):  # noqa: F811
    found = workplace.administration.roles.admins(workspace="W1", actor="U1")
    values = {"admins": {"answer": {"selected_users": list(users)}}}
    return await in_the_end(slack, await slack.submit(shown.admins(found), values))


async def test_an_admin_names_another_who_then_sets_teams_up(slack, web_api, workplace):  # noqa: F811
    await running(slack, workplace)
    await slack.press(ids.SHOW_ADMINS, "all", view=PAGE)
    assert "<@U1>" in str(web_api.named("views.push")[0]["view"]["blocks"])
    body = await name(slack, workplace, "U2")
    assert body["view"]["callback_id"] == ids.DONE_VIEW
    assert body["view"]["title"]["text"] == "Admins"
    [said] = [block["text"]["text"] for block in body["view"]["blocks"]]
    assert said.startswith("*Saved.* Every team's channel is told.")
    assert said.endswith("Admins by Slack: <@U1>.\nNamed beside them: <@U2>.")
    assert "admin_named:U2" in topics(workplace)
    assert "admins" in trail(workplace)
    roles = workplace.administration.roles
    assert roles.is_admin(workspace="W1", actor="U2")
    found = roles.admins(workspace="W1", actor="U2")
    assert (found.of_slack, found.named) == (("U1",), ("U2",))
    await name(slack, workplace)
    assert "admin_removed:U2" in topics(workplace)
    assert not roles.is_admin(workspace="W1", actor="U2")


async def test_naming_somebody_twice_is_told_once(slack, workplace):  # noqa: F811
    await running(slack, workplace)
    await name(slack, workplace, "U2")
    before = trail(workplace)
    body = await name(slack, workplace, "U2", "U1")
    assert trail(workplace) == before
    said = str(body["view"]["blocks"])
    assert "*Nothing changed.*" in said
    assert "<@U1> is an admin already, as an admin or owner of Slack, and so is not named." in said


@pytest.mark.parametrize("flaw", ["is_guest", "is_bot"])
async def test_guests_and_apps_are_no_admins(slack, workplace, flaw):  # noqa: F811
    await slack.command("admin")
    workplace.people[1] = replace(workplace.people[1], **{flaw: True})
    why = {"is_guest": "Person 2 is a guest", "is_bot": "Person 2 is an app"}[flaw]
    body = await name(slack, workplace, "U2", "U3")
    assert f"{NoAdmin().sentence} {why}." in above(body)
    await begin(slack)
    body = await name(slack, workplace, "U2", "U3")
    assert f"{NoAdmin().sentence} {why}." in above(body)
    found = workplace.administration.roles.admins(workspace="W1", actor="U1")
    assert found.named == ()


async def test_who_was_deactivated_is_an_admin_no_more(slack, workplace):  # noqa: F811
    await slack.command("admin")
    await name(slack, workplace, "U2")
    gone = replace(workplace.people[1], is_active=False)
    workplace.database.step(lambda s: s.people.put([gone]))
    assert not workplace.administration.roles.is_admin(workspace="W1", actor="U2")


async def test_the_last_admin_stays(slack, workplace):  # noqa: F811
    await slack.command("admin")
    await name(slack, workplace, "U2")
    demote(workplace)
    workplace.database.step(lambda s: s.people.put(workplace.people))
    with pytest.raises(LastAdmin):
        workplace.administration.roles.choose(workspace="W1", actor="U2", name=(), remove=["U2"])
    assert workplace.administration.roles.is_admin(workspace="W1", actor="U2")


async def test_defaults_begin_new_teams_and_leave_others_alone(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await slack.press(ids.SHOW_DEFAULTS, "all", view=PAGE)
    view = web_api.named("views.push")[0]["view"]
    entered = {
        **PAGES[Page.WHEN],
        **PAGES[Page.WHAT],
        **PAGES[Page.PRIVACY],
        "k": {"selected_option": {"value": "7"}},
        "cadence.zone": {"value": "America/Lima"},
        "cadence.holidays": {"value": "PE"},
        "options": {"selected_options": [{"value": "light"}]},
    }
    del entered["cadence.first"], entered["cadence.ends"]
    values = {block: {"answer": value} for block, value in entered.items()}
    body = (await slack.submit(view, values)).json()
    assert body["view"]["callback_id"] == ids.DONE_VIEW
    assert "defaults" in trail(workplace)
    assert workplace.teams() == (team,)
    body = await submitted(
        slack,
        set_up.first(),
        Page.CHANNEL,
        channel={"selected_conversation": "C2"},
        name={"value": "Pier"},
    )
    fresh = next(one for one in workplace.teams() if one.channel == "C2")
    assert (fresh.policy.k, fresh.policy.light, fresh.policy.not_for_appraisal) == (7, True, True)
    assert (fresh.cadence.zone, fresh.cadence.holidays, fresh.cadence.at) == (
        "America/Lima",
        "PE",
        time(9, 30),
    )
    assert "view" in body


async def test_without_defaults_a_team_begins_in_the_zone_of_who_sets_it_up(slack, workplace):  # noqa: F811
    await submitted(slack, set_up.first(), Page.CHANNEL)
    [team] = workplace.teams()
    assert (team.cadence.zone, team.policy) == ("Europe/Berlin", Policy())


async def test_an_admin_chooses_which_statuses_mean_away_and_every_team_is_looked_at_again(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    now = workplace.clock.calendar_now()
    assert workplace.database.read(lambda store: store.teams.to_sweep(now, limit=9)) == ()
    await slack.press(ids.SHOW_DEFAULTS, "all", view=PAGE)
    view = web_api.named("views.push")[0]["view"]
    entered = filled(Page.WHEN) | filled(Page.WHAT) | filled(Page.PRIVACY)
    await slack.submit(view, entered)
    get = workplace.administration.defaults.get
    assert get(workspace="W1", actor="U1").away_statuses == away.DEFAULT
    assert not any(topic.startswith("away") for topic in topics(workplace))
    entered["away"] = {"answer": {"value": ":beach_with_umbrella:, Parental  Leave,"}}
    await slack.submit(view, entered)
    chosen = (":beach_with_umbrella:", "parental leave")
    assert get(workspace="W1", actor="U1").away_statuses == chosen
    assert telling.away(chosen) in topics(workplace)
    changes = workplace.database.read(lambda s: s.audit.recent("W1", team=None, limit=9))
    [kept] = [one for one in changes if "away_statuses" in one.after]
    assert (kept.event, kept.actor, json.loads(kept.after)) == (
        "defaults",
        "U1",
        {"away_statuses": list(chosen)},
    )
    assert workplace.database.read(lambda s: s.teams.to_sweep(now, limit=9)) == (team.id,)
    entered["away"] = {"answer": {"value": None}}
    await slack.submit(view, entered)
    assert get(workspace="W1", actor="U1").away_statuses == ()


@pytest.mark.parametrize(
    ("block", "value", "error"),
    [
        ("cadence.zone", "Mars", UnknownZone),
        ("cadence.holidays", "XX", UnknownRegion),
        ("away", ":palm_tree", UnreadableStatus),
        ("away", ",".join(map(str, range(51))), TooManyStatuses),
    ],
)
async def test_defaults_that_could_ask_no_team_are_refused(
    slack,
    workplace,  # noqa: F811
    block,
    value,
    error,
):
    await slack.command("admin")
    entered = filled(Page.WHEN) | filled(Page.WHAT) | filled(Page.PRIVACY)
    entered[block] = {"answer": {"value": value}}
    body = (await slack.submit(shown.defaults(Defaults()), entered)).json()
    assert body["errors"] == {block: error().sentence}


async def test_all_mistakes_of_the_defaults_are_told_together(slack, workplace):  # noqa: F811
    await slack.command("admin")
    entered = filled(Page.WHEN) | filled(Page.WHAT) | filled(Page.PRIVACY)
    entered["cadence.zone"] = {"answer": {"value": "Mars"}}
    entered["cadence.holidays"] = {"answer": {"value": "XX"}}
    entered["away"] = {"answer": {"value": ":palm_tree"}}
    body = (await slack.submit(shown.defaults(Defaults()), entered)).json()
    assert body["errors"] == {
        "cadence.zone": UnknownZone().sentence,
        "cadence.holidays": UnknownRegion().sentence,
        "away": UnreadableStatus().sentence,
    }


async def test_nobody_names_an_admin_on_what_was_known_of_them_before(slack, workplace):  # noqa: F811
    await slack.command("admin")
    found = workplace.administration.roles.admins(workspace="W1", actor="U1")
    workplace.people[0] = replace(workplace.people[0], is_admin=False)
    values = {"admins": {"answer": {"selected_users": ["U2"]}}}
    body = await in_the_end(slack, await slack.submit(shown.admins(found), values))
    assert OnlyAdmins().sentence in above(body)
    assert not workplace.administration.roles.is_admin(workspace="W1", actor="U2")


async def test_defaults_go_below_no_floor(slack, workplace):  # noqa: F811
    await slack.command("admin")
    entered = filled(Page.WHEN) | filled(Page.WHAT)
    entered |= filled(Page.PRIVACY, k={"selected_option": {"value": "4"}})
    body = (await slack.submit(shown.defaults(Defaults()), entered)).json()
    assert body["response_action"] == "errors"
    assert workplace.administration.defaults.get(workspace="W1", actor="U1") == Defaults()


def refused(
    workplace,  # noqa: F811
    team,
    kind=Kind.REPORT_TEAM,
    error="restricted_action",
    state=DeliveryState.DEAD,
):
    letter = Delivery(
        id=f"D{kind}",
        workspace="W1",
        team=team.id,
        round=None,
        kind=kind,
        target=min(team.leads) if kind is Kind.REPORT_LEAD else "C1",
        topic="",
        state=state,
        due_at=NOW,
        last_error=error,
    )
    workplace.database.step(lambda s: s.deliveries.add([letter]))
    return letter


async def test_what_slack_refused_is_said_in_plain_words_and_sent_again(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    letter = refused(workplace, team)
    refused(workplace, team, kind=Kind.REMINDER)
    await slack.command("admin")
    assert "Not delivered: 1" in str(web_api.named("views.open")[0]["view"]["blocks"])
    await slack.press(ids.SHOW_LETTERS, "all", view=PAGE)
    said = str(web_api.named("views.push")[0]["view"]["blocks"])
    assert "a report to the channel" in said
    assert "The channel lets nobody post but some." in said
    assert "restricted_action" not in said
    await slack.press(ids.RETRY_LETTER, letter.id, view=PAGE)
    call = web_api.named("views.update")[-1]
    assert "Sending…" in str(call["view"]["blocks"])
    assert ids.RETRY_LETTER not in str(call["view"]["blocks"])
    again = workplace.database.read(lambda s: s.deliveries.get(letter.id))
    assert (again.state, again.last_error) == (DeliveryState.DUE, None)
    assert "letter_retried" in trail(workplace)
    await slack.press(ids.RETRY_LETTER, letter.id, view=PAGE)
    assert LetterGone().sentence in str(web_api.named("views.push"))


@pytest.mark.parametrize(
    ("became", "said"),
    [
        (DeliveryState.SENDING, "Sending…"),
        (DeliveryState.DEAD, "Sent again, and failed again."),
        (DeliveryState.SENT, "Nothing is left to send again."),
    ],
)
async def test_what_came_of_what_was_sent_again_is_said_when_the_list_is_opened_again(
    slack,
    web_api,
    workplace,  # noqa: F811
    became,
    said,
):
    team = await running(slack, workplace)
    letter = refused(workplace, team, error="unclear")
    await slack.press(ids.RETRY_LETTER, letter.id, view=PAGE)

    def unit(store):
        until = workplace.clock.calendar_now() + timedelta(days=1)
        claimed = store.deliveries.claim(
            until, real_now=NOW, owner="me", lease_until=until, limit=99, workspace="W1"
        )
        for row in claimed:
            if row.id == letter.id and became is not DeliveryState.SENDING:
                store.deliveries.settle(replace(row, state=became))

    workplace.database.step(unit)
    await slack.press(ids.SHOW_LETTERS, "all", view=PAGE)
    assert said in str(web_api.named("views.push")[-1]["view"]["blocks"])


async def test_after_an_outage_one_press_sends_what_was_surely_not_posted_again(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    two = [refused(workplace, team, kind=kind) for kind in (Kind.REPORT_TEAM, Kind.REPORT_LEAD)]
    doubt = refused(workplace, team, kind=Kind.VOTE, error="unclear")
    await slack.press(ids.SHOW_LETTERS, "all", view=PAGE)
    assert "Send all 2 again" in str(web_api.named("views.push")[0]["view"]["blocks"])
    await slack.press(ids.RETRY_LETTERS, "all", view=PAGE)
    said = str(web_api.named("views.update")[-1]["view"]["blocks"])
    assert "It may have been posted" in said
    assert "Send all" not in said
    found = [workplace.database.read(lambda s, d=d: s.deliveries.get(d.id)) for d in (*two, doubt)]
    assert [one.state for one in found] == [
        DeliveryState.DUE,
        DeliveryState.DUE,
        DeliveryState.DEAD,
    ]
    assert trail(workplace).count("letter_retried") == 2


async def test_an_invitation_whose_check_in_has_closed_can_only_be_let_go(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    letter = refused(workplace, team, kind=Kind.INVITATION)
    [row] = workplace.database.read(lambda s: s.rounds.of_team(team.id))
    workplace.database.step(lambda s: s.rounds.put(replace(row, state=RoundState.CLOSED)))
    workplace.database.step(lambda s: s.deliveries.add([replace(letter, id="D2", round=row.id)]))
    await slack.press(ids.SHOW_LETTERS, "all", view=PAGE)
    said = str(web_api.named("views.push")[0]["view"]["blocks"])
    assert said.count("Send again: ") == 1
    assert "Its check-in is not open any more" in said
    assert said.count("Let it go: ") == 2


async def test_what_slack_has_not_taken_so_far_asks_nothing(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    refused(workplace, team, error="http_500", state=DeliveryState.DUE)
    await slack.command("admin")
    assert "Not delivered: 1" in str(web_api.named("views.open")[0]["view"]["blocks"])
    await slack.press(ids.SHOW_LETTERS, "all", view=PAGE)
    said = str(web_api.named("views.push")[0]["view"]["blocks"])
    assert "Slack did not say whether it took it." in said
    assert ids.RETRY_LETTER not in said


async def test_what_slack_refused_is_let_go(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    letter = refused(workplace, team)
    await slack.press(ids.SKIP_LETTER, letter.id, view=PAGE)
    gone = workplace.database.read(lambda s: s.deliveries.get(letter.id))
    assert gone.state is DeliveryState.CANCELLED
    assert "letter_skipped" in trail(workplace)


async def test_a_letter_of_another_workspace_is_not_there(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    other = Workspace("W2", "", "T2", "Other", "UBOT", "BBOT")
    workplace.database.step(lambda s: s.workspaces.put(other, token="xoxb-2"))
    theirs = replace(team, id="theirs", workspace="W2")
    workplace.database.step(lambda s: s.teams.put(theirs))
    letter = refused(workplace, theirs)
    moved = replace(letter, id="DX", workspace="W2")
    workplace.database.step(lambda s: s.deliveries.add([moved]))
    await slack.press(ids.SKIP_LETTER, "DX", view=PAGE)
    assert LetterGone().sentence in str(web_api.named("views.push"))


async def test_every_setting_can_be_taken_away(slack, web_api, workplace):  # noqa: F811
    await running(slack, workplace)
    await slack.press(ids.SHOW_EVERYTHING, "all", view=PAGE)
    [pushed] = web_api.named("views.push")
    parts = [
        block["elements"][0]["elements"][0]["text"]
        for block in pushed["view"]["blocks"]
        if block["type"] == "rich_text"
    ]
    told = json.loads("\n".join(parts))
    assert (told["workspace"], told["defaults"]["k"]) == ("Northwind", 5)
    assert [team["name"] for team in told["teams"]] == ["Harbour"]


async def test_everything_is_deleted_once_the_name_was_typed(slack, web_api, workplace):  # noqa: F811
    await running(slack, workplace)
    await name(slack, workplace, "U2")
    await slack.press(ids.DELETE_EVERYTHING, "all", view=PAGE)
    view = web_api.named("views.push")[-1]["view"]
    for typed in ("Southwind", "northwind", "NORTHWIND", "North wind"):
        wrong = {"everything": {"answer": {"value": typed}}}
        body = (await slack.submit(view, wrong)).json()
        assert body["errors"] == {"everything": NotTheName().sentence}
    assert len(workplace.teams()) == 1
    right = {"everything": {"answer": {"value": " Northwind "}}}
    body = (await slack.submit(view, right)).json()
    assert "Slack is asked" in str(body["view"])
    assert "Everything is deleted." in str(web_api.named("views.update")[-1]["view"])
    [shell] = workplace.teams()
    assert (shell.name, shell.leads, shell.state) == ("", frozenset(), TeamState.ENDED)
    assert workplace.messages() == 1
    assert trail(workplace) == ["everything_deleted"]
    people = workplace.database.read(lambda s: s.people.many("W1", [f"U{n}" for n in range(1, 10)]))
    assert people == {}
    assert workplace.database.read(lambda s: s.workspaces.token("W1")) == "xoxb-1"


@pytest.mark.parametrize(
    "action",
    [
        ids.NEW_TEAM,
        ids.SHOW_ADMINS,
        ids.SHOW_DEFAULTS,
        ids.SHOW_LETTERS,
        ids.SHOW_EVERYTHING,
        ids.DELETE_EVERYTHING,
        ids.RETRY_LETTER,
        ids.RETRY_LETTERS,
        ids.SKIP_LETTER,
    ],
)
async def test_a_lead_presses_no_button_of_an_admin(slack, web_api, workplace, action):  # noqa: F811
    team = await running(slack, workplace)
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    demote(workplace)
    web_api.calls.clear()
    await slack.press(action, "all", view=PAGE)
    assert web_api.named("views.open") == web_api.named("views.update") == []
    [shown] = web_api.named("views.push")
    assert OnlyAdmins().sentence in str(shown)


async def test_a_lead_submits_no_form_of_an_admin(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    await name(slack, workplace, "U2")
    found = workplace.administration.roles.admins(workspace="W1", actor="U2")
    demote(workplace)
    entered = filled(Page.WHEN) | filled(Page.WHAT) | filled(Page.PRIVACY)
    for view, values in (
        (shown.admins(found), {"admins": {"answer": {"selected_users": ["U1"]}}}),
        (shown.defaults(Defaults()), entered),
        (shown.everything("Northwind"), {"everything": {"answer": {"value": "Northwind"}}}),
    ):
        body = (await slack.submit(view, values)).json()
        assert OnlyAdmins().sentence in body["errors"].values()
    assert [one.state for one in workplace.teams()] == [TeamState.RUNNING]


@pytest.mark.parametrize(
    "view", [shown.defaults(Defaults()), shown.everything("N")], ids=["defaults", "everything"]
)
async def test_what_is_no_form_of_ours_changes_nothing(slack, workplace, view):  # noqa: F811
    await slack.command("admin")
    before = trail(workplace)
    body = (await slack.submit(view, {"other": {"answer": {"value": "x"}}})).json()
    assert body["response_action"] == "errors"
    assert trail(workplace) == before

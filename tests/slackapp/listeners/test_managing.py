"""Admins and leads look after teams that exist, on a real database."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from analytics.instrument.windows import Mode, calendar
from slackapp.domain.cadence import next_round
from slackapp.domain.overview import Preview
from slackapp.domain.teams import Group, Person, TeamState
from slackapp.domain.telling import moved_away
from slackapp.errors import (
    ChannelAway,
    ChannelShared,
    FirstDayOver,
    GroupAway,
    ImpossibleCadence,
    LastDayOver,
    NoFutureRound,
    NotAllowed,
    OnlyAdmins,
    TooManyDays,
    UnknownRegion,
    UnknownZone,
    UnreadableAnswer,
    UnreadableDays,
)
from slackapp.errors.teams import (
    FirstAfterLast,
    LastBeforeFirst,
    LockStays,
    NameTaken,
    NoLead,
    NothingInTime,
    PauseOver,
)
from slackapp.payloads.samples import PLAIN
from slackapp.services.departures import Departures
from slackapp.services.managing import Managing
from slackapp.ui import edit, ids
from slackapp.ui.blocks import TEXT
from slackapp.ui.edit import Section
from slackapp.ui.errors import sentence
from tests.slackapp.listeners.test_set_up import (  # noqa: F401 (fixtures)
    administration,
    begin,
    workplace,
)

TEAM = PLAIN.team


async def running(slack, workplace):  # noqa: F811
    await slack.submit(await begin(slack), {})
    [team] = workplace.teams()
    return team


def form(section, team, *, admin=True, groups=()):
    """A form of settings of a team in which nine count."""
    then = calendar(Mode(n=9))
    seen = Preview(team, slots=(), members=9, roster=9, calendar=then, people=())
    return edit.view(section, seen, admin=admin, groups=groups)


def entered(section, team, **changes):
    """A form as it was opened, with some answers changed."""
    state = {}
    for block in form(section, team)["blocks"]:
        element = block.get("element")
        if element is not None:
            begun = {
                key.replace("initial_", "selected_" if key != "initial_value" else ""): value
                for key, value in element.items()
                if key.startswith("initial_")
            }
            state[block["block_id"]] = {"answer": begun}
    return state | {block: {"answer": value} for block, value in changes.items()}


SECTIONS = {
    "cadence": Section.WHEN,
    "options": Section.WHAT,
    "open_days": Section.WHAT,
    "k": Section.PRIVACY,
    "retention_weeks": Section.PRIVACY,
    "lock": Section.PRIVACY,
}
ONCE_MORE = "*Save* once more does it"
PAGE = {"id": "V1", "type": "modal", "blocks": []}
FORM = {"id": "V1", "hash": "h"}
WHO = f"{ids.EDIT_TEAM}.who"


def section_of(changes):
    """The form that asks all of them."""
    [section] = {SECTIONS.get(block.partition(".")[0], Section.WHO) for block in changes}
    return section


async def shown(slack, response):
    """What a form shows in the end: what only Slack can say comes after the answer."""
    body = response.json()
    if "Asking Slack" in str(body.get("view")):
        body["view"] = slack.web_api.named("views.update")[-1]["view"]
    return body


async def submitted(slack, team, **changes):
    """Press Save once; returns what is shown and what was entered."""
    section = section_of(changes)
    state = entered(section, team, **changes)
    return await shown(slack, await slack.submit(form(section, team), state)), state


async def save(slack, team, **changes):
    """Save, and once more where it was shown what that comes to."""
    body, state = await submitted(slack, team, **changes)
    if ONCE_MORE in str(body.get("view")):
        body = (await slack.submit(body["view"], state)).json()
    return body


async def choose(slack, view, state):
    """Choose something in a form that tells at once what that changes; returns the form then."""
    await slack.press(ids.FORESEE, view=view | FORM | {"state": {"values": state}})
    return slack.web_api.named("views.update")[-1]["view"]


def above(body):
    """What is said above a form."""
    return body["view"]["blocks"][0]["text"]["text"]


def above_question(body, question):
    """What is said right above one question of a form."""
    blocks = body["view"]["blocks"]
    [place] = [n for n, one in enumerate(blocks) if one.get("block_id") == question]
    return blocks[place - 1]["text"]["text"]


async def test_an_admin_lets_those_of_a_group_be_asked(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.known_groups = (Group("S1", "crew"),)
    await slack.press(WHO, team.id, view={"id": "V1", "type": "modal"})
    [pushed], [offered] = web_api.named("views.push"), web_api.named("views.update")[-1:]
    assert "roster" not in {one.get("block_id") for one in pushed["view"]["blocks"]}
    assert offered["hash"] == f"shown.{web_api.shown - 1}"
    [asked] = [one for one in offered["view"]["blocks"] if one.get("block_id") == "roster"]
    everybody, crew = asked["element"]["options"]
    assert asked["element"]["initial_option"] == everybody
    chosen = {"roster": {"selected_option": crew}}
    workplace.known_groups = ()
    opened = form(Section.WHO, team, groups=(Group("S1", "crew"),))
    state = entered(Section.WHO, team, **chosen)
    refused = await shown(slack, await slack.submit(opened, state))
    assert GroupAway().sentence in above_question(refused, "roster")
    assert workplace.teams() == (team,)
    workplace.known_groups = (Group("S1", "crew"),)
    del workplace.people[1:3]
    saved = await save(slack, team, **chosen)
    assert "Asked there: @crew" in json.dumps(saved["view"])
    [after] = workplace.teams()
    assert after == replace(team, group=Group("S1", "crew"))
    assert "roster:S1:crew" in topics(workplace)
    kept = workplace.database.read(lambda store: store.people.members(team.id))
    assert {one.user for one in kept} == {person.user for person in workplace.people}


async def test_a_suggested_longer_interval_is_chosen_in_the_form_and_kept_only_when_saved(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    assert team.cadence.every_weeks == 2
    await slack.press(ids.ASK_LESS, f"{team.id}:4")
    # One that is over by now makes nobody ask more often.
    await slack.press(ids.ASK_LESS, f"{team.id}:1")
    chosen = []
    for opened in web_api.named("views.open"):
        asked = {one.get("block_id"): one for one in opened["view"]["blocks"]}
        chosen.append(asked["cadence.every"]["element"]["initial_option"]["value"])
    assert chosen == ["4", "2"]
    assert workplace.teams() == (team,)
    workplace.demote()
    web_api.calls.clear()
    await slack.press(ids.ASK_LESS, f"{team.id}:4")
    assert web_api.named("respond")[0]["text"] == NotAllowed().sentence
    await slack.press(ids.ASK_LESS, team.id)
    assert web_api.named("respond")[1]["text"] == UnreadableAnswer().sentence


def topics(workplace):  # noqa: F811
    return {topic for topic, _ in told(workplace)}


def told(workplace):  # noqa: F811
    """What was told, and in which channel."""
    from sqlalchemy import select  # noqa: PLC0415

    from slackapp.storage.tables import delivery  # noqa: PLC0415

    with workplace.database._engine.connect() as connection:
        rows = connection.execute(select(delivery.c.topic, delivery.c.target))
        return {(row.topic, row.target) for row in rows}


async def test_an_admin_sees_every_team_and_how_it_stands(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await slack.command("admin")
    [call] = web_api.named("views.open")
    said = str(call["view"]["blocks"])
    assert "*Harbour* in <#C1>: running. The next check-in opens" in said
    web_api.calls.clear()
    await slack.press(ids.MANAGE_TEAM, team.id, view=call["view"] | {"id": "V1"})
    [pushed] = web_api.named("views.push")
    assert "every 2 weeks on Tuesday" in str(pushed["view"]["blocks"])


async def test_a_lead_sees_their_own_teams_and_adds_none(slack, web_api, workplace):  # noqa: F811
    await running(slack, workplace)
    workplace.demote()
    await slack.command("admin")
    assert web_api.named("respond")[0]["text"] == NotAllowed().sentence
    [team] = workplace.teams()
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    await slack.command("admin")
    [call] = web_api.named("views.open")
    said = json.dumps(call["view"])
    assert "Harbour" in said
    assert ids.NEW_TEAM not in said


async def test_settings_are_changed_and_told_in_the_channel(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    for changes in (
        {"name": {"value": "Harbour Crew"}, "leads": {"selected_users": ["U8", "U9"]}},
        {
            "cadence.every": {"selected_option": {"value": "1"}},
            "cadence.holidays": {"value": "DE-BE"},
            "cadence.ends": {"selected_date": "2027-03-31"},
        },
        {"open_days": {"selected_option": {"value": "3"}}},
    ):
        [now] = workplace.teams()
        body = await save(slack, now, **changes)
        assert body["response_action"] == "update"
    [after] = workplace.teams()
    assert (after.name, after.leads) == ("Harbour Crew", {"U8", "U9"})
    assert (after.cadence.every_weeks, after.cadence.holidays) == (1, "DE-BE")
    assert (after.cadence.first, after.policy.open_days) == (team.cadence.first, 3)
    assert topics(workplace) >= {
        "renamed:Harbour%20Crew",
        "leads:U8:U9",
        "cadence:every_weeks:holidays:ends:from=2",
        "policy:open_days=3",
    }
    [change, *_] = workplace.database.read(lambda s: s.audit.recent("W1", team=None, limit=9))[:1]
    assert change.event in {"edited", "started", "created"}


async def test_quiet_days_and_a_pause_are_set_and_the_page_says_what_that_does(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    body = await save(
        slack,
        team,
        **{
            "cadence.holidays": {"value": "DE-BE"},
            "cadence.quiet": {"value": "2026-12-08, 2026-12-20 to 2026-12-23"},
            "cadence.paused": {"selected_date": "2026-12-01"},
        },
    )
    [after] = workplace.teams()
    assert after.cadence.paused_until == date(2026, 12, 1)
    assert len(after.cadence.quiet_days) == 5
    said = str(body["view"]["blocks"])
    assert "not on public holidays (DE-BE), not on Dec 8, 2026 and Dec 20, 2026 to Dec 23" in said
    assert "• _Tuesday, November 24, 2026: no check-in (paused)_" in said
    assert "• _Tuesday, December 8, 2026 to Tuesday, December 22, 2026: no check-in, 2" in said
    assert "Figures count check-ins, not weeks" in said
    assert form(Section.WHEN, after)["blocks"] != form(Section.WHEN, team)["blocks"]


@pytest.mark.parametrize(
    ("block", "entered", "error"),
    [
        ("cadence.quiet", {"value": "Christmas"}, UnreadableDays),
        ("cadence.quiet", {"value": "2026-01-01 to 2028-01-01"}, TooManyDays),
        ("cadence.zone", {"value": "Mars/Olympus"}, UnknownZone),
        ("cadence.holidays", {"value": "XX"}, UnknownRegion),
        ("cadence.ends", {"selected_date": "2020-01-01"}, LastBeforeFirst),
        ("cadence.first", {"selected_date": "2020-01-06"}, FirstDayOver),
        ("cadence.weekday", {"selected_option": {"value": "9"}}, ImpossibleCadence),
    ],
)
async def test_a_cadence_that_cannot_be_is_refused_under_its_question(
    slack,
    workplace,  # noqa: F811
    block,
    entered,
    error,
):
    team = await running(slack, workplace)
    body = await save(slack, team, **{block: entered})
    assert body == {"response_action": "errors", "errors": {block: error().sentence}}
    assert workplace.teams() == (team,)


async def test_a_first_day_after_the_last_is_refused_under_the_first(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    days = {"cadence.first": "2027-03-02", "cadence.ends": "2027-03-01"}
    chosen = {block: {"selected_date": day} for block, day in days.items()}
    body = await save(slack, team, **chosen)
    assert body["errors"] == {"cadence.first": FirstAfterLast().sentence}
    assert workplace.teams() == (team,)


async def test_no_last_day_is_over_or_comes_before_the_next_check_in(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.clock.move_to(workplace.clock.calendar_now() + timedelta(weeks=3))
    today = workplace.clock.calendar_now().date()
    over = {"selected_date": (today - timedelta(days=1)).isoformat()}
    coming = next_round(team.cadence, workplace.clock.calendar_now()).date
    ended = sentence(LastDayOver().but(coming, going=True))
    for block, said in (("cadence.ends", ended), ("cadence.first", FirstDayOver().sentence)):
        body = await save(slack, team, **{block: over})
        assert body == {"response_action": "errors", "errors": {block: said}}
    too_soon = {"selected_date": (coming - timedelta(days=1)).isoformat()}
    body = await save(slack, team, **{"cadence.ends": too_soon})
    errors = {"cadence.ends": sentence(NoFutureRound().but(coming, going=True))}
    assert body == {"response_action": "errors", "errors": errors}
    assert workplace.teams() == (team,)
    last = {"selected_date": coming.isoformat()}
    assert (await save(slack, team, **{"cadence.ends": last}))["response_action"] == "update"
    [after] = workplace.teams()
    assert (after.cadence.first, after.cadence.ends) == (team.cadence.first, coming)
    assert after.state is TeamState.RUNNING


async def test_saving_without_a_change_changes_and_tells_nothing(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    before = topics(workplace)
    for section in Section:
        response = await slack.submit(form(section, team), entered(section, team))
        assert response.json()["response_action"] == "update"
    assert workplace.teams() == (team,)
    assert topics(workplace) == before


async def test_a_lock_cannot_be_taken_off(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    assert team.policy.not_for_appraisal
    body = await save(slack, team, lock={"selected_options": []})
    assert body == {"response_action": "errors", "errors": {"lock": LockStays().sentence}}
    assert workplace.teams() == (team,)


async def test_a_team_moves_only_to_a_channel_that_can_be_read_and_is_free(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    elsewhere = {"channel": {"selected_conversation": "C2"}}
    workplace.refusal = ChannelAway()
    body = await save(slack, team, **elsewhere)
    assert ChannelAway().sentence in above_question(body, "channel")
    workplace.refusal = None
    other = replace(team, id="other", channel="C2", name="Pier")
    workplace.database.step(lambda s: s.teams.put(other))
    taken = await save(slack, team, **elsewhere)
    assert "Pier has that channel already." in above_question(taken, "channel")
    workplace.database.step(lambda s: s.teams.delete("other"))
    assert "errors" not in await save(slack, team, **elsewhere)
    asked = [each for each in workplace.teams() if each.state is not TeamState.ENDED]
    assert [each.channel for each in asked] == ["C2"]
    assert {("moved", "C2"), (moved_away(team), team.channel)} <= told(workplace)


async def test_a_team_without_a_lock_moves_into_a_channel_that_another_one_locked(slack, workplace):  # noqa: F811
    locked = await running(slack, workplace)
    left = replace(locked, id="before", channel="C2", state=TeamState.ENDED)
    team = replace(locked, policy=replace(locked.policy, not_for_appraisal=False))
    workplace.database.step(lambda store: [store.teams.put(one) for one in (left, team)])
    body = await save(slack, team, channel={"selected_conversation": "C2"})
    assert ONCE_MORE not in str(body)
    moved = workplace.database.read(lambda store: store.teams.get(team.id))
    assert (moved.channel, moved.policy.not_for_appraisal) == ("C2", True)


@pytest.mark.parametrize(
    ("action", "state"),
    [(ids.PAUSE_TEAM, TeamState.PAUSED), (ids.END_TEAM, TeamState.ENDED)],
)
async def test_a_team_is_paused_and_ended_from_its_page(slack, web_api, workplace, action, state):  # noqa: F811
    team = await running(slack, workplace)
    page = {"id": "V1", "type": "modal", "blocks": []}
    await slack.press(action, team.id, view=page)
    assert [each.state for each in workplace.teams()] == [state]
    call = web_api.named("views.update")[-1]
    assert f"It is {state.value} now." in str(call["view"]["blocks"])
    if state is TeamState.PAUSED:
        await slack.press(ids.RESUME_TEAM, team.id, view=page)
        assert [each.state for each in workplace.teams()] == [TeamState.RUNNING]


async def test_a_team_does_not_go_on_while_another_organisation_reads_its_channel(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    departures = Departures(workplace.database, workplace.clock)
    departures.channel_shared(workspace="W1", channel=team.channel)
    workplace.refusal = ChannelShared()
    await slack.press(ids.RESUME_TEAM, team.id, view={"id": "V1", "type": "modal", "blocks": []})
    assert ChannelShared().sentence in str(web_api.calls[-1])
    await slack.command("resume")
    assert web_api.named("respond")[-1]["text"] == ChannelShared().sentence
    assert [each.state for each in workplace.teams()] == [TeamState.PAUSED]
    workplace.refusal = None
    await slack.command("resume")
    assert [each.state for each in workplace.teams()] == [TeamState.RUNNING]


async def test_a_deleted_team_is_gone_and_the_trail_says_so(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await slack.press(ids.DELETE_TEAM, team.id, view={"id": "V1", "type": "modal", "blocks": []})
    [shell] = workplace.teams()
    assert (shell.state, shell.leads) == (TeamState.ENDED, frozenset())
    await slack.press(ids.SHOW_CHANGES, "all", view={"id": "V1", "type": "modal", "blocks": []})
    [pushed] = web_api.named("views.push")
    assert "team deleted" in str(pushed["view"]["blocks"])


async def test_the_trail_and_the_settings_are_shown_to_who_may_see_them(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await save(slack, team, name={"value": "Harbour <Crew>"})
    view = {"id": "V1", "type": "modal", "blocks": []}
    await slack.press(ids.SHOW_CHANGES, team.id, view=view)
    await slack.press(ids.SHOW_SETTINGS, team.id, view=view)
    trail, settings = (call["view"] for call in web_api.named("views.push"))
    assert "Name: Harbour → Harbour &lt;Crew&gt;" in str(trail["blocks"])
    [text] = settings["blocks"][1]["elements"][0]["elements"]
    assert json.loads(text["text"])["every_weeks"] == 2
    workplace.demote()
    web_api.calls.clear()
    await slack.press(ids.SHOW_CHANGES, "all", view=view)
    [shown] = web_api.named("views.push")
    assert shown["view"]["callback_id"] == ids.ERROR_VIEW
    assert "Only an admin can do this." in str(shown)


async def test_a_team_of_another_workspace_is_not_there(slack, web_api, workplace):  # noqa: F811
    from slackapp.domain.teams import Workspace  # noqa: PLC0415

    team = await running(slack, workplace)
    other = Workspace("W2", "", "T2", "Other", "UBOT", "BBOT")
    workplace.database.step(lambda s: s.workspaces.put(other, token="xoxb-2"))
    workplace.database.step(lambda s: s.teams.put(replace(team, id="theirs", workspace="W2")))
    shown = Managing(workplace.database, workplace.clock).teams(workspace="W1", actor="U1")
    assert [one.team.id for one in shown] == [team.id]
    await slack.press(ids.MANAGE_TEAM, "theirs", view={"id": "V1", "type": "modal", "blocks": []})
    [shown] = web_api.named("views.push")
    assert shown["view"]["callback_id"] == ids.ERROR_VIEW


async def test_a_lead_changes_times_and_not_what_admins_set(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.demote()
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    [team] = workplace.teams()
    await slack.press(ids.MANAGE_TEAM, team.id, view=PAGE)
    assert f"{ids.EDIT_TEAM}.privacy" not in str(web_api.named("views.push")[-1])
    asked = set()
    for section in ("when", "what", "who"):
        await slack.press(f"{ids.EDIT_TEAM}.{section}", team.id, view=PAGE)
        opened = web_api.named("views.push")[-1]["view"]
        asked |= {block.get("block_id") for block in opened["blocks"]}
    assert {"cadence.at", "open_days", "name"} <= asked
    assert not asked & {"channel", "leads", "k", "retention_weeks", "lock"}
    before = len(web_api.named("views.push"))
    await slack.press(f"{ids.EDIT_TEAM}.privacy", team.id, view=PAGE)
    refused = [view for view in web_api.named("views.push")[before:] if "retention" in str(view)]
    assert refused == []
    assert OnlyAdmins().sentence in str(web_api.calls)
    body = await save(slack, team, k={"selected_option": {"value": "6"}})
    assert OnlyAdmins().sentence in body["errors"].values()
    body = await save(slack, team, **{"cadence.at": {"selected_time": "11:00"}})
    assert body["response_action"] == "update"
    assert workplace.teams()[0].cadence.at.hour == 11
    page = json.dumps(body["view"])
    assert ids.DELETE_TEAM not in page
    assert ids.END_TEAM not in page


async def test_what_was_refused_above_a_form_goes_once_something_else_is_wrong(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    other = replace(team, id="other", channel="C2", name="Pier")
    workplace.database.step(lambda s: s.teams.put(other))
    taken = {"name": {"value": "Pier"}, "channel": {"selected_conversation": "C2"}}
    refused, _state = await submitted(slack, team, **taken)
    assert "Pier has that channel already." in above(refused)
    assert NameTaken().sentence in above(refused)
    back = entered(Section.WHO, team, name={"value": "Pier"})
    said = above((await slack.submit(refused["view"], back)).json())
    assert NameTaken().sentence in said
    assert "Pier has that channel already." not in said


@pytest.mark.parametrize(
    ("section", "says", "silent"),
    [
        (Section.WHEN, ["Times hold"], ["Who is asked", "What is asked", "The lock", "A name"]),
        (Section.WHAT, ["What is asked", "How long"], ["Times", "The lock", "A name"]),
        (Section.WHO, ["Who is asked, and who leads,", "A name"], ["Times", "The lock"]),
        (Section.PRIVACY, ["How many answers", "The lock"], ["Times", "A name"]),
    ],
)
def test_a_form_says_from_when_on_its_own_settings_hold_and_no_others(section, says, silent):
    [said] = [
        block["elements"][0]["text"]
        for block in form(section, TEAM)["blocks"]
        if "hold" in str(block.get("elements"))
    ]
    assert all(one in said for one in says)
    assert not any(one in said for one in silent)


@pytest.mark.parametrize("action", [ids.DELETE_TEAM, ids.END_TEAM])
async def test_a_lead_neither_ends_nor_deletes(slack, web_api, workplace, action):  # noqa: F811
    team = await running(slack, workplace)
    workplace.demote()
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    await slack.press(action, team.id, view=PAGE)
    assert OnlyAdmins().sentence in str(web_api.named("views.update")[-1])
    assert [each.state for each in workplace.teams()] == [TeamState.RUNNING]


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    stale, state = form(Section.WHO, team), entered(Section.WHO, team)
    await save(slack, team, name={"value": "Harbour Crew"})
    body = (await slack.submit(stale, state)).json()
    assert "Somebody changed these settings while you had them open." in above(body)
    assert workplace.teams()[0].name == "Harbour Crew"


async def test_a_lead_who_is_removed_meanwhile_saves_nothing(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.demote()
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U1"}))))
    [team] = workplace.teams()
    opened = form(Section.WHEN, team, admin=False)
    workplace.database.step(lambda s: s.teams.put(replace(team, leads=frozenset({"U9"}))))
    body = (await slack.submit(opened, entered(Section.WHEN, team))).json()
    assert NotAllowed().sentence in body["errors"].values()


async def test_a_change_of_times_is_saved_once_the_days_that_follow_were_seen(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    less_often = {"cadence.every": {"selected_option": {"value": "4"}}}
    body, _ = await submitted(slack, team, **less_often)
    said = str(body["view"]["blocks"])
    assert "How often: every 2 weeks → every 4 weeks" in said
    assert "*The next check-ins*" in said
    assert "• Tuesday, November 24, 2026\\n• Tuesday, December 22, 2026" in said
    assert workplace.teams() == (team,)
    # What is altered in between is shown first.
    later = {"cadence.at": {"selected_time": "11:00"}}
    otherwise = entered(Section.WHEN, team, **less_often, **later)
    body = (await slack.submit(body["view"], otherwise)).json()
    assert "Time: 9:30 AM → 11:00 AM" in str(body["view"]["blocks"])
    assert str(body["view"]["blocks"]).count("This would change") == 1
    assert workplace.teams() == (team,)
    await slack.submit(body["view"], otherwise)
    [after] = workplace.teams()
    assert (after.cadence.every_weeks, after.cadence.at.hour) == (4, 11)


async def test_too_few_people_are_said_before_a_change_leaves_them(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    leads = {"leads": {"selected_users": ["U5", "U6", "U7", "U8", "U9"]}}
    body, _ = await submitted(slack, team, **leads)
    said = str(body["view"]["blocks"])
    assert "*9 in the channel, 4 count.*" in said
    assert "Fewer than five people count, and nothing can be asked then" in said
    workplace.people = [replace(one, user=f"N{n}") for n, one in enumerate(workplace.people[1:])]
    workplace.people.append(Person("W1", "U1", "Person 1", is_admin=True))
    body, moved = await submitted(slack, team, channel={"selected_conversation": "C2"})
    said = str(body["view"]["blocks"])
    assert "*9 in the channel, 9 count.*" in said
    assert "What you will get when" in said
    assert workplace.teams() == (team,)
    assert {one.user for one in memberships(workplace, team)} == {f"U{n}" for n in range(1, 10)}
    await slack.submit(body["view"], moved)
    assert {one.user for one in memberships(workplace, team)} >= {"N0", "U1"}


async def test_a_page_counts_those_of_the_channel_that_was_just_chosen(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    workplace.takes, everybody = 0.05, workplace.people
    workplace.people = everybody[:7]
    body, moved = await submitted(slack, team, channel={"selected_conversation": "C2"})
    page = (await slack.submit(body["view"], moved)).json()["view"]
    assert "7 in the channel" in str(page)
    workplace.people = everybody
    [undo] = [each for each in buttons(page) if each.get("action_id") == ids.UNDO_CHANGE]
    await slack.press(ids.UNDO_CHANGE, undo["value"], view=PAGE)
    assert "9 in the channel" in str(web_api.named("views.update")[-1]["view"])


def buttons(view):
    """Every button of a window."""
    for block in view["blocks"]:
        yield from block.get("elements", [block.get("accessory", {})])


def memberships(workplace, team):  # noqa: F811
    return workplace.database.read(lambda store: store.people.members(team.id))


async def test_no_form_of_settings_waits_for_slack_before_its_answer(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await save(slack, team, **{"cadence.at": {"selected_time": "11:00"}})
    slack.waits = False
    workplace.answers.clear()
    web_api.calls.clear()
    view = {"id": "V1", "hash": "h", "type": "modal", "blocks": []}
    await slack.press(WHO, team.id, view=view)
    await slack.press(ids.ASK_LESS, f"{team.id}:4")
    assert [method for method, _ in web_api.calls] == ["views.push", "views.open"]
    [team] = workplace.teams()
    for changes in (
        {"channel": {"selected_conversation": "C2"}},
        {"leads": {"selected_users": ["UX"]}},
    ):
        state = entered(Section.WHO, team, **changes)
        response = await slack.submit(form(Section.WHO, team), state)
        assert "Asking Slack" in str(response.json()["view"]["blocks"])
    assert workplace.teams() == (team,)


async def test_a_lock_is_asked_about_once_before_it_is_set_for_good(slack, web_api, workplace):  # noqa: F811
    await slack.submit(await begin(slack, lock={"selected_options": []}), {})
    [team] = workplace.teams()
    assert not team.policy.not_for_appraisal
    ticked = {"selected_options": [{"value": "locked"}]}
    body, state = await submitted(slack, team, lock=ticked)
    assert "Nobody can take that off again" in str(body["view"]["blocks"])
    assert ONCE_MORE in str(body["view"]["blocks"])
    assert workplace.teams() == (team,)
    saved = (await slack.submit(body["view"], state)).json()
    [after] = workplace.teams()
    assert after.policy.not_for_appraisal
    assert "Locked for good" in str(saved["view"]["blocks"])
    assert "Lock it for good" not in str(form(Section.PRIVACY, after))
    await slack.command("admin")
    assert ":lock:" in str(web_api.named("views.open")[-1]["view"])


async def test_less_or_lighter_asking_is_shown_first_and_nothing_hopeless_is_saved(
    slack,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    light = {"selected_options": [{"value": "light"}]}
    body, _ = await submitted(slack, team, options=light)
    assert "in light mode, at this interval sealed answers are gone before then" in str(
        body["view"]["blocks"]
    )
    assert workplace.teams() == (team,)
    await save(slack, team, options=light)
    [lighter] = workplace.teams()
    seldom = {"cadence.every": {"selected_option": {"value": "4"}}}
    refused = await save(slack, lighter, **seldom)
    assert refused["errors"] == {
        "cadence.every": f"{NothingInTime().sentence} Any one of these mends it: "
        "ask more often; leave light mode off."
    }
    assert workplace.teams() == (lighter,)


async def test_what_a_choice_changes_is_seen_at_once_and_saved_with_one_press(
    slack,
    web_api,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    await slack.press(f"{ids.EDIT_TEAM}.when", team.id, view=PAGE)
    opened = web_api.named("views.push")[-1]["view"]
    assert (
        "*The next check-ins*\n• Tuesday, November 24, 2026" in opened["blocks"][0]["text"]["text"]
    )
    asked = {block["block_id"]: block for block in opened["blocks"] if block["type"] == "input"}
    assert all(block["dispatch_action"] for block in asked.values())
    friday = {"cadence.weekday": {"selected_option": {"value": "4"}}}
    state = entered(Section.WHEN, team, **friday)
    live = await choose(slack, opened, state)
    said = str(live["blocks"])
    assert "Weekday: Tuesday → Friday" in said
    assert "• Friday, November 27, 2026\\n• Friday, December 11, 2026" in said
    assert "The check-in of Tuesday, November 24, 2026 does not open." in said
    assert "• Tuesday, November 24" not in said
    assert ONCE_MORE not in said
    assert workplace.teams() == (team,)
    body = (await slack.submit(live, state)).json()
    assert body["view"]["callback_id"] == ids.TEAM_VIEW
    assert workplace.teams()[0].cadence.weekday == 4


async def test_what_cannot_be_is_said_while_it_is_chosen(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    opened = form(Section.WHEN, team)
    state = entered(Section.WHEN, team, **{"cadence.zone": {"value": "Mars/Olympus"}})
    live = await choose(slack, opened, state)
    assert UnknownZone().sentence in above_question({"view": live}, "cadence.zone")
    assert workplace.teams() == (team,)
    light = {"selected_options": [{"value": "light"}]}
    live = await choose(slack, form(Section.WHAT, team), entered(Section.WHAT, team, options=light))
    assert "in light mode, at this interval sealed" in str(live["blocks"])


async def test_what_is_longer_than_a_field_begins_with_is_refused_and_the_form_stays(
    slack,
    workplace,  # noqa: F811
):
    team = await running(slack, workplace)
    opened = form(Section.WHEN, team)
    state = entered(Section.WHEN, team, **{"cadence.quiet": {"value": "2026-12-24 " * 300}})
    live = await choose(slack, opened, state)
    assert UnreadableDays().sentence in above_question({"view": live}, "cadence.quiet")
    [quiet] = [one for one in live["blocks"] if one.get("block_id") == "cadence.quiet"]
    assert len(quiet["element"]["initial_value"]) == TEXT
    assert workplace.teams() == (team,)


async def test_only_as_many_answers_as_can_be_asked_for_are_offered(slack, web_api, workplace):  # noqa: F811
    team = await running(slack, workplace)
    await slack.press(f"{ids.EDIT_TEAM}.privacy", team.id, view=PAGE)
    [k] = [
        block
        for block in web_api.named("views.push")[-1]["view"]["blocks"]
        if block.get("block_id") == "k"
    ]
    assert [one["value"] for one in k["element"]["options"]] == ["5", "6"]


async def test_all_mistakes_of_a_form_are_told_together(slack, workplace):  # noqa: F811
    team = await running(slack, workplace)
    over = {"selected_date": "2020-01-06"}
    body = await save(
        slack,
        team,
        **{
            "cadence.zone": {"value": "Mars/Olympus"},
            "cadence.holidays": {"value": "XX"},
            "cadence.quiet": {"value": "Christmas"},
            "cadence.first": over,
            "cadence.paused": over,
        },
    )
    assert body["errors"] == {
        "cadence.zone": UnknownZone().sentence,
        "cadence.holidays": UnknownRegion().sentence,
        "cadence.quiet": UnreadableDays().sentence,
        "cadence.first": FirstDayOver().sentence,
        "cadence.paused": PauseOver().sentence,
    }
    other = replace(team, id="other", channel="C2", name="Pier")
    workplace.database.step(lambda s: s.teams.put(other))
    app = replace(workplace.people[1], is_bot=True)
    workplace.database.step(lambda s: s.people.put([app]))
    body = await save(slack, team, name={"value": "Pier"}, leads={"selected_users": ["U2"]})
    assert body["errors"] == {
        "name": NameTaken().sentence,
        "leads": f"{NoLead().sentence} Person 2 is an app.",
    }
    assert workplace.database.read(lambda s: s.teams.get(team.id)) == team


@pytest.mark.parametrize("action", [ids.DELETE_TEAM, ids.END_TEAM])
async def test_a_team_ends_only_once_slack_has_said_who_presses(
    slack,
    web_api,
    workplace,  # noqa: F811
    action,
):
    team = await running(slack, workplace)
    slack.waits = False
    workplace.answers.clear()
    assert (await slack.press(action, team.id, view=PAGE)).status_code == 200
    assert workplace.teams() == (team,)
    # Slack's word of a moment ago was lost: this person is no admin any more.
    workplace.people[0] = replace(workplace.people[0], is_admin=False)
    workplace.answers.set()
    await slack.afterwards.settled()
    first, last = web_api.named("views.update")[-2:]
    assert "Slack is asked" in str(first["view"])
    assert NotAllowed().sentence in str(last["view"])
    assert workplace.teams() == (team,)


async def test_a_draft_is_thrown_away_and_nobody_is_told(slack, web_api, workplace):  # noqa: F811
    await begin(slack)
    [team] = workplace.teams()
    page = {"id": "V1", "hash": "h", "type": "modal", "blocks": []}
    await slack.press(ids.MANAGE_TEAM, team.id, view=page)
    said = str(web_api.named("views.push")[-1]["view"])
    assert "Throw the draft away" in said
    assert ids.END_TEAM not in said
    await slack.press(ids.DELETE_TEAM, team.id, view=page)
    assert "26 weeks" not in str(web_api.named("views.update")[-1]["view"])
    assert workplace.messages() == 0
    assert workplace.teams() == ()


async def test_a_lock_in_a_draft_that_is_thrown_away_locks_no_later_team(slack, workplace):  # noqa: F811
    await begin(slack)
    [draft] = workplace.teams()
    assert draft.policy.not_for_appraisal
    await slack.press(ids.DELETE_TEAM, draft.id, view=FORM | {"type": "modal", "blocks": []})
    await begin(slack, lock={"selected_options": []})
    [other] = workplace.teams()
    assert not other.policy.not_for_appraisal

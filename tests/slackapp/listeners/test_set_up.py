"""An admin sets a team up, on a real database."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from slackapp.clock import Clock
from slackapp.domain.overview import Part, Present
from slackapp.domain.teams import Group, Person, TeamState, Workspace
from slackapp.errors import (
    ChannelArchived,
    ChannelAway,
    ChannelShared,
    FirstDayOver,
    GroupAway,
    Nameless,
    NoSuchPerson,
    NotAllowed,
    NotInvited,
    OnlyAdmins,
    RosterTooLarge,
    SlackAway,
    StartedMeanwhile,
    TeamTooSmall,
    UnknownRegion,
    UnknownTeam,
    UnknownZone,
)
from slackapp.errors.teams import (
    LastBeforeFirst,
    NameTaken,
    NoChannel,
    NoTeamHere,
    NothingInTime,
    NotStarted,
)
from slackapp.listeners import set_up_pages
from slackapp.listeners.commands import here
from slackapp.listeners.deps import Administration
from slackapp.services import members
from slackapp.services.dead_letters import DeadLetters
from slackapp.services.defaults import StartingPoint
from slackapp.services.drafts import Drafts
from slackapp.services.everything import Everything
from slackapp.services.managing import Managing
from slackapp.services.members import Switches
from slackapp.services.preview import preview_of
from slackapp.services.restoring import Restoring
from slackapp.services.roles import Roles
from slackapp.services.teams import TeamSettings
from slackapp.ui import ids, managing, present, set_up
from slackapp.ui.set_up import Page


class Workplace:
    """What Slack would say about people and the channel."""

    def __init__(self, database):
        self.database = database
        self.clock = Clock(lambda: datetime(2026, 11, 23, 8, tzinfo=UTC))
        self.people = [Person("W1", f"U{n}", f"Person {n}") for n in range(1, 10)]
        self.people[0] = replace(self.people[0], is_admin=True, zone="Europe/Berlin")
        self.elsewhere = []
        self.settings = TeamSettings(database, self.clock)
        self.slow = False
        self.takes = 0.0
        self.answers = asyncio.Event()
        self.answers.set()
        self.failure = None
        self.refusal = None
        self.known_groups = ()
        self.listed = None
        self.absent = 0
        self.renewed = []
        self.asked, self.asked_now, self.asked_at_once = [], 0, 0
        self.says_nothing_of = set()

    async def person(self, workspace, user):
        self.asked.append(user)
        self.asked_now += 1
        self.asked_at_once = max(self.asked_at_once, self.asked_now)
        try:
            return await self._said(user)
        finally:
            self.asked_now -= 1

    async def _said(self, user):
        await asyncio.sleep(0)
        if user in self.says_nothing_of:
            await asyncio.Event().wait()
        await self.answers.wait()
        asked = (*self.people, *self.elsewhere)
        found = next((person for person in asked if person.user == user), None)
        if found is None:
            raise NoSuchPerson
        return found

    async def refresh(self, team):
        await self.answers.wait()
        await asyncio.sleep(self.takes)
        if self.failure is not None:
            raise self.failure
        if self.slow:
            raise TimeoutError
        apply = partial(
            members.apply,
            self.database,
            team=team,
            people=self.people,
            now=self.clock.calendar_now(),
            absent=self.absent,
        )
        await asyncio.to_thread(apply)

    async def there(self, team):
        await self.answers.wait()
        if self.failure is not None:
            raise self.failure
        return members.Seen(tuple(self.people), absent=self.absent)

    async def check(self, workspace, channel):
        await self.answers.wait()
        if self.refusal is not None:
            raise self.refusal

    async def called(self, workspace, channel):
        await self.check(workspace, channel)
        return f"name-of-{channel.lower()}"

    async def groups(self, workspace):
        await self.answers.wait()
        return self.known_groups

    def demote(self):
        """The first person is no admin of Slack any more, and Slack told so."""
        self.people[0] = replace(self.people[0], is_admin=False)
        members.remember(self.database, self.people[0])

    async def renew(self, workspace, user):
        if self.failure is not None:
            raise self.failure
        self.renewed.append((workspace, user))

    def messages(self):
        """How many messages wait; nobody sends any here."""
        return sum(self.database.read(lambda store: store.deliveries.count_by_state()).values())

    def teams(self):
        return self.database.read(lambda store: store.teams.of_workspace("W1"))


@pytest.fixture
def workplace(sqlite_database):
    known = Workspace("W1", "", "T1", "Northwind", "UBOT", "BBOT")
    sqlite_database.step(lambda store: store.workspaces.put(known, token="xoxb-1"))
    return Workplace(sqlite_database)


PATIENCE = 20.0
"""Longer than any of these may take, however busy the machine."""


@pytest.fixture
def administration(workplace, afterwards):
    workplace.administration = Administration(
        teams=workplace.settings,
        person=workplace.person,
        met=partial(members.met, workplace.database),
        remember=partial(members.remember, workplace.database),
        refresh=workplace.refresh,
        there=workplace.there,
        renew=workplace.renew,
        manage=Managing(workplace.database, workplace.clock),
        drafts=Drafts(workplace.database, workplace.clock),
        roles=Roles(workplace.database, workplace.clock),
        defaults=StartingPoint(workplace.database, workplace.clock),
        dead_letters=DeadLetters(workplace.database, workplace.clock),
        everything=Everything(workplace.database, workplace.clock),
        restoring=Restoring(workplace.database, workplace.clock),
        check=workplace.check,
        called=workplace.called,
        groups=workplace.groups,
        listed=lambda _workspace: workplace.listed,
        afterwards=afterwards,
        patience=PATIENCE,
    )
    return workplace.administration


PAGES = {
    Page.CHANNEL: {
        "channel": {"selected_conversation": "C1"},
        "name": {"value": " Harbour "},
    },
    Page.PEOPLE: {"leads": {"selected_users": ["U9"]}},
    Page.WHEN: {
        "cadence.weekday": {"selected_option": {"value": "1"}},
        "cadence.at": {"selected_time": "09:30"},
        "cadence.every": {"selected_option": {"value": "2"}},
        "cadence.zone": {"value": "Europe/Berlin"},
        "cadence.holidays": {"value": None},
        "cadence.first": {"selected_date": None},
        "cadence.ends": {"selected_date": None},
    },
    Page.WHAT: {
        "options": {"selected_options": [{"value": "unnamed"}]},
        "open_days": {"selected_option": {"value": "4"}},
    },
    Page.PRIVACY: {
        "k": {"selected_option": {"value": "5"}},
        "retention_weeks": {"selected_option": {"value": "26"}},
        "lock": {"selected_options": [{"value": "locked"}]},
    },
}
"""What an admin enters on each page."""


def filled(page, **changes):
    return {block: {"answer": value} for block, value in (PAGES[page] | changes).items()}


LOOKING = "Looking who is in the channel"


async def submitted(slack, view, page, **changes):
    """What is shown in the end: a page that asks Slack is filled in once Slack has said it."""
    body = (await slack.submit(view, filled(page, **changes))).json()
    if LOOKING in str(body.get("view")):
        body["view"] = slack.web_api.named("views.update")[-1]["view"]
    return body


async def up_to(slack, last, **changes):
    """Go through the pages; returns the view that `last` is shown as."""
    view = set_up.first()
    for page, asked in PAGES.items():
        if page is last:
            break
        known = {block: value for block, value in changes.items() if block in asked}
        body = await submitted(slack, view, page, **known)
        if "view" not in body:
            return body
        view = body["view"]
    return view


async def begin(slack, **changes):
    """The last page before a team starts."""
    return await up_to(slack, Page.LOOK, **changes)


async def start(slack, view):
    """Press *Start asking*; what is shown in the end, once Slack has said who pressed."""
    body = (await slack.submit(view, {})).json()
    assert "Slack is asked" in str(body["view"])
    return slack.web_api.named("views.update")[-1]["view"]


async def test_an_admin_gets_the_first_page(slack, web_api, workplace):
    await slack.command("admin")
    [call] = web_api.named("views.open")
    assert call["view"] == managing.before_any_team(set_up.first(channel="C1"))


@pytest.mark.parametrize(
    ("body", "offered"),
    [
        ({"channel_id": "C1", "channel_name": "harbour"}, "C1"),
        ({"channel_id": "G1", "channel_name": "privategroup"}, "G1"),
        ({"channel_id": "D1", "channel_name": "directmessage"}, ""),
        ({}, ""),
    ],
)
def test_the_channel_somebody_types_in_is_offered(body, offered):
    assert here(body) == offered


async def test_others_do_not(slack, web_api, workplace):
    workplace.demote()
    await slack.command("admin")
    assert web_api.named("respond")[0]["text"] == NotAllowed().sentence
    await slack.command("setup")
    assert web_api.named("respond")[1]["text"] == OnlyAdmins().sentence
    body = await submitted(slack, set_up.first(), Page.CHANNEL)
    assert OnlyAdmins().sentence in body["errors"].values()
    assert workplace.teams() == ()


async def test_who_is_no_admin_any_more_gets_no_further(slack, web_api, workplace):
    view = await begin(slack)
    web_api.calls.clear()
    workplace.demote()
    for page in (Page.PEOPLE, Page.WHEN, Page.WHAT, Page.PRIVACY):
        shown = {"id": "V1", "hash": "h", "state": {"values": {}}, "blocks": []}
        where = f"{page}:{workplace.teams()[0].id}"
        await slack.press(ids.SET_UP_BACK, where, view=shown | {"private_metadata": where})
        await slack.press(ids.LOOK_AGAIN, where, view=shown)
        await slack.press(ids.RECOUNT, "", view=shown | {"private_metadata": where})
    await slack.press(ids.SEE_CHECK_IN, workplace.teams()[0].id, view={"id": "V1", "type": "modal"})
    assert web_api.named("views.update") == []
    assert OnlyAdmins().sentence in str(await start(slack, view))
    pushed = [call["view"]["callback_id"] for call in web_api.named("views.push")]
    assert set(pushed) == {ids.ERROR_VIEW}
    assert [team.state for team in workplace.teams()] == [TeamState.DRAFT]


async def test_what_slack_did_not_tell_by_itself_holds_with_the_same_press(
    slack, web_api, workplace
):
    await slack.command("admin")
    workplace.people[0] = replace(workplace.people[0], is_admin=False)
    await slack.command("setup")
    assert len(web_api.named("views.open")) == 1
    assert web_api.named("respond")[0]["text"] == OnlyAdmins().sentence


async def test_what_a_slow_slack_says_too_late_holds_from_the_next_press_on(
    slack, web_api, workplace
):
    await slack.command("admin")
    workplace.people[0] = replace(workplace.people[0], is_admin=False)
    workplace.answers.clear()
    slack.waits = False
    await slack.command("setup")
    assert len(web_api.named("views.open")) == 2
    workplace.answers.set()
    await slack.afterwards.settled()
    await slack.command("setup")
    assert web_api.named("respond")[0]["text"] == OnlyAdmins().sentence


async def test_nobody_starts_a_team_on_what_was_known_of_them_before(slack, workplace):
    view = await begin(slack)
    workplace.people[0] = replace(workplace.people[0], is_admin=False)
    assert OnlyAdmins().sentence in str(await start(slack, view))
    assert [team.state for team in workplace.teams()] == [TeamState.DRAFT]


async def test_every_page_is_kept_and_nothing_is_posted(slack, web_api, workplace):
    people = await up_to(slack, Page.WHEN)
    assert people["private_metadata"].startswith("when:")
    view = await begin(slack)
    said = str(view["blocks"])
    assert "9 people would be asked. 8 of them count." in said
    assert "every 2 weeks on Tuesday at 9:30 AM in Berlin" in said
    assert "Tuesday, November 24, 2026" in said
    assert view["submit"]["text"] == "Start asking"
    [team] = workplace.teams()
    assert (team.name, team.state, team.leads) == ("Harbour", TeamState.DRAFT, {"U9"})
    policy = team.policy
    assert (policy.named, policy.not_for_appraisal, policy.light) == (False, True, False)
    assert {method for method, _ in web_api.calls} == {"views.update"}
    assert workplace.messages() == 0


async def test_the_people_page_says_who_counts_and_what_that_brings(slack, workplace):
    workplace.people[1] = replace(workplace.people[1], is_guest=True)
    view = await up_to(slack, Page.WHEN)
    [team] = workplace.teams()
    seen = workplace.administration.drafts.look(workspace="W1", team=team.id, actor="U1")
    shown = str(set_up.page(Page.PEOPLE, seen)["blocks"])
    assert "*9 in the channel, 7 count.*" in shown
    assert "as guests:* <@U2>" in shown
    assert "as leads:* <@U9>" in shown
    assert "What you will get when" in shown
    assert "too few people count in this team" in shown
    assert view["private_metadata"] == f"when:{team.id}"


async def test_going_back_loses_nothing_that_was_entered(slack, web_api, workplace):
    view = await up_to(slack, Page.WHEN)
    entered = filled(Page.WHEN, **{"cadence.at": {"selected_time": "14:15"}})
    shown = view | {"id": "V1", "hash": "h1", "state": {"values": entered}}
    back = f"people:{workplace.teams()[0].id}"
    web_api.calls.clear()
    await slack.press(ids.SET_UP_BACK, back, view=shown)
    looking, call = web_api.named("views.update")
    assert (looking["hash"], looking["view"]["private_metadata"]) == ("h1", back)
    assert (call["hash"], call["view"]["private_metadata"]) == (f"shown.{web_api.shown - 1}", back)
    leads = next(b for b in call["view"]["blocks"] if b.get("block_id") == "leads")
    assert leads["element"]["initial_users"] == ["U9"]
    forward = await submitted(slack, call["view"], Page.PEOPLE)
    at = next(b for b in forward["view"]["blocks"] if b.get("block_id") == "cadence.at")
    assert at["element"]["initial_time"] == "14:15"


async def test_the_lock_of_a_draft_is_taken_off_as_it_was_set(slack, workplace):
    view = await up_to(slack, Page.PRIVACY)
    await submitted(slack, view, Page.PRIVACY)
    assert workplace.teams()[0].policy.not_for_appraisal
    body = await submitted(slack, view, Page.PRIVACY, lock={"selected_options": []})
    assert "errors" not in body
    assert not workplace.teams()[0].policy.not_for_appraisal


async def test_a_draft_whose_channel_is_locked_says_so_before_it_is_chosen(slack, workplace):
    view = await up_to(slack, Page.PRIVACY)
    assert "Lock it for good" in str(view["blocks"])
    [draft] = workplace.teams()
    policy = replace(draft.policy, not_for_appraisal=True)
    before = replace(draft, id="before", policy=policy, state=TeamState.ENDED)
    workplace.database.step(lambda store: store.teams.put(before))
    workplace.database.step(lambda store: store.teams.put(replace(draft, policy=policy)))
    shown = workplace.database.read(
        lambda store: preview_of(store, draft.id, workplace.clock.calendar_now())
    )
    assert "Locked for good" in str(set_up.page(Page.PRIVACY, shown)["blocks"])
    assert "This locks it for good" not in str(set_up.page(Page.LOOK, shown)["blocks"])


async def test_going_back_from_something_half_typed_is_possible(slack, web_api, workplace):
    view = await up_to(slack, Page.WHEN)
    entered = filled(Page.WHEN, **{"cadence.zone": {"value": "Berl"}})
    shown = view | {"id": "V1", "hash": "h1", "state": {"values": entered}}
    await slack.press(ids.SET_UP_BACK, f"people:{workplace.teams()[0].id}", view=shown)
    call = web_api.named("views.update")[-1]
    assert call["view"]["private_metadata"].startswith("people:")


async def test_the_next_check_ins_follow_what_is_chosen(slack, web_api, workplace):
    view = await up_to(slack, Page.WHEN)
    for zone, said in (("Pacific/Auckland", "Friday, November 27"), ("Nowhere", "not known")):
        changes = {
            "cadence.weekday": {"selected_option": {"value": "4"}},
            "cadence.zone": {"value": zone},
        }
        shown = view | {"id": "V1", "hash": "h", "state": {"values": filled(Page.WHEN, **changes)}}
        await slack.press(ids.RECOUNT, "", view=shown)
        assert said in str(web_api.named("views.update")[-1]["view"]["blocks"])
    assert workplace.teams()[0].cadence.zone == "Pacific/Auckland"


async def test_what_cannot_be_is_said_at_its_question_once_chosen_and_once_sent(
    slack, web_api, workplace
):
    view = await up_to(slack, Page.WHEN)
    wrong = {"cadence.zone": {"value": "Nowhere"}, "cadence.ends": {"selected_date": "2020-01-01"}}
    entered = filled(Page.WHEN, **wrong)
    shown = view | {"id": "V1", "hash": "h", "state": {"values": entered}}
    await slack.press(ids.RECOUNT, "", view=shown)
    chosen = web_api.named("views.update")[-1]["view"]
    order = [one.get("block_id") for one in chosen["blocks"]]
    for block, error in (("cadence.zone", UnknownZone), ("cadence.ends", LastBeforeFirst)):
        said = chosen["blocks"][order.index(block) - 1]
        assert said["text"]["text"] == f":warning: {error.for_people()}"
    assert str(chosen).count(":warning:") == 2
    body = (await slack.submit(chosen, entered)).json()
    assert body["errors"] == {
        "cadence.zone": UnknownZone().sentence,
        "cadence.ends": LastBeforeFirst().sentence,
    }
    other = filled(Page.WHEN, **wrong | {"cadence.holidays": {"value": "XX"}})
    body = (await slack.submit(chosen, other)).json()
    assert body["errors"]["cadence.holidays"] == UnknownRegion().sentence


def quickly(slack, view, *zones):
    """Choices made before the first of them changed anything on the page."""
    for zone in zones:
        entered = filled(Page.WHEN, **{"cadence.zone": {"value": zone}})
        shown = view | {"id": "V1", "hash": "h", "state": {"values": entered}}
        yield slack.press(ids.RECOUNT, "", view=shown)


async def test_what_a_choice_shows_comes_in_place_of_what_the_one_before_has_shown(slack, web_api):
    first, second = quickly(slack, await up_to(slack, Page.WHEN), "Nowhere", "Pacific/Auckland")
    await first
    assert "not known" in str(web_api.named("views.update")[-1]["view"])
    await second
    *_, before, last = web_api.named("views.update")
    assert (before["hash"], last["hash"][:6]) == ("h", "shown.")
    assert "not known" not in str(last["view"])


async def test_of_choices_made_at_once_the_last_one_holds(slack, web_api, workplace):
    view = await up_to(slack, Page.WHEN)
    await asyncio.gather(*quickly(slack, view, "Nowhere", "Mars", "Pacific/Auckland"))
    assert "not known" not in str(web_api.named("views.update")[-1]["view"])
    assert workplace.teams()[0].cadence.zone == "Pacific/Auckland"


async def test_an_update_that_comes_too_late_is_left(slack, web_api, workplace):
    view = await up_to(slack, Page.WHEN)
    shown = view | {"id": "V1", "hash": "old", "state": {"values": filled(Page.WHEN)}}
    web_api.errors["views.update"] = "hash_conflict"
    response = await slack.press(ids.RECOUNT, "", view=shown)
    assert response.status_code == 200
    assert web_api.named("views.open") == []


async def test_a_first_day_of_ones_own_holds_every_turn_back(slack, workplace):
    view = await begin(slack, **{"cadence.first": {"selected_date": "2027-01-04"}})
    assert "Tuesday, January 5, 2027" in str(view["blocks"])
    [team] = workplace.teams()
    assert team.cadence.first == date(2027, 1, 4)


async def test_a_first_day_that_is_over_is_said_and_not_moved_silently(slack, workplace):
    over = {"selected_date": "2020-01-06"}
    body = await up_to(slack, Page.LOOK, **{"cadence.first": over})
    assert body["errors"] == {"cadence.first": FirstDayOver().sentence}


async def test_a_first_day_years_away_is_asked_about(slack, web_api, workplace):
    view = await up_to(slack, Page.WHEN)
    far = {"cadence.first": {"selected_date": "2099-01-05"}}
    shown = view | {"id": "V1", "hash": "h", "state": {"values": filled(Page.WHEN, **far)}}
    await slack.press(ids.RECOUNT, "", view=shown)
    said = str(web_api.named("views.update")[-1]["view"]["blocks"])
    assert "No check-in opens for more than a year:* the next one is on Tuesday, January 6" in said
    assert "for more than a year" not in str(view["blocks"])


async def test_a_team_is_set_up_from_the_home_tab_too(slack, web_api, workplace):
    await slack.press(ids.NEW_TEAM, "new", view={"id": "V1", "type": "home", "blocks": []})
    [call] = web_api.named("views.open")
    assert call["view"] == set_up.first()


async def test_confirming_starts_the_team_once(slack, workplace):
    view = await begin(slack)
    assert (await start(slack, view))["callback_id"] == "started_view"
    assert [team.state for team in workplace.teams()] == [TeamState.RUNNING]
    before = workplace.messages()
    assert (await start(slack, view))["callback_id"] == "started_view"
    assert workplace.messages() == before


async def test_a_stale_page_changes_no_team_that_runs_and_revives_none_that_ended(slack, workplace):
    view = await up_to(slack, Page.PEOPLE)
    last = await begin(slack)
    await slack.submit(last, {})
    [team] = workplace.teams()
    body = await submitted(slack, view, Page.PEOPLE, leads={"selected_users": ["U8"]})
    assert StartedMeanwhile().sentence in body["errors"].values()
    assert workplace.teams() == (team,)
    workplace.settings.end(team=team.id, actor="U1")
    assert UnknownTeam().sentence in str(await start(slack, last))
    assert workplace.teams()[0].state is TeamState.ENDED


async def test_two_admins_on_one_draft_keep_both_their_pages(slack, workplace):
    first = await up_to(slack, Page.PEOPLE)
    second = await up_to(slack, Page.WHAT)
    await submitted(slack, second, Page.WHAT)
    await submitted(slack, first, Page.PEOPLE, leads={"selected_users": ["U8"]})
    [team] = workplace.teams()
    assert (team.leads, team.policy.named, team.cadence.every_weeks) == ({"U8"}, False, 2)


async def test_a_draft_goes_on_from_its_page(slack, web_api, workplace):
    await up_to(slack, Page.WHEN)
    [team] = workplace.teams()
    page = {"id": "V1", "hash": "h", "type": "modal", "blocks": []}
    await slack.press(ids.MANAGE_TEAM, team.id, view=page)
    [pushed] = web_api.named("views.push")
    [button] = [
        one
        for block in pushed["view"]["blocks"]
        for one in block.get("elements", ())
        if one.get("action_id") == ids.SET_UP_GO_ON
    ]
    assert ids.EDIT_TEAM not in str(pushed)
    await slack.press(ids.SET_UP_GO_ON, button["value"], view=page)
    call = web_api.named("views.update")[-1]
    assert call["view"]["private_metadata"] == f"people:{team.id}"


async def test_the_check_in_can_be_looked_at_and_not_answered(slack, web_api, workplace):
    await begin(slack, leads={"selected_users": ["U1"]})
    [team] = workplace.teams()
    await slack.press(ids.SEE_CHECK_IN, team.id, view={"id": "V1", "type": "modal", "blocks": []})
    [pushed] = web_api.named("views.push")
    shown = pushed["view"]
    assert "Nothing you enter here is kept" in str(shown["blocks"])
    assert "You lead this team" not in str(shown["blocks"])
    assert sum(b.get("block_id", "").startswith("item.") for b in shown["blocks"]) == 1
    assert not [b for b in shown["blocks"] if b.get("type") == "actions"]
    done = await slack.submit(shown, {})
    assert (done.status_code, done.content) == (200, b"")
    assert workplace.messages() == 0


async def test_looking_at_the_check_in_tells_no_admin_who_is_on_no_list(slack, web_api, workplace):
    await begin(slack, options={"selected_options": []})
    [team] = workplace.teams()
    switches, looks = Switches(workplace.database, workplace.clock), []
    for on in (True, False):
        switches.list_me(workspace="W1", user="U3", on=on)
        view = {"id": "V1", "type": "modal", "blocks": []}
        await slack.press(ids.SEE_CHECK_IN, team.id, view=view)
        looks.append(web_api.named("views.push")[-1]["view"]["blocks"])
    assert "'value': 'U3'" in str(looks[0])
    assert looks[0] == looks[1]
    assert "whoever chose *Don't list me* does not" in str(looks[0])


@pytest.mark.parametrize(
    ("last", "said"),
    [("2027-01-04", "its last day leaves too few"), (None, "counted with several")],
)
async def test_the_check_in_of_a_pilot_too_short_for_a_figure_promises_none(
    slack, web_api, workplace, last, said
):
    await begin(slack, **{"cadence.ends": {"selected_date": last}})
    [team] = workplace.teams()
    await slack.press(ids.SEE_CHECK_IN, team.id, view={"id": "V1", "type": "modal", "blocks": []})
    assert said in str(web_api.named("views.push")[0]["view"]["blocks"])


@pytest.mark.parametrize(
    ("people", "refusal"), [(5, TeamTooSmall), (6, None), (30, None), (31, RosterTooLarge)]
)
async def test_too_few_or_too_many_people_are_said_where_they_are_counted(
    slack, workplace, people, refusal
):
    there = [Person("W1", f"U{n}", f"Person {n}") for n in range(1, people + 1)]
    workplace.people = [workplace.people[0], *there[1:]]
    body = await submitted(
        slack, await up_to(slack, Page.PEOPLE), Page.PEOPLE, leads={"selected_users": ["U2"]}
    )
    if refusal is None:
        assert body["view"]["private_metadata"].startswith("when:")
    else:
        assert body["errors"] == {"leads": refusal().sentence}
    [team] = workplace.teams()
    assert (team.state, team.leads) == (TeamState.DRAFT, {"U2"})


async def test_who_leaves_before_the_last_page_can_make_a_team_too_small(slack, workplace):
    del workplace.people[5:8]
    view = await begin(slack)
    assert "submit" in view
    before = await up_to(slack, Page.PRIVACY)
    del workplace.people[3:5]
    view = (await submitted(slack, before, Page.PRIVACY))["view"]
    assert "submit" not in view
    assert "Fewer than five people count, and nothing can be asked then" in str(view["blocks"])
    shown = await start(slack, view)
    assert TeamTooSmall().sentence in shown["blocks"][0]["text"]["text"]
    assert shown["private_metadata"].startswith("look:")
    assert [team.state for team in workplace.teams()] == [TeamState.DRAFT]


async def test_no_page_waits_for_slack_before_its_answer(slack, web_api, workplace):
    await slack.command("admin")
    slack.waits = False
    workplace.answers.clear()
    body = (await slack.submit(set_up.first(), filled(Page.CHANNEL))).json()
    assert LOOKING in str(body["view"]["blocks"])
    [team] = workplace.teams()
    view = body["view"] | {"private_metadata": f"{Page.PRIVACY}:{team.id}"}
    body = (await slack.submit(view, filled(Page.PRIVACY))).json()
    assert LOOKING in str(body["view"]["blocks"])
    pressed = body["view"] | {"id": "V1", "hash": "h", "state": {"values": {}}}
    for action in (ids.LOOK_AGAIN, ids.SET_UP_BACK, ids.SET_UP_GO_ON):
        where = f"{Page.PEOPLE}:{team.id}"
        assert (await slack.press(action, where, view=pressed)).status_code == 200
    assert (await slack.press(ids.RECOUNT, "", view=pressed)).status_code == 200


async def test_a_page_is_filled_in_only_while_its_person_waits_there(slack, web_api, workplace):
    view = await up_to(slack, Page.WHEN)
    web_api.calls.clear()
    web_api.errors["views.update"] = "not_found"
    where = f"{Page.PEOPLE}:{workplace.teams()[0].id}"
    await slack.press(ids.LOOK_AGAIN, where, view=view | {"id": "V1", "hash": "h1"})
    [looking] = web_api.named("views.update")
    assert LOOKING in str(looking["view"])


async def test_a_page_that_asks_slack_begins_with_nothing_to_press_and_is_shown_once(
    slack, web_api, workplace
):
    """Of what an answer showed nobody knows the hash: what comes next replaces it unseen."""
    body = (await slack.submit(set_up.first(), filled(Page.CHANNEL))).json()
    assert LOOKING in str(body["view"]["blocks"])
    assert "`/bearings admin` goes on with it" in str(body["view"]["blocks"])
    assert {block["type"] for block in body["view"]["blocks"]} == {"section", "context"}
    assert "submit" not in body["view"]
    [call] = web_api.named("views.update")
    assert "hash" not in call
    assert "*9 in the channel, 9 count.*" in str(call["view"]["blocks"])


@pytest.mark.parametrize("page", [Page.PEOPLE, Page.PRIVACY])
async def test_a_page_that_slack_is_slow_to_say_leads_back_and_replaces_nothing_newer(
    slack, web_api, workplace, monkeypatch, page
):
    monkeypatch.setattr(set_up_pages, "BARE_SECONDS", 0.01)
    view = await up_to(slack, page)
    web_api.calls.clear()
    web_api.called.clear()
    workplace.answers.clear()
    workplace.elsewhere = [Person("W1", "UX", "Ann")]
    slack.waits = False
    leads = {"leads": {"selected_users": ["UX"]}} if page is Page.PEOPLE else {}
    body = (await slack.submit(view, filled(page, **leads))).json()
    assert LOOKING in str(body["view"]["blocks"])
    await asyncio.wait_for(web_api.called.wait(), PATIENCE)
    [looking] = web_api.named("views.update")
    assert "hash" not in looking
    again, *back = [b["elements"][0] for b in looking["view"]["blocks"] if b["type"] == "actions"]
    assert again["action_id"] == ids.LOOK_AGAIN
    assert [one["action_id"] for one in back] == [ids.SET_UP_BACK]
    workplace.answers.set()
    await slack.afterwards.settled()
    filled_in = web_api.named("views.update")[-1]
    assert filled_in["hash"] == f"shown.{web_api.shown - 1}"
    assert LOOKING not in str(filled_in["view"])


async def test_a_slack_that_does_not_answer_leaves_a_button_to_look_again(
    slack, web_api, workplace
):
    view = await up_to(slack, Page.WHEN)
    workplace.slow = True
    where = f"{Page.PEOPLE}:{workplace.teams()[0].id}"
    await slack.press(ids.LOOK_AGAIN, where, view=view | {"id": "V1", "hash": "h"})
    looked = web_api.named("views.update")[-1]["view"]
    assert SlackAway().sentence in str(looked["blocks"])
    button = looked["blocks"][1]["elements"][0]
    assert (button["action_id"], button["value"]) == (ids.LOOK_AGAIN, where)
    workplace.slow = False
    await slack.press(ids.LOOK_AGAIN, where, view=looked | {"id": "V1", "hash": "h"})
    assert "*9 in the channel, 8 count.*" in str(web_api.named("views.update")[-1]["view"])


@pytest.mark.parametrize(
    "refusal", [ChannelArchived(), ChannelAway(), ChannelShared(), NotInvited()]
)
async def test_a_channel_no_team_can_be_asked_in_is_chosen_anew(slack, web_api, workplace, refusal):
    workplace.refusal = refusal
    body = await submitted(slack, set_up.first(), Page.CHANNEL)
    assert body["view"]["private_metadata"] == f"channel:{workplace.teams()[0].id}"
    assert refusal.sentence in body["view"]["blocks"][0]["text"]["text"]
    workplace.refusal = None
    elsewhere = {"selected_conversation": "C2"}
    body = await submitted(slack, body["view"], Page.CHANNEL, channel=elsewhere)
    assert body["view"]["private_metadata"].startswith("people:")
    assert [team.channel for team in workplace.teams()] == ["C2"]
    assert workplace.messages() == 0


@pytest.mark.parametrize("name", ["", "   ", "\n"])
async def test_a_team_without_a_name_is_called_as_the_channel_that_was_chosen(
    slack, workplace, name
):
    """Whatever channel the command was typed in."""
    typed = {"name": {"value": name}, "channel": {"selected_conversation": "C2"}}
    body = await submitted(slack, set_up.first(channel="C1"), Page.CHANNEL, **typed)
    assert "errors" not in body
    assert [team.name for team in workplace.teams()] == ["name-of-c2"]
    again = await submitted(slack, body["view"], Page.CHANNEL, name={"value": name})
    assert "errors" not in again


async def test_a_team_needs_a_name_where_slack_does_not_say_the_channels(slack, workplace):
    workplace.refusal = SlackAway()
    body = await submitted(slack, set_up.first(), Page.CHANNEL, name={"value": " "})
    assert body["errors"] == {"name": Nameless().sentence}
    workplace.refusal = ChannelArchived()
    body = await submitted(slack, set_up.first(), Page.CHANNEL, name={"value": " "})
    assert body["errors"] == {"channel": ChannelArchived().sentence}
    assert workplace.teams() == ()


async def test_a_name_of_pictures_alone_is_a_name(slack, workplace):
    view = await begin(slack, name={"value": "🎉🎉"})
    assert view["blocks"][0]["text"]["text"] == "🎉🎉"


async def test_an_unknown_zone_is_said_under_it(slack, workplace):
    body = await begin(slack, **{"cadence.zone": {"value": "Berlin"}})
    assert list(body["errors"]) == ["cadence.zone"]


async def test_a_zone_and_a_region_are_known_in_any_case(slack, workplace):
    typed = {"cadence.zone": {"value": "europe/berlin"}, "cadence.holidays": {"value": "de-be"}}
    view = await begin(slack, **typed)
    assert "errors" not in view
    (team,) = workplace.teams()
    assert (team.cadence.zone, team.cadence.holidays) == ("Europe/Berlin", "DE-BE")


async def test_a_pilot_that_would_never_ask_is_said_where_it_ends(slack, workplace):
    body = await begin(slack, **{"cadence.ends": {"selected_date": "2026-11-23"}})
    assert list(body["errors"]) == ["cadence.ends"]


async def test_what_is_kept_is_said_to_leads_too(slack, web_api, workplace):
    workplace.demote()
    await slack.press(ids.SHOW_SHEET, "sheet", view={"id": "V1", "type": "modal", "blocks": []})
    [pushed] = web_api.named("views.push")
    assert "What an admin cannot do" in str(pushed["view"]["blocks"])
    for name in ("data-sheet|", "data-sheet#what-an-administrator-cannot-do|", "scopes|"):
        assert f"<https://bearings.example/documents/{name}" in str(pushed["view"]["blocks"])


async def test_pause_and_resume_work_in_the_teams_channel(slack, web_api, workplace):
    await slack.submit(await begin(slack), {})
    assert (await slack.command("pause")).content == b""
    assert "/bearings resume" in web_api.named("respond")[-1]["text"]
    assert workplace.teams()[0].state is TeamState.PAUSED
    await slack.command("resume")
    said = web_api.named("respond")[-1]
    assert said["text"] == "Done. The next check-in opens Tuesday, 9:30 AM (Europe/Berlin)."
    assert said["response_type"] == "ephemeral"
    assert workplace.teams()[0].state is TeamState.RUNNING


async def test_who_lets_a_team_go_on_in_which_too_few_count_reads_that(slack, web_api, workplace):
    await slack.submit(await begin(slack), {})
    [team] = workplace.teams()
    now, few = workplace.clock.calendar_now(), workplace.people[:3]
    members.apply(workplace.database, team=team.id, people=few, now=now)
    await slack.command("pause")
    await slack.command("resume")
    said = web_api.named("respond")[-1]["text"]
    assert said.startswith(f"Done. *{team.name}*: the next check-in opens Tuesday, 9:30 AM")
    assert said.endswith("only if at least five people count by then; so far fewer do.")


async def test_nothing_that_only_slack_can_allow_waits_for_it_before_its_answer(
    slack, web_api, workplace
):
    view = await begin(slack)
    slack.waits = False
    workplace.answers.clear()
    assert "Slack is asked" in str((await slack.submit(view, {})).json()["view"])
    assert (await slack.command("pause")).status_code == 200
    [team] = workplace.teams()
    assert team.state is TeamState.DRAFT
    workplace.people[0] = replace(workplace.people[0], is_admin=False)
    workplace.answers.set()
    await slack.afterwards.settled()
    assert OnlyAdmins().sentence in str(web_api.named("views.update")[-1]["view"])
    assert workplace.teams() == (team,)


async def test_channels_that_have_a_team_are_named_where_one_is_chosen(slack, web_api, workplace):
    await start(slack, await begin(slack))
    [team] = workplace.teams()
    await slack.command("setup")
    first = web_api.named("views.open")[-1]["view"]
    assert first == set_up.first(channel="C1", taken=("C1",))
    assert "These have a team already: <#C1>." in str(first["blocks"])
    [asked] = [block for block in first["blocks"] if block.get("block_id") == "channel"]
    assert "initial_conversation" not in asked["element"]
    workplace.settings.end(team=team.id, actor="U1")
    await slack.command("setup")
    assert "have a team already" not in str(web_api.named("views.open")[-1])


async def test_all_mistakes_of_a_page_are_told_together(slack, workplace):
    entered = {
        "cadence.zone": {"value": "Berlin"},
        "cadence.holidays": {"value": "XX"},
        "cadence.ends": {"selected_date": "2020-01-01"},
    }
    body = await begin(slack, **entered)
    assert list(body["errors"]) == ["cadence.zone", "cadence.holidays", "cadence.ends"]
    body = await begin(slack, **entered | {"cadence.zone": {"value": "Europe/Berlin"}})
    assert list(body["errors"]) == ["cadence.holidays", "cadence.ends"]


async def test_pausing_where_there_is_no_team_says_so(slack, web_api, workplace):
    await slack.command("pause")
    assert web_api.named("respond")[0]["text"] == NoTeamHere().sentence


async def test_a_draft_has_nothing_to_pause_or_to_go_on_with(slack, web_api, workplace):
    await begin(slack)
    web_api.calls.clear()
    for typed in ("pause", "resume"):
        await slack.command(typed)
    assert [one["text"] for one in web_api.named("respond")] == [NotStarted().sentence] * 2
    assert workplace.messages() == 0


def members_of(workplace):
    [team] = workplace.teams()
    found = workplace.database.read(lambda store: store.people.members(team.id))
    return {membership.user for membership in found}


async def test_who_joins_or_leaves_the_channel_joins_or_leaves_the_team(slack, workplace):
    await begin(slack)
    workplace.people.append(Person("W1", "U10", "Person 10"))
    response = await slack.event("member_joined_channel", channel="C1", user="U10")
    assert response.status_code == 200
    assert "U10" in members_of(workplace)
    del workplace.people[1]
    await slack.event("member_left_channel", channel="C1", user="U2")
    assert "U2" not in members_of(workplace)


async def test_who_comes_into_a_group_or_leaves_it_joins_or_leaves_who_follows_it(
    slack, workplace, departures
):
    page = await begin(slack)
    assert "roster" not in {block.get("block_id") for block in page["blocks"]}
    [team] = workplace.teams()
    workplace.database.step(lambda s: s.teams.put(replace(team, group=Group("S1", "crew"))))
    del workplace.people[1]
    for group in ("S9", "S1"):
        assert "U2" in members_of(workplace)
        changed = {"subteam_id": group, "removed_users": ["U2"]}
        assert (await slack.event("subteam_members_changed", **changed)).status_code == 200
    assert "U2" not in members_of(workplace)
    del workplace.people[1]
    called = {"workspace": "W1", "group": "S1"}
    await slack.event("subteam_updated", subteam={"id": "S1", "handle": "bay", "date_delete": 0})
    assert departures.told == [("group_renamed", {**called, "handle": "bay"})]
    assert "U3" not in members_of(workplace)
    await slack.event("subteam_updated", subteam={"id": "S1", "handle": "bay", "date_delete": 9})
    assert departures.told[1:] == [("group_gone", called)]


async def test_an_admin_chooses_a_group_and_sees_who_of_it_is_not_there(
    slack, web_api, workplace, choose
):
    workplace.known_groups = (Group("S1", "crew"), Group("S2", "quay"))
    page = (await submitted(slack, set_up.first(), Page.CHANNEL))["view"]
    entered = choose(page, "roster", "S2")
    workplace.absent = 2
    view = page | {"id": "V1", "hash": "h", "state": {"values": entered}}
    await slack.press(ids.RECOUNT, view=view)
    call = web_api.named("views.update")[-1]
    said = str(call["view"]["blocks"])
    assert "9 of @quay are there, 9 count." in said
    assert "2 of @quay are not in the channel and will not be asked." in said
    assert workplace.teams()[0].group == Group("S2", "quay")


async def test_a_group_that_was_chosen_in_haste_is_looked_up_before_the_next_page(slack, workplace):
    workplace.known_groups = (crew,) = (Group("S1", "crew"),)
    page, everybody = await up_to(slack, Page.PEOPLE), workplace.people
    option = {"value": crew.id, "text": {"text": "@crew"}}
    chosen = {"roster": {"selected_option": option}, "leads": {"selected_users": []}}
    workplace.people = everybody[:3]
    few = await submitted(slack, page, Page.PEOPLE, **chosen)
    assert few["view"]["private_metadata"].startswith("people:")
    assert "Fewer than five of this user group" in str(few["view"]["blocks"])
    chosen["roster"] = {"selected_option": {"value": "channel", "text": {"text": "Everybody"}}}
    workplace.people = everybody
    enough = await submitted(slack, page, Page.PEOPLE, **chosen)
    assert enough["view"]["private_metadata"].startswith("when:")


@pytest.mark.parametrize("failure", [SlackAway(), ChannelAway(), GroupAway(), TimeoutError()])
async def test_what_slack_cannot_say_now_is_left_to_the_next_opening(slack, workplace, failure):
    await begin(slack)
    workplace.failure = failure
    for kind in ("member_joined_channel", "user_change"):
        changed = {"id": "U2"} if kind == "user_change" else "U2"
        assert (await slack.event(kind, channel="C1", user=changed)).status_code == 200


async def test_a_team_slack_cannot_be_asked_about_at_once_is_looked_at_soon(slack, workplace):
    """Many joined within a minute: else whoever came last would count a week later."""
    await begin(slack)
    [team] = workplace.teams()
    now = workplace.clock.calendar_now()

    def is_to_sweep():
        return workplace.database.read(lambda store: store.teams.is_to_sweep(team.id, now))

    running = replace(team, state=TeamState.RUNNING)
    workplace.database.step(lambda store: store.teams.put(running))
    workplace.database.step(lambda store: store.teams.sweep_at(team.id, now + timedelta(days=1)))
    await slack.event("member_joined_channel", channel="C1", user="U10")
    assert not is_to_sweep()
    workplace.failure = SlackAway
    await slack.event("member_joined_channel", channel="C1", user="U11")
    assert is_to_sweep()


async def test_people_coming_to_other_channels_are_nobodys_business(slack, workplace):
    response = await slack.event("member_joined_channel", channel="C9", user="U10")
    assert response.status_code == 200
    assert workplace.teams() == ()


async def test_a_person_who_changed_is_looked_at_again(slack, workplace):
    await slack.event("user_change", user={"id": "U3", "deleted": True})
    assert workplace.renewed == [("W1", "U3")]


async def test_a_conversation_with_people_is_no_channel(slack, workplace):
    someone = {"selected_conversation": "D1"}
    body = await submitted(slack, set_up.first(), Page.CHANNEL, channel=someone)
    assert body["errors"] == {"channel": NoChannel().sentence}
    assert workplace.teams() == ()


async def test_two_teams_of_a_workspace_have_different_names(slack, workplace):
    await begin(slack)
    second = {"selected_conversation": "C2"}
    same = {"value": " harbour "}
    body = await submitted(slack, set_up.first(), Page.CHANNEL, channel=second, name=same)
    assert body["errors"] == {"name": NameTaken().sentence}
    assert len(workplace.teams()) == 1


async def test_a_name_that_nobody_typed_and_another_team_has_is_said(slack, workplace):
    await begin(slack)
    [first] = workplace.teams()
    called = await workplace.called("W1", "C2")
    workplace.database.step(lambda s: s.teams.put(replace(first, name=called)))
    second = {"selected_conversation": "C2"}
    body = await submitted(
        slack, set_up.first(), Page.CHANNEL, channel=second, name={"value": None}
    )
    assert body["errors"] == {
        "name": f"Without a name this team would be called “{called}”, like its channel, and "
        "another team here is called so already. Please give it one here."
    }
    assert len(workplace.teams()) == 1


async def test_the_set_up_says_who_leads_and_what_it_means_that_nobody_does(slack):
    view = await begin(slack, leads={"selected_users": []})
    assert "*Nobody leads this team.* Its reports go to the channel alone" in str(view["blocks"])


async def test_a_lead_who_is_not_in_the_channel_is_said_not_to_be_asked_here(slack, workplace):
    outside = (
        "*Not asked here, as they are not in the channel:* <@U9>. Leads get the reports all the "
        "same; whoever joins the channel is asked too."
    )
    assert outside not in str(await begin(slack))
    workplace.people = [person for person in workplace.people if person.user != "U9"]
    assert outside in str(await begin(slack))


async def test_what_quiet_days_are_is_said_before_there_are_any(slack):
    for page in (Page.WHEN, Page.LOOK):
        said = str((await up_to(slack, page))["blocks"])
        assert "*Quiet days* are days you choose yourself" in said


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"is_bot": True}, "Ann is an app"),
        ({"is_guest": True}, "Ann is a guest"),
        ({"is_active": False}, "Ann is deactivated"),
        (None, "UX is not of this workspace"),
    ],
)
async def test_whom_bearings_never_met_leads_only_as_a_full_member(slack, workplace, changes, why):
    page = await up_to(slack, Page.PEOPLE)
    [team] = workplace.teams()
    there = list(workplace.people)
    ann = Person("W1", "UX", "Ann")
    workplace.elsewhere = [replace(ann, **changes)] if changes else []
    chosen = {"selected_users": ["UX"]}
    body = await submitted(slack, page, Page.PEOPLE, leads=chosen)
    assert body["view"]["private_metadata"] == f"people:{team.id}"
    assert f"can lead a team. {why}." in str(body["view"]["blocks"])
    assert workplace.teams() == (team,)
    assert members.met(workplace.database, "W1", "UX") is None
    workplace.elsewhere = [ann]
    body = await submitted(slack, page, Page.PEOPLE, leads=chosen)
    assert body["view"]["private_metadata"] == f"when:{team.id}"
    assert [one.leads for one in workplace.teams()] == [{"UX"}]
    assert workplace.people == there


async def test_all_who_cannot_lead_are_named_at_once_whether_bearings_met_them_or_not(
    slack, web_api, workplace
):
    page = await up_to(slack, Page.PEOPLE)
    workplace.people[7] = replace(workplace.people[7], is_guest=True)
    members.remember(workplace.database, workplace.people[7])
    chosen, why = {"selected_users": ["U8", "UX"]}, "Person 8 is a guest and UX is not of this"
    body = await submitted(slack, page, Page.PEOPLE, leads=chosen)
    assert why in str(body["view"]["blocks"])
    pressed = page | {"id": "V1", "hash": "h", "state": {"values": {"leads": {"answer": chosen}}}}
    await slack.press(ids.RECOUNT, "", view=pressed)
    assert why in str(web_api.named("views.update")[-1]["view"]["blocks"])


async def test_a_person_who_can_lead_stays_chosen_beside_one_who_cannot_who_is_named_once(
    slack, web_api, workplace
):
    page = await up_to(slack, Page.PEOPLE)
    workplace.people[7] = replace(workplace.people[7], is_guest=True)
    members.remember(workplace.database, workplace.people[7])
    chosen = {"selected_users": ["U8", "U9"]}
    pressed = page | {"id": "V1", "hash": "h", "state": {"values": {"leads": {"answer": chosen}}}}
    await slack.press(ids.RECOUNT, "", view=pressed)
    live = web_api.named("views.update")[-1]["view"]
    sent = (await submitted(slack, page, Page.PEOPLE, leads=chosen))["view"]
    for view in (live, sent):
        shown = view["blocks"]
        place = next(n for n, block in enumerate(shown) if block.get("block_id") == "leads")
        assert " Person 8 is a guest." in shown[place - 1]["text"]["text"]
        assert str(shown).count("is a guest") == 1
        assert "Nobody leads" not in str(shown)
        assert shown[place]["element"]["initial_users"] == ["U8", "U9"]


HOPELESS = "never get a figure"
MONTHLY = {"selected_option": {"value": "4"}}
LIGHT = {"selected_options": [{"value": "light"}]}


async def test_a_team_that_could_get_no_figure_is_told_so_where_it_is_chosen_and_not_started(
    slack, web_api, workplace
):
    del workplace.people[5:7]
    view = await up_to(slack, Page.WHEN)
    assert HOPELESS not in str(view)
    entered = filled(Page.WHEN, **{"cadence.every": MONTHLY})
    shown = view | {"id": "V1", "hash": "h", "state": {"values": entered}}
    await slack.press(ids.RECOUNT, "", view=shown)
    live = web_api.named("views.update")[-1]["view"]
    assert HOPELESS in live["blocks"][0]["text"]["text"]
    assert "ask more often" in live["blocks"][0]["text"]["text"]
    last = await begin(slack, **{"cadence.every": MONTHLY})
    assert HOPELESS in last["blocks"][0]["text"]["text"]
    assert "submit" not in last
    assert NothingInTime().sentence in str(await start(slack, last))
    assert [team.state for team in workplace.teams()] == [TeamState.DRAFT]


async def test_what_light_mode_changes_is_seen_as_it_is_ticked(slack, web_api, workplace):
    del workplace.people[5:7]
    view = await up_to(slack, Page.WHAT)
    assert HOPELESS not in str(view)
    entered = filled(Page.WHAT, options=LIGHT, open_days={"selected_option": {"value": "5"}})
    shown = view | {"id": "V1", "hash": "h", "state": {"values": entered}}
    asked = {block.get("block_id"): block for block in view["blocks"]}
    assert asked["options"]["dispatch_action"]
    assert asked["options"]["element"]["action_id"] == ids.RECOUNT
    await slack.press(ids.RECOUNT, "", view=shown)
    live = web_api.named("views.update")[-1]["view"]
    assert HOPELESS in str(live["blocks"])
    assert "leave light mode off" in str(live["blocks"])
    assert workplace.teams()[0].policy.open_days == 5


async def test_the_days_of_the_close_and_of_the_report_are_said_before_it_starts(slack):
    said = str((await begin(slack))["blocks"])
    on = r"Saturday, \w+ \d+, \d{4}, \d+:\d\d AM in Berlin"
    assert re.search(f"is open until {on}; its report comes {on}", said)
    assert "on a day off (Saturday)" in said
    friday = {"selected_option": {"value": "3"}}
    assert "on a day off" not in str(await begin(slack, open_days=friday))


async def test_who_is_at_home_in_another_team_is_said_not_to_be_asked_here(slack, workplace):
    await up_to(slack, Page.PEOPLE)
    said = "\n".join(present.by_part((Present("U1", Part.ELSEWHERE),)))
    assert said == "*Not asked here, as their home team is another one:* <@U1>"


async def test_setting_up_a_team_where_a_draft_is_goes_on_with_the_draft(slack, workplace):
    await up_to(slack, Page.WHAT)
    [draft] = workplace.teams()
    body = await submitted(slack, set_up.first(), Page.CHANNEL)
    assert body["view"]["private_metadata"] == f"people:{draft.id}"
    assert workplace.teams() == (draft,)


async def test_only_as_many_answers_as_can_be_asked_for_are_offered(slack, workplace):
    del workplace.people[5:6]
    view = await up_to(slack, Page.PRIVACY)
    [asked] = [block for block in view["blocks"] if block.get("block_id") == "k"]
    assert [one["value"] for one in asked["element"]["options"]] == ["5"]


async def test_a_team_begins_in_the_next_week_whatever_its_interval(slack, workplace):
    # It is Monday, nine in Berlin.
    monday = {"selected_option": {"value": "0"}}
    await begin(slack, **{"cadence.weekday": monday, "cadence.at": {"selected_time": "08:30"}})
    [team] = workplace.teams()
    seen = workplace.administration.drafts.look(workspace="W1", team=team.id, actor="U1")
    assert (team.cadence.every_weeks, seen.slots[0].date) == (2, date(2026, 11, 30))

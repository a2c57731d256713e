"""An admin sets a team up, on a real database."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from slackapp.clock import Clock
from slackapp.domain.teams import Person, TeamState, Workspace
from slackapp.errors import ChannelAway, NotAllowed, SlackAway, TeamTooSmall, UnknownTeam
from slackapp.listeners.deps import Administration
from slackapp.services import members
from slackapp.services.managing import Managing
from slackapp.services.teams import TeamSettings
from slackapp.ui import admin

TODAY = date(2026, 11, 23)


class Workplace:
    """What Slack would say about people and the channel."""

    def __init__(self, database):
        self.database = database
        self.clock = Clock(lambda: datetime(2026, 11, 23, 8, tzinfo=UTC))
        self.people = [Person("W1", f"U{n}", f"Person {n}") for n in range(1, 10)]
        self.people[0] = replace(self.people[0], is_admin=True, zone="Europe/Berlin")
        self.settings = TeamSettings(database, self.clock)
        self.slow = False
        self.failure = None
        self.renewed = []

    async def person(self, workspace, user):
        return next(person for person in self.people if person.user == user)

    async def refresh(self, team):
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
        )
        await asyncio.to_thread(apply)

    async def look(self, workspace, channel):
        if self.failure is not None:
            raise self.failure

    async def renew(self, workspace, user):
        if self.failure is not None:
            raise self.failure
        self.renewed.append((workspace, user))

    def teams(self):
        return self.database.read(lambda store: store.teams.of_workspace("W1"))


@pytest.fixture
def workplace(sqlite_database):
    known = Workspace("W1", "", "T1", "Northwind", "UBOT", "BBOT")
    sqlite_database.step(lambda store: store.workspaces.put(known, token="xoxb-1"))
    return Workplace(sqlite_database)


@pytest.fixture
def administration(workplace):
    return Administration(
        teams=workplace.settings,
        person=workplace.person,
        remember=partial(members.remember, workplace.database),
        refresh=workplace.refresh,
        renew=workplace.renew,
        today=lambda zone: TODAY,
        manage=Managing(workplace.database, workplace.clock),
        look=workplace.look,
    )


def filled(**changes):
    values = {
        "channel": {"selected_conversation": "C1"},
        "name": {"value": " Harbour "},
        "leads": {"selected_users": ["U9"]},
        "cadence.weekday": {"selected_option": {"value": "1"}},
        "cadence.at": {"selected_time": "09:30"},
        "cadence.every": {"selected_option": {"value": "2"}},
        "cadence.zone": {"value": "Europe/Berlin"},
        "options": {"selected_options": [{"value": "unnamed"}, {"value": "locked"}]},
    }
    values |= changes
    return {block: {"answer": entered} for block, entered in values.items()}


async def set_up(slack, **changes):
    return (await slack.submit(admin.set_up(zone="UTC"), filled(**changes))).json()


async def test_an_admin_gets_the_form_in_their_own_zone(slack, web_api, workplace):
    await slack.command("admin")
    [call] = web_api.named("views.open")
    assert call["view"] == admin.set_up(zone="Europe/Berlin")


async def test_others_do_not(slack, web_api, workplace):
    workplace.people[0] = replace(workplace.people[0], is_admin=False)
    await slack.command("admin")
    assert web_api.named("respond")[0]["text"] == NotAllowed().sentence
    body = await set_up(slack)
    assert NotAllowed().sentence in body["errors"].values()
    assert workplace.teams() == ()


async def test_a_draft_shows_exactly_what_would_happen_and_posts_nothing(slack, web_api, workplace):
    body = await set_up(slack)
    assert body["response_action"] == "update"
    said = str(body["view"]["blocks"])
    assert "9 people would be asked. 8 of them count." in said
    assert "every 2 weeks on Tuesday at 09:30 in Berlin" in said
    assert "Tuesday, November 24, 2026" in said
    assert body["view"]["submit"]["text"] == "Start asking"
    [team] = workplace.teams()
    assert (team.name, team.state, team.leads) == ("Harbour", TeamState.DRAFT, {"U9"})
    assert (team.policy.named, team.policy.not_for_appraisal, team.policy.light) == (
        False,
        True,
        False,
    )
    assert web_api.calls == []
    counts = workplace.database.read(lambda store: store.deliveries.count_by_state())
    assert sum(counts.values()) == 0


async def test_a_first_day_of_ones_own_holds_every_turn_back(slack, workplace):
    body = await set_up(slack, **{"cadence.first": {"selected_date": "2027-01-04"}})
    assert "Tuesday, January 5, 2027" in str(body["view"]["blocks"])
    [team] = workplace.teams()
    assert team.cadence.first == date(2027, 1, 4)


async def test_confirming_starts_the_team(slack, workplace):
    view = (await set_up(slack))["view"]
    body = (await slack.submit(view, {})).json()
    assert body["view"]["callback_id"] == "started_view"
    assert [team.state for team in workplace.teams()] == [TeamState.RUNNING]


async def test_a_team_too_small_cannot_be_started(slack, workplace):
    del workplace.people[5:8]
    view = (await set_up(slack))["view"]
    assert "submit" in view
    del workplace.people[3:5]
    view = (await set_up(slack))["view"]
    assert "submit" not in view
    assert "At least five have to count" in str(view["blocks"])
    body = (await slack.submit(view, {})).json()
    assert body["response_action"] == "push"
    assert TeamTooSmall().sentence in str(body["view"]["blocks"])
    assert [team.state for team in workplace.teams()] == [TeamState.DRAFT]


async def test_a_slow_slack_leaves_a_button_to_look_again(slack, web_api, workplace):
    workplace.slow = True
    view = (await set_up(slack))["view"]
    button = view["blocks"][1]["elements"][0]
    assert button["action_id"] == "look_again"
    workplace.slow = False
    await slack.press("look_again", button["value"], view=view | {"id": "V1"})
    [call] = web_api.named("views.update")
    assert "9 people would be asked" in str(call["view"]["blocks"])


@pytest.mark.parametrize(
    ("failure", "block"), [(ChannelAway(), "channel"), (SlackAway(), "channel")]
)
async def test_a_channel_that_cannot_be_read_is_said_under_it(slack, workplace, failure, block):
    workplace.failure = failure
    body = await set_up(slack)
    assert body == {"response_action": "errors", "errors": {block: failure.sentence}}


async def test_an_unknown_zone_is_said_under_it(slack, workplace):
    body = await set_up(slack, **{"cadence.zone": {"value": "Berlin"}})
    assert list(body["errors"]) == ["cadence.zone"]
    assert workplace.teams() == ()


async def test_pause_and_resume_work_in_the_teams_channel(slack, web_api, workplace):
    view = (await set_up(slack))["view"]
    await slack.submit(view, {})
    assert "paused" in (await slack.command("pause")).json()["text"]
    assert workplace.teams()[0].state is TeamState.PAUSED
    assert "go on" in (await slack.command("resume")).json()["text"]
    assert workplace.teams()[0].state is TeamState.RUNNING


async def test_pausing_where_there_is_no_team_says_so(slack, web_api, workplace):
    await slack.command("pause")
    assert web_api.named("respond")[0]["text"] == UnknownTeam().sentence


def members_of(workplace):
    [team] = workplace.teams()
    found = workplace.database.read(lambda store: store.people.members(team.id))
    return {membership.user for membership in found}


async def test_who_joins_or_leaves_the_channel_joins_or_leaves_the_team(slack, workplace):
    await set_up(slack)
    workplace.people.append(Person("W1", "U10", "Person 10"))
    response = await slack.event("member_joined_channel", channel="C1", user="U10")
    assert response.status_code == 200
    assert "U10" in members_of(workplace)
    del workplace.people[1]
    await slack.event("member_left_channel", channel="C1", user="U2")
    assert "U2" not in members_of(workplace)


@pytest.mark.parametrize("failure", [SlackAway(), ChannelAway(), TimeoutError()])
async def test_what_slack_cannot_say_now_is_left_to_the_next_opening(slack, workplace, failure):
    await set_up(slack)
    workplace.failure = failure
    for kind in ("member_joined_channel", "user_change"):
        changed = {"id": "U2"} if kind == "user_change" else "U2"
        assert (await slack.event(kind, channel="C1", user=changed)).status_code == 200


async def test_people_coming_to_other_channels_are_nobodys_business(slack, workplace):
    response = await slack.event("member_joined_channel", channel="C9", user="U10")
    assert response.status_code == 200
    assert workplace.teams() == ()


async def test_a_person_who_changed_is_looked_at_again(slack, workplace):
    await slack.event("user_change", user={"id": "U3", "deleted": True})
    assert workplace.renewed == [("W1", "U3")]

"""What is taken away in the middle of a round: nothing is lost, one is told, others go on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from slackapp.bootstrap.membership import Refresh
from slackapp.demo.cast import LEAD, cast, weekly
from slackapp.demo.wire import open_form
from slackapp.domain.ids import ChannelId, UserId
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.errors import ChannelArchived
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.services.teams import TeamSettings
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE, Play
from tests.e2e.test_settings import form

pytestmark = pytest.mark.slow

USER = MEMBERS[0]
HERE, THERE = cast().channel.id, cast().elsewhere.id
NEIGHBOUR = cast().others[0].id
WEEK = timedelta(weeks=1)
TOLD = "Check-ins of Harbour are paused"


async def neighbours(play):
    """A second team in another channel of the same workspace, asked at the same time."""
    house, workspace = play.stage.app.house, play.stage.app.web.workspace.id
    teams = TeamSettings(house.database, house.clock)
    slack = Slack(base_url=house.settings.slack_api_base_url, timeout=PATIENCE)
    create = {"workspace": workspace, "channel": ChannelId(THERE), "name": "Lighthouse"}
    try:
        team = await asyncio.to_thread(
            lambda: teams.create(
                **create,
                leads=[UserId(LEAD)],
                cadence=weekly(OPENING),
                policy=Policy(),
                actor=UserId(LEAD),
            )
        )
        await Refresh(house, Members(slack, Tokens(house.database), AwayStatuses(house.database)))(
            team.id
        )
        await asyncio.to_thread(lambda: teams.confirm(team=team.id, actor=UserId(LEAD)))
    finally:
        await slack.close()
    return team.id


def state(play, team):
    return play.stage.app.house.database.read(lambda store: store.teams.get(team)).state


def posts_in(play, channel):
    return len(play.stage.sandbox.workspace.messages.get(channel, []))


def archived(sandbox):
    sandbox.happenings.archive(HERE)


def removed(sandbox):
    sandbox.happenings.leave(sandbox.workspace.bot.id, HERE)


def archived_unheard(sandbox):
    """Slack's event never arrived: the next opening finds out."""
    sandbox.workspace.change_channel(HERE, is_archived=True)


@pytest.mark.parametrize("gone", [archived, removed, archived_unheard])
async def test_a_channel_that_goes_away_pauses_its_team_alone_and_its_lead_is_told_once(play, gone):
    other = await neighbours(play)
    await play.move_to(OPENING)
    await play.answer(USER)
    before = posts_in(play, HERE)
    gone(play.stage.sandbox)
    await play.move_to(OPENING + timedelta(days=4, minutes=1))
    await play.until(lambda: not play.rounds(RoundState.OPEN, RoundState.CLOSING))
    await play.move_to(OPENING + WEEK)
    lead = play.actor(LEAD)
    await lead.sees(TOLD)
    assert state(play, play.team) is TeamState.PAUSED
    neighbour = Play(play.stage, other)
    await neighbour.invited(NEIGHBOUR, number=2)
    assert state(play, other) is TeamState.RUNNING
    # The report may have been refused first, while the next invitation was still on its way.
    await play.until(lambda: not play.rounds(RoundState.OPEN, RoundState.CLOSING))
    await play.move_to(OPENING + 2 * WEEK)
    await neighbour.invited(NEIGHBOUR, number=3)
    assert (await lead.screen())["words"].count(TOLD) == 1
    assert posts_in(play, HERE) == before
    # An opening that gets no turn to look at the channel goes ahead, and its invitation finds out.
    assert [row.state for row in play.rounds() if row.number] == [RoundState.CLOSED]


async def test_a_revoked_token_stops_posting_and_what_was_answered_is_still_counted(play):
    await play.move_to(OPENING)
    await play.answer(USER)
    play.stage.sandbox.happenings.revoke()
    await play.until(lambda: state(play, play.team) is TeamState.PAUSED)
    before = posts_in(play, HERE)
    await play.move_to(OPENING + timedelta(days=4, minutes=1))
    await play.until(lambda: all(row.reported for row in play.rounds() if row.number))
    (asked,) = (row for row in play.rounds() if row.number)
    assert asked.state is RoundState.CLOSED
    assert posts_in(play, HERE) == before
    await play.move_to(OPENING + WEEK)
    await play.until(lambda: play.rounds(RoundState.SKIPPED))
    assert [row.reason for row in play.rounds(RoundState.SKIPPED)] == ["paused"]


async def test_a_calendar_that_jumps_ahead_and_back_asks_again_a_week_later(play):
    await play.move_to(OPENING)
    await play.answer(USER)
    await play.move_to(OPENING + 20 * WEEK + timedelta(days=3))
    await play.until(lambda: len(play.rounds(RoundState.SKIPPED)) == 20)
    await play.move_to(OPENING + timedelta(days=5))
    await play.until(lambda: not play.rounds(RoundState.SKIPPED))
    await play.move_to(OPENING + WEEK)
    await play.invited(USER, number=2)
    asked = [row for row in play.rounds() if row.number]
    assert [row.number for row in asked] == [2, 1]
    assert asked[0].date - asked[1].date == WEEK


async def test_who_came_and_went_unheard_is_noticed_within_a_day(play):
    sandbox, database = play.stage.sandbox, play.stage.app.house.database
    people = sandbox.workspace.channel(HERE).members
    stranger = NEIGHBOUR
    sandbox.workspace.change_channel(HERE, members=(*(p for p in people if p != USER), stranger))

    def members():
        return {one.user for one in database.read(lambda store: store.people.members(play.team))}

    before = members()
    assert USER in before
    # No round opens meanwhile, which would ask Slack by itself.
    teams = TeamSettings(database, play.stage.app.house.clock)
    await asyncio.to_thread(lambda: teams.pause(team=play.team, actor=UserId(LEAD)))
    await play.move_to(OPENING + timedelta(days=1))
    await play.until(lambda: members() == before - {USER} | {stranger})


@pytest.mark.parametrize(("gone", "event"), [(archived, "group_archive"), (removed, "group_left")])
async def test_a_private_channel_that_goes_away_is_told_of_just_so(play, gone, event):
    sandbox = play.stage.sandbox
    sandbox.workspace.change_channel(HERE, is_private=True)
    gone(sandbox)
    await play.actor(LEAD).sees(TOLD)
    assert state(play, play.team) is TeamState.PAUSED
    assert sandbox.journal.entries(kind="events_api", what=event)


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_a_team_that_is_called_after_its_channel_is_called_as_it_is_called_now(play, private):
    sandbox, lead, ada = play.stage.sandbox, play.actor(LEAD), play.actor(USER)
    sandbox.workspace.change_channel(HERE, is_private=private)
    await form(lead, "Who and where")
    assert (await lead.submit({"name": "harbour"})).errors == {}
    await ada.sees("In Bearings this team is now called harbour.")
    sandbox.happenings.rename(HERE, "pier")
    read = play.stage.app.house.database.read
    await play.until(lambda: read(lambda store: store.teams.get(play.team)).name == "pier")
    home = (await ada.home()).words
    assert "*pier*: the next check-in opens" in home
    assert "harbour" not in home
    await lead.modal("Team")
    await lead.click("What was changed")
    assert "channel renamed" in (await lead.modal("What was changed")).words


async def test_who_is_deactivated_is_neither_asked_nor_offered_as_a_name(play):
    read, workspace = play.stage.app.house.database.read, play.stage.app.web.workspace.id
    play.stage.sandbox.happenings.change_person(LEAD, deleted=True)
    await play.until(lambda: not read(lambda store: store.people.get(workspace, LEAD)).is_active)
    await play.move_to(OPENING)
    asked = str(await open_form(play.actor(USER), await play.invited(USER)))
    assert [user for user in MEMBERS if user not in asked] == [USER]
    assert LEAD not in asked
    (row,) = play.rounds(RoundState.OPEN)
    roster = read(lambda store: store.rosters.get(row.epoch))
    assert {member.user for member in roster.members} == set(MEMBERS)


async def test_a_team_goes_on_only_once_somebody_can_be_asked_in_its_channel_again(play):
    archived(play.stage.sandbox)
    lead = play.actor(LEAD)
    await lead.sees(TOLD)
    await play.until(lambda: state(play, play.team) is TeamState.PAUSED)
    await lead.command("/bearings", "admin")
    await lead.click("Open")
    await lead.click("Go on")
    await lead.sees(ChannelArchived.for_people())
    assert state(play, play.team) is TeamState.PAUSED
    await lead.close()
    play.stage.sandbox.workspace.change_channel(HERE, is_archived=False)
    await lead.click("Go on")
    await lead.sees("It is running now.")
    assert state(play, play.team) is TeamState.RUNNING

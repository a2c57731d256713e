"""What happens to one workspace stays there: another one, with the same ids in it, goes on."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from slackapp.bootstrap.membership import Refresh
from slackapp.demo import stage as demo_stage
from slackapp.demo.cast import LEAD, cast
from slackapp.demo.founding import found
from slackapp.demo.stage import Stage, manifest
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState, Workspace
from slackapp.gateway.identity import identify
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.sandbox import Sandbox
from slackapp.services.closing import AFTER_REPORTS
from slackapp.services.installations import Installations
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE, Play
from tests.e2e.switchboard import switchboard

pytestmark = pytest.mark.slow

FIRST, SECOND = MEMBERS[:2]
WEEK = timedelta(weeks=1)
CLOSED = OPENING + timedelta(days=4, minutes=1)


@dataclass
class Neighbours:
    """Two workspaces of one app, each with a team; the first one's calendar is everybody's."""

    one: Play
    other: Play

    async def move_to(self, instant):
        await self.one.move_to(instant)

    async def both_answer(self, user, *, number=1):
        await self.one.answer(user, number=number)
        await self.other.answer(user, number=number)


async def join(stage, sandbox):
    """A second workspace installs the app, and its lead sets a team up; a play of it."""
    house = stage.app.house
    slack = Slack(base_url=house.settings.slack_api_base_url, timeout=PATIENCE)
    try:
        said = await identify(slack, sandbox.bot_token)
        new = Workspace("new", "", said.slack_team, said.name, said.bot_user, said.bot_id)
        installations = Installations(house.database, house.clock)
        kept = await asyncio.to_thread(
            lambda: installations.keep(new, token=sandbox.bot_token, installer=None)
        )
        members = Members(slack, Tokens(house.database), AwayStatuses(house.database))
        refresh = Refresh(house, members)
        team = await found(house, refresh, workspace=kept.id, first=OPENING)
    finally:
        await slack.close()
    return Play(Stage(sandbox, stage.app), team)


def listed_on(board, *seed, **given):
    """The first workspace, known to the switchboard before the app starts."""
    sandbox = Sandbox(*seed, **given)
    board.serves(sandbox)
    return sandbox


@pytest.fixture(params=named(BOTH))
async def neighbours(request, stage_of, monkeypatch):
    transport, database = request.param
    url, people = request.getfixturevalue(f"{database}_url"), cast()
    async with AsyncExitStack() as stack:
        board = await stack.enter_async_context(switchboard())
        # Over Socket Mode the app calls Slack as it starts.
        monkeypatch.setattr(demo_stage, "Sandbox", partial(listed_on, board))
        other = Sandbox(
            "Southwind",
            people=people.people,
            channels=[people.channel],
            manifest=manifest(),
            now=OPENING,
            trigger_ttl=PATIENCE,
        )
        await stack.enter_async_context(other.running())
        first = stage_of(transport, url, slack_api_base_url=board.url, slack_bot_token=None)
        stage = await stack.enter_async_context(first)
        board.serves(other)
        if transport == "http":
            other.workspace.credentials.signing_secret = stage.sandbox.signing_secret
            await other.connect_http(stage.app.web.slack_url)
        else:
            # One connection of the app brings what happens in every workspace.
            other.office.socket = stage.sandbox.socket
        one = await join(stage, stage.sandbox)
        another = await join(stage, other)
        stage.app.worker.work()
        yield Neighbours(one, another)


def posts(play):
    """How many messages of the app this workspace has taken."""
    journal = play.stage.sandbox.journal.entries(kind="web_api", what="chat.postMessage")
    return sum(entry.done and not entry.problem for entry in journal)


def state(play):
    return play.stage.app.house.database.read(lambda store: store.teams.get(play.team)).state


def revoked(sandbox):
    sandbox.happenings.revoke()


def uninstalled(sandbox):
    sandbox.happenings.uninstall()


def unheard(sandbox):
    """The token stops working and nobody says so: the next call finds out."""
    sandbox.workspace.credentials.revoked.add(sandbox.bot_token)


@pytest.mark.parametrize("gone", [revoked, uninstalled])
async def test_a_workspace_goes_on_while_another_is_taken_away_in_the_middle_of_a_round(
    neighbours, gone
):
    one, other = neighbours.one, neighbours.other
    await neighbours.move_to(OPENING)
    await neighbours.both_answer(FIRST)
    gone(one.stage.sandbox)
    await one.until(lambda: state(one) is TeamState.PAUSED)
    before = posts(one)
    await other.answer(SECOND)
    await neighbours.move_to(CLOSED)
    for play in (one, other):
        await play.until(lambda play=play: all(r.reported for r in play.rounds() if r.number))
    await other.actor(LEAD).sees("Report for Harbour")
    await neighbours.move_to(OPENING + WEEK)
    await other.invited(FIRST, number=2)
    await one.until(lambda: one.rounds(RoundState.SKIPPED))
    assert [row.reason for row in one.rounds(RoundState.SKIPPED)] == ["paused"]
    assert [row.state for row in one.rounds() if row.number] == [RoundState.CLOSED]
    assert state(other) is TeamState.RUNNING
    assert [row.state for row in other.rounds() if row.number] == [
        RoundState.OPEN,
        RoundState.CLOSED,
    ]
    assert posts(one) == before


async def test_a_token_that_stopped_working_unheard_costs_no_round_and_no_other_workspace(
    neighbours,
):
    one, other = neighbours.one, neighbours.other
    await neighbours.move_to(OPENING)
    await neighbours.both_answer(FIRST)
    await neighbours.move_to(CLOSED)
    for play in (one, other):
        await play.until(lambda play=play: all(r.reported for r in play.rounds() if r.number))
        await play.actor(LEAD).sees("Report for Harbour")
    # What takes the invitation's place comes after the reports; nothing is left to be refused.
    await neighbours.move_to(CLOSED + 2 * AFTER_REPORTS)
    for play in (one, other):
        await play.actor(LEAD).sees("The check-in of Monday, March 2, 2026 for Harbour is closed.")
    await one.until(one.is_at_rest)
    unheard(one.stage.sandbox)
    before = posts(one)
    await neighbours.move_to(OPENING + WEEK)
    await other.invited(FIRST, number=2)
    await one.until(lambda: one.rounds(RoundState.SKIPPED))
    assert [row.reason for row in one.rounds(RoundState.SKIPPED)] == ["uninstalled"]
    assert [row.number for row in one.rounds() if row.number] == [1]
    assert state(one) is TeamState.PAUSED
    assert posts(one) == before
    assert state(other) is TeamState.RUNNING

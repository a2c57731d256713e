"""`bearings serve` in processes of its own survives kill -9, and stops without losing a thing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from analytics.instrument.bank import load
from slackapp.bootstrap.installing import install
from slackapp.bootstrap.membership import Refresh
from slackapp.clock import Clock
from slackapp.demo.answering import Temperament
from slackapp.demo.cast import HUB, LEAD, TEAM, cast
from slackapp.demo.wire import asked, fill_in, messages_with, open_form
from slackapp.domain.ids import UserId
from slackapp.domain.policy import Policy
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.sandbox.actor import NotSeen
from slackapp.services.members import remember
from slackapp.services.teams import TeamSettings
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.serving import (
    PATIENCE,
    Served,
    cadence_that_opened,
    make_sandbox,
    settings_of,
    stored,
)

pytestmark = pytest.mark.slow

PEOPLE = [person.id for person in cast().people]


@pytest.fixture(params=named(BOTH))
async def served(request, tmp_path, port):
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with make_sandbox().running() as sandbox:
        installation = Served(sandbox, settings_of(sandbox, tmp_path, transport, url, port))
        yield installation
        if installation.process and installation.process.returncode is None:
            await installation.terminate()


async def team_that_is_asked(served):
    """A team whose round was due a minute ago."""
    cadence, opening = cadence_that_opened(timedelta(minutes=1))
    clock = Clock()
    clock.move_to(opening - timedelta(hours=1))
    house = served.house(clock)
    slack = Slack(base_url=served.settings.slack_api_base_url, timeout=PATIENCE)
    try:
        workspace = await install(house, slack)
        members = Members(slack, Tokens(house.database), AwayStatuses(house.database))
        remember(house.database, await members.person(workspace.id, LEAD))
        teams = TeamSettings(house.database, clock)
        team = teams.create(
            workspace=workspace.id,
            channel=cast().channel.id,
            name=TEAM,
            leads=[UserId(LEAD)],
            cadence=cadence,
            policy=Policy(),
            actor=UserId(LEAD),
        )
        await Refresh(house, members)(team.id)
        teams.confirm(team=team.id, actor=UserId(LEAD))
        return team.id
    finally:
        await slack.close()
        house.close()


async def answer(served, user, number, acked):
    """Answer, and note what was acknowledged."""
    actor = served.sandbox.actor(user)
    actor.deadline = PATIENCE
    invitation = (await messages_with(actor, ids.CHECK_IN, count=1))[-1]
    form = await open_form(actor, invitation)
    question = asked(number, UserId(user), form, tuple(load().kinds))
    given = Temperament(number, hub=UserId(HUB)).answer(question)
    await fill_in(actor, question, given)
    acked[user] = given


async def answer_as_long_as_somebody_is_there(served, user, acked):
    """One answer after the other, each replacing the one before."""
    for number in range(1, 1000):
        try:
            await answer(served, user, number, acked)
        except (NotSeen, RuntimeError, TimeoutError):
            return


class Acknowledged(dict):
    """Who was told that their answer is stored, and an event once that was often enough."""

    def __init__(self, enough):
        super().__init__()
        self.missing = enough
        self.enough = asyncio.Event()

    def __setitem__(self, user, given):
        super().__setitem__(user, given)
        self.missing -= 1
        if self.missing <= 0:
            self.enough.set()


def answers_of(served, team):
    house = served.house()
    try:
        return stored(house, team)
    finally:
        house.close()


def in_any_order(given):
    """An answer without the order in which names were picked, which Slack does not keep."""
    return given.items, frozenset(given.helped_me), frozenset(given.i_helped)


@pytest.mark.parametrize("acknowledged", [1, 7, 20])
async def test_no_acknowledged_answer_is_lost_to_kill_9(served, acknowledged):
    team = await team_that_is_asked(served)
    await served.start()
    acked = Acknowledged(acknowledged)
    answering = [
        asyncio.create_task(answer_as_long_as_somebody_is_there(served, user, acked))
        for user in PEOPLE
    ]
    await asyncio.wait_for(acked.enough.wait(), PATIENCE)
    await served.kill()
    known = dict(acked)
    for task in answering:
        task.cancel()
    await asyncio.gather(*answering, return_exceptions=True)
    # Somebody's next answer may have been stored without its acknowledgement arriving.
    assert known.keys() <= answers_of(served, team).keys()
    await served.start()
    again = served.sandbox.actor(PEOPLE[0])
    if (await again.screen())["modal"]:
        await again.close(everything=True)
    await answer(served, PEOPLE[0], 1001, acked)
    assert in_any_order(answers_of(served, team)[PEOPLE[0]]) == in_any_order(acked[PEOPLE[0]])


async def test_it_stops_when_told_and_leaves_nobody_behind(served):
    await served.start()
    assert await served.terminate() == 0


async def test_the_doctor_finds_nothing_wrong_beside_a_running_app(served):
    await served.start()
    doctor = await served.run("doctor")
    said, _ = await asyncio.wait_for(doctor.communicate(), PATIENCE)
    assert doctor.returncode == 0, said.decode()
    assert "speaks as a bot of the workspace Northwind" in said.decode()
    assert "all that are needed" in said.decode()

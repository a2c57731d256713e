"""News of a removal, and a Slack that does not say whether it is true: nothing is lost by that."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from slackapp.demo.cast import cast
from slackapp.demo.stage import manifest
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState, Workspace
from slackapp.gateway.identity import works
from slackapp.gateway.slack import Slack
from slackapp.jobs.attempts import attempt
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.rate import Limits
from slackapp.jobs.steps import Steps
from slackapp.jobs.verifying import Verifying
from slackapp.sandbox import Sandbox
from slackapp.sandbox.faults import Fault
from slackapp.services.departures import Departures
from slackapp.services.outbox import Message, Sent
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import House, at

MOMENT = 0.2
"""Seconds after which a Slack that never answers is given up here."""
PATIENCE = 60.0
SILENT = ["timeout_before", "http_500", "http_502", "ratelimited"]
ASKING = Due(Step.VERIFY, "W1")


@dataclass
class Worker:
    """Performs steps and sends for one installation; Slack is the local one."""

    house: House
    sandbox: Sandbox
    impatient: Slack
    patient: Slack
    is_silent: bool = False
    posted: list = field(default_factory=list)

    def __post_init__(self):
        house = self.house
        installed = Workspace("W1", "", "T1", "Acme", "B1", "B1")
        token = self.sandbox.bot_token
        house.step(lambda store: store.workspaces.put(installed, token=token))
        self.departures = Departures(house.database, house.clock)
        verify = Verifying(self.departures, self.works)
        self.steps = Steps(house.steps, house.clock, self.refresh, self.departures, verify)

    async def refresh(self, team, *, patience):
        """Nobody came or left."""

    async def works(self, token):
        return await works(self.impatient if self.is_silent else self.patient, token)

    def silence(self, kind):
        """Slack fails as often as it is asked."""
        self.is_silent = True
        self.sandbox.faults.add(Fault(target="auth.test", kind=kind, times=99))

    async def answered(self):
        """Slack answers again; what could not be performed is."""
        self.is_silent = False
        self.sandbox.faults.clear()
        return await self.work()

    async def work(self):
        """Perform whatever can be performed; returns what has to be tried again."""
        again = []
        while due := [one for one in (await self.steps.look()).due if one not in again]:
            again += [one for one in due if not await attempt(self.steps, one)]
        return again

    async def post(self, workspace, message):
        self.posted.append(message)
        return Sent(f"{len(self.posted)}.0")

    async def send(self):
        ledger = Ledger(
            database=self.house.database,
            clock=self.house.clock,
            post=self.post,
            render=lambda row: Message(row.target, row.kind),
            limits=Limits(1000.0),
            departures=self.departures,
        )
        return await ledger.lane("W1")

    @property
    def token(self):
        return self.house.read(lambda store: store.workspaces.token("W1"))

    def told_of_a_removal(self):
        self.departures.uninstalled(enterprise="", slack_team="T1")


@pytest.fixture
async def worker(database, keystore):
    made = Sandbox("Northwind", people=cast().people, channels=[], manifest=manifest())
    async with made.running() as sandbox:
        clients = [Slack(base_url=sandbox.api_url, timeout=limit) for limit in (MOMENT, PATIENCE)]
        yield Worker(House(database, keystore), sandbox, *clients)
        for client in clients:
            await client.close()


@pytest.mark.parametrize("kind", SILENT)
async def test_without_an_answer_it_is_asked_again_and_nothing_is_lost_or_posted_meanwhile(
    worker, kind
):
    house, team = worker.house, worker.house.team()
    worker.told_of_a_removal()
    worker.silence(kind)
    house.move(at(1))
    assert await worker.work() == [ASKING]
    await worker.send()
    assert (worker.posted, worker.token) == ([], worker.sandbox.bot_token)
    assert house.read(lambda store: store.teams.get(team)).state is TeamState.RUNNING
    # Its rounds go on: whoever would be invited is, once Slack has said that the token works.
    assert house.newest(team).state is RoundState.OPEN
    assert await worker.answered() == []
    await worker.send()
    assert "invitation" in {message.text for message in worker.posted}


@pytest.mark.parametrize("kind", SILENT)
async def test_once_slack_says_that_the_token_is_gone_so_it_is_and_nobody_was_asked(worker, kind):
    house, team = worker.house, worker.house.team()
    worker.told_of_a_removal()
    worker.silence(kind)
    house.move(at(1))
    assert await worker.work() == [ASKING]
    worker.sandbox.happenings.revoke()
    assert await worker.answered() == []
    await worker.send()
    assert (worker.posted, worker.token) == ([], None)
    assert house.read(lambda store: store.teams.get(team)).state is TeamState.PAUSED
    first = house.rounds(team)[0]
    assert (first.state, first.reason) == (RoundState.SKIPPED, "uninstalled")


async def test_a_doubt_is_due_until_it_is_settled_and_everything_else_goes_on(worker):
    house = worker.house
    worker.told_of_a_removal()
    worker.silence("http_500")
    assert ASKING in (await worker.steps.look()).due
    assert await worker.work() == [ASKING]
    other = house.team(channel="C2", prefix="V")
    house.move(at(1))
    assert await worker.work() == [ASKING]
    assert house.newest(other).state is RoundState.OPEN


async def test_where_there_is_no_token_to_ask_with_slack_is_taken_at_its_word(worker):
    worker.told_of_a_removal()
    house = worker.house
    with house.database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE workspace SET token = NULL")
    assert await worker.work() == []
    assert house.read(lambda store: store.workspaces.removed_on("W1")) == house.now.date()

"""A worker opens what waits some at a time, and what cannot be opened hinders nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.errors import StorageAway
from slackapp.jobs.failures import Failures
from slackapp.jobs.openings import TOGETHER, Openings
from slackapp.jobs.steps import FRESH, Steps
from slackapp.services.departures import Departures
from tests.slackapp.services.house import House, at


class Worker:
    """Some more teams than are opened together, and what opens their rounds."""

    def __init__(self, database, keystore):
        self.house = House(database, keystore)
        many = range(TOGETHER + 2)
        self.teams = [self.house.team(5, channel=f"C{n}", prefix=f"U{n}x") for n in many]
        self.house.move(at(1))
        self.asked, self.heard = [], 0
        departures = Departures(database, self.house.clock)
        self.steps = Steps(self.house.steps, self.house.clock, self.refresh, departures)

    async def refresh(self, team, *, patience):
        assert patience == 0.0
        self.asked.append(team)

    async def opened(self):
        self.heard += 1

    def looked(self, team, at_):
        self.house.step(lambda store: store.looks.put(team, at_))

    def states(self):
        return [self.house.rounds(team)[0].state for team in self.teams]

    async def work(self):
        openings = Openings(self.steps, rest=60.0, opened=self.opened)
        openings.begin()
        openings.begin()
        await openings.landed()


@pytest.fixture
def worker(database, keystore):
    return Worker(database, keystore)


async def test_it_opens_until_none_waits_and_says_so_each_time(worker):
    await worker.work()
    assert set(worker.states()) == {RoundState.OPEN}
    assert worker.heard == 2


async def test_one_that_cannot_be_opened_is_dealt_with_alone_and_the_others_open(worker):
    house, lost = worker.house, worker.teams[0]
    team = house.read(lambda store: store.teams.get(lost))
    team = replace(team, cadence=replace(team.cadence, zone="Mars/Olympus"))
    house.step(lambda store: store.teams.put(team))
    await worker.work()
    assert house.read(lambda store: store.teams.get(lost)).state is TeamState.PAUSED
    assert worker.states()[1:] == [RoundState.OPEN] * (TOGETHER + 1)


async def test_slack_is_asked_about_those_it_was_not_asked_about_lately_after_the_others(worker):
    stale = worker.teams[:2]
    for team in stale:
        worker.looked(team, at(1) - FRESH - timedelta(minutes=1))
    for team in worker.teams[2:]:
        worker.looked(team, at(1))
    await worker.work()
    assert sorted(worker.asked) == sorted(stale)
    assert set(worker.states()) == {RoundState.OPEN}


async def test_what_fails_rests_and_is_not_tried_for_ever(worker):
    tried = []

    class Away:
        """No round can be opened."""

        def open(self, round_ids, *, now):
            tried.append(len(round_ids))
            raise StorageAway

        def perform(self, due, *, now):
            tried.append(due.id)
            raise StorageAway

        database = worker.house.database

    worker.steps = replace(worker.steps, steps=Away())
    async with asyncio.timeout(60):
        await worker.work()
    assert set(worker.states()) == {RoundState.PLANNED}
    assert len([one for one in tried if isinstance(one, str)]) == TOGETHER + 2


async def test_nothing_is_begun_once_it_is_told_to_stop(worker):
    openings = Openings(worker.steps, rest=60.0, opened=worker.opened)
    openings.stop()
    openings.begin()
    await openings.landed()
    assert set(worker.states()) == {RoundState.PLANNED}


async def test_slack_is_waited_for_no_longer_once_it_is_told_to_stop(worker):
    asking = asyncio.Event()

    async def refresh(team, *, patience):
        asking.set()
        await asyncio.Event().wait()

    steps = replace(worker.steps, refresh=refresh)
    openings = Openings(steps, rest=60.0, opened=worker.opened)
    openings.begin()
    async with asyncio.timeout(60):
        await asking.wait()
        openings.stop()
        steps.stop()
        await openings.landed()
    assert set(worker.states()) == {RoundState.PLANNED}


def test_what_fails_again_rests_for_longer_and_what_succeeds_begins_anew():
    now = [0.0]
    failures = Failures(1.0, monotonic=lambda: now[0])
    assert failures.may_try("a")
    for rest in (1.0, 2.0, 4.0):
        failures.note("a", is_done=False)
        now[0] += rest - 0.5
        assert not failures.may_try("a")
        now[0] += 0.5
        assert failures.may_try("a")
    failures.note("a", is_done=True)
    failures.note("a", is_done=False)
    now[0] += 1.0
    assert failures.may_try("a")

"""A team whose zone or region an update took away: paused, told once, and the others go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.domain.overview import Wanted
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.jobs.attempts import attempt
from slackapp.jobs.steps import Steps
from slackapp.services.departures import Departures
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import ADMIN, LEAD, House, at

GONE = [{"zone": "Mars/Olympus"}, {"holidays": "XX"}]


class Worker:
    """Two teams, and what performs their steps."""

    def __init__(self, database, keystore):
        self.house = House(database, keystore)
        self.team = self.house.team()
        self.other = self.house.team(channel="C2", prefix="V")
        departures = Departures(database, self.house.clock)
        self.steps = Steps(self.house.steps, self.house.clock, self.refresh, departures)

    async def refresh(self, team, *, patience):
        """Nobody came or left."""

    async def go(self, instant):
        self.house.move(instant)
        tried = set()
        while due := [one for one in (await self.steps.look()).due if one not in tried]:
            for one in due:
                if not await attempt(self.steps, one):
                    tried.add(one)

    def of(self, team):
        return self.house.read(lambda store: store.teams.get(team))

    def take_away(self, gone):
        """What was known when the team was set up is not any more."""
        team = self.of(self.team)
        broken = replace(team, cadence=replace(team.cadence, **gone))
        self.house.step(lambda store: store.teams.put(broken))

    def told(self):
        claimed = self.house.step(
            lambda store: store.deliveries.claim(
                self.house.now,
                real_now=self.house.now,
                owner="reader",
                lease_until=self.house.now,
                limit=99,
            )
        )
        return [one.target for one in claimed if one.topic == "cadence_gone"]


@pytest.fixture
def worker(database, keystore):
    return Worker(database, keystore)


@pytest.mark.parametrize("gone", GONE)
async def test_it_is_paused_when_its_next_round_is_planned_and_its_lead_is_told_once(worker, gone):
    house = worker.house
    worker.take_away(gone)
    await worker.go(at(1))
    assert worker.of(worker.team).state is TeamState.PAUSED
    assert await worker.steps.perform(Due(Step.PLAN, worker.team))
    assert worker.told() == [LEAD]
    assert [row.state for row in house.rounds(worker.other)] == [
        RoundState.OPEN,
        RoundState.PLANNED,
    ]


async def test_its_open_round_closes_and_another_zone_lets_it_go_on(worker):
    house = worker.house
    await worker.go(at(1))
    house.ask(worker.team, lambda user, row: None)
    worker.take_away(GONE[0])
    assert worker.of(worker.other).state is TeamState.RUNNING
    await worker.go(at(2))
    assert worker.of(worker.team).state is TeamState.PAUSED
    assert worker.told() == [LEAD]
    assert house.rounds(worker.other)[1].state is RoundState.OPEN
    managing = Managing(house.database, house.clock)
    wanted = Wanted.of(worker.of(worker.team))
    mended = replace(wanted, cadence=replace(wanted.cadence, zone="Europe/Berlin"))
    managing.edit(workspace="W1", team=worker.team, wanted=mended, actor=ADMIN)
    house.settings.resume(team=worker.team, actor=ADMIN)
    await worker.go(at(3))
    states = {row.number: row.state for row in house.rounds(worker.team) if row.number}
    assert RoundState.OPEN in states.values()
    assert worker.of(worker.team).state is TeamState.RUNNING


@pytest.mark.parametrize("gone", GONE)
async def test_its_people_still_see_it_and_when_nothing_comes(worker, gone):
    worker.take_away(gone)
    house = worker.house
    home = Home(house.database, house.clock, house.check_ins).view("W1", LEAD)
    assert {card.team: card.next_opens_at is None for card in home.teams} == {
        worker.team: True,
        worker.other: False,
    }


@pytest.mark.parametrize("gone", GONE)
async def test_its_people_still_see_it_once_it_has_been_asked(worker, gone):
    await worker.go(at(1))
    worker.take_away(gone)
    house = worker.house
    home = Home(house.database, house.clock, house.check_ins).view("W1", LEAD)
    coming = {card.team: bool(card.coming) for card in home.teams}
    assert coming == {worker.team: False, worker.other: True}
    assert [card.open_until is None for card in home.teams] == [False, False]

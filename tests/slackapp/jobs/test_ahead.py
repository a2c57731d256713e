"""Who is in a channel is asked hours ahead, by one worker, and an opening uses what was said."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from slackapp.errors import SlackAway
from slackapp.jobs.ahead import AHEAD, WHOLE_EVERY, Ahead
from slackapp.jobs.steps import FRESH, Steps
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import House, at


class Asked:
    """A refresh that says whom it was asked about, and with how much patience."""

    def __init__(self, house):
        self.house = house
        self.teams = []
        self.patience = []
        self.is_away = False

    async def __call__(self, team, *, patience):
        self.teams.append(team)
        self.patience.append(patience)
        if self.is_away:
            raise SlackAway
        self.house.database.step(lambda store: store.looks.put(team, self.house.now))


@pytest.fixture
def house(database, keystore):
    return House(database, keystore)


@pytest.fixture
def asked(house):
    return Asked(house)


def steps_of(house, asked):
    return Steps(house.steps, house.clock, asked)


def look(ahead):
    """Look once, and wait for what was begun."""

    async def once():
        await ahead.look()
        await asyncio.gather(*ahead._at_work.values())

    asyncio.run(once())


def test_a_team_is_asked_about_once_in_the_hours_before_its_round_opens(house, asked):
    team = house.team()
    house.database.step(lambda store: store.looks.put(team, at(1) - timedelta(days=3)))
    ahead = Ahead(steps_of(house, asked), "w")
    house.move(at(1) - AHEAD - timedelta(minutes=1))
    look(ahead)
    assert asked.teams == []
    house.move(at(1) - AHEAD + timedelta(minutes=1))
    look(ahead)
    look(ahead)
    assert asked.teams == [team]
    house.move(at(1) - timedelta(minutes=1))
    look(ahead)
    assert asked.teams == [team]


def test_a_round_that_is_moved_in_among_those_asked_about_is_found_by_the_next_whole_look(
    house, asked
):
    house.move(at(1) - AHEAD + timedelta(minutes=1))
    ahead = Ahead(steps_of(house, asked), "w")
    look(ahead)
    team = house.team()
    house.database.step(lambda store: store.looks.put(team, at(1) - timedelta(days=3)))
    look(ahead)
    assert asked.teams == []
    ahead._whole_at -= WHOLE_EVERY
    look(ahead)
    assert asked.teams == [team]


def test_a_calendar_that_comes_back_is_looked_at_as_a_whole(house, asked):
    team = house.team()
    house.database.step(lambda store: store.looks.put(team, at(1) - timedelta(days=3)))
    ahead = Ahead(steps_of(house, asked), "w")
    house.move(at(1) + timedelta(days=3))
    look(ahead)
    house.move(at(1) - timedelta(hours=1))
    look(ahead)
    assert asked.teams == [team]


def test_a_round_whose_team_was_asked_about_opens_without_asking_slack(house, asked):
    team = house.team()
    house.database.step(lambda store: store.looks.put(team, at(1) - FRESH + timedelta(minutes=1)))
    house.move(at(1))
    (row,) = house.rounds(team)
    assert asyncio.run(steps_of(house, asked).perform(Due(Step.OPEN, row.id)))
    assert asked.teams == []
    assert house.database.read(lambda store: store.rounds.get(row.id)).state == "open"


def test_a_round_nobody_asked_about_asks_without_waiting_and_opens_whatever_slack_says(
    house, asked
):
    team = house.team()
    house.database.step(lambda store: store.looks.put(team, at(1) - FRESH - timedelta(minutes=1)))
    house.move(at(1))
    asked.is_away = True
    (row,) = house.rounds(team)
    assert asyncio.run(steps_of(house, asked).perform(Due(Step.OPEN, row.id)))
    assert (asked.teams, asked.patience) == ([team], [0.0])
    assert house.database.read(lambda store: store.rounds.get(row.id)).state == "open"


def test_a_workspace_is_asked_about_by_one_worker_at_a_time(house, asked):
    team = house.team()
    house.database.step(lambda store: store.looks.put(team, at(1) - timedelta(days=3)))
    house.move(at(1) - timedelta(hours=1))

    async def both():
        first, second = (Ahead(steps_of(house, asked), name) for name in ("a", "b"))
        begun = asyncio.Event()

        async def slow(team, *, patience):
            begun.set()
            await asyncio.to_thread(lambda: None)
            await second.look()
            await asyncio.gather(*second._at_work.values())
            await asked(team, patience=patience)

        first.steps = steps_of(house, slow)
        await first.look()
        await begun.wait()
        await asyncio.gather(*first._at_work.values())

    asyncio.run(both())
    assert asked.teams == [team]

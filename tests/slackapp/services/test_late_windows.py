"""Two windows of one family settle at once, since the first was to settle long ago."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.windows import EXPIRES_AFTER
from slackapp.services import rounds, windows
from slackapp.services.rounds import Step
from tests.slackapp.services import at_one_moment
from tests.slackapp.services.house import LEAD, PEPPER, House, at
from tests.slackapp.services.test_workers import waits_for_a_lock

FAMILY = "reciprocity"


def mixed(user, row):
    """Everybody answers, each at a level of their own."""
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def go(house, instant):
    """Do what is due, but settle nothing."""
    house.move(instant)
    while due := [
        one for one in rounds.due(house.database, house.now) if one.step is not Step.SETTLE
    ]:
        for one in due:
            house.steps.perform(one, now=house.now)


def both_ended(house):
    """Nine people in one window, eight of them in the next."""
    team = house.team(9)
    number = 0
    while len(ended := of_family(house, team)) < 2 or number < ended[1].last_round:
        number += 1
        assert number < 20
        if len(ended) == 1 and number == ended[0].last_round + 1:
            house.join(team, [*house.users(8), LEAD])
        go(house, at(number))
        house.ask(team, mixed)
        go(house, at(number, day=4))
    return team, [one.id for one in ended]


def of_family(house, team):
    return [one for one in house.windows(team) if one.family == FAMILY]


def settle(house, window):
    windows.settle(house.database, house.keys, window_id=window, pepper=PEPPER)


def told(house, team):
    """How each reading of the family stands."""
    return sorted(one.status for one in house.readings(team) if one.measure == FAMILY)


def test_what_the_team_itself_publishes_meanwhile_is_looked_at(house, monkeypatch):
    team, (first, second) = both_ended(house)
    computed = at_one_moment.interrupted(
        monkeypatch,
        partial(settle, house, first),
        by=partial(settle, house, second),
        name=lambda ended: ended.window.id,
    )
    assert computed == [first, second, first]
    assert told(house, team) == ["held", "shown"]


@pytest.mark.parametrize("trial", range(2))
def test_two_workers_at_one_moment_show_one_of_the_two(house, monkeypatch, trial):
    team, both = both_ended(house)
    settles = [partial(settle, house, window) for window in both]
    at_one_moment.both(
        monkeypatch, *settles, is_alone=lambda ended: ended.beside.history.reference is None
    )
    assert told(house, team) == ["held", "shown"]


def test_what_is_published_while_another_window_expires_is_remembered(
    postgresql_database, keystore, monkeypatch
):
    house = House(postgresql_database, keystore)
    team, (first, second) = both_ended(house)
    finish, is_written, may_commit = windows._finish, Event(), Event()

    def slowly(store, window, *given):
        done = finish(store, window, *given)
        if window.id == second:
            is_written.set()
            assert may_commit.wait(timeout=60)
        return done

    monkeypatch.setattr(windows, "_finish", slowly)
    today = house.now.date() + EXPIRES_AFTER
    with ThreadPoolExecutor(2) as pool:
        settled = pool.submit(settle, house, second)
        assert is_written.wait(timeout=60)
        expired = pool.submit(
            windows.expire, house.database, house.keys, window_id=first, today=today
        )
        while not waits_for_a_lock(house):
            assert not expired.done()
            time.sleep(0.02)
        may_commit.set()
        for done in (settled, expired):
            done.result(timeout=60)
    assert told(house, team) == ["held", "shown"]
    history = house.read(lambda store: store.readings.history(team, FAMILY))
    assert len(history.reference) == 8

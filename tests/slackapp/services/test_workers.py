"""Several workers perform the same steps at the same time, and everything happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.services import rounds
from slackapp.services.erasure import Erasure
from slackapp.services.reports import Reports
from tests.slackapp.services.house import at

WORKERS = 3


def mixed(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def together(house):
    """Until nothing is due: every worker sees the same steps due and performs them all."""
    with ThreadPoolExecutor(WORKERS) as pool:
        while due := rounds.due(house.database, house.now):
            barrier = Barrier(WORKERS)

            def work(due=due, barrier=barrier):
                barrier.wait(timeout=60)
                for one in due:
                    house.steps.perform(one, now=house.now)

            for done in [pool.submit(work) for _ in range(WORKERS)]:
                done.result(timeout=120)


def test_three_workers_do_what_one_would(house):
    team = house.team()
    for number in range(1, 5):
        house.move(at(number))
        together(house)
        house.ask(team, mixed)
        house.move(at(number, day=4))
        together(house)
    asked = [row for row in house.rounds(team) if row.state is not RoundState.PLANNED]
    assert [(row.number, row.state) for row in asked] == [
        (number, RoundState.CLOSED) for number in range(1, 5)
    ]
    (reading,) = house.readings(team)
    assert (reading.status, reading.respondents) == ("shown", "7-9")
    assert len(Reports(house.database).of_person(workspace="W1", user="U01")) == 4
    every = [Kind.INVITATION, Kind.REPORT_LEAD, Kind.REPORT_TEAM]
    sent = [
        sorted(
            one.kind for one in house.read(lambda store, row=row: store.deliveries.of_round(row.id))
        )
        for row in asked
    ]
    # One vote is offered; nobody takes part in it, so it rests for three rounds.
    assert sorted(sent) == [every, every, every, [*every, Kind.VOTE]]
    # Keys that were made for nothing are destroyed, too.
    assert house.keys.ids() == {window.key for window in house.windows(team)}


def test_somebody_erases_while_three_workers_count(house):
    team = house.team()
    erasure = Erasure(house.database, house.keys)
    with ThreadPoolExecutor(1) as pool:
        for number in range(1, 5):
            house.move(at(number))
            together(house)
            house.ask(team, mixed)
            house.move(at(number, day=4))
            erased = pool.submit(erasure.erase, workspace="W1", user="U01")
            together(house)
            # Its boxes in windows, and in the round where it came before the count.
            assert erased.result(timeout=120) > 0
    together(house)
    asked = [row for row in house.rounds(team) if row.state is not RoundState.PLANNED]
    assert {row.state for row in asked} == {RoundState.CLOSED}
    (reading,) = house.readings(team)
    assert (reading.status, reading.respondents) == ("shown", "7-9")
    assert house.keys.ids() == {window.key for window in house.windows(team)}

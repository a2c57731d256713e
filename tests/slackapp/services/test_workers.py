"""Several workers perform the same steps at the same time, and everything happens once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.services import opening, rounds
from slackapp.services.erasure import Erasure
from slackapp.services.members import Switches
from slackapp.services.reports import Reports
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import House, at

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


def test_who_is_not_asked_next_stays_so_while_the_round_before_is_gathered(
    postgresql_database, keystore, monkeypatch
):
    """Both rounds share a roster; the next one opens in another worker, which has not committed."""
    house = House(postgresql_database, keystore)
    team = house.team()
    house.go(at(1))
    house.move(at(1, day=4))
    house.until(Step.GATHER)
    before = house.newest(team)
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U01", on=False)
    house.move(at(2))
    (opens,) = [one for one in rounds.due(house.database, house.now) if one.step is Step.OPEN]
    plan_next, is_open, may_commit = opening.plan_next, Event(), Event()

    def slowly(*given, **more):
        plan_next(*given, **more)
        is_open.set()
        assert may_commit.wait(timeout=60)

    monkeypatch.setattr(opening, "plan_next", slowly)
    with ThreadPoolExecutor(2) as pool:
        opened = pool.submit(house.steps.perform, opens, now=house.now)
        assert is_open.wait(timeout=60)
        gathered = pool.submit(house.steps.perform, Due(Step.GATHER, before.id), now=house.now)
        while not gathered.done() and not waits_for_a_lock(house):
            time.sleep(0.02)
        may_commit.set()
        for done in (opened, gathered):
            assert done.result(timeout=60)
    now, then = house.rounds(team)[1], house.rounds(team)[0]
    assert (then.state, now.state, now.epoch) == (RoundState.GATHERED, RoundState.OPEN, then.epoch)
    roster = house.read(lambda store: store.rosters.get(now.epoch))
    assert [one.user for one in roster.members if not one.asked] == ["U01"]


def waits_for_a_lock(house):
    with house.database._engine.connect() as connection:
        return connection.exec_driver_sql(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
        ).scalar()

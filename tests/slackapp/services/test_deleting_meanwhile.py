"""Whoever deletes waits for a step of the same team, and the step never for them: no deadlock."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import Kind
from slackapp.jobs.rate import Limits
from slackapp.jobs.settling import Settling
from slackapp.services import gathering, rounds, windows
from slackapp.services.departures import Departures
from slackapp.services.everything import Everything
from slackapp.services.managing import Managing
from slackapp.services.outbox import Refused
from slackapp.services.removal import KEPT_DAYS, purge
from slackapp.services.rounds import Step
from slackapp.storage import transaction
from slackapp.storage.deliveries import Deliveries
from tests.slackapp.services.house import ADMIN, House, at


def mixed(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def delete_team(house, team):
    Managing(house.database, house.clock).delete(workspace="W1", team=team, actor=ADMIN)


def delete_everything(house, _team):
    assert Everything(house.database, house.clock).delete(workspace="W1", actor=ADMIN, name="Acme")


def purge_all(house, _team):
    day = (house.now + timedelta(days=KEPT_DAYS + 1)).date()
    purge(house.database, workspace="W1", today=day)


DELETED = {"team": delete_team, "everything": delete_everything, "purge": purge_all}
HELD = {
    Step.GATHER: (1, gathering, "_is_unchanged"),
    Step.SETTLE: (4, windows, "_is_still_beside"),
}
"""After how many rounds a step is due, and what it calls with all locked that it locks first."""


def one_due(house, step):
    house.until(step)
    return next(one for one in rounds.due(house.database, house.now) if one.step is step)


def waits_for_a_lock(house):
    with house.database._engine.connect() as connection:
        return connection.exec_driver_sql(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
        ).scalar()


@pytest.fixture
def faults(monkeypatch):
    """Why transactions were rolled back."""
    fault_of, found = transaction.fault_of, []

    def noted(error, phase):
        found.append(error)
        return fault_of(error, phase)

    monkeypatch.setattr(transaction, "fault_of", noted)
    return found


def stopped(monkeypatch, where, name):
    """Let a function stop before it returns; returns what says so, and what lets it go on."""
    holds, has_locked, may_go_on = getattr(where, name), Event(), Event()

    def slowly(*given):
        held = holds(*given)
        has_locked.set()
        assert may_go_on.wait(timeout=60)
        return held

    monkeypatch.setattr(where, name, slowly)
    return has_locked, may_go_on


def both(house, halfway, perform, team, deleted):
    """Delete while something that has been begun is stopped halfway."""
    has_locked, may_go_on = halfway
    with ThreadPoolExecutor(2) as pool:
        done = pool.submit(perform)
        assert has_locked.wait(timeout=60)
        gone = pool.submit(DELETED[deleted], house, team)
        while not gone.done() and not waits_for_a_lock(house):
            time.sleep(0.02)
        may_go_on.set()
        assert done.result(timeout=60)
        gone.result(timeout=60)


@pytest.mark.parametrize(
    ("step", "deleted"),
    [*((Step.GATHER, deleted) for deleted in DELETED), (Step.SETTLE, "team")],
)
def test_a_step_that_has_begun_is_done_before_its_team_is_deleted(
    postgresql_database, keystore, monkeypatch, faults, step, deleted
):
    house = House(postgresql_database, keystore)
    team = house.team()
    last, where, name = HELD[step]
    for number in range(1, last):
        house.week(team, number, mixed)
    house.go(at(last))
    house.ask(team, mixed)
    house.move(at(last, day=4))
    due = one_due(house, step)
    if deleted == "purge":
        house.uninstall()
    halfway = stopped(monkeypatch, where, name)
    both(house, halfway, lambda: house.steps.perform(due, now=house.now), team, deleted)
    assert faults == []
    house.work()
    assert house.rounds(team) == ()
    assert house.keys.ids() == frozenset()


@pytest.mark.parametrize(
    ("kind", "error", "deleted"),
    [
        *((Kind.INVITATION, "is_archived", deleted) for deleted in DELETED),
        (Kind.INVITATION, "token_revoked", "team"),
        (Kind.ANNOUNCEMENT, "is_archived", "team"),
    ],
)
def test_what_slack_refused_is_written_down_before_its_team_is_deleted(
    postgresql_database, keystore, monkeypatch, faults, kind, error, deleted
):
    house = House(postgresql_database, keystore)
    team = house.team()
    if kind is Kind.INVITATION:
        house.go(at(1))
    row = next(one for one in claimed(house) if one.kind is kind)
    if deleted == "purge":
        house.uninstall()
    departures = Departures(house.database, house.clock)
    settling = Settling(
        house.database, house.clock, Limits(5.0), lambda store: house.now, departures
    )
    halfway = stopped(monkeypatch, Deliveries, "settle_all")
    refused = settling.settle(row, Refused(error, permanent=True))
    both(house, halfway, lambda: asyncio.run(refused), team, deleted)
    assert faults == []
    assert house.rounds(team) == ()


def claimed(house):
    late = house.now + timedelta(minutes=1)
    return house.step(
        lambda store: store.deliveries.claim(
            house.now, real_now=house.now, owner="w", lease_until=late, limit=99
        )
    )

"""Workers whose own clocks are wrong agree on leases and limits: those are the database's.

Each wrong clock is a process of its own, in which everything reads it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from slackapp.domain.deliveries import DeliveryState
from slackapp.jobs.ledger import LEASES, LONGEST_CALL, SOON, TAKEN
from slackapp.jobs.rate import Lane, Pace
from slackapp.services.outbox import Sent
from tests.slackapp.jobs.skewed import START, WORKSPACE, sender
from tests.slackapp.storage.samples import delivery_of, settle_in

HERE = Path(__file__).parents[3]
LEASE = LEASES * LONGEST_CALL
DEADLINE = 60
HOUR = 3600

pytestmark = pytest.mark.parametrize("off", [HOUR, -HOUR])


@pytest.fixture
def bench(postgresql_database, postgresql_url):
    """A worker whose clock is right, with one message that is due."""
    settle_in(postgresql_database)
    postgresql_database.step(lambda store: store.deliveries.add([delivery_of()]))
    ledger, posted = sender(postgresql_url, "right")
    yield ledger, posted
    ledger.database.close()


def elsewhere(url, off, deed):
    """Let a worker do something whose clock is that many seconds off; whom it touched."""
    asked = [sys.executable, "-c", START, str(off), url, "wrong", deed]
    said = subprocess.run(asked, cwd=HERE, capture_output=True, check=True, timeout=DEADLINE)
    told = json.loads(said.stdout)
    assert abs(told["clock"] - time.time() - off) < DEADLINE
    return told["touched"]


def row_of(ledger):
    return ledger.database.read(lambda store: store.deliveries.get("d1"))


def now_of(ledger):
    return ledger.database.read(lambda store: store.real_now())


def hour_later(url):
    """Let an hour pass for the leases: they end an hour ago."""
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE delivery SET lease_until = lease_until - interval '1 hour'")
        connection.execute("UPDATE bucket SET held_until = held_until - 3600")


def test_it_steals_no_lease(bench, postgresql_url, off):
    ledger, _ = bench
    claimed = ledger._claim(Lane(WORKSPACE, "right", LEASE), Pace(ledger.limits.every))
    (row,) = claimed.rows
    assert elsewhere(postgresql_url, off, "send") == []
    assert (row_of(ledger).owner, row_of(ledger).attempts) == ("right", 1)
    assert asyncio.run(ledger.settling.settle(row, Sent("1.0")))
    assert row_of(ledger).state is DeliveryState.SENT


def test_it_loses_none_and_keeps_none_longer_than_others(bench, postgresql_url, off):
    ledger, posted = bench
    began = now_of(ledger)
    assert elsewhere(postgresql_url, off, "claim") == ["C1"]
    assert began + LEASE <= row_of(ledger).lease_until <= now_of(ledger) + LEASE
    assert asyncio.run(ledger.lane(WORKSPACE)) == TAKEN
    assert posted == []
    hour_later(postgresql_url)
    assert asyncio.run(ledger.lane(WORKSPACE)) == 0.0
    assert posted == ["C1"]
    assert (row_of(ledger).state, row_of(ledger).attempts) == (DeliveryState.SENT, 2)


def test_what_slack_told_it_to_wait_others_wait_as_long(bench, postgresql_url, off):
    ledger, posted = bench
    began = now_of(ledger)
    assert elsewhere(postgresql_url, off, "hasty") == ["C1"]
    ledger.clock.move_to(began + timedelta(days=2))
    wait = asyncio.run(ledger.lane(WORKSPACE))
    passed = (now_of(ledger) - began).total_seconds()
    assert 30.0 - passed - SOON <= wait <= 30.0
    assert posted == []
    assert isinstance(began, datetime)

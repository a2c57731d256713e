"""Sending from the ledger: once, in time, never faster than allowed, on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from slackapp.clock import Clock
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.jobs.ledger import BATCH, LEASE, Ledger
from slackapp.jobs.outcomes import MOST_ATTEMPTS
from slackapp.jobs.rate import CHANNEL_BURST, Limits
from slackapp.services.outbox import Limited, Message, Refused, Sent, Unclear
from tests.slackapp.storage.samples import NINE, delivery_of, settle_in


@dataclass
class FakeSlack:
    """Takes every message, unless told otherwise for the next ones."""

    posted: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)

    async def __call__(self, workspace, message):
        self.posted.append(message)
        return self.outcomes.pop(0) if self.outcomes else Sent(f"{len(self.posted)}.0")


class Bench:
    """A ledger with its clocks in hand."""

    def __init__(self, database, **given):
        self.database = database
        self.slack = FakeSlack()
        self.real = NINE
        self.clock = Clock(lambda: self.real)
        self.silent = False
        self.ledger = Ledger(
            database=database,
            clock=self.clock,
            post=self.slack,
            render=self.render,
            limits=Limits(given.pop("posts_per_second", 100.0)),
            real_now=lambda: self.real,
        )

    def render(self, row):
        return None if self.silent else Message(row.target, row.kind)

    def add(self, *rows):
        self.database.step(lambda store: store.deliveries.add(rows))

    def get(self, name="d1"):
        return self.database.read(lambda store: store.deliveries.get(name))

    def turn(self):
        return asyncio.run(self.ledger.turn())

    def pass_time(self, by):
        self.real += by


@pytest.fixture
def bench(database):
    settle_in(database)
    return Bench(database)


def test_what_is_due_is_posted_once(bench):
    bench.add(delivery_of())
    assert bench.turn().claimed == 1
    assert bench.turn().claimed == 0
    assert [message.channel for message in bench.slack.posted] == [delivery_of().target]
    assert (bench.get().state, bench.get().sent_ts) == (DeliveryState.SENT, "1.0")


def test_what_is_due_later_waits_for_the_calendar_and_not_for_real_time(bench):
    bench.add(delivery_of(due_at=NINE + timedelta(days=1)))
    assert bench.turn().claimed == 0
    bench.clock.move_to(NINE + timedelta(days=1))
    assert bench.turn().claimed == 1


def test_too_fast_is_waited_out_by_everybody_and_costs_no_attempt(bench):
    bench.add(delivery_of(), delivery_of("d2", target="C2", topic="x"))
    bench.slack.outcomes = [Limited(30.0), Limited(30.0)]
    bench.turn()
    assert {bench.get(name).state for name in ("d1", "d2")} == {DeliveryState.DUE}
    assert {bench.get(name).attempts for name in ("d1", "d2")} == {0}
    bench.pass_time(timedelta(seconds=29))
    # The calendar may run ahead; what Slack asked for is real time.
    bench.clock.move_to(NINE + timedelta(hours=1))
    bench.turn()
    assert len(bench.slack.posted) == 2
    bench.pass_time(timedelta(seconds=2))
    bench.clock.move_to(NINE + timedelta(hours=2))
    bench.turn()
    assert len(bench.slack.posted) == 4


def test_a_channel_gets_a_short_burst_and_then_one_message_a_second(bench):
    bench.add(*(delivery_of(f"d{n}", topic=str(n)) for n in range(CHANNEL_BURST + 2)))
    turn = bench.turn()
    assert len(bench.slack.posted) == CHANNEL_BURST
    assert turn.wait == pytest.approx(1.0)
    bench.pass_time(timedelta(seconds=1))
    bench.turn()
    assert len(bench.slack.posted) == CHANNEL_BURST + 1


def test_a_workspace_gets_no_more_than_its_rate(database):
    settle_in(database)
    bench = Bench(database, posts_per_second=4.0)
    bench.add(*(delivery_of(f"d{n}", target=f"C{n}", topic=str(n)) for n in range(10)))
    bench.turn()
    assert len(bench.slack.posted) == 4
    for _ in range(20):
        bench.pass_time(timedelta(seconds=0.1))
        bench.turn()
    assert len(bench.slack.posted) == 10
    assert Counter(message.channel for message in bench.slack.posted).most_common(1)[0][1] == 1


def test_a_claim_that_was_cut_off_is_posted_again_after_its_lease_and_a_reminder_is_not(bench):
    bench.add(delivery_of(), delivery_of("d2", kind=Kind.REMINDER, target="U1"))
    bench.database.step(
        lambda store: store.deliveries.claim(
            NINE, real_now=NINE, owner="killed", lease_until=NINE + LEASE, limit=BATCH
        )
    )
    assert bench.turn().claimed == 0
    bench.pass_time(LEASE + timedelta(seconds=1))
    assert bench.turn().claimed == 2
    assert [message.text for message in bench.slack.posted] == [Kind.INVITATION]
    assert bench.get("d2").state is DeliveryState.DONE


def test_a_worker_that_lost_its_lease_changes_nothing(bench):
    bench.add(delivery_of())
    (stale,) = bench.database.step(
        lambda store: store.deliveries.claim(
            NINE, real_now=NINE, owner="slow", lease_until=NINE + LEASE, limit=BATCH
        )
    )
    bench.pass_time(LEASE + timedelta(seconds=1))
    bench.turn()
    kept = bench.database.step(lambda store: bench.ledger._settle(store, stale, Unclear("late")))
    assert not kept
    assert bench.get().state is DeliveryState.SENT


def test_nothing_left_to_say_posts_nothing(bench):
    bench.add(delivery_of(), delivery_of("d2", kind=Kind.REMINDER, target="U1"))
    bench.silent = True
    bench.turn()
    assert bench.slack.posted == []
    assert bench.get().state is DeliveryState.CANCELLED
    assert bench.get("d2").state is DeliveryState.DONE


def test_what_keeps_being_refused_becomes_a_dead_letter(bench):
    bench.add(delivery_of())
    refused = Refused("service_unavailable", permanent=False)
    bench.slack.outcomes = [refused] * MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        bench.turn()
        bench.pass_time(timedelta(hours=1))
    assert len(bench.slack.posted) == MOST_ATTEMPTS
    assert (bench.get().state, bench.get().last_error) == (DeliveryState.DEAD, refused.error)

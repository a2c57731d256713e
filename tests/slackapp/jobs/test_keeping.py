"""A lane that is kept after private messages keeps nobody waiting, and is left at a known time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest

from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.errors import StorageAway
from slackapp.jobs.keeping import LOOK_EVERY
from slackapp.jobs.lanes import Lanes
from slackapp.jobs.ledger import LEASES, LONGEST_CALL, TAKEN
from slackapp.services.outbox import Message
from tests.slackapp.jobs.test_ledger import Bench
from tests.slackapp.storage.samples import NINE, delivery_of, settle_in

RATE = 4.0
PEOPLE = [f"U{number}" for number in range(3)]
KEPT = ((LEASES - 1) * LONGEST_CALL).total_seconds() + 1 / RATE
"""Seconds from the claim of the last private row until its lane is left."""


class Pair(Bench):
    """A worker with people to be reminded, and another one that would like to send there too."""

    def __init__(self, database):
        super().__init__(database, posts_per_second=RATE)
        self.lanes = Lanes(self.ledger, rest=TAKEN)
        self.other = replace(self.ledger, owner="other", _at_work={})
        self.add(*(delivery_of(f"d{one}", kind=Kind.REMINDER, target=one) for one in PEOPLE))

    def play(self, scenario):
        asyncio.run(scenario)

    async def ended(self, *awaited):
        """Let time pass until some tasks have ended."""
        self.asleep[asyncio.current_task()] = inf
        for one in awaited:
            await one
        del self.asleep[asyncio.current_task()]

    async def reminded(self):
        self.lanes.open("w1")
        await self.ended(*self.lanes._open)

    async def left(self):
        await self.ended(self.lanes._minding)

    def make_due(self, name="next"):
        """What the other worker's step does when another team's round opens."""
        self.add(delivery_of(name, topic=name, due_at=self.real))
        return self.seconds()

    def seconds(self):
        return (self.real - NINE).total_seconds()


@pytest.fixture
def pair(database):
    settle_in(database)
    return Pair(database)


@pytest.mark.parametrize("after", [0.0, 0.05, 7.0, 19.0])
def test_what_another_worker_makes_due_just_after_reminders_is_posted_at_once(pair, after):
    async def scenario():
        await pair.reminded()
        pausing = asyncio.create_task(pair.pause(after, asyncio.Event()))
        await pair.ended(pausing)
        due_at = pair.make_due()
        assert await pair.other.lane("w1") == TAKEN
        await pair.left()
        places_over = len(PEOPLE) / RATE
        assert pair.slack.at[-1] <= max(due_at, places_over) + LOOK_EVERY + 0.001

    pair.play(scenario())
    assert pair.slack.posted[-1] == Message(delivery_of().target, Kind.INVITATION)
    assert pair.get("next").state is DeliveryState.SENT


@pytest.mark.parametrize("is_silent", [True, False])
def test_others_may_send_there_some_time_after_the_last_private_row(pair, is_silent):
    pair.silent = is_silent

    async def scenario():
        await pair.reminded()
        await pair.left()
        left_after = pair.seconds()
        assert left_after == pytest.approx(KEPT, abs=LOOK_EVERY + 1 / RATE)
        pair.silent = False
        pair.make_due()
        assert await pair.other.lane("w1") == 0.0

    pair.play(scenario())
    assert pair.get("next").state is DeliveryState.SENT


def test_whoever_looks_for_lanes_leaves_out_those_in_which_another_worker_sends(pair):
    lanes, others = ("w1", "w2"), Lanes(pair.other, rest=TAKEN)

    async def scenario():
        assert await others.free(lanes, few=1) == lanes
        await pair.reminded()
        assert await others.free(lanes, few=1) == ("w2",)
        assert await others.free(lanes, few=2) == lanes  # to look would cost more than to try
        assert await pair.lanes.free(lanes, few=1) == lanes
        await pair.left()
        assert await others.free(lanes, few=1) == lanes

    pair.play(scenario())


def test_a_lane_at_work_hears_of_what_it_is_left_out_for(pair):
    async def scenario():
        pair.lanes.open("w1")
        await asyncio.sleep(0)
        assert await pair.lanes.free(["w1"], few=8) == ()
        assert pair.ledger._at_work == {"w1": True}
        await pair.ended(*pair.lanes._open)
        await pair.left()

    pair.play(scenario())


def test_whoever_is_told_to_stop_keeps_no_lane(pair):
    async def scenario():
        await pair.reminded()
        pair.ledger.stop()
        await pair.ended(pair.lanes.landed())
        assert pair.seconds() < 2.0
        pair.make_due()
        assert await pair.other.lane("w1") == 0.0

    pair.play(scenario())
    assert pair.get("next").state is DeliveryState.SENT


def test_a_lane_is_looked_at_again_after_the_database_was_away(pair):
    class Away:
        """A database whose next look fails."""

        def __init__(self, database):
            self.database, self.fails = database, False

        def __getattr__(self, name):
            return getattr(self.database, name)

        def read(self, unit):
            if self.fails:
                self.fails = False
                raise StorageAway
            return self.database.read(unit)

    away = Away(pair.database)
    pair.ledger = replace(pair.ledger, database=away)
    pair.lanes = Lanes(pair.ledger, rest=TAKEN)

    async def scenario():
        away.fails = True
        await pair.reminded()
        due_at = pair.make_due()
        await pair.left()
        assert not away.fails
        assert pair.slack.at[-1] <= due_at + TAKEN + LOOK_EVERY + 1 / RATE

    pair.play(scenario())
    assert pair.get("next").state is DeliveryState.SENT


def test_what_another_worker_makes_due_while_a_call_is_under_way_is_sent_after_it(database):
    settle_in(database)
    pair = Pair(database)
    pair.database.step(lambda store: store.deliveries.erase_private("r1"))

    async def slow(workspace, message):
        sent = await pair.slack(workspace, message)
        if len(pair.slack.posted) == 1:
            pair.pass_time(timedelta(seconds=0.3))
            pair.make_due()
            assert await pair.other.lane("w1") == TAKEN
        return sent

    async def scenario():
        pair.make_due("first")
        await pair.ended(asyncio.create_task(replace(pair.ledger, post=slow).lane("w1")))
        assert pair.slack.at == pytest.approx([0.0, 0.3], abs=0.01)

    pair.play(scenario())
    assert {pair.get(name).state for name in ("first", "next")} == {DeliveryState.SENT}

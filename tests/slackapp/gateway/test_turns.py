"""Turns at Slack's reading methods: never more in a minute than Slack allows, no endless wait."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from slackapp.errors import SlackAway
from slackapp.gateway.turns import BURST, EVERY, Turns
from tests.slackapp.storage.samples import NINE


class RealTime:
    """A database whose real time passes only while somebody waits."""

    def __init__(self, database):
        self.database = database
        self.now = NINE

    def write(self, unit):
        def at_our_time(store):
            store.real_now = lambda: self.now
            return unit(store)

        return self.database.write(at_our_time)

    async def pause(self, seconds):
        self.now += timedelta(seconds=seconds) + timedelta(microseconds=1)


@pytest.fixture
def real(database):
    return RealTime(database)


@pytest.fixture
def turns(real):
    return Turns(real, pause=real.pause)


def test_no_minute_has_more_than_a_hundred_calls_and_none_are_lost(turns, real):
    async def many():
        for _ in range(30):
            await turns.take("w1", "users.info", count=8, patience=60.0)
            taken.extend([real.now] * 8)

    taken = []
    asyncio.run(many())
    for begin in taken:
        within = [one for one in taken if begin <= one < begin + timedelta(minutes=1)]
        assert len(within) <= 100
    assert (taken[-1] - NINE).total_seconds() == pytest.approx((240 - BURST) * EVERY, abs=0.01)


@pytest.mark.parametrize(
    ("method", "most"),
    [("conversations.info", 50), ("usergroups.list", 20), ("usergroups.users.list", 20)],
)
def test_what_slack_lets_us_ask_less_often_is_asked_less_often(turns, real, method, most):
    async def many():
        for _ in range(3 * most):
            await turns.take("w1", method, patience=60.0)
            taken.append(real.now)

    taken = []
    asyncio.run(many())
    for begin in taken:
        within = [one for one in taken if begin <= one < begin + timedelta(minutes=1)]
        assert len(within) <= most


def test_whoever_has_no_patience_is_told_at_once_and_takes_nothing(turns):
    async def twice():
        await turns.take("w1", "users.info", count=BURST, patience=0.0)
        for _ in range(3):
            with pytest.raises(SlackAway):
                await turns.take("w1", "users.info", count=1, patience=0.0)
        await turns.take("w1", "users.info", count=1, patience=EVERY + 0.01)

    asyncio.run(twice())


def test_other_methods_and_workspaces_have_turns_of_their_own(turns):
    async def several():
        for workspace, method in (("w1", "a.b"), ("w1", "a.c"), ("w2", "a.b")):
            await turns.take(workspace, method, count=BURST, patience=0.0)

    asyncio.run(several())


def test_what_slack_blocked_is_waited_out_by_everybody(turns, real):
    async def blocked():
        await turns.block("w1", "users.info", seconds=20)
        with pytest.raises(SlackAway):
            await turns.take("w1", "users.info", patience=10.0)
        await turns.take("w1", "users.info", patience=25.0)

    asyncio.run(blocked())
    assert real.now >= NINE + timedelta(seconds=20)

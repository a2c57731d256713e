"""A worker that hangs is told from one that has nothing to do or waits for its database."""

from __future__ import annotations

import asyncio
import logging
from itertools import count

import pytest

from slackapp.errors import StorageAway
from slackapp.jobs.embedded import Embedded
from slackapp.jobs.flight import Look
from slackapp.jobs.pulse import Pulse
from slackapp.jobs.steps import Look as Due
from slackapp.jobs.stopping import Stopping
from tests.slackapp.jobs.test_fleet import Crew
from tests.slackapp.services.house import House

POLL = 0.001
TURNS = 20
DEADLINE = 60
"""Seconds after which a test gives up."""


@pytest.fixture
def pulse(tmp_path):
    """Its time goes on by some seconds whenever somebody looks."""
    return Pulse(tmp_path / "heartbeat", now=count(1000, 5).__next__)


def shown(pulse):
    return pulse.path.stat().st_mtime


def test_the_file_shows_the_loop_that_turned_longest_ago(pulse):
    pulse.beat("steps")
    assert shown(pulse) == 1000
    pulse.beat("sends")
    for _ in range(TURNS):
        pulse.beat("sends")
    assert shown(pulse) == 1000
    pulse.beat("steps")
    assert shown(pulse) == 1000 + 5 * (TURNS + 1)


def test_a_file_that_is_taken_away_is_made_again_and_one_that_cannot_be_is_told(pulse, caplog):
    pulse.beat("steps")
    pulse.path.unlink()
    pulse.beat("steps")
    assert shown(pulse) == 1005
    gone = Pulse(pulse.path / "below a file", now=pulse.now)
    with caplog.at_level(logging.WARNING):
        gone.beat("steps")
    assert "nobody can tell that this worker is alive" in caplog.text


def test_without_a_file_nobody_asks(tmp_path):
    Pulse().beat("steps")
    assert [*tmp_path.iterdir()] == []


class NoLanes:
    """No lane is kept."""

    def __bool__(self):
        return False

    async def leave_all(self):
        """There is none."""


class Idle:
    """Steps and a ledger with nothing to do; `turns` is how often each was looked at."""

    def __init__(self):
        self.turns = 0
        self.turned = asyncio.Event()
        self.stopping = Stopping(0.0)
        self.keeping = NoLanes()

    async def look(self):
        self.turns += 1
        if self.turns == TURNS:
            self.turned.set()
        return Look((), None)

    def stop(self):
        self.stopping.tell()

    async def landed(self):
        """Nothing is under way."""


class Away(Idle):
    async def look(self):
        await super().look()
        raise StorageAway


class Hanging:
    """Steps whose second look never comes back until it is let go."""

    def __init__(self):
        self.looks = 0
        self.let_go = asyncio.Event()

    async def look(self):
        self.looks += 1
        if self.looks > 1:
            await self.let_go.wait()
        return Due(())

    def stop(self):
        """It asks Slack about nobody."""


async def work(steps, ledger, pulse):
    """Run until the ledger was looked at often; then see what the file shows, and stop."""
    runner = Embedded(steps=steps, ledger=ledger, poll=POLL, pulse=pulse)
    running = asyncio.create_task(runner.run())
    async with asyncio.timeout(DEADLINE):
        await ledger.turned.wait()
        seen = shown(pulse)
        runner.stop()
        if isinstance(steps, Hanging):
            steps.let_go.set()
        await running
    return seen


async def test_a_loop_that_hangs_shows_although_the_others_go_on(pulse):
    hanging, ledger = Hanging(), Idle()
    seen = await work(hanging, ledger, pulse)
    assert hanging.looks == 2
    assert pulse._turned["sends"] - seen > 5 * (TURNS - 5)


@pytest.mark.parametrize("kind", [Idle, Away])
async def test_a_worker_goes_on_with_nothing_to_do_and_while_its_database_is_away(pulse, kind):
    class Steps(kind):
        async def look(self):
            await super().look()
            return Due(())

    seen = await work(Steps(), kind(), pulse)
    assert seen > 1000 + 5 * (TURNS / 2)


def test_a_worker_of_a_fleet_goes_on_too(postgresql_database, postgresql_url, keystore, pulse):
    crew = Crew(House(postgresql_database, keystore), postgresql_url, workers=2)
    for fleet, one in zip(crew.fleets, (pulse, Pulse()), strict=True):
        fleet._pulse = one
    asyncio.run(crew.until(lambda: pulse.path.exists() and shown(pulse) > 1000 + 5 * 3))

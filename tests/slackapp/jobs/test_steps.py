"""What a worker asks for by itself."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slackapp.clock import Clock
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due, Step
from tests.slackapp.storage.samples import TEAM, settle_in

DEADLINE = 30
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Services:
    database: object


def daily(day):
    return (Due(Step.REALIGN, day), Due(Step.RETAIN, day))


async def test_what_is_too_old_is_deleted_once_a_day(database):
    clock = Clock(lambda: NOON)
    steps = Steps(Services(database), clock, refresh=None)
    assert (await steps.look()).due == daily("2026-03-02")
    assert (await steps.look()).due == ()
    clock.move_to(NOON + timedelta(hours=11))
    assert (await steps.look()).due == ()
    clock.move_to(NOON + timedelta(hours=13))
    assert (await steps.look()).due == daily("2026-03-03")


async def test_a_team_without_a_planned_round_is_looked_for_at_a_start_and_once_a_day(database):
    """It is the one look at every team, so it is no look of a minute."""
    settle_in(database)
    clock, planning = Clock(lambda: NOON), Due(Step.PLAN, TEAM.id)
    steps = Steps(Services(database), clock, refresh=None)
    assert planning in (await steps.look()).due
    steps._looked.clear()
    assert planning not in (await steps.look()).due
    clock.move_to(NOON + timedelta(hours=13))
    assert planning in (await steps.look()).due


class Slow:
    """Performs steps that take until they are let go."""

    def __init__(self):
        self.begun = []
        self.began = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)

    def perform(self, due, *, now):
        self.begun.append(due)
        self.began.release()
        assert self.go_on.acquire(timeout=DEADLINE)
        return True


async def begun(slow):
    assert await asyncio.to_thread(slow.began.acquire, timeout=DEADLINE)


async def test_what_computes_is_done_one_at_a_time_and_the_rest_beside_it():
    slow = Slow()
    steps = Steps(slow, Clock(lambda: NOON), refresh=None)
    counting = [Due(Step.GATHER, "r1"), Due(Step.SETTLE, "w1"), Due(Step.ISSUE, "r2")]
    tasks = [asyncio.create_task(steps.perform(one)) for one in counting]
    await begun(slow)
    tasks.append(asyncio.create_task(steps.perform(Due(Step.CLOSE, "r3"))))
    await begun(slow)
    assert slow.begun == [counting[0], Due(Step.CLOSE, "r3")]
    for _ in tasks:
        slow.go_on.release()
    assert all(await asyncio.gather(*tasks))
    assert [one for one in slow.begun if one in counting] == counting

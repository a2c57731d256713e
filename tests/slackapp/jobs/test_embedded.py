"""One process: what fails comes again, and what waits for Slack holds up nothing else."""

from __future__ import annotations

import asyncio

import pytest

from slackapp.jobs.embedded import AT_ONCE, Embedded
from slackapp.jobs.steps import Look
from slackapp.jobs.steps import Steps as Daily
from slackapp.services.rounds import Due, Step
from tests.slackapp.jobs.test_pulse import DEADLINE, Idle
from tests.slackapp.jobs.unwell import Unwell
from tests.slackapp.services.house import House

POLL = 0.01


class Steps:
    """Everything is due until it was performed."""

    def __init__(self, *due):
        self.due = list(due)
        self.begun = asyncio.Queue()
        self.let_go = asyncio.Event()

    async def look(self):
        return Look(tuple(self.due))

    def stop(self):
        """It asks Slack about nobody."""

    async def perform(self, due):
        self.begun.put_nowait(due)
        if due.step is Step.SWEEP:
            await self.let_go.wait()
        self.due.remove(due)
        return True


async def running(steps, scenario):
    """Let a runner work until a scenario is over, then stop it and wait for it."""
    runner = Embedded(steps=steps, ledger=Idle(), poll=POLL)
    task = asyncio.create_task(runner.run())
    async with asyncio.timeout(DEADLINE):
        await scenario(runner)
        runner.stop()
        steps.let_go.set()
        await task


async def test_a_step_that_waits_for_slack_holds_up_none_that_becomes_due_later():
    waiting = [Due(Step.SWEEP, f"r{number}") for number in range(AT_ONCE - 1)]
    steps = Steps(*waiting)

    async def scenario(_runner):
        assert [await steps.begun.get() for _ in waiting] == waiting
        for number in range(3):
            steps.due.append(Due(Step.CLOSE, f"r{number}"))
            assert await steps.begun.get() == Due(Step.CLOSE, f"r{number}")

    await running(steps, scenario)
    # Nothing was begun twice, and what was under way was finished at the end.
    assert steps.begun.empty()
    assert steps.due == []


async def test_no_more_steps_are_under_way_than_there_are_places():
    waiting = [Due(Step.SWEEP, f"r{number}") for number in range(AT_ONCE + 1)]
    steps = Steps(*waiting)

    async def scenario(_runner):
        assert [await steps.begun.get() for _ in range(AT_ONCE)] == waiting[:-1]
        assert steps.begun.empty()
        steps.let_go.set()
        assert await steps.begun.get() == waiting[-1]

    await running(steps, scenario)


async def refresh(_team, *, patience):
    """Nobody came or left."""


@pytest.mark.parametrize("step", [Step.REALIGN, Step.TIDY])
async def test_what_is_done_once_a_day_comes_again_when_it_failed(database, keystore, step):
    house = House(database, keystore)
    unwell = Unwell(house.steps, step, fails=2)
    runner = Embedded(steps=Daily(unwell, house.clock, refresh), ledger=Idle(), poll=POLL)
    task = asyncio.create_task(runner.run())
    async with asyncio.timeout(DEADLINE):
        while not await asyncio.to_thread(unwell.is_done):
            await asyncio.wait([task], timeout=POLL)
        runner.stop()
        await task
    assert unwell.fails == 0

"""The runner inside one process: performs due steps in a thread, sends what they left to send.

Rows with due times are the schedule, so a kill at any point loses nothing: what was due is due
again at the next start.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from slackapp.jobs.ledger import Ledger
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due

LONGEST_PAUSE = 60.0
"""Seconds after which a step that keeps failing is tried again at the latest."""

log = logging.getLogger(__name__)


class Embedded:
    """Two loops, one for steps and one for sending, woken by commits, by a moved clock, or time."""

    def __init__(self, *, steps: Steps, ledger: Ledger, poll: float) -> None:
        """`poll` is in seconds of real time."""
        self._steps = steps
        self._ledger = ledger
        self._poll = poll
        self._stopping = asyncio.Event()
        self._wakes = (asyncio.Event(), asyncio.Event())
        self._failures: dict[Due, tuple[int, float]] = {}

    def wake(self) -> None:
        """Look at once for what is due; call it inside the event loop."""
        for event in self._wakes:
            event.set()

    def stop(self) -> None:
        """Finish the step and the calls to Slack that are under way, then let `run` return."""
        self._stopping.set()
        self.wake()

    async def run(self) -> None:
        """Work until `stop`."""
        steps, sends = self._wakes
        async with asyncio.TaskGroup() as group:
            group.create_task(self._loop(self._step_turn, steps))
            group.create_task(self._loop(self._send_turn, sends))

    async def _loop(self, turn: Callable[[], Awaitable[float]], woken: asyncio.Event) -> None:
        while not self._stopping.is_set():
            woken.clear()
            try:
                pause = await turn()
            except Exception as error:  # noqa: BLE001 (the outermost edge: the loop outlives any turn)
                log.error("a turn failed: %s", _where(error))  # noqa: TRY400 (no parameters)
                pause = self._poll
            if pause:
                await _either(woken, pause)

    async def _step_turn(self) -> float:
        due = [step for step in await self._steps.due() if self._may(step)]
        for step in due:
            if self._stopping.is_set():
                break
            await self._perform(step)
            self._wakes[1].set()
        return 0.0 if due else self._poll

    async def _perform(self, step: Due) -> None:
        """Perform a step; one that fails or cannot be finished yet waits longer every time."""
        try:
            performed = await self._steps.perform(step)
        except Exception as error:  # noqa: BLE001 (one team's trouble must not stop the others)
            log.error("step %s failed: %s", step.step, _where(error))  # noqa: TRY400 (no parameters)
            performed = False
        if performed:
            self._failures.pop(step, None)
            return
        times = self._failures.get(step, (0, 0.0))[0] + 1
        pause = min(LONGEST_PAUSE, self._poll * 2.0 ** (times - 1))
        self._failures[step] = (times, time.monotonic() + pause)

    def _may(self, step: Due) -> bool:
        return self._failures.get(step, (0, 0.0))[1] <= time.monotonic()

    async def _send_turn(self) -> float:
        turn = await self._ledger.turn()
        if turn.wait is not None:
            return min(turn.wait, self._poll)
        return 0.0 if turn.claimed else self._poll


async def _either(woken: asyncio.Event, seconds: float) -> None:
    """Wait for the event or the time, whichever is first."""
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return


def _where(error: Exception) -> str:
    """The kind of an error and where it was raised; its message may hold what none may see."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({Path(last.filename).name}:{last.lineno})"

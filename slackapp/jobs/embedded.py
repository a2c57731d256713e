"""The runner inside one process: performs due steps in a thread, sends what they left to send.

Rows with due times are the schedule, so a kill at any point loses nothing: what was due is due
again at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from slackapp.jobs.ahead import EVERY, Ahead
from slackapp.jobs.attempts import attempt, outlive
from slackapp.jobs.failures import Failures
from slackapp.jobs.lanes import Lanes
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.openings import Openings
from slackapp.jobs.pulse import Pulse
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due, Step

AT_ONCE = 8
"""Steps under way at the same time: some wait for Slack, and the others go on."""


class Embedded:
    """Performs steps, a few at a time, and sends in lanes, one for each workspace.

    Woken by its own steps, by a moved clock, or by time.
    """

    def __init__(
        self,
        *,
        steps: Steps,
        ledger: Ledger,
        poll: float,
        ahead: Ahead | None = None,
        pulse: Pulse | None = None,
    ) -> None:
        """`poll` is in seconds of real time: how soon what others wrote is found."""
        self._steps = steps
        self._ledger = ledger
        self._poll = poll
        self._stopping = asyncio.Event()
        self._wakes = (asyncio.Event(), asyncio.Event(), asyncio.Event())
        self._failures: Failures[Due] = Failures(poll)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._at_work: dict[Due, asyncio.Task[None]] = {}
        self._openings = Openings(steps, rest=poll, opened=self._opened)
        self._ahead = ahead
        self._pulse = pulse or Pulse()
        self._lanes = Lanes(ledger, rest=poll)

    def wake(self) -> None:
        """Look at once for what is due; call it inside the event loop."""
        for event in self._wakes:
            event.set()

    def is_at_rest(self) -> bool:
        """Say whether everything is said that was to be, also what no row tells of."""
        return self._ledger.is_at_rest

    def stop(self) -> None:
        """Finish the step and the calls to Slack that are under way, then let `run` return."""
        self._stopping.set()
        self._openings.stop()
        self._steps.stop()
        self._ledger.stop()
        self.wake()

    async def run(self) -> None:
        """Work until `stop`."""
        steps, sends, asks = self._wakes
        async with asyncio.TaskGroup() as group:
            group.create_task(self._loop("steps", self._step_turn, steps))
            group.create_task(self._loop("sends", self._send_turn, sends))
            if self._ahead is not None:
                asking = partial(self._ask_turn, self._ahead)
                group.create_task(self._loop("asks", asking, asks))
        await asyncio.gather(*self._at_work.values())
        await self._openings.landed()
        await self._lanes.landed()
        if self._ahead is not None:
            await self._ahead.stop()

    async def _loop(
        self, name: str, turn: Callable[[], Awaitable[float]], woken: asyncio.Event
    ) -> None:
        while not self._stopping.is_set():
            self._pulse.beat(name)
            woken.clear()
            if pause := await outlive(turn(), "a turn", otherwise=self._poll):
                await _either(woken, pause)

    async def _step_turn(self) -> float:
        """Begin what is due, a few at a time; returns the seconds until more may be.

        A step that waits for Slack holds up no other: what becomes due meanwhile is found. Rounds
        that wait are opened beside it: there may be thousands.
        """
        look = await self._steps.look()
        if any(one.step is Step.OPEN for one in look.due):
            self._openings.begin()
        for step in filter(self._may, look.due):
            await self._places.acquire()
            if self._stopping.is_set():
                self._places.release()
                break
            self._begin(step)
        if not self._at_work:
            return self._pause(look.next_in)
        await asyncio.wait({*self._at_work.values()}, timeout=self._pause(look.next_in))
        return 0.0

    def _may(self, step: Due) -> bool:
        """Whether a step is to be begun here: it is not under way, and waited after a failure."""
        if step.step is Step.OPEN or step in self._at_work:
            return False
        return self._failures.may_try(step)

    def _begin(self, step: Due) -> None:
        """Begin a step, in a place that it gives back."""
        task = asyncio.create_task(self._perform(step))
        self._at_work[step] = task
        task.add_done_callback(lambda _: self._end(step))

    def _end(self, step: Due) -> None:
        del self._at_work[step]
        self._places.release()

    def _pause(self, next_in: float | None) -> float:
        """Until what is known to become due, or until others may have written something."""
        return self._poll if next_in is None else min(self._poll, next_in)

    async def _perform(self, step: Due) -> None:
        """Perform a step; one that fails or cannot be finished yet waits longer every time."""
        is_done = await attempt(self._steps, step)
        self._pulse.beat("steps")
        self._failures.note(step, is_done=is_done)
        if is_done:
            self._wakes[1].set()

    async def _opened(self) -> None:
        """Invite at once."""
        self._wakes[1].set()

    async def _send_turn(self) -> float:
        """Open a lane for every workspace that has something to send."""
        look = await self._ledger.look()
        for workspace in look.lanes:
            self._lanes.open(workspace)
        return self._pause(look.next_in)

    async def _ask_turn(self, ahead: Ahead) -> float:
        """Ask about teams whose rounds open in some hours."""
        await ahead.look()
        return EVERY


async def _either(woken: asyncio.Event, seconds: float) -> None:
    """Wait for the event or the time, whichever is first."""
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return

"""Private messages whose rows are settled: what becomes of them is known in memory alone.

Every private row uses up one place of its lane and that place's time, whether or not anything is
posted for it; a message that Slack puts off takes the place of somebody who is not written to, or
waits until the lane has nothing else to send. Nothing here writes, and nothing here moves the lane.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from slackapp.jobs.faults import where
from slackapp.jobs.outcomes import MOST_ATTEMPTS, again_after
from slackapp.services.outbox import Limited, Message, Outcome

BESIDE = 0.5
"""How long after its place a message begins, as a share of the distance: the lane claims at places,
and the work for a call to Slack must not make one of its claims a little later than the others.
"""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Whisper:
    """A message to one person; moments are those of the lane's clock."""

    message: Message
    until: float
    """When its claim is too old to begin a call."""
    attempts: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Whispers:
    """Those of one workspace; use it inside one event loop."""

    every: float
    """Seconds between two messages of the workspace."""
    post: Callable[[Message], Awaitable[Outcome]]
    monotonic: Callable[[], float]
    pause: Callable[[float, asyncio.Event], Awaitable[None]]
    told: asyncio.Event
    """Says that it is time to stop: what was put off is given up then."""
    _next_at: float = 0.0
    """Until when the lane's places are used."""
    _held_until: float = 0.0
    _waiting: list[Whisper] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _left_over: asyncio.Task[None] | None = None

    def used(self, until: float) -> None:
        """Note until when the lane has used its places, for whatever it was."""
        self._next_at = max(self._next_at, until)

    def hold(self, until: float) -> None:
        """Begin nothing before a moment: Slack said so."""
        self._held_until = max(self._held_until, until)

    def use(self, place: float, whisper: Whisper | None) -> None:
        """Use a place that the lane gives to a private row, with or without something to say."""
        if whisper is not None:
            self._waiting.append(whisper)
        self._begin(self._at(place + BESIDE * self.every))

    @property
    def is_silent(self) -> bool:
        """Whether nothing is left to say, or nothing that can still be said."""
        return not self._tasks

    async def landed(self) -> None:
        """Wait until nothing is left to say, or nothing that can still be said."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _begin(self, call: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a private message failed: %s", where(error))  # type: ignore[arg-type]

    async def _at(self, moment: float) -> None:
        """At a moment, say what has waited longest, if there is anything."""
        if (left := moment - self.monotonic()) > 0:
            await self.pause(left, asyncio.Event())
        await self._say()
        if self._waiting and self._left_over is None:
            self._left_over = self._begin(self._say_left_over())

    async def _say_left_over(self) -> None:
        """Say the rest while the lane has nothing to send, at its distance."""
        try:
            while self._in_time() and not self.told.is_set():
                left = self._free_at() - self.monotonic()
                if left > 0:
                    await self.pause(left, self.told)
                    continue
                self.used(self.monotonic() + (1 - BESIDE) * self.every)
                await self._say()
        finally:
            self._left_over = None
            if self.told.is_set():
                self._waiting.clear()

    def _in_time(self) -> list[Whisper]:
        """Give those up that could only be said after their claim, and return the others."""
        soonest = max(self.monotonic(), self._held_until)
        self._waiting = [one for one in self._waiting if max(soonest, one.not_before) <= one.until]
        return self._waiting

    def _free_at(self) -> float:
        """When a place is free that the lane does not want: it would have used it by then."""
        soonest = min(one.not_before for one in self._waiting)
        return max(self._next_at + BESIDE * self.every, self._held_until, soonest)

    async def _say(self) -> None:
        """Post the first that may be posted now; one that Slack does not take waits again."""
        now = self.monotonic()
        ready = [one for one in self._in_time() if max(self._held_until, one.not_before) <= now]
        if not ready:
            return
        whisper = ready[0]
        self._waiting.remove(whisper)
        whisper.attempts += 1
        outcome = await self.post(whisper.message)
        wait = again_after(outcome, whisper.attempts)
        if wait is None or whisper.attempts >= MOST_ATTEMPTS - 1:
            return
        whisper.not_before = self.monotonic() + wait
        if isinstance(outcome, Limited):
            self.hold(whisper.not_before)
        self._waiting.insert(0, whisper)

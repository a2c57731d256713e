"""What goes on once Slack has its acknowledgement: it is never what somebody waits for."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, TypeVar

from slackapp.listeners.unforeseen import deliberate

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Afterwards:
    """Work that began with a press and outlives its answer; it ends with the process at the latest.

    Whoever starts something leaves a way to ask for it again on the screen.
    """

    def __init__(self) -> None:
        """Nothing goes on yet."""
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let it go on by itself, in the language that is spoken now."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._over)
        return task

    async def settled(self) -> None:
        """Wait until nothing goes on any more."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self) -> None:
        """Stop what goes on."""
        for task in self._running:
            task.cancel()
        await self.settled()

    def _over(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            _log.warning("left undone: %s", type(deliberate(error)).__name__)

"""Being told to stop: pauses end at once, and calls under way get only so much longer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


async def rest(seconds: float, told: asyncio.Event) -> None:
    """Wait for some seconds, or until it is told to stop."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await told.wait()


@dataclass(slots=True)
class Stopping:
    """Use it inside one event loop; nothing may be under way when it is told from outside."""

    grace: float
    """Seconds that calls under way, and those that still begin, get once it is told."""
    told: asyncio.Event = field(default_factory=asyncio.Event)
    _over_at: float | None = None
    """When the grace is over, on the loop's clock."""
    _limits: set[asyncio.Timeout] = field(default_factory=set)

    def tell(self) -> None:
        """Stop; a second time changes nothing."""
        self.told.set()
        for limit in self._limits:
            limit.reschedule(self._over())

    async def allow(self, call: Awaitable[T], *, otherwise: T) -> T:
        """Return what a call does; `otherwise` when it was cut off because its grace was over."""
        try:
            async with asyncio.timeout_at(self._over() if self.told.is_set() else None) as limit:
                self._limits.add(limit)
                try:
                    return await call
                finally:
                    self._limits.discard(limit)
        except TimeoutError:
            return otherwise

    def _over(self) -> float:
        if self._over_at is None:
            self._over_at = asyncio.get_running_loop().time() + self.grace
        return self._over_at

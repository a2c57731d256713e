"""The calendar: a clock that a person can move; deliveries and expiries use real time instead."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

OnClock = Callable[[datetime], Awaitable[None] | None]
AtRest = Callable[[], Awaitable[bool]]
NextDue = Callable[[], Awaitable[datetime | None]]


class Calendar:
    """A clock that ticks like the real one, from wherever it was last set.

    Args:
        start: where it starts (aware); now, when left out.
        on_clock: called with the new time whenever somebody moves it.
        at_rest: says whether the app has done what is due by now.
        next_due: says when the app has something to do next, if it knows.
    """

    def __init__(
        self,
        *,
        start: datetime | None = None,
        on_clock: OnClock | None = None,
        at_rest: AtRest | None = None,
        next_due: NextDue | None = None,
    ) -> None:
        self.offset = (start - datetime.now(UTC)) if start else timedelta()
        self.on_clock = on_clock
        self.at_rest = at_rest
        self.next_due = next_due
        self.passing = asyncio.Lock()
        """Held by whoever lets time pass."""
        self._last_ts = 0

    def now(self) -> datetime:
        """The calendar time, in UTC."""
        return datetime.now(UTC) + self.offset

    async def advance(self, by: timedelta) -> datetime:
        """Move the calendar and tell the listener; returns the new time."""
        self.offset += by
        now = self.now()
        if self.on_clock:
            told = self.on_clock(now)
            if inspect.isawaitable(told):
                await told
        return now

    async def set(self, to: datetime) -> datetime:
        """Set the calendar to an aware time; returns the new time."""
        return await self.advance(to - self.now())

    def new_ts(self) -> str:
        """A message timestamp such as ``1732380000.000100``: never the same, always ascending."""
        micros = int(self.now().timestamp() * 1_000_000)
        self._last_ts = max(self._last_ts + 1, micros)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

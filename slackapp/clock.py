"""Two clocks: the calendar decides due times and may be moved; real time is never moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """The calendar. Leases, signatures, rate limits and TTLs use real time instead."""

    def __init__(self, real_now: Callable[[], datetime] | None = None) -> None:
        """`real_now` gives real time as an aware UTC datetime (tests pass their own)."""
        self._real_now = real_now or (lambda: datetime.now(UTC))
        self._offset = timedelta(0)

    def real_now(self) -> datetime:
        """Return the real instant, aware, in UTC: it is never moved."""
        return self._real_now()

    def calendar_now(self) -> datetime:
        """Return the calendar's instant, aware, in UTC."""
        return self._real_now() + self._offset

    def move_to(self, instant: datetime) -> None:
        """Move the calendar so that it shows `instant` (aware) now; it keeps running."""
        self._offset = instant.astimezone(UTC) - self._real_now()

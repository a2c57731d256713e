"""When rounds open: one weekday, a local time, every 1, 2 or 4 weeks, in the team's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

INTERVALS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Cadence:
    """`weekday` is 0 for Monday; `at` is local wall time; `first` is the first possible local date."""

    zone: str
    weekday: int
    at: time
    first: date
    every_weeks: int = 1
    quiet_days: frozenset[date] = frozenset()
    holidays: str | None = None
    """A region as the `holidays` package names it, for example "DE" or "DE-BE"."""
    paused_until: date | None = None
    ends: date | None = None

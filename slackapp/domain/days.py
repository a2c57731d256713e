"""Days as people write them: "2026-12-24 to 2027-01-01, 2027-05-14"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from slackapp.errors import TooManyDays, TooManyStretches, UnreadableDays

MOST_DAYS: Final = 366
MOST_STRETCHES: Final = 40
"""As many as are named in full in a channel, whenever the times are told."""
_PART: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:to|–|-|/)\s*(\d{4}-\d{2}-\d{2}))?")
_DAY: Final = timedelta(days=1)


def read(text: str) -> frozenset[date]:
    """Return the days a text names, single ones and spans with both their ends.

    Raises:
        UnreadableDays: a part is no date, or a span ends before it begins.
        TooManyDays: there are more than a year of them.
        TooManyStretches: they lie in more than 40 places of the calendar.

    """
    parts = (part.strip() for part in re.split(r"[,;\n]", text))
    days: set[date] = set()
    for part in filter(None, parts):
        first, last = _ends(part)
        if (last - first).days + len(days) >= MOST_DAYS:
            raise TooManyDays
        days.update(first + _DAY * n for n in range((last - first).days + 1))
    if sum(1 for _ in spans(days)) > MOST_STRETCHES:
        raise TooManyStretches
    return frozenset(days)


def write(days: Iterable[date]) -> str:
    """Write days so that `read` returns them; neighbours become a span."""
    return ", ".join(
        first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
        for first, last in spans(days)
    )


def spans(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Give runs of neighbouring days as their first and last, in order."""
    first = last = None
    for day in sorted(days):
        if first is None or last is None:
            first = last = day
        elif day == last + _DAY:
            last = day
        else:
            yield first, last
            first = last = day
    if first is not None and last is not None:
        yield first, last


def _ends(part: str) -> tuple[date, date]:
    found = _PART.fullmatch(part)
    if found is None:
        raise UnreadableDays
    try:
        first = date.fromisoformat(found[1])
        last = date.fromisoformat(found[2] or found[1])
    except ValueError as error:
        raise UnreadableDays from error
    if last < first:
        raise UnreadableDays
    return first, last

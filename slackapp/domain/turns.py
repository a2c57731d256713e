"""Which turns of a cadence are still open to a team, after the rounds it had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from slackapp.domain.cadence import Cadence, Slot, first_opening, slots
from slackapp.domain.rounds import Round, RoundState

APART: Final = timedelta(days=6)
"""The least between the openings of two rounds of one team, however its cadence is moved: figures
count rounds, so rounds asked in a hurry would settle windows within days. A weekly rhythm can still
move by a day in either direction.
"""


def turns(cadence: Cadence, had: Sequence[Round], after: datetime) -> Iterator[Slot]:
    """Give the turns later than `after` that these rounds, none of them planned, leave open.

    A turn on a date that has had its round is none: a moved cadence may come back to one.
    """
    free = max([after, *(free_from(row) for row in had)])
    taken = max((row.date for row in had), default=date.min)
    return (slot for slot in slots(cadence, free) if slot.date > taken)


def upcoming(
    cadence: Cadence, had: Sequence[Round], after: datetime, count: int
) -> tuple[Slot, ...]:
    """Return these turns up to the `count`th that opens a round, with those passed over and why."""
    return first_opening(turns(cadence, had, after), count)


def free_from(row: Round) -> datetime:
    """Return what the next round opens later than: the close of this one, and `APART`."""
    if row.state is RoundState.SKIPPED:
        return row.opens_at
    return max(row.closes_at, row.opens_at + APART - datetime.resolution)

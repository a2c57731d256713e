"""When to ask one person again, on a grid of quarters of an hour from a round's opening.

The grid is coarse on purpose: what is due at one of its instants is due for a whole roster.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

from slackapp.domain.cadence import instant, zone

GRID: Final = timedelta(minutes=15)
MORNING: Final = time(9)


class Later(StrEnum):
    """What a person may choose."""

    HOUR = "hour"
    MORNING = "morning"


def slot_of(later: Later, *, now: datetime, opens_at: datetime, zone_name: str) -> int:
    """Return the grid's place nearest to an hour from now, or tomorrow at nine in a zone.

    It is never before nine, and an hour may be up to seven and a half minutes more or less.
    """
    if later is Later.HOUR:
        return round((now + timedelta(hours=1) - opens_at) / GRID)
    where = zone(zone_name)
    morning = instant(now.astimezone(where).date() + timedelta(days=1), MORNING, where)
    return ceil((morning - opens_at) / GRID)


def instant_of(slot: int, *, opens_at: datetime) -> datetime:
    """Return when a place of the grid comes, in UTC."""
    return opens_at + slot * GRID

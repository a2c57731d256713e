"""What a human sentence about a cadence is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from slackapp.domain.cadence import Cadence

_BEHIND_UTC: Final = re.compile(r"Etc/GMT([+-])(\d+)")
"""Zones that are named the other way round: `Etc/GMT+5` is five hours behind."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The parts of "Every Monday at 10:00 in Berlin, not on public holidays"."""

    every_weeks: int
    weekday: int
    at: time
    place: str
    """As of `place`."""
    holidays: str | None
    quiet_days: tuple[date, ...]
    paused_until: date | None
    ends: date | None


def sentence(cadence: Cadence) -> Sentence:
    """Return its parts."""
    return Sentence(
        every_weeks=cadence.every_weeks,
        weekday=cadence.weekday,
        at=cadence.at,
        place=place(cadence.zone),
        holidays=cadence.holidays,
        quiet_days=tuple(sorted(cadence.quiet_days)),
        paused_until=cadence.paused_until,
        ends=cadence.ends,
    )


def place(zone: str) -> str:
    """Return the readable last part of a zone's name: "New York"; "UTC-5" for `Etc/GMT+5`."""
    if behind := _BEHIND_UTC.fullmatch(zone):
        return f"UTC{'-' if behind[1] == '+' else '+'}{behind[2]}"
    return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")

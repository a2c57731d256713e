"""When rounds open: one weekday, a local time, every 1, 2 or 4 weeks, in the team's own zone.

One slot per local date. A wall time that a clock change skips moves to the first instant that
exists again; one that a clock change repeats happens once, the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slackapp.errors import (
    FirstDayOver,
    ImpossibleCadence,
    NoFutureRound,
    UnknownRegion,
    UnknownZone,
)
from slackapp.errors.together import Together

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase

INTERVALS = (1, 2, 4)
SEARCH_SLOTS = 520
"""Slots looked at before "never" is the answer: ten years of weeks."""
YEARS: Final = range(1900, 9000)
"""Of a first day: beyond, some day that follows from it would be none."""
_NO_PLACE: Final = re.compile(r"(?:right|posix)/.*|posixrules|localtime|Factory")
"""Files beside the zones of a machine: another one may have others there, or none."""


class Pass(StrEnum):
    """Why a slot of the cadence opens no round."""

    PAUSED = "paused"
    QUIET_DAY = "quiet_day"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Cadence:
    """`weekday` is 0 for Monday; `at` is local wall time; no round opens before `first`."""

    zone: str
    weekday: int
    at: time
    first: date
    every_weeks: int = 1
    quiet_days: frozenset[date] = frozenset()
    holidays: str | None = None
    """A region as the `holidays` package names it, for example "DE" or "DE-BE"."""
    paused_until: date | None = None
    """The first local date on which a round may open again."""
    ends: date | None = None
    """The last local date on which a round may open."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One turn of a cadence; `passed` says why it opens no round, None when it does."""

    date: date
    opens_at: datetime
    passed: Pass | None = None


def validate(cadence: Cadence) -> Cadence:
    """Return the cadence if it can ever open a round.

    Raises:
        UnknownZone: the zone is no IANA name.
        UnknownRegion: the holiday region is not known.
        ImpossibleCadence: the weekday, interval or time is out of range.
        FirstDayOver: the first day lies before any calendar.
        NoFutureRound: no slot opens a round.
        Mistakes: several of the first three.

    """
    together = Together()
    with together:
        zone(cadence.zone)
    with together:
        _check_turn(cadence)
    with together:
        check_region(cadence.holidays)
    together.tell()
    if cadence.first.year < YEARS.start:
        raise FirstDayOver
    before_first = datetime.combine(cadence.first, time(), UTC) - timedelta(days=2)
    if cadence.first.year >= YEARS.stop:
        raise NoFutureRound
    if next_round(cadence, before_first) is None:
        raise NoFutureRound().but(earliest_end(cadence, before_first))
    return cadence


def _check_turn(cadence: Cadence) -> None:
    if cadence.weekday not in range(7) or cadence.every_weeks not in INTERVALS:
        raise ImpossibleCadence
    if cadence.at.tzinfo is not None or cadence.at.second or cadence.at.microsecond:
        raise ImpossibleCadence


def check_region(name: str | None) -> None:
    """Refuse a region whose holidays nobody knows; raises `UnknownRegion`."""
    if name is not None:
        _calendar(name)


def zone(name: str) -> ZoneInfo:
    """Return the zone; `UnknownZone` when there is none of that name."""
    if _NO_PLACE.fullmatch(name):
        raise UnknownZone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone from error


def known_zone(name: str | None, otherwise: str) -> str:
    """Return a zone's name, or another one where there is none of that name."""
    try:
        return otherwise if name is None else zone(name).key
    except UnknownZone:
        return otherwise


def local_date(now: datetime, zone_name: str) -> date:
    """Return the date in a zone; the one in UTC where there is no zone of that name any more."""
    return now.astimezone(zone(known_zone(zone_name, "UTC"))).date()


def instant(day: date, at: time, where: ZoneInfo) -> datetime:
    """Return the first instant (UTC) at or after a wall time; the first of two where it repeats."""
    local = datetime.combine(day, at, where)
    result = local.astimezone(UTC)
    if result.astimezone(where).replace(tzinfo=None) == local.replace(tzinfo=None):
        return result
    # In a gap the offset before it gives an instant after it, and the offset after it one before.
    earliest = local.replace(fold=1).astimezone(UTC)
    seconds = int((result - earliest).total_seconds())
    before = earliest.astimezone(where).utcoffset()
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        moved = (earliest + timedelta(seconds=middle)).astimezone(where).utcoffset() != before
        low, high = (low, middle) if moved else (middle, high)
    return earliest + timedelta(seconds=high)


def slots(cadence: Cadence, after: datetime) -> Iterator[Slot]:
    """Give every turn of the cadence that comes later than `after` (aware), in order, for ever."""
    where = zone(cadence.zone)
    step = timedelta(weeks=cadence.every_weeks)
    first = cadence.first + timedelta(days=(cadence.weekday - cadence.first.weekday()) % 7)
    # Start two days early: a gap at midnight may move a slot across the date line of `after`.
    start = after.astimezone(where).date() - timedelta(days=2)
    day = first + max(0, -((first - start) // step)) * step
    while cadence.ends is None or day <= cadence.ends:
        opens_at = instant(day, cadence.at, where)
        if opens_at > after:
            yield Slot(day, opens_at, passed(cadence, day))
        day += step


def earliest(cadence: Cadence, now: datetime) -> date:
    """Return the first local date on which a round can still open: tomorrow where today's is over.

    A cadence that begins there loses no turn, however many weeks lie between two.
    """
    today = local_date(now, cadence.zone)
    over = instant(today, cadence.at, zone(cadence.zone)) <= now
    return today + timedelta(days=1) if over else today


def next_slot(cadence: Cadence, after: datetime) -> Slot | None:
    """Return the next turn later than `after`, passed over or not; None after the end."""
    return next(slots(cadence, after), None)


def next_round(cadence: Cadence, after: datetime) -> Slot | None:
    """Return the next turn later than `after` that opens a round, or None when there is none."""
    ahead = islice(slots(cadence, after), SEARCH_SLOTS)
    return next((slot for slot in ahead if slot.passed is None), None)


def earliest_end(cadence: Cadence, after: datetime) -> date | None:
    """Return the first last day with a round later than `after`; None where no last day is set.

    None too where there would be no round without one either.
    """
    coming = next_round(replace(cadence, ends=None), after) if cadence.ends else None
    return coming.date if coming else None


def passed(cadence: Cadence, day: date) -> Pass | None:
    """Return why a local date opens no round, or None when it does."""
    if cadence.paused_until is not None and day < cadence.paused_until:
        return Pass.PAUSED
    if day in cadence.quiet_days:
        return Pass.QUIET_DAY
    if cadence.holidays is not None and day in _days_off(cadence.holidays, day.year):
        return Pass.HOLIDAY
    return None


def after_days_off(cadence: Cadence, moment: datetime) -> datetime:
    """Return the moment, or the end (UTC) of the public holidays and quiet days that it lies in.

    No day is off where the zone or the region is not known any more.
    """
    unpaused = replace(cadence, paused_until=None)
    try:
        where = zone(cadence.zone)
        today = day = moment.astimezone(where).date()
        while passed(unpaused, day) is not None:
            day += timedelta(days=1)
    except (UnknownRegion, UnknownZone):
        return moment
    return moment if day == today else instant(day, time(), where)


def preview(cadence: Cadence, after: datetime, count: int) -> tuple[Slot, ...]:
    """Return the turns up to the `count`th that opens a round, with those passed over and why."""
    return first_opening(slots(cadence, after), count)


def first_opening(turns: Iterator[Slot], count: int) -> tuple[Slot, ...]:
    """Return turns up to the `count`th that opens a round."""
    shown: list[Slot] = []
    opening = 0
    for slot in islice(turns, SEARCH_SLOTS):
        shown.append(slot)
        opening += slot.passed is None
        if opening == count:
            break
    return tuple(shown)


@lru_cache(maxsize=1024)
def _days_off(region: str, year: int) -> frozenset[date]:
    """The public holidays of a year.

    A calendar of the package fills itself in as it is asked, which goes wrong, and stays wrong,
    where several threads ask one: so each has its own, and what they share never changes.
    """
    return frozenset(_calendar(region, year))


def _calendar(region: str, *years: int) -> HolidayBase:
    """The calendar of "DE" or "DE-BE", with the holidays of these years alone."""
    # Two hundred milliseconds that only a team with a region needs to spend.
    from holidays import country_holidays  # noqa: PLC0415

    country, dash, part = region.partition("-")
    if dash and not part:
        raise UnknownRegion
    try:
        return country_holidays(country, subdiv=part or None, years=years or None)
    except NotImplementedError as error:
        raise UnknownRegion from error

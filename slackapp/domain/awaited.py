"""Which windows a team's check-ins ahead bring, as far as it is known who counts in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from analytics.instrument.bank import FOLLOW_UP, PULSE, TIES
from analytics.instrument.windows import (
    FEWEST,
    SMALL,
    Calendar,
    Lack,
    Mode,
    Remedy,
    beginning,
    plans,
)

LAST_DAY = "last day"
"""Why something is not to come: a code beside those of what a mode lacks."""
TOO_LONG = "too long"
"""The same where answers would be older than sealed ones may be."""
NAMING = frozenset({TIES, PULSE})
"""What asks how help went round, with names or without."""
LONGEST = 64
"""More rounds than any window takes, with the other kind of pulse before it."""


@dataclass(frozen=True, slots=True)
class Counting:
    """How many people count on a day, of those who are there now."""

    now: int
    growing: tuple[tuple[date, int], ...] = ()
    """The days on which more of them count than before, and how many do then; soonest first."""

    def on(self, day: date) -> int:
        """Return how many count on a day to come."""
        return next((many for since, many in reversed(self.growing) if since <= day), self.now)

    @property
    def since(self) -> date | None:
        """The day from which enough count for a round to open, where too few do by now."""
        if self.now >= FEWEST:
            return None
        return next((day for day, many in self.growing if many >= FEWEST), None)

    @property
    def most(self) -> int:
        """How many count once all who are new do."""
        return self.growing[-1][1] if self.growing else self.now


@dataclass(frozen=True, slots=True)
class Awaited:
    """Rounds `first .. last` of one family that are counted together."""

    family: str
    first: int
    last: int
    enough: bool = True
    """Whether as many count in each of its rounds as it takes to show anything of it."""
    asks: bool = True
    """Whether it asks anything: a follow-up does not whose experiment was let go before."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What becomes of asking for names, as far as it is known who counts."""

    asked: bool = False
    """Names are asked with the round that is open, or else with the next."""
    on: date | None = None
    """The day of the report with which names are counted next, at the earliest."""
    enough: bool = True
    """Whether enough count for anybody to be shown what comes of that."""
    ends: bool = False
    """Names are asked now, and not any more once what began with them is counted."""
    starts_on: date | None = None
    """The day of the next check-in that asks for names after some that do not."""
    begins: bool = False
    """The check-in that is open asks for names after some that did not."""
    in_vain: bool = False
    """What began with names is never counted; they are asked on, as that can be mended."""


@dataclass(frozen=True, slots=True)
class Never:
    """Why no figure comes of a team as it is now."""

    why: str
    """`LAST_DAY` only where a later one, or none, would bring a figure; else `Lack.CADENCE` or
    `TOO_LONG`."""
    remedies: tuple[Remedy, ...] = ()
    """What each alone would mend, where the interval leaves nothing that could be finished."""


TOO_SHORT = Never(LAST_DAY)
"""Too few check-ins are left before the last day."""


UNNAMED = Naming()
NAMED = Naming(asked=True)
"""Names go on to be asked."""


def lacks(calendar: Calendar) -> dict[str, Lack]:
    """Return why each family is left out.

    Where the interval leaves names out they take no place: it leaves out what would be asked
    without them, too.
    """
    found = dict(calendar.lacks)
    is_left_out = found.get(TIES) is Lack.CADENCE and Lack.LIGHT not in found.values()
    if is_left_out and found.get(PULSE) is Lack.NAMED:
        found[PULSE] = Lack.CADENCE
    return found


def takes(family: str) -> int:
    """Return how many have to count in every round of a family for anything of it to be shown."""
    return SMALL + 1 if family == TIES else FEWEST


def windows_ahead(
    going_on: Iterable[Awaited], modes: Mapping[int, Mode], then: Mode, *, asked: int, trying: bool
) -> tuple[Awaited, ...]:
    """Return the windows that go on, and those that begin after `asked` rounds, first ones first.

    `modes`: by the number of a round to come, as far as its day is known; after that it is `then`.
    They go as far as each family that is asked `then` has one that can be shown. `trying`: an
    experiment, which a follow-up asks about. Where too few count no round opens, so that a mode
    has five people at least.
    """
    found = list(going_on)
    last = max((window.last for window in found), default=asked)
    for number in count(asked + 1):
        awaited = {one.family for one in found if one.enough and one.asks}
        missing = plans(then).keys() - awaited - (set() if trying else {FOLLOW_UP})
        if number > asked + LONGEST or (number > last + 1 and not missing):
            return tuple(found)
        mode = modes.get(number, then)
        found = [_with(mode, window) if window.last >= number else window for window in found]
        found += _begun(mode, found, number, trying=trying)
    raise AssertionError("there is no last round")


def _with(mode: Mode, window: Awaited) -> Awaited:
    """Return a window with one more round."""
    return replace(window, enough=window.enough and mode.n >= takes(window.family))


def _begun(mode: Mode, found: Iterable[Awaited], number: int, *, trying: bool) -> Iterator[Awaited]:
    is_open = frozenset(window.family for window in found if window.last >= number)
    for plan in beginning(mode, asked=number - 1, open_families=is_open, experiment=trying):
        yield Awaited(plan.family, number, number + plan.length - 1)


def first_of(found: Iterable[Awaited]) -> dict[str, Awaited]:
    """Return the first window of each family of which anything can be shown."""
    first: dict[str, Awaited] = {}
    for window in found:
        if window.enough and window.asks:
            first.setdefault(window.family, window)
    return first


def naming(
    found: Iterable[Awaited],
    *,
    asked: int,
    number: int,
    unnamed: bool,
    ends: bool = False,
    lost: bool = False,
    reported: Mapping[int, date],
    opened: Mapping[int, date],
) -> Naming:
    """Return what becomes of names after `asked` rounds.

    `number`: that of the round that is open, or else of the next. `unnamed`: the newest before it
    asked for no names. `ends`: a last day leaves the rounds in `reported`, and what would end after
    them does not begin. `lost`: what began with names is never counted. `reported`, `opened`: the
    day of the report of each round, and of the round itself, where it is known.
    """
    kinds = [one for one in found if one.family in NAMING and one.last >= number]
    named = [
        one
        for one in kinds
        if one.family == TIES and (one.first <= asked or not ends or one.last in reported)
    ]
    if not named:
        return UNNAMED
    first, later = named[0], named[1:]
    after = next((one for one in kinds if one.first > first.last), None)
    goes = first.first <= asked and (after is None or after.family != TIES)
    if lost and first.first <= asked:
        return Naming(asked=True, ends=goes, in_vain=True)
    is_new = first.first > number or (first.first > asked and unnamed)
    starts = named[:1] if is_new else later[:1] if goes else []
    return Naming(
        asked=first.first <= number,
        on=reported.get(first.last),
        enough=first.enough,
        ends=goes,
        starts_on=opened.get(starts[0].first) if starts else None,
        begins=unnamed and first.first == number == asked,
    )

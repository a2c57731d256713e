"""When each family's windows begin, how long they are, and what a team therefore gets.

Windows are counted in rounds *asked*, never overlap within a family, and have a length that is
fixed when they begin. The tables restate docs/reference/instrument.md; there is no other schedule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from analytics import thresholds
from analytics.instrument.bank import FACETS, FAMILIES, FOLLOW_UP, PATTERN_FAMILY, PULSE, TIES

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

SMALL: Final = thresholds.TIE_MEMBERS_FLOOR - 1
"""Up to this many counting members a facet needs eight rounds: four would follow one person."""
FEWEST: Final = thresholds.MEMBERS_FLOOR
"""Below this many counting members no round opens, so no window begins."""
LIGHT_FACTOR: Final = 2
"""A light round asks about half, so its windows are twice as long."""

_FIRST_ROUND: Final = {
    "reciprocity": (1, 1),
    "autonomy": (2, 2),
    "trust_and_safety": (2, 3),
    "emotional_presence": (3, 4),
    "shared_responsibility": (4, 5),
    FOLLOW_UP: (2, 2),
}
"""First round of the first window, where it is not 1: with eight or more counting members, fewer.

The follow-up waits for an experiment, and a team chooses its first after its first round.
"""
_LENGTH: Final = {PATTERN_FAMILY: 12, TIES: 8, PULSE: 8}
_ASKED_EVERY_WEEKS: Final = {
    # (light, small): interval in weeks → the families whose windows can finish in time.
    (False, False): {1: FAMILIES, 2: (*FACETS, TIES, PULSE), 4: FACETS},
    (False, True): {1: FAMILIES, 2: (*FACETS, PULSE), 4: ()},
    (True, False): {1: (*FACETS, TIES), 2: FACETS, 4: ()},
    (True, True): {1: FACETS, 2: (), 4: ()},
}


@dataclass(frozen=True, slots=True)
class Mode:
    """What decides a team's windows, as it stands when a window begins.

    `n`: counting members. `light`: fewer questions a round. `named`: the team names helpers
    (from eight counting members on). `interval_weeks`: 1, 2 or 4.
    """

    n: int
    light: bool = False
    named: bool = True
    interval_weeks: int = 1


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """A family's windows in a mode: when the first begins and how many rounds each has."""

    family: str
    first_round: int
    """Counted in rounds asked, from 1."""
    length: int

    @property
    def settles_after(self) -> int:
        """The round asked after whose close the first window settles."""
        return self.first_round + self.length - 1


class Lack(StrEnum):
    """Why a family is not asked in a mode."""

    SMALL = "too few people"
    CHOICE = "the team does not name"
    NAMED = "the team names instead"
    LIGHT = "light mode"
    CADENCE = "cannot finish in time"


class Remedy(StrEnum):
    """What to change so that something can be finished."""

    INTERVAL = "ask more often"
    LIGHT = "no light mode"
    PEOPLE = "more people"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What a team gets from a family, and when: after which round asked, in which week."""

    family: str
    settles_after: int
    settles_in_week: int
    """Weeks from the day the first round opens to the day its last round opens, plus one."""
    then_every_rounds: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a team gets, earliest first, and what it does not get and why."""

    gets: tuple[CalendarEntry, ...]
    lacks: tuple[tuple[str, Lack], ...]

    @property
    def unshown(self) -> frozenset[str]:
        """Of which nothing is shown while so few count, not even of a window that has begun.

        Everything else that is lacking is still shown once, where a window is open that began
        before it was left out.
        """
        return frozenset(family for family, why in self.lacks if why is Lack.SMALL)


def families(mode: Mode) -> tuple[FamilyPlan, ...]:
    """The families asked in this mode, in a fixed order; empty where nothing could finish.

    Raises:
        ValueError: the interval is not 1, 2 or 4 weeks.

    """
    return tuple(_plan(family, mode) for family in FAMILIES if _lack(family, mode) is None)


def plans(mode: Mode) -> dict[str, FamilyPlan]:
    """The same by family."""
    return {plan.family: plan for plan in families(mode)}


def beginning(
    mode: Mode, *, asked: int, open_families: AbstractSet[str], experiment: bool
) -> tuple[FamilyPlan, ...]:
    """The windows that begin with the round about to be asked, after `asked` earlier ones.

    A family begins when it is planned, has no window open and its first round has come. The two
    kinds of pulse never run at the same time: a team that grows or shrinks finishes one first.
    The follow-up begins only once the team has chosen an experiment.
    """
    blocked = set(open_families)
    if blocked & {TIES, PULSE}:
        blocked |= {TIES, PULSE}
    if not experiment:
        blocked.add(FOLLOW_UP)
    return tuple(
        plan
        for plan in families(mode)
        if plan.family not in blocked and asked + 1 >= plan.first_round
    )


def calendar(mode: Mode) -> Calendar:
    """What a team of this mode gets when, if it keeps asking: for set-up and the Home tab."""
    gets = sorted(
        (
            CalendarEntry(
                family=plan.family,
                settles_after=plan.settles_after,
                settles_in_week=(plan.settles_after - 1) * mode.interval_weeks + 1,
                then_every_rounds=plan.length,
            )
            for plan in families(mode)
        ),
        key=lambda entry: (entry.settles_after, FAMILIES.index(entry.family)),
    )
    lacks = ((family, _lack(family, mode)) for family in FAMILIES)
    return Calendar(tuple(gets), tuple((family, why) for family, why in lacks if why))


def remedies(mode: Mode) -> tuple[Remedy, ...]:
    """What alone would let something be finished; nothing where something can be already."""
    if families(mode):
        return ()
    changed = {
        Remedy.INTERVAL: replace(mode, interval_weeks=1),
        Remedy.LIGHT: replace(mode, light=False),
        Remedy.PEOPLE: replace(mode, n=max(mode.n, SMALL + 1)),
    }
    return tuple(remedy for remedy, then in changed.items() if families(then))


def _is_small(mode: Mode) -> bool:
    return mode.n <= SMALL


def _plan(family: str, mode: Mode) -> FamilyPlan:
    small = _is_small(mode)
    first_round = _FIRST_ROUND.get(family, (1, 1))[small]
    length = _LENGTH.get(family, 8 if small else 4)
    return FamilyPlan(family, first_round, length * (LIGHT_FACTOR if mode.light else 1))


def _lack(family: str, mode: Mode) -> Lack | None:
    """Why the family is not asked, or None when it is; the first reason that applies."""
    small = _is_small(mode)
    by_interval = _ASKED_EVERY_WEEKS[mode.light, small]
    if mode.interval_weeks not in by_interval:
        raise ValueError("A team is asked every 1, 2 or 4 weeks.")
    if mode.n < FEWEST or (family == TIES and small):
        return Lack.SMALL
    if family == TIES and not mode.named:
        return Lack.CHOICE
    if family == PULSE and mode.named and not small:
        return Lack.NAMED
    if family in by_interval[mode.interval_weeks]:
        return None
    standard = _ASKED_EVERY_WEEKS[False, small][mode.interval_weeks]
    return Lack.LIGHT if mode.light and family in standard else Lack.CADENCE

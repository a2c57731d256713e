"""How coarse a shown value is: sticky half-point steps, sticky words, bands, and no more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from analytics import thresholds
from analytics.records import Trend

if TYPE_CHECKING:
    from collections.abc import Sequence

_HAIR: Final = 1e-9
"""Scores are sums of floats: a difference of exactly the limit must not pass it."""
LOW: Final = "low"
MIDDLE: Final = "middle"
HIGH: Final = "high"
LEVELS: Final = (LOW, MIDDLE, HIGH)
_BORDERS: Final = {
    LOW: (-math.inf, thresholds.LOW_BELOW),
    MIDDLE: (thresholds.LOW_BELOW, thresholds.HIGH_ABOVE),
    HIGH: (thresholds.HIGH_ABOVE, math.inf),
}
MOST: Final = "most"
HALF: Final = "half"
FEW: Final = "few"


def step(score: float, before: float | None = None) -> float:
    """The half-point step of a score on 1 to 5, from 1.5 to 4.5.

    A step shown before stays unless the score is more than 0.45 away from it.
    """
    if before is not None and abs(score - before) <= thresholds.STEP_STICKS_WITHIN + _HAIR:
        return before
    nearest = math.floor(score / thresholds.STEP + 0.5) * thresholds.STEP
    return min(max(nearest, thresholds.STEP_LOWEST), thresholds.STEP_HIGHEST)


def level(score: float, before: str | None = None) -> str:
    """One of three words for a score on 1 to 5.

    A word shown before stays until its border is passed by more than 0.2.
    """
    if before is not None:
        lowest, highest = _BORDERS[before]
        slack = thresholds.LEVEL_STICKS_WITHIN
        if lowest - slack <= score <= highest + slack:
            return before
    if score < thresholds.LOW_BELOW:
        return LOW
    return HIGH if score > thresholds.HIGH_ABOVE else MIDDLE


def share(part: float, *, most: float, half: float) -> str:
    """One of three bands for a share from 0 to 1."""
    if part >= most:
        return MOST
    return HALF if part >= half else FEW


def trend(now: float | str, before: float | str | None, order: Sequence[float | str]) -> Trend:
    """What is shown now beside what was shown last.

    The same step or word twice means that a difference, if any, is too small to tell.
    """
    if before is None:
        return Trend.FIRST
    here, there = order.index(now), order.index(before)
    if here == there:
        return Trend.UNCLEAR
    return Trend.HIGHER if here > there else Trend.LOWER

"""Control charts for long series, for researchers: XmR (individuals) and EWMA.

Not for a lead: a team settles about 13 windows a year, limits need a dozen points, and even then
18–31 of 100 teams in which nothing happened signal within half a year. EWMA is the better alarm,
XmR the more readable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.errors import TooFewRounds, WrongShape, WrongValue

FEWEST_POINTS = 8
"""Fewer baseline points give limits that are mostly luck."""
FIRM_POINTS = 12
"""Below this, limits are provisional."""
MOVING_RANGE_TO_SD = 1.128
"""d2 for ranges of two: the mean moving range of normal values, in standard deviations."""
XMR_WIDTH = 3 / MOVING_RANGE_TO_SD
"""Three standard deviations in mean moving ranges, 2.66."""
RANGE_WIDTH = 3.267
"""D4 for ranges of two."""
RUN = 8
"""Points in a row on one side of the centre that signal a shift."""


@dataclass(frozen=True, slots=True)
class XmR:
    """An individuals chart; `outside` and `run` say per point whether it signals, False where NaN.

    `range_limit` bounds the moving ranges; `provisional` is True below twelve baseline points.
    """

    centre: float
    low: float
    high: float
    moving_range: float
    range_limit: float
    outside: NDArray[np.bool_]
    run: NDArray[np.bool_]
    provisional: bool


@dataclass(frozen=True, slots=True)
class EWMA:
    """An exponentially weighted mean per point with its steady limits."""

    centre: float
    low: float
    high: float
    smoothed: NDArray[np.float64]
    outside: NDArray[np.bool_]


def xmr(values: ArrayLike, *, baseline: int, fewest: int = FEWEST_POINTS) -> XmR:
    """Return the chart of (t,) `values` with limits from the first `baseline` known points.

    In the units of `values`. Limits: mean ± 2.66 mean moving ranges; 3.267 of them for the ranges.
    NaN values are gaps: no range is taken across one. Raises `TooFewRounds` with fewer than
    `fewest` known baseline points or without two in a row, `WrongShape`. Source: Wheeler & Chambers
    1992; NIST/SEMATECH 6.3.2.2.
    """
    series = _series(values)
    # The baseline ends with its last known point: gaps before it stay gaps.
    known = np.flatnonzero(~np.isnan(series))[:baseline]
    if len(known) < max(fewest, 2):
        raise TooFewRounds(f"At least {fewest} known rounds are needed for limits.")
    base = series[: known[-1] + 1]
    ranges = np.abs(np.diff(base))
    if np.isnan(ranges).all():
        raise TooFewRounds("No two known rounds follow each other.")
    centre, moving = float(np.nanmean(base)), float(np.nanmean(ranges))
    low, high = centre - XMR_WIDTH * moving, centre + XMR_WIDTH * moving
    return XmR(
        centre,
        low,
        high,
        moving,
        RANGE_WIDTH * moving,
        outside=(series < low) | (series > high),
        run=_runs(series, centre),
        provisional=len(known) < FIRM_POINTS,
    )


def ewma(
    values: ArrayLike,
    *,
    lam: float = 0.2,
    width: float = 2.86,
    centre: float | None = None,
    sd: float | None = None,
    baseline: int | None = None,
) -> EWMA:
    """Return z_t = lam·x_t + (1 − lam)·z_{t−1} with limits centre ± width·sd·√(lam/(2 − lam)).

    `values` is (t,), the chart in their units. Centre and sd (mean moving range / 1.128) come from
    the first `baseline` known points (default all) unless given. A NaN leaves the mean where it
    was. Errors as `xmr`, and `WrongValue` unless 0 < lam ≤ 1. Source: Roberts 1959; NIST/SEMATECH
    6.3.2.4.
    """
    if not 0 < lam <= 1:
        raise WrongValue("The weight of the newest point lies between 0 and 1.")
    series = _series(values)
    if centre is None or sd is None:
        chart = xmr(series, baseline=len(series) if baseline is None else baseline)
        centre = chart.centre if centre is None else centre
        sd = chart.moving_range / MOVING_RANGE_TO_SD if sd is None else sd
    smoothed = np.empty_like(series)
    level = centre
    for t, value in enumerate(series):
        level = level if np.isnan(value) else lam * float(value) + (1 - lam) * level
        smoothed[t] = level
    reach = width * sd * float(np.sqrt(lam / (2 - lam)))
    outside = np.abs(smoothed - centre) > reach
    return EWMA(centre, centre - reach, centre + reach, smoothed, outside)


def _series(values: ArrayLike) -> NDArray[np.float64]:
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise WrongShape("A chart takes one row of values.")
    return series


def _runs(series: NDArray[np.float64], centre: float) -> NDArray[np.bool_]:
    """Say for each point whether it ends eight or more known points on one side of the centre."""
    signals = np.zeros(len(series), dtype=np.bool_)
    side, length = 0.0, 0
    for t, value in enumerate(series):
        if np.isnan(value):
            continue
        here = float(np.sign(value - centre))
        length = length + 1 if here and here == side else int(here != 0)
        side = here
        signals[t] = length >= RUN
    return signals

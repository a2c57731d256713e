"""What the rules cost: windows published, changes seen, and how far a shown step is from truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analytics.instrument.bank import FACETS, PATTERNS
from analytics.records import Reading, Trend
from tests.privacy.attack.pipeline import Shown
from tests.privacy.attack.replay import replay
from tests.privacy.attack.worlds import MEAN, NOISE, Cell, Team, world

TIES = "carriers"
"""Stands for all sentences about ties: they are shown or held together."""
HALF_YEAR = 26
TWO_STEPS = 1.0
WITHIN_WINDOWS = 2


def usefulness(cell: Cell, *, seed: int, number: int) -> dict[str, float]:
    """Count a team's windows by group: settled, published, moved, and the error of each step."""
    team = world(cell, seed=seed, number=number)
    shown = replay(team)
    sums: Counter[str] = Counter(teams=1)
    weeks = [week for week, _ in shown.asked]
    for (measure, first, last), reading in shown.readings.items():
        group = _group(measure)
        if group:
            sums[f"{group} windows"] += 1
            sums[f"{group} published"] += reading.value is not None
        if measure in FACETS and isinstance(reading.value, float):
            error = reading.value - _truth(team, weeks[first - 1 : last])
            sums["steps"] += 1
            sums["squares"] += error**2
    for steps in _series(shown).values():
        _moves(sums, steps, weeks)
        if cell.drop:
            _seen(sums, steps, weeks, cell.weeks // 2)
    return dict(sums)


def _group(measure: str) -> str:
    if measure in FACETS:
        return "facets"
    return "patterns" if measure in PATTERNS else "ties" if measure == TIES else ""


@cache
def _grid() -> tuple[NDArray, NDArray]:
    """What is answered on average by somebody whose exact answer is around x."""
    exact = np.linspace(-3, 10, 2601)
    borders = np.array([1.5, 2.5, 3.5, 4.5])
    above = ndtr((exact[:, None] - borders) / NOISE)
    return exact, 1 + above.sum(axis=1)


def _truth(team: Team, weeks: list[int]) -> float:
    """What the window's population tends to answer, on average over its weeks."""
    people = team.counts[:, weeks].all(axis=1)
    exact = MEAN + team.level[people][:, weeks] + team.mood[weeks]
    return float(np.interp(exact, *_grid()).mean())


def _series(shown: Shown) -> dict[str, list[tuple[int, int, Reading]]]:
    series = defaultdict(list)
    for (measure, first, last), reading in sorted(shown.readings.items(), key=lambda r: r[0][2]):
        if measure in FACETS:
            series[measure].append((first, last, reading))
    return series


def _moves(sums: Counter[str], steps: list, weeks: list[int]) -> None:
    """Half-years of a family, and those in which a shown step is two away from the one before."""
    shown = [(weeks[last - 1], r.value) for _, last, r in steps if isinstance(r.value, float)]
    for half in range(2):
        inside = [v for week, v in shown if half * HALF_YEAR <= week < (half + 1) * HALF_YEAR]
        sums["half-years"] += len(inside) > 1
        sums["moved"] += any(abs(b - a) >= TWO_STEPS for a, b in pairwise(inside))


def _seen(sums: Counter[str], steps: list, weeks: list[int], when: int) -> None:
    """Whether a lower step is shown within two windows that began after the drop, and a trend
    said so by then: it does not where a new series began."""
    before = [r.value for _, last, r in steps if weeks[last - 1] < when]
    before = [value for value in before if isinstance(value, float)]
    after = [r for first, _, r in steps if weeks[first - 1] >= when][:WITHIN_WINDOWS]
    if before and len(after) == WITHIN_WINDOWS:
        sums["drops"] += 1
        lower = [r for r in after if isinstance(r.value, float) and r.value < before[-1]]
        sums["drops seen"] += bool(lower)
        until = after[-1].span.last_round
        told = [r for _, last, r in steps if weeks[last - 1] >= when and last <= until]
        sums["drops told"] += any(r.trend is Trend.LOWER for r in told)

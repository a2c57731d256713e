"""What an attacker knows about each published figure: a linear form of answers, and an interval.

The attacker knows the item bank, the schedule, every roster, and exactly who answered when (the
strong attacker), so they know which answers a figure averages and with which weights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analytics import thresholds
from analytics.instrument.bank import FACETS, load
from analytics.records import Reading
from tests.privacy.attack.pipeline import PLACE, Shown
from tests.privacy.attack.worlds import SAME_PEOPLE, SCALES, Team

LOWEST, HIGHEST = 1.0, 5.0
MEASURE = {item: load().items[item].measure for item in SCALES} | {SAME_PEOPLE: SAME_PEOPLE}
"""What is published as a figure; whether an experiment was noticed is said in words alone."""
EXACT = 1e-3
LEVELS = {
    "low": (-np.inf, thresholds.LOW_BELOW),
    "middle": (thresholds.LOW_BELOW, thresholds.HIGH_ABOVE),
    "high": (thresholds.HIGH_ABOVE, np.inf),
}


@dataclass
class Evidence:
    """Figures as rows. `weights[k][person, week, item]`, sparse: only answers a figure averages."""

    weights: list[dict[tuple[int, int, int], float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    leans: list[frozenset[int] | None] = field(default_factory=list)
    """Whose secret amount is in each figure; None where none is."""

    def add(
        self,
        weights: dict[tuple[int, int, int], float],
        low: float,
        high: float,
        lean: frozenset[int] | None = None,
    ) -> None:
        """Take one figure that lies between two values."""
        self.weights.append(weights)
        self.low.append(low)
        self.high.append(high)
        self.leans.append(lean)

    def knowing(self, team: Team, colluders: frozenset[int]) -> Evidence:
        """Take the colluders' own answers out of every figure, and add what they say of weeks."""
        known = Evidence()
        figures = zip(self.weights, self.low, self.high, self.leans, strict=True)
        for weights, low, high, lean in figures:
            theirs = {at: w for at, w in weights.items() if at[0] in colluders}
            told = sum(w * float(team.points[at]) for at, w in theirs.items())
            rest = {at: w for at, w in weights.items() if at[0] not in colluders}
            if rest or not weights:
                known.add(rest, low - told, high - told, lean)
        for (person, week), items in _answers(self.weights, colluders).items():
            value = float(np.mean([team.points[person, week, item] for item in items]))
            weights = {(person, week, item): 1 / len(items) for item in items}
            known.add(weights, value - EXACT, value + EXACT)
        return known


def _answers(
    weights: list[dict[tuple[int, int, int], float]], people: frozenset[int]
) -> dict[tuple[int, int], list[int]]:
    told = defaultdict(list)
    for person, week, item in {at for form in weights for at in form if at[0] in people}:
        told[person, week].append(item)
    return told


def published(team: Team, shown: Shown, *, absent: frozenset[int] = frozenset()) -> Evidence:
    """Return what the readings of a team's reports say, and how far scores can lean."""
    evidence = Evidence()
    weeks = [week for week, _ in shown.asked]
    for (measure, first, last), reading in sorted(shown.readings.items()):
        if reading.value is None or measure not in MEASURE.values():
            continue
        inside = weeks[first - 1 : last]
        people = team.counts[:, inside].all(axis=1).nonzero()[0]
        asked = [
            (week, PLACE[item])
            for week, items in shown.asked[first - 1 : last]
            for item in items
            if MEASURE.get(item) == measure
        ]
        given = {
            int(person): [at for at in asked if team.said[person, at[0]]]
            for person in people
            if person not in absent
        }
        rounds = len(inside)
        who = {p: told for p, told in given.items() if _is_respondent(measure, told, rounds)}
        lean = team.alike(people) if thresholds.leans(len(people)) else None
        most = 0.0 if lean is None else thresholds.LEAN_MOST
        if lean is not None and lean not in evidence.leans:
            evidence.add({}, -most, most, lean)
        evidence.add(_weights(who), *_interval(reading, most), lean)
    return evidence


def _is_respondent(measure: str, told: list[tuple[int, int]], rounds: int) -> bool:
    if measure == SAME_PEOPLE:
        return len(told) >= rounds * thresholds.ROUNDS_SHARE
    if measure in FACETS:
        return len(told) >= thresholds.FACET_ANSWERS
    return len({item for _, item in told}) >= thresholds.PATTERN_ITEMS


def _weights(who: dict[int, list[tuple[int, int]]]) -> dict[tuple[int, int, int], float]:
    """A figure is the mean over people of the mean over items of the mean over answers."""
    found = {}
    for person, told in who.items():
        items = [item for _, item in told]
        for week, item in told:
            share = len(who) * len(set(items)) * items.count(item)
            found[person, week, item] = 1 / share
    return found


def _interval(reading: Reading, leans: float) -> tuple[float, float]:
    """Where the exact mean can be, given what is shown now and was shown before.

    What was shown before would still be, had the mean been near it. A lean is in the mean, of at
    most `leans` points.
    """
    lowest, highest = LOWEST - leans, HIGHEST + leans
    now, before = reading.value, reading.before
    if before == now:
        low, high = _sticking(now, lowest, highest)
    else:
        low, high = _shown(now, lowest, highest)
    if before is not None and before != now:
        below, above = _sticking(before, lowest, highest)
        low, high = (max(low, above), high) if low > below else (low, min(high, below))
    return max(low, lowest), min(high, highest)


def _shown(value: float | str, lowest: float, highest: float) -> tuple[float, float]:
    """Where a mean is that begins a series with this step or word, or moves to it."""
    if isinstance(value, str):
        return LEVELS[value]
    half = thresholds.STEP / 2
    low = lowest if value == thresholds.STEP_LOWEST else value - half
    return low, highest if value == thresholds.STEP_HIGHEST else value + half


def _sticking(value: float | str, lowest: float, highest: float) -> tuple[float, float]:
    """Where a mean is that leaves this step or word as it was."""
    if isinstance(value, str):
        low, high = LEVELS[value]
        return low - thresholds.LEVEL_STICKS_WITHIN, high + thresholds.LEVEL_STICKS_WITHIN
    slack = thresholds.STEP_STICKS_WITHIN
    low = lowest if value == thresholds.STEP_LOWEST else value - slack
    return low, highest if value == thresholds.STEP_HIGHEST else value + slack


def weekly(
    team: Team, shown: Shown, *, threshold: int, absent: frozenset[int] = frozenset()
) -> Evidence:
    """What a product would give away that shows each week's exact mean of each facet.

    `threshold`: fewest people who must have answered; 1 is no protection.
    """
    evidence = Evidence()
    for week, items in shown.asked:
        told = team.said[:, week] & team.counts[:, week]
        people = [int(one) for one in told.nonzero()[0] if one not in absent]
        if len(people) < threshold:
            continue
        for item in (PLACE[item] for item in items if MEASURE.get(item) in FACETS):
            value = float(np.mean([team.points[person, week, item] for person in people]))
            weights = {(person, week, item): 1 / len(people) for person in people}
            evidence.add(weights, value - EXACT, value + EXACT)
    return evidence


def answers_of(team: Team, person: int, shown: Shown) -> Iterator[tuple[int, int, int]]:
    """Every answer a person gave while they counted: (person, week, item)."""
    for week, items in shown.asked:
        if team.said[person, week] and team.counts[person, week]:
            yield from ((person, week, PLACE[item]) for item in items)


def with_stranger(team: Team, person: int, stranger: Team) -> Team:
    """The same team in which a person's answers are those of somebody from another team."""
    points = team.points.copy()
    points[person] = stranger.points[0]
    return replace(team, points=points)


def dense(evidence: Evidence, shape: tuple[int, int]) -> tuple[NDArray, NDArray]:
    """(figures, people, weeks) weights summed over items, and each figure's Σ weights²."""
    forms = np.zeros((len(evidence.weights), *shape))
    squares = np.zeros(len(evidence.weights))
    for row, weights in enumerate(evidence.weights):
        for (person, week, _), weight in weights.items():
            forms[row, person, week] += weight
            squares[row] += weight**2
    return forms, squares

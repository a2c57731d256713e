"""Scores of facets from scale items: per item, then per person, then over people.

That order gives every person one voice, however often they answered, and every item the same
weight. Answers are centred on compiled item constants, never on anything estimated from the team.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analytics import reliability
from analytics.errors import UnknownItem
from analytics.matrices import ScaleWindow

__all__ = ["Keyed", "TeamScore", "item_scores", "person_scores", "reliability", "team_score"]

POINTS = np.arange(1, 6)


class Keyed(Protocol):
    """What scoring needs to know of an item; `analytics.instrument`'s items have it."""

    @property
    def polarity(self) -> int:
        """1 where agreeing speaks for the measure, -1 where it speaks against it."""

    @property
    def constant(self) -> float:
        """What an average team scores above the measure's mean, in points, once keyed."""


@dataclass(frozen=True, slots=True)
class TeamScore:
    """A facet of a team in one window.

    `score` is the mean of person-means on the 1–5 scale, NaN without respondents; `respondents` is
    how many people it rests on; `unanimous` says that all of them gave the same answer on each
    item.
    """

    score: float
    respondents: int
    unanimous: bool


def item_scores(window: ScaleWindow, items: Mapping[str, Keyed]) -> NDArray[np.float64]:
    """Return each person's mean keyed and centred answer per item, (people, items), NaN if none.

    In points of the 1..5 scale. `items` maps item ids to their keys. An item with polarity −1 is
    turned (6 − x), and each item's compiled constant is taken off. Raises `UnknownItem` for an item
    of the window that `items` lacks. Source: `docs/reference/instrument.md`.
    """
    missing = [item for item in window.items if item not in items]
    if missing:
        raise UnknownItem(f"The item bank does not know {', '.join(missing)}.")
    counts = window.counts.astype(np.float64)
    answers = counts.sum(axis=2)
    means = np.full(answers.shape, np.nan)
    np.divide(counts @ POINTS, answers, out=means, where=answers > 0)
    turned = np.array([items[item].polarity < 0 for item in window.items], dtype=np.bool_)
    constants = np.array([items[item].constant for item in window.items], dtype=np.float64)
    return np.where(turned, 6 - means, means) - constants


def person_scores(
    window: ScaleWindow,
    items: Mapping[str, Keyed],
    *,
    least_answers: int = 1,
    least_items: int = 1,
) -> NDArray[np.float64]:
    """Return each person's mean over the items they answered, (people,), NaN for non-respondents.

    In points, as in `item_scores`. A respondent gave at least `least_answers` answers, on at least
    `least_items` different items. What the others answered is not read.
    """
    scores = item_scores(window, items)
    known = ~np.isnan(scores)
    answers = window.counts.sum(axis=(1, 2), dtype=np.int64)
    enough = (answers >= max(least_answers, 1)) & (known.sum(axis=1) >= max(least_items, 1))
    totals = np.where(known, scores, 0.0).sum(axis=1)
    means = np.full(len(totals), np.nan)
    np.divide(totals, known.sum(axis=1), out=means, where=enough)
    return means


def team_score(
    window: ScaleWindow,
    items: Mapping[str, Keyed],
    *,
    least_answers: int = 1,
    least_items: int = 1,
) -> TeamScore:
    """Average the respondents' person-means; arguments as in `person_scores`.

    In points; NaN without respondents. Misleads: at a ceiling, by acquiescence, and when *who*
    answered changes. Two windows of a team of six that differ by half a point cannot be told apart.
    Raises what `item_scores` raises.
    """
    means = person_scores(window, items, least_answers=least_answers, least_items=least_items)
    respondents = ~np.isnan(means)
    count = int(respondents.sum())
    if not count:
        return TeamScore(float("nan"), 0, unanimous=False)
    chosen = window.counts[respondents].sum(axis=0, dtype=np.int64)
    unanimous = bool(((chosen > 0).sum(axis=1) <= 1).all())
    return TeamScore(float(means[respondents].mean()), count, unanimous)

"""From answers on five points to scores: per item, then per person, then the team.

A facet and a pattern are scored alike. Items that speak against what they measure are turned round,
and each item is corrected by its compiled constant, never by anything estimated on the team.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics import thresholds
from analytics.instrument import bank

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analytics.matrices import ScaleWindow

POINTS = 5


def measured_by(window: ScaleWindow, measure: str) -> NDArray[np.intp]:
    """The places in the window of the items that measure something, shape (items,)."""
    known = bank.load().items
    return np.array(
        [place for place, name in enumerate(window.items) if known[name].measure == measure],
        dtype=np.intp,
    )


def item_means(window: ScaleWindow, measure: str) -> NDArray[np.float64]:
    """Each person's mean on each item of a measure, turned and corrected; shape (people, items).

    In points from 1 to 5 (a correction may lead a little outside). NaN where a person chose no
    point of an item: missing is missing, never the middle.
    """
    places = measured_by(window, measure)
    counts = window.counts[:, places, :].astype(np.float64)
    chosen = counts.sum(axis=2)
    total = counts @ np.arange(1.0, POINTS + 1)
    means = np.divide(total, chosen, out=np.full(chosen.shape, np.nan), where=chosen > 0)
    items = [bank.load().items[window.items[place]] for place in places]
    polarity = np.array([item.polarity for item in items], dtype=np.float64)
    constants = np.array([item.constant for item in items], dtype=np.float64)
    turned: NDArray[np.float64] = np.where(polarity > 0, means, POINTS + 1 - means) - constants
    return turned


def answers(window: ScaleWindow, measure: str) -> NDArray[np.int64]:
    """How many answers each person gave to the items of a measure, shape (people,)."""
    counts = window.counts[:, measured_by(window, measure), :]
    given: NDArray[np.int64] = counts.sum(axis=(1, 2), dtype=np.int64)
    return given


def person_scores(window: ScaleWindow, measure: str) -> NDArray[np.float64]:
    """Each person's mean over the items they answered, shape (people,); NaN without an answer."""
    means = item_means(window, measure)
    known = ~np.isnan(means)
    answered = known.sum(axis=1)
    total = np.where(known, means, 0.0).sum(axis=1)
    unknown = np.full(len(means), np.nan)
    scores: NDArray[np.float64] = np.divide(total, answered, out=unknown, where=answered > 0)
    return scores


def alike(window: ScaleWindow, measure: str, people: NDArray[np.bool_]) -> bool:
    """Whether all of `people` who answered an item have the same mean on it, for every item."""
    means = item_means(window, measure)[people]
    columns = (column[~np.isnan(column)] for column in means.T)
    return all(len(column) == 0 or bool(np.ptp(column) == 0) for column in columns)


def common_reasons(window: ScaleWindow, people: NDArray[np.bool_]) -> tuple[str, ...]:
    """The reasons for not asking that enough distinct people gave, in the order of the bank.

    The order says nothing about how many gave each.
    """
    if window.reasons is None:
        return ()
    givers = (window.reasons[people] > 0).sum(axis=0)
    enough = {
        code
        for code, given_by in zip(window.reason_codes, givers, strict=True)
        if given_by >= thresholds.REASON_PEOPLE_FLOOR
    }
    return tuple(code for code in bank.load().reasons if code in enough)

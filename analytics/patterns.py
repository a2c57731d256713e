"""Parts of a window of scale answers: one pattern of the six, and the reasons for not asking.

Scores are those of `climate`; porous, rigid and balanced stay three scores, never one mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics import climate, thresholds
from analytics.instrument import bank
from analytics.matrices import ScaleWindow

if TYPE_CHECKING:
    from numpy.typing import NDArray


def measured_by(window: ScaleWindow, measure: str) -> ScaleWindow:
    """The part of a window with the items of one facet, one pattern or the follow-up.

    Reasons stay with it. Items the bank does not know are left out.
    """
    known = bank.load().items
    places = [
        place
        for place, name in enumerate(window.items)
        if name in known and known[name].measure == measure
    ]
    return ScaleWindow(
        items=tuple(window.items[place] for place in places),
        counts=window.counts[:, places, :],
        reason_codes=window.reason_codes,
        reasons=window.reasons,
    )


def alike(window: ScaleWindow, people: NDArray[np.bool_]) -> bool:
    """Whether all of `people`, shape (people,), who answered an item have the same mean on it.

    True without answers. Stricter than equal answers: a 4 and a 5 from everybody are alike too.
    """
    means = climate.item_scores(window, bank.load().items)[people]
    columns = (column[~np.isnan(column)] for column in means.T)
    return all(len(column) == 0 or bool(np.ptp(column) == 0) for column in columns)


def common_reasons(window: ScaleWindow, people: NDArray[np.bool_]) -> tuple[str, ...]:
    """The reasons for not asking that enough distinct people gave, in the order of the bank.

    The order says nothing about how many gave each. One that all gave, or all but one, is left out:
    it would be known of each of them.
    """
    if window.reasons is None:
        return ()
    givers = (window.reasons[people] > 0).sum(axis=0)
    most = int(people.sum()) - thresholds.REASON_OTHERS_FLOOR
    enough = {
        code
        for code, given_by in zip(window.reason_codes, givers, strict=True)
        if thresholds.REASON_PEOPLE_FLOOR <= given_by <= most
    }
    return tuple(code for code in bank.load().reasons if code in enough)

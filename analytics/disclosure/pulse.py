"""The pulse without names: do people give and receive alike, and is it the same few?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics import thresholds
from analytics.disclosure import shown
from analytics.disclosure.drafts import Draft, Figure
from analytics.disclosure.gates import Group, Terms
from analytics.records import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analytics.matrices import PulseWindow

ALIKE = "give_and_receive"
SAME_PEOPLE = "same_people"


def drafts(window: PulseWindow, terms: Terms) -> tuple[Draft, ...]:
    """Two drafts; a round counts as answered with given and received, and 0 is an answer."""
    both = ~np.isnan(window.given) & ~np.isnan(window.received)
    enough = both.sum(axis=0) >= len(both) * thresholds.ROUNDS_SHARE
    told = enough & ~np.isnan(window.same_people).all(axis=0)

    def balance() -> tuple[Figure, ...]:
        gap = np.abs(_means(window.given, enough) - _means(window.received, enough))
        alike = float((gap <= thresholds.PULSE_ALIKE_WITHIN).mean())
        word = shown.share(alike, most=thresholds.PULSE_MOST, half=thresholds.PULSE_HALF)
        return (Figure(ALIKE, Scale.STATEMENT, word),)

    def concentration() -> tuple[Figure, ...]:
        score = float(_means(window.same_people, told).mean())
        return (Figure(SAME_PEOPLE, Scale.LEVEL, score),)

    unanimous = _alike(window.given, enough) and _alike(window.received, enough)
    return (
        Draft(_group(ALIKE, enough, unanimous, terms), ((ALIKE, Scale.STATEMENT),), balance),
        Draft(
            _group(SAME_PEOPLE, told, _alike(window.same_people, told), terms),
            ((SAME_PEOPLE, Scale.LEVEL),),
            concentration,
        ),
    )


def _means(rounds: NDArray[np.float64], people: NDArray[np.bool_]) -> NDArray[np.float64]:
    means: NDArray[np.float64] = np.nanmean(rounds[:, people], axis=0)
    return means


def _alike(rounds: NDArray[np.float64], people: NDArray[np.bool_]) -> bool:
    means = _means(rounds, people) if people.any() else np.zeros(0)
    return bool(len(means) == 0 or np.ptp(means) == 0)


def _group(gate: str, enough: NDArray[np.bool_], unanimous: bool, terms: Terms) -> Group:  # noqa: FBT001 - one of four parts
    return Group(
        gate=gate,
        respondents=int(enough.sum()),
        floor=terms.respondents_floor,
        unanimous=unanimous,
    )

"""Facets, patterns and the follow-up: scores of the people who answered enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics import climate, patterns, thresholds
from analytics.disclosure import shown
from analytics.disclosure.drafts import Draft, Figure
from analytics.disclosure.gates import Group, Terms
from analytics.instrument import bank
from analytics.instrument.bank import FACETS, FOLLOW_UP, PATTERNS
from analytics.records import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analytics.matrices import ScaleWindow

NOTICED = "noticed"


def drafts(window: ScaleWindow, terms: Terms) -> tuple[Draft, ...]:
    """One draft a facet, six for the patterns, one for the follow-up."""
    family = terms.span.family
    if family in FACETS:
        return (_facet(window, terms),)
    if family == FOLLOW_UP:
        return (_follow_up(window, terms),)
    return tuple(_pattern(window, terms, pattern) for pattern in PATTERNS)


def _facet(window: ScaleWindow, terms: Terms) -> Draft:
    facet = terms.span.family
    part = patterns.measured_by(window, facet)
    scores = _scores(part, least_answers=thresholds.FACET_ANSWERS)
    return Draft(
        _group(part, facet, scores, terms),
        ((facet, Scale.STEP),),
        lambda: (Figure(facet, Scale.STEP, float(np.nanmean(scores))),),
    )


def _pattern(window: ScaleWindow, terms: Terms, pattern: str) -> Draft:
    part = patterns.measured_by(window, pattern)
    scores = _scores(part, least_items=thresholds.PATTERN_ITEMS)

    def figures() -> tuple[Figure, ...]:
        asks = pattern == "not_asking"
        reasons = patterns.common_reasons(part, ~np.isnan(scores)) if asks else ()
        return (Figure(pattern, Scale.LEVEL, float(np.nanmean(scores)), reasons),)

    return Draft(_group(part, pattern, scores, terms), ((pattern, Scale.LEVEL),), figures)


def _follow_up(window: ScaleWindow, terms: Terms) -> Draft:
    part = patterns.measured_by(window, NOTICED)
    scores = _scores(part, least_answers=thresholds.FOLLOW_UP_ANSWERS)

    def figures() -> tuple[Figure, ...]:
        # Each experiment is another question: a statement, which nothing before keeps in its place.
        word = shown.level(float(np.nanmean(scores)) + terms.leans_by)
        return (Figure(NOTICED, Scale.STATEMENT, word),)

    return Draft(_group(part, NOTICED, scores, terms), ((NOTICED, Scale.STATEMENT),), figures)


def _scores(
    part: ScaleWindow, *, least_answers: int = 1, least_items: int = 1
) -> NDArray[np.float64]:
    """Each person's score, NaN for those who answered too little to count as respondents."""
    return climate.person_scores(
        part, bank.load().items, least_answers=least_answers, least_items=least_items
    )


def _group(part: ScaleWindow, measure: str, scores: NDArray[np.float64], terms: Terms) -> Group:
    respondents = ~np.isnan(scores)
    return Group(
        gate=measure,
        respondents=int(respondents.sum()),
        floor=terms.respondents_floor,
        unanimous=patterns.alike(part, respondents),
    )

"""Facets, patterns and the follow-up: scores of the people who answered enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics import patterns, thresholds
from analytics.disclosure import shown
from analytics.disclosure.drafts import Draft, Figure
from analytics.disclosure.gates import Group, Terms
from analytics.instrument.bank import FACETS, FOLLOW_UP, PATTERNS
from analytics.instrument.windows import SMALL
from analytics.records import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analytics.matrices import ScaleWindow

NOTICED = "noticed"
AGREES_FROM = 3.5
"""A mean from here on is nearer to "mostly true" than to "half true"."""


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
    enough = patterns.answers(window, facet) >= _facet_answers(terms)
    return Draft(
        _group(window, facet, enough, terms),
        ((facet, Scale.STEP),),
        lambda: (Figure(facet, Scale.STEP, _score(window, facet, enough)),),
    )


def _facet_answers(terms: Terms) -> int:
    """Two of the three answers of a standard window, three of the six of a small team's."""
    core, small = thresholds.FACET_CORE_ITEMS, terms.members <= SMALL
    if small:
        return round(2 * core * thresholds.FACET_ANSWERS_SHARE_LONG)
    return round(core * thresholds.FACET_ANSWERS_SHARE)


def _pattern(window: ScaleWindow, terms: Terms, pattern: str) -> Draft:
    answered = ~np.isnan(patterns.item_means(window, pattern))
    enough = answered.sum(axis=1) >= thresholds.PATTERN_ITEMS

    def figures() -> tuple[Figure, ...]:
        reasons = patterns.common_reasons(window, enough) if pattern == "not_asking" else ()
        return (Figure(pattern, Scale.LEVEL, _score(window, pattern, enough), reasons),)

    group = _group(window, pattern, enough, terms)
    return Draft(group, ((pattern, Scale.LEVEL),), figures)


def _follow_up(window: ScaleWindow, terms: Terms) -> Draft:
    enough = patterns.answers(window, NOTICED) >= thresholds.FOLLOW_UP_ANSWERS

    def figures() -> tuple[Figure, ...]:
        noticed = patterns.person_scores(window, NOTICED)[enough] >= AGREES_FROM
        word = shown.share(
            float(noticed.mean()), most=thresholds.NOTICED_MOST, half=thresholds.NOTICED_HALF
        )
        return (Figure(NOTICED, Scale.STATEMENT, word),)

    group = _group(window, NOTICED, enough, terms)
    return Draft(group, ((NOTICED, Scale.STATEMENT),), figures)


def _group(window: ScaleWindow, measure: str, enough: NDArray[np.bool_], terms: Terms) -> Group:
    return Group(
        gate=measure,
        respondents=int(enough.sum()),
        floor=terms.respondents_floor,
        unanimous=patterns.alike(window, measure, enough),
    )


def _score(window: ScaleWindow, measure: str, people: NDArray[np.bool_]) -> float:
    return float(patterns.person_scores(window, measure)[people].mean())

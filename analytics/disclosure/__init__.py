"""The only way from a computed value to a `Reading`.

Every rule and its reason: docs/reference/publishing-rules.md. The numbers are in `thresholds`, the
rules on people in `gates`, the coarseness of values in `shown`; what a window would say is worked
out in `scales`, `ties` and `pulse`, and leaves them only through `settle`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics import thresholds
from analytics.disclosure import pulse, scales, shown, ties
from analytics.disclosure.gates import Decision, Terms, decide
from analytics.instrument.bank import FACETS, FOLLOW_UP, PATTERN_FAMILY, PATTERNS, PULSE, TIES
from analytics.matrices import PulseWindow, ScaleWindow, TieWeeks
from analytics.records import FamilyHistory, Reading, Scale, Settled, Status, publish

if TYPE_CHECKING:
    from analytics.disclosure.drafts import Draft, Figure
    from analytics.records import WindowSpan

__all__ = ["held", "settle"]

_STEPS = tuple(1.5 + 0.5 * place for place in range(7))


def settle(
    span: WindowSpan,
    data: ScaleWindow | TieWeeks | PulseWindow,
    *,
    members: int,
    population: frozenset[str],
    siblings: tuple[frozenset[str], ...] = (),
    history: FamilyHistory,
    k: int = thresholds.K_FLOOR,
    churn: int,
    seed: int,
    lean: float = 0.0,
) -> Settled:
    """Publish what a finished window may say, or hold it with the same wording for every cause.

    `data` has one row a person of `population`. `members`: counting members when the window began.
    `siblings`: latest published populations of the workspace's other teams in this family. `churn`:
    entries plus exits of counting members in 26 weeks. `k` can raise the floor, never lower it.
    `seed` makes the permutation draws repeatable. `lean`: the secret amount in points of these
    people, the same in every family; it is added to the scores of a small population.

    Raises:
        ValueError: the lean is larger than readers are told.

    """
    if abs(lean) > thresholds.LEAN_MOST:
        raise ValueError("Scores are shifted by no more than their page says.")
    terms = Terms(span, members, population, siblings, history, k, churn, seed, lean)
    readings: list[Reading] = []
    gates = dict(history.gates)
    for draft in _drafts(data, terms):
        decision = decide(draft.group, terms)
        gates[draft.group.gate] = decision.history
        readings += _shown(draft, decision, terms) if decision.shown else _held(draft, span)
    kept = replace(history, gates=gates)
    return Settled(tuple(readings), _remember(kept, tuple(readings), population))


def held(span: WindowSpan, history: FamilyHistory) -> Settled:
    """Hold a window that expired or was lost: nothing was counted, so nothing is remembered."""
    readings = tuple(_hold(measure, span, scale) for measure, scale in _measures(span.family))
    return Settled(readings, replace(history, held_in_a_row=history.held_in_a_row + 1))


def _drafts(data: ScaleWindow | TieWeeks | PulseWindow, terms: Terms) -> tuple[Draft, ...]:
    if isinstance(data, ScaleWindow):
        return scales.drafts(data, terms)
    if isinstance(data, TieWeeks):
        return ties.drafts(data, terms)
    return pulse.drafts(data, terms)


def _measures(family: str) -> tuple[tuple[str, Scale], ...]:
    """What each family is said to hold when it is held."""
    if family in FACETS:
        return ((family, Scale.STEP),)
    return {
        PATTERN_FAMILY: tuple((pattern, Scale.LEVEL) for pattern in PATTERNS),
        TIES: tuple(
            (name, Scale.STATEMENT) for name in (ties.MUTUAL, ties.CARRIERS, ties.HELD_BY_FEW)
        ),
        PULSE: ((pulse.ALIKE, Scale.STATEMENT), (pulse.SAME_PEOPLE, Scale.LEVEL)),
        FOLLOW_UP: ((scales.NOTICED, Scale.STATEMENT),),
    }[family]


def _held(draft: Draft, span: WindowSpan) -> list[Reading]:
    return [_hold(measure, span, scale) for measure, scale in draft.measures]


def _hold(measure: str, span: WindowSpan, scale: Scale) -> Reading:
    return publish(measure, span, status=Status.HELD, scale=scale)


def _shown(draft: Draft, decision: Decision, terms: Terms) -> list[Reading]:
    # By the group's own floor: a lower band would hold a single number of respondents to ties.
    band = thresholds.respondents_band(draft.group.respondents, draft.group.floor)
    return [_reading(figure, decision, band, terms) for figure in draft.figures()]


def _reading(figure: Figure, decision: Decision, band: thresholds.Band, terms: Terms) -> Reading:
    scale = Scale.LEVEL if decision.coarse and figure.scale is Scale.STEP else figure.scale
    kept = None if decision.restart else terms.history.sticky.get(figure.measure)
    before = kept if isinstance(kept, float) == (scale is Scale.STEP) else None
    value = _value(_leaning(figure.value, terms), scale, before)
    order = {Scale.STEP: _STEPS, Scale.LEVEL: shown.LEVELS}.get(scale)
    return publish(
        figure.measure,
        terms.span,
        status=Status.SHOWN,
        scale=scale,
        value=value,
        half_width=_half_width(value, band, terms),
        respondents=band.label,
        trend=shown.trend(value, before, order) if order else None,
        before=before if order else None,
        details=() if decision.coarse else figure.details,
    )


def _leaning(score: float | str, terms: Terms) -> float | str:
    """A score as it is shown: with its people's lean. A statement has none."""
    return score if isinstance(score, str) else score + terms.leans_by


def _half_width(value: float | str, band: thresholds.Band, terms: Terms) -> float | None:
    if isinstance(value, str):
        return None
    return thresholds.half_width(value, band, leaning=thresholds.leans(len(terms.population)))


def _value(exact: float | str, scale: Scale, before: float | str | None) -> float | str:
    if isinstance(exact, str):
        return exact
    if scale is Scale.STEP:
        return shown.step(exact, before if isinstance(before, float) else None)
    return shown.level(exact, before if isinstance(before, str) else None)


def _remember(
    history: FamilyHistory, readings: tuple[Reading, ...], population: frozenset[str]
) -> FamilyHistory:
    published = [reading for reading in readings if reading.value is not None]
    if not published:
        return replace(history, held_in_a_row=history.held_in_a_row + 1)
    sticky = {reading.measure: reading.value for reading in published if reading.value is not None}
    return replace(
        history,
        reference=population,
        published_on=published[0].span.ends_on,
        held_in_a_row=0,
        sticky={**history.sticky, **sticky},
    )

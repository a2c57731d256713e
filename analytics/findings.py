"""What published readings mean: codes with parameters, and plain English for the command line.

The words of the product live with its pages. No finding is about a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics import practices, thresholds
from analytics.instrument.bank import FACETS, PATTERNS
from analytics.records import Finding, Reading, Scale, Status, Trend

if TYPE_CHECKING:
    from collections.abc import Iterable

_SERVED_BY: Final = {
    "mutual": "reciprocity",
    "two_way": "reciprocity",
    "give_and_receive": "reciprocity",
    "carriers": "shared_responsibility",
    "held_by_few": "over_reliance",
    "same_people": "over_reliance",
}
"""Which shelf of the practice library helps with a measure that is neither facet nor pattern."""

_CAUTIONS: Final = {
    "mutual": "one_way_can_be_right",
    "carriers": "roles",
    "held_by_few": "demand_not_fault",
    "two_way": "solo_work",
    "give_and_receive": "perception",
    "same_people": "perception",
    "noticed": "novelty",
}
"""How each measure misleads most often."""

_CAUTIONS_AT: Final = {
    "reciprocity_low": "one_way_can_be_right",
    "porous_high": "hard_week",
    "rigid_high": "focus",
    "balanced_low": "good_yes",
    "over_responsibility_high": "roles",
    "not_asking_low": "nobody_needed",
    "over_reliance_high": "newcomers",
    "mutual_more": "small_circles",
    "mutual_clearly_more": "small_circles",
    "carriers_most": "even_not_light",
}
"""How a measure misleads where it stands at one end."""

_WORTH_A_TALK: Final = frozenset(
    {
        "facet_low",
        "balanced_low",
        "carriers_few",
        "held_by_few",
        "give_and_receive_few",
        "same_people_high",
        *(f"{pattern}_high" for pattern in PATTERNS if pattern != "balanced"),
    }
)
"""Findings that decide what the team is asked to discuss, before all others."""


_NOTHING_THERE: Final = frozenset(
    {
        "held_by_nothing",
        "carriers_most",
        "same_people_low",
        *(f"{pattern}_low" for pattern in PATTERNS if pattern != "balanced"),
    }
)
"""Findings that something is not there, whose question would ask about it as if it were."""


def find(readings: Iterable[Reading], *, turn: int) -> tuple[Finding, ...]:
    """One finding for each shown reading, those worth a talk first; held readings have none.

    `turn` (rounds asked) changes which practice is suggested, so that the library gets around.
    """
    shown = (
        reading
        for reading in readings
        if reading.status is Status.SHOWN and reading.measure != "agreement"
    )
    found = [_finding(reading, turn) for reading in shown]
    return tuple(sorted(found, key=lambda finding: finding.code not in _WORTH_A_TALK))


def is_worth_a_talk(finding: Finding) -> bool:
    """Whether a finding comes before others when one thing is to be discussed."""
    return finding.code in _WORTH_A_TALK


def may_be_asked_about(finding: Finding) -> bool:
    """Whether the question of its measure asks about something that was found."""
    return finding.code not in _NOTHING_THERE


def suggestions(measure: str) -> tuple[str, ...]:
    """Ids of the practices that serve a published measure."""
    shelf = practices.load().serving(_SERVED_BY.get(measure, measure))
    return tuple(practice.id for practice in shelf)


def say(finding: Finding) -> str:
    """The finding in one plain English sentence, for the command line."""
    name = finding.measure.replace("_", " ")
    value = finding.params.get("value", "")
    if finding.measure in FACETS:
        sure = f" ± {finding.params['half_width']}" if "half_width" in finding.params else ""
        return f"{name}: {value}{sure} ({finding.params['trend']})"
    return f"{name}: {str(value).replace('_', ' ')}"


def _finding(reading: Reading, turn: int) -> Finding:
    fitting = suggestions(reading.measure)
    params: dict[str, float | str] = {"value": reading.value or ""}
    if reading.half_width is not None:
        params["half_width"] = reading.half_width
    if reading.trend is not None:
        params["trend"] = reading.trend.value
    if reading.before is not None:
        params["before"] = reading.before
    if reading.details:
        params["details"] = " ".join(reading.details)
    if fitting:
        params["practice"] = fitting[turn % len(fitting)]
    return Finding(_code(reading), reading.measure, params, _caution(reading))


def _code(reading: Reading) -> str:
    if reading.measure in FACETS:
        return f"facet_{_level(reading)}"
    if reading.measure == "held_by_few":
        return str(reading.value) if reading.value == "held_by_few" else "held_by_nothing"
    return f"{reading.measure}_{reading.value}"


def _level(reading: Reading) -> str:
    """Where a facet stands, whether it was shown as a step or as a word."""
    if reading.scale is Scale.LEVEL or not isinstance(reading.value, float):
        return str(reading.value)
    if reading.value < thresholds.LOW_BELOW:
        return "low"
    return "high" if reading.value > thresholds.HIGH_ABOVE else "middle"


def _caution(reading: Reading) -> str:
    if reading.measure == "held_by_few" and reading.value != "held_by_few":
        return "silence_is_not_health"
    here = f"{reading.measure}_{_level(reading)}"
    if here in _CAUTIONS_AT:
        return _CAUTIONS_AT[here]
    if reading.measure in _CAUTIONS:
        return _CAUTIONS[reading.measure]
    if reading.trend in {Trend.HIGHER, Trend.LOWER}:
        return "who_answered"
    high_facet = reading.measure in FACETS and _level(reading) == "high"
    return "ceiling" if high_facet else "own_view"

"""Readings: what disclosure publishes, and what a family remembers to publish safely."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from analytics.errors import NotPublished

_SEAL: Final = object()


class Status(StrEnum):
    """Whether a reading is shown, or held for a reason nobody is told apart."""

    SHOWN = "shown"
    HELD = "held"


class Scale(StrEnum):
    """How a shown value is to be read."""

    STEP = "step"
    """A half-point step between 1.5 and 4.5."""
    LEVEL = "level"
    """One of three words: low, middle, high."""
    STATEMENT = "statement"
    """A code of a fixed sentence."""


class Trend(StrEnum):
    """A reading beside the last one shown on the same scale."""

    FIRST = "first"
    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "too close to call"


@dataclass(frozen=True, slots=True)
class WindowSpan:
    """The rounds of one family that settle together, counted in rounds asked (1-based)."""

    family: str
    first_round: int
    last_round: int
    ends_on: date


@dataclass(frozen=True, slots=True)
class Reading:
    """One published (team, measure, window) value, or the fact that it is held.

    Built by `analytics.disclosure` alone, through `publish`; `reading_from_json` restores what was
    stored. Built any other way it raises `NotPublished`.
    """

    measure: str
    span: WindowSpan
    status: Status
    scale: Scale
    value: float | str | None = None
    half_width: float | None = None
    respondents: str | None = None
    """A band such as "5-6", "7-9" or "10+"; None when held."""
    trend: Trend | None = None
    before: float | str | None = None
    """What was shown last on the same scale, when there is a trend."""
    details: tuple[str, ...] = ()
    """Further codes, for example a kind of help or the reasons for not asking."""
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise NotPublished


def publish(
    measure: str,
    span: WindowSpan,
    *,
    status: Status,
    scale: Scale,
    value: float | str | None = None,
    half_width: float | None = None,
    respondents: str | None = None,
    trend: Trend | None = None,
    before: float | str | None = None,
    details: tuple[str, ...] = (),
) -> Reading:
    """Build a reading: for `analytics.disclosure` and for restoring stored ones, nobody else."""
    return Reading(
        measure,
        span,
        status,
        scale,
        value,
        half_width,
        respondents,
        trend,
        before,
        details,
        seal=_SEAL,
    )


@dataclass(frozen=True, slots=True)
class GateHistory:
    """What one gate of a family remembers from window to window.

    A gate is a set of readings with the same respondents: a facet, one pattern, all of the ties.
    """

    reference: frozenset[str] | None = None
    """Keyed hashes of the people of its last published population."""
    batch_holds: int = 0
    """Windows in a row held because exactly one person differed."""
    suppressed: bool = False
    """The last window had too few respondents: reopening needs more."""
    reopening: int = 0
    """Windows in a row since the suppression with at least k respondents."""


@dataclass(frozen=True, slots=True)
class FamilyHistory:
    """What a family of one team must remember from window to window to publish safely."""

    reference: frozenset[str] | None = None
    """The population published last by any of its gates; other teams are compared with it."""
    held_in_a_row: int = 0
    """Windows in a row without any shown reading, whatever the cause."""
    sticky: dict[str, float | str] = field(default_factory=dict)
    """measure → the step or word last shown."""
    gates: dict[str, GateHistory] = field(default_factory=dict)
    published_on: date | None = None
    """The last day of the window that was published last."""
    counted: frozenset[str] | None = None
    """Keyed hashes of whoever counted in a round of the last window that was counted."""
    counted_on: date | None = None
    """Its last day."""
    moves: int = 0
    """Entries plus exits in the 26 weeks before it, elsewhere too where the people were there."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled window: its readings and what the family remembers from now on."""

    readings: tuple[Reading, ...]
    history: FamilyHistory

"""What the library hands out: frozen values without numpy, safe to store and to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


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

    Built by `analytics.disclosure` alone; `from_json` restores what was stored.
    """

    measure: str
    span: WindowSpan
    status: Status
    scale: Scale
    value: float | str | None = None
    half_width: float | None = None
    respondents: str | None = None
    """A band: "5-6", "7-9" or "10+"; None when held."""
    trend: Trend | None = None
    details: tuple[str, ...] = ()
    """Further codes, for example a kind of help or the reasons for not asking."""


@dataclass(frozen=True, slots=True)
class FamilyHistory:
    """What a family of one team must remember from window to window to publish safely.

    `reference` holds keyed hashes of the people of the last published population.
    """

    reference: frozenset[str] | None = None
    batch_holds: int = 0
    """Windows in a row held because exactly one person differed."""
    suppressed: bool = False
    """The last window had too few respondents: reopening needs more."""
    reopening: int = 0
    """Windows in a row since suppression with at least k respondents."""
    held_in_a_row: int = 0
    sticky: dict[str, float | str] = field(default_factory=dict)
    """measure → the step or word last shown."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled window: its readings and what the family remembers from now on."""

    readings: tuple[Reading, ...]
    history: FamilyHistory

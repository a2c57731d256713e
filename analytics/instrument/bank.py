"""The item bank: every question the product can ask, loaded once from `items.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FACETS: Final = (
    "reciprocity",
    "autonomy",
    "trust_and_safety",
    "emotional_presence",
    "shared_responsibility",
)
"""The five facets, in the order in which their first windows begin."""
PATTERNS: Final = (
    "porous",
    "rigid",
    "balanced",
    "over_responsibility",
    "not_asking",
    "over_reliance",
)
"""The six patterns, in the order of the rotation; they settle together in one window."""
PATTERN_FAMILY: Final = "patterns"
TIES: Final = "ties"
PULSE: Final = "pulse"
FOLLOW_UP: Final = "follow_up"
FAMILIES: Final = (*FACETS, PATTERN_FAMILY, TIES, PULSE, FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Equal ids always mean equal words."""

    id: str
    text: str
    family: str
    measure: str
    """The facet, the pattern, or "noticed" for the follow-up."""
    polarity: int
    """1: agreeing speaks for the measure; -1: agreeing speaks against it."""
    constant: float
    """What an average team answers above its family's mean, in points; compiled."""
    informed_by: str
    alternate: bool = False
    """Not in the rotation: for a team that swaps an item."""
    facet_part: str | None = None
    """ "voice" marks the part of trust and safety that is about speaking up."""
    asks_reason: bool = False
    """Whether the optional question why one did not ask for help goes with it."""


@dataclass(frozen=True, slots=True)
class Bank:
    """All items and the fixed answers that go with them; labels are English and translatable."""

    constants_version: int
    stem: str
    points: tuple[str, ...]
    missing: str
    reasons: Mapping[str, str]
    kinds: Mapping[str, str]
    """Kinds of help in the words of whoever received it."""
    kinds_given: Mapping[str, str]
    """The same kinds, in the same order, in the words of whoever gave it."""
    items: Mapping[str, Item]
    pulse: Mapping[str, str]
    pulse_counts: tuple[str, ...]

    def kinds_of(self, prompt: str) -> Mapping[str, str]:
        """The kinds of help in the words that fit a prompt, "helped_me" or "i_helped"."""
        return self.kinds_given if prompt == "i_helped" else self.kinds

    def core(self, measure: str) -> tuple[Item, ...]:
        """The items of a facet, a pattern or the follow-up that the rotation asks, in its order."""
        return tuple(
            item for item in self.items.values() if item.measure == measure and not item.alternate
        )

    def alternates(self, measure: str) -> tuple[Item, ...]:
        """The items a team may take instead of a core item."""
        return tuple(
            item for item in self.items.values() if item.measure == measure and item.alternate
        )


@cache
def load() -> Bank:
    """The shipped bank; read once a process."""
    text = (
        resources.files("analytics.instrument").joinpath("items.toml").read_text(encoding="utf-8")
    )
    return parse(tomllib.loads(text))


def parse(raw: Mapping[str, Any]) -> Bank:
    """A bank from the decoded file; a duplicate id or an unknown family is a `ValueError`."""
    items: dict[str, Item] = {}
    for entry in raw["item"]:
        item = _item(entry)
        if item.id in items:
            message = f"items.toml: the id {item.id!r} is used twice"
            raise ValueError(message)
        items[item.id] = item
    pulse = raw["pulse"]
    return Bank(
        constants_version=raw["constants_version"],
        stem=raw["stem"],
        points=tuple(raw["points"]),
        missing=raw["missing"],
        reasons=MappingProxyType(dict(raw["reasons"])),
        kinds=MappingProxyType(dict(raw["kinds"])),
        kinds_given=MappingProxyType(dict(raw["kinds_given"])),
        items=MappingProxyType(items),
        pulse=MappingProxyType({code: text for code, text in pulse.items() if code != "counts"}),
        pulse_counts=tuple(pulse["counts"]),
    )


def _item(entry: Mapping[str, Any]) -> Item:
    family = entry["family"]
    measure = entry.get("measure", family)
    if family not in FAMILIES or (family == PATTERN_FAMILY and measure not in PATTERNS):
        message = f"items.toml: {entry['id']!r} belongs to no known family or pattern"
        raise ValueError(message)
    return Item(
        id=entry["id"],
        text=entry["text"],
        family=family,
        measure=measure,
        polarity=entry.get("polarity", 1),
        constant=float(entry.get("constant", 0.0)),
        informed_by=entry["informed_by"],
        alternate=entry.get("role", "core") == "alternate",
        facet_part=entry.get("facet_part"),
        asks_reason=entry.get("asks_reason", False),
    )

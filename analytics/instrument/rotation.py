"""Which items a round asks: the same fixed rotation for every team, counted in its rounds asked.

`q` is the number of rounds asked before this one. With r = q mod 4, reciprocity pauses at r = 1,
autonomy at r = 2, emotional presence at r = 3, shared responsibility and trust at r = 0; a facet
asks its three items in order on its other three rounds. So any four rounds in a row hold each of
them once, whatever the phase, and windows of one facet are always comparable.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from analytics.instrument.bank import (
    FACETS,
    FOLLOW_UP,
    PATTERN_FAMILY,
    PATTERNS,
    PULSE,
    TIES,
    Item,
    load,
)

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

Prompts = Literal["both", "helped_me", "i_helped"]

CYCLE: Final = 4
"""Rounds after which every core item of a facet has been asked once."""
_PAUSE: Final = {
    "reciprocity": 1,
    "autonomy": 2,
    "emotional_presence": 3,
    "shared_responsibility": 0,
    "trust_and_safety": 0,
}
FOLLOW_UP_AT: Final = 0
"""The residue with three facet items, where the follow-up has its place."""
PATTERNS_A_ROUND: Final = 2

LIGHT_CYCLE: Final = 8
_LIGHT: Final = (
    # Sixteen places for fifteen items: each once in any eight rounds in a row. The sixteenth goes
    # to the first item of reciprocity again, four rounds after its first turn. No round of a new
    # team is empty, although its families begin one after the other.
    (("reciprocity", 0), ("autonomy", 0)),
    (("shared_responsibility", 0), ("reciprocity", 1)),
    (("trust_and_safety", 0), ("emotional_presence", 0)),
    (("autonomy", 1), ("trust_and_safety", 1)),
    (("emotional_presence", 1), ("reciprocity", 0)),
    (("shared_responsibility", 1), ("autonomy", 2)),
    (("reciprocity", 2), ("trust_and_safety", 2)),
    (("emotional_presence", 2), ("shared_responsibility", 2)),
)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What one round asks, in the order in which it is asked."""

    items: tuple[Item, ...]
    prompts: Prompts | None
    """Which of the two naming prompts, or None."""
    pulse: bool
    """Whether the pulse without names is asked."""
    follow_up: bool
    """Whether the last of `items` is the follow-up on the experiment."""


def questionnaire(
    q: int, *, open_families: AbstractSet[str], light: bool | AbstractSet[str] = False
) -> Questionnaire:
    """What is asked after `q` earlier rounds.

    `open_families`: the families with a window open in this round. `light`: the families among them
    whose window began in light mode; True when all did. A window that began before a team changed
    its mode keeps the rotation it began with, so that it still holds every item it promised.
    """
    slow = frozenset(open_families if light is True else light or ())
    quick = frozenset(open_families) - slow
    follow_up = FOLLOW_UP in quick and q % CYCLE == FOLLOW_UP_AT
    items = chain(
        _facet_items(q, quick),
        _light_facet_items(q, slow),
        _pattern_items(q, quick, slow),
        load().core("noticed") if follow_up else (),
    )
    return Questionnaire(
        items=tuple(items),
        prompts=_prompts(q, quick, slow),
        pulse=PULSE in open_families,
        follow_up=follow_up,
    )


def facet_turn(facet: str, q: int) -> int | None:
    """Which of a facet's three items has its turn after `q` rounds, or None when it pauses."""
    residue = q % CYCLE
    if residue == _PAUSE[facet]:
        return None
    return residue - (residue > _PAUSE[facet])


def _facet_items(q: int, open_families: frozenset[str]) -> tuple[Item, ...]:
    turns = ((facet, facet_turn(facet, q)) for facet in FACETS if facet in open_families)
    return tuple(load().core(facet)[turn] for facet, turn in turns if turn is not None)


def _light_facet_items(q: int, open_families: frozenset[str]) -> tuple[Item, ...]:
    return tuple(
        load().core(facet)[turn]
        for facet, turn in _LIGHT[q % LIGHT_CYCLE]
        if facet in open_families
    )


def _pattern_items(q: int, quick: frozenset[str], slow: frozenset[str]) -> tuple[Item, ...]:
    """Two patterns a round, and one more for each place of a facet that is not asked yet."""
    if PATTERN_FAMILY in slow:
        return (load().core(PATTERNS[q % len(PATTERNS)])[q // len(PATTERNS) % 4],)
    if PATTERN_FAMILY not in quick:
        return ()
    free = sum(
        1 for facet in FACETS if facet not in quick | slow and facet_turn(facet, q) is not None
    )
    turn = q // 3 % 4
    first = PATTERNS_A_ROUND * q
    return tuple(
        load().core(PATTERNS[(first + place) % len(PATTERNS)])[turn]
        for place in range(PATTERNS_A_ROUND + free)
    )


def _prompts(q: int, quick: frozenset[str], slow: frozenset[str]) -> Prompts | None:
    if TIES in quick:
        return "both"
    if TIES in slow:
        return "helped_me" if q % 2 == 0 else "i_helped"
    return None

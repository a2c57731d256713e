"""What a window would say if it may: computed values on their way to a reading, never further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.disclosure.gates import Group
from analytics.records import Scale


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed value. `scale` says how fine it may be shown at best.

    A score (float) is shown as a step or a word; a statement (str) as it is. `details` are left out
    where only words are published.
    """

    measure: str
    scale: Scale
    value: float | str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A group of people and the figures it would give, worked out only if they may be shown."""

    group: Group
    measures: tuple[tuple[str, Scale], ...]
    """What is said to be held when it is held."""
    figures: Callable[[], tuple[Figure, ...]]

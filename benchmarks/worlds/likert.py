"""Answers on five points: what people of several kinds of teams would say, and all they can say."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

WORLDS = {
    "uniform": (0.2, 0.2, 0.2, 0.2, 0.2),
    "peaked at 3": (0.05, 0.2, 0.5, 0.2, 0.05),
    "happy skew": (0.02, 0.05, 0.13, 0.40, 0.40),
    "ceiling": (0.0, 0.01, 0.04, 0.18, 0.77),
    "bimodal": (0.4, 0.1, 0.0, 0.1, 0.4),
}


def every_count(people: int) -> Iterator[tuple[int, ...]]:
    """All ways `people` answers can fall on five points."""
    for bars in itertools.combinations(range(people + 4), 4):
        edges = (-1, *bars, people + 4)
        yield tuple(after - before - 1 for before, after in itertools.pairwise(edges))

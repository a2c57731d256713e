"""Rates and differences with the error that goes with so many teams, and what they decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

Z = 1.96
"""95 of 100 such intervals hold the true value."""
HELD, HELD_BY_FIGURE = "held", "held by the figure"
MISSED, MISSED_BY_FIGURE = "**missed**", "**missed by the figure**"
MARKS = (HELD, HELD_BY_FIGURE, MISSED_BY_FIGURE, MISSED)
"""What becomes of a bar: by figure and interval, by the figure alone, and the two worse ones."""
Row = dict[str, float]


@dataclass(frozen=True)
class Figure:
    """A mean over teams and its standard error."""

    value: float
    error: float
    teams: int

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        return self.value - Z * self.error

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return self.value + Z * self.error

    def __str__(self) -> str:
        """Value and half-width, three digits."""
        return f"{self.value:.3f} ± {Z * self.error:.3f}"

    def against(self, bar: float) -> str:
        """Say whether it stays at or below a bar, and whether its whole interval does."""
        if self.value <= bar:
            return HELD if self.high <= bar else HELD_BY_FIGURE
        return MISSED if self.low > bar else MISSED_BY_FIGURE

    def least(self, bar: float) -> str:
        """Say whether it reaches a bar, and whether its whole interval does."""
        if self.value >= bar:
            return HELD if self.low >= bar else HELD_BY_FIGURE
        return MISSED if self.high < bar else MISSED_BY_FIGURE


def figure(values: Iterable[float]) -> Figure:
    """The mean over teams; rates of 0 and 1 get the error of one more team that differs."""
    held = np.array([v for v in values if np.isfinite(v)], float)
    n = len(held)
    if n < 2:
        return Figure(float("nan"), float("nan"), n)
    least = np.sqrt(1 / (n + 2) * (1 - 1 / (n + 2)) / n)
    error = float(held.std(ddof=1) / np.sqrt(n))
    flat = np.ptp(held) == 0
    return Figure(float(held.mean()), float(least) if flat else error, n)


def per_team(rows: list[Row], key: str, by: str) -> list[float]:
    """A count of each team divided by another; teams without any are left out."""
    return [row.get(key, 0.0) / row[by] for row in rows if row.get(by)]


def rate(rows: list[Row], key: str, by: str) -> Figure:
    """A share over teams."""
    return figure(per_team(rows, key, by))


def advantage(rows: list[Row], key: str, less: str, by: str, less_by: str | None = None) -> Figure:
    """What is gained over a baseline in the same teams: the mean of the paired differences."""
    both = [row for row in rows if row.get(by) and row.get(less_by or by)]
    pairs = zip(per_team(both, key, by), per_team(both, less, less_by or by), strict=True)
    return figure(a - b for a, b in pairs)


def total(rows: list[Row], key: str) -> int:
    """A count over all teams."""
    return round(sum(row.get(key, 0) for row in rows))


def ratio(rows: list[Row], key: str, by: str, root: Callable[[float], float] = float) -> Figure:
    """A ratio of totals, its error from leaving out one team after the other."""
    top = np.array([row.get(key, 0.0) for row in rows], float)
    low = np.array([row.get(by, 0.0) for row in rows], float)
    if not low.sum():
        return Figure(float("nan"), float("nan"), 0)
    whole = root(float(top.sum() / low.sum()))
    n = len(rows)
    rest = np.array([root(float(v)) for v in (top.sum() - top) / (low.sum() - low)])
    error = float(np.sqrt((n - 1) / n * ((rest - rest.mean()) ** 2).sum()))
    return Figure(whole, error, n)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table of Markdown."""
    names = list(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"

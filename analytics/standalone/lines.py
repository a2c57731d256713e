"""What a study is told in: figures with how sure they are and how to read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from analytics.errors import AnalyticsError

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it is, its value, how sure, and how to read it."""

    label: str
    value: str
    interval: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the figures under it, and how they mislead."""

    title: str
    lines: tuple[Line, ...]
    misleads: str = ""


def attempt(compute: Callable[[], Value]) -> Value | str:
    """Return what `compute` gives, or the sentence with which the library refuses."""
    try:
        return compute()
    except AnalyticsError as refused:
        return str(refused)


def number(value: float, digits: int = 2) -> str:
    """Return a figure as text; "undefined" for NaN."""
    # Adding zero turns a rounded −0 into 0.
    return "undefined" if np.isnan(value) else _signed(f"{round(value, digits) + 0.0:.{digits}f}")


def short(value: float) -> str:
    """Return a figure of any size in three digits; "undefined" for NaN."""
    return "undefined" if np.isnan(value) else _signed(f"{value:.3g}")


def _signed(text: str) -> str:
    return text.replace("-", "−")


def span(low: float, high: float, digits: int = 2) -> str:
    """Return an interval as text; empty for NaN."""
    return "" if np.isnan(low + high) else f"{number(low, digits)} to {number(high, digits)}"


def ends(interval: tuple[float, float], digits: int = 2) -> str:
    """Return a 90 % interval as text; empty where it is undefined."""
    said = span(*interval, digits)
    return said and f"90 %: {said}"

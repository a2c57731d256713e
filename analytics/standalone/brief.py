"""What a study comes to, in a few sentences; no more sure than the figures below them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analytics import hotspots, load
from analytics.concentration import Concentration
from analytics.reciprocity import Excess
from analytics.standalone.lines import attempt, number, span
from analytics.standalone.table import Table

SURE = 0.05
"""p below which the page says "more mutual than chance"."""


def brief(
    table: Table,
    excess: Excess | str,
    rates: NDArray[np.float64],
    sure: Concentration,
    above: NDArray[np.float64] | str,
) -> tuple[str, ...]:
    """What the page comes to, a sentence each: who is missing, mutual help, its spread, load."""
    return (
        f"{table.ties.answered.mean():.0%} of all answers are there."
        if table.answers_known
        else "Who did not answer is not known: there is no table of that.",
        _mutual_in_brief(excess),
        _spread_in_brief(rates[~np.isnan(rates)], sure),
        f"Carrying far more than the others: {carrying(table, above)}.",
    )


def _spread_in_brief(known: NDArray[np.float64], sure: Concentration) -> str:
    carriers = load.effective_carriers(known)
    if np.isnan(carriers):
        return "Nobody told of support they received, so its spread is undefined."
    habits = span(*sure.carriers, 1)
    behind = f" (the habits behind it: {habits}, 90 % sure)" if habits else ""
    of = f"{number(carriers, 1)} of {len(known)} people"
    return f"Support is spread as if {of} carried alike{behind}."


def _mutual_in_brief(excess: Excess | str) -> str:
    if isinstance(excess, str) or np.isnan(excess.p_value):
        return "Whether help is mutual could not be compared with chance."
    p = f"(p = {number(excess.p_value, 3)})"
    if excess.p_value < SURE:
        return f"Help is more mutual than chance {p}."
    return f"Whether help is mutual cannot be told from chance {p}."


def carrying(table: Table, above: NDArray[np.float64] | str) -> str:
    """Name who is above the cut-off; where there is none, say so."""
    cut_off = attempt(lambda: hotspots.cut_off(len(table.people), len(table.weeks)))
    if isinstance(above, str) or isinstance(cut_off, str):
        return "not computed"
    found = [name for name, p in zip(table.people, above, strict=True) if p > cut_off]
    return ", ".join(found) or "nobody"

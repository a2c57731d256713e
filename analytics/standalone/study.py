"""Every measure the library has for ties, computed for one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from analytics import hotspots, load, reciprocity, trend
from analytics.reciprocity import Excess
from analytics.standalone import sections
from analytics.standalone.sections import Section, attempt
from analytics.standalone.table import Table

LEVEL = 0.9
"""Of the intervals of single people's rates."""
MOST_FOR_MARGINS = 60
"""Each draw of the second null takes 12·n² swaps: above this, minutes become hours."""
TOO_MANY = f"Worked out for at most {MOST_FOR_MARGINS} people: it would take hours."


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the researcher's own data.

    `rate` is support given per opportunity by either report, with its 90 % interval; `balance` is
    −1 (only leans) to 1 (only carries); `above` the posterior of carrying over 1.5 times the mean;
    `sole` how many name nobody else. NaN where undefined.
    """

    name: str
    rate: float
    low: float
    high: float
    balance: float
    above: float
    sole: int


@dataclass(frozen=True, slots=True)
class Study:
    """All that the page shows.

    `ties` are (n, n) totals over the rounds both answered: row i was helped by column j. `weekly`
    is ties named per person who answered, a value a week, NaN where nobody did.
    """

    brief: tuple[str, ...]
    sections: tuple[Section, ...]
    people: tuple[Person, ...]
    ties: NDArray[np.float64]
    excess: Excess | None
    weekly: NDArray[np.float64]
    chart: trend.XmR | None


def of(
    table: Table, *, draws: int, seed: int, progress: Callable[[int], object] | None = None
) -> Study:
    """Compute the study of a table; what is undefined says so and why. Deterministic by `seed`.

    `progress` is told how many more of the 2 × `draws` permutations are done.
    """
    ties = table.ties
    totals = reciprocity.both_answered(ties.helped_me, ties.answered)
    compare = partial(
        reciprocity.excess,
        ties.helped_me,
        ties.answered,
        draws=draws,
        seed=seed,
        progress=progress,
    )
    excess = attempt(compare)
    margins: Excess | str = TOO_MANY
    if len(table.people) <= MOST_FOR_MARGINS:
        margins = attempt(partial(compare, null="margins"))
    elif progress is not None:
        progress(draws)
    rates = load.received_rate(ties.helped_me, ties.answered)
    above = attempt(partial(hotspots.posterior, ties.helped_me, ties.i_helped, ties.answered))
    weekly = _weekly(table)
    chart = attempt(partial(trend.xmr, weekly, baseline=len(weekly)))
    parts = [
        sections.coverage(table),
        sections.mutual(totals, excess, margins),
        sections.spread(table, rates, draws=draws, seed=seed),
        sections.held(table, above),
        sections.relations(table),
        sections.series(weekly, chart),
    ]
    if ties.kind_codes:
        parts.insert(4, sections.kinds(table))
    if table.two_sided:
        parts.insert(-1, sections.reports(table))
    return Study(
        sections.brief(table, excess, rates, above),
        tuple(parts),
        _people(table, totals, above),
        totals,
        None if isinstance(excess, str) else excess,
        weekly,
        None if isinstance(chart, str) else chart,
    )


def _weekly(table: Table) -> NDArray[np.float64]:
    here = table.ties.answered
    named = (table.ties.helped_me & here[:, :, None]).sum(axis=(1, 2)).astype(np.float64)
    answered = here.sum(axis=1).astype(np.float64)
    each = np.full(len(named), np.nan)
    np.divide(named, answered, out=each, where=answered > 0)
    return each


def _people(
    table: Table, totals: NDArray[np.float64], above: NDArray[np.float64] | str
) -> tuple[Person, ...]:
    seen = hotspots.union_of_reports(table.ties.helped_me, table.ties.i_helped, table.ties.answered)
    count = seen.ties.sum(axis=(0, 1)).astype(np.float64)
    exposure = seen.exposure.sum(axis=(0, 1))
    # Jeffreys' interval of a Poisson rate: never of zero width, also for nobody's ties.
    low, high = (gammaincinv(count + 0.5, q) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    rates = np.full((3, len(count)), np.nan)
    np.divide(np.array([count, low, high]), exposure, out=rates, where=exposure > 0)
    balance, sole = load.give_take(totals), load.sole_support(totals)
    over = np.full(len(count), np.nan) if isinstance(above, str) else above
    return tuple(
        Person(
            name,
            rate=float(rates[0, p]),
            low=float(rates[1, p]),
            high=float(rates[2, p]),
            balance=float(balance[p]),
            above=float(over[p]),
            sole=int(sole[p]),
        )
        for p, name in enumerate(table.people)
    )

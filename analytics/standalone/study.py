"""Every measure the library has for ties, computed for one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from analytics import concentration, hotspots, load, reciprocity, trend
from analytics.reciprocity import Excess
from analytics.standalone import sections
from analytics.standalone.brief import brief
from analytics.standalone.lines import Section, attempt
from analytics.standalone.table import Table

LEVEL = 0.9
"""Of the intervals of single people's rates."""
MOST_FOR_MARGINS = 100
"""Each draw of the second null takes 16·n² swaps: above this, seconds become minutes."""
TOO_MANY = f"Worked out for at most {MOST_FOR_MARGINS} people: swaps grow with their square."
MOST_DRAWS_OF_MARGINS = 999
"""Of the second null: p to a thousandth, which is enough to ask whether it is popularity."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the researcher's own data.

    `rate` is support given per opportunity by either report, `balance` −1 (only leans) to 1 (only
    carries), both with 90 % intervals; `returned` the share of what they lean on that is returned;
    `above` the posterior of carrying over 1.5 times the mean; `sole` how many name nobody else. NaN
    where undefined.
    """

    name: str
    sole: int
    rate: float
    low: float
    high: float
    balance: float
    balance_low: float
    balance_high: float
    returned: float
    above: float


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


def steps(draws: int) -> int:
    """Return how many permutations a study takes that was asked for so many of each null."""
    return draws + min(draws, MOST_DRAWS_OF_MARGINS)


def of(
    table: Table, *, draws: int, seed: int, progress: Callable[[int], object] | None = None
) -> Study:
    """Compute the study of a table; what is undefined says so and why. Deterministic by `seed`.

    `progress` is told how many more of the `steps(draws)` permutations are done.
    """
    ties = table.ties
    totals = reciprocity.both_answered(ties.helped_me, ties.answered)
    compare = partial(
        reciprocity.excess,
        ties.helped_me,
        ties.answered,
        seed=seed,
        progress=progress,
    )
    excess = attempt(partial(compare, draws=draws))
    kept = steps(draws) - draws
    margins: Excess | str = TOO_MANY
    if len(table.people) <= MOST_FOR_MARGINS:
        margins = attempt(partial(compare, draws=kept, null="margins"))
    elif progress is not None:
        progress(kept)
    rates = load.received_rate(ties.helped_me, ties.answered)
    sure = concentration.intervals(*load.received(ties.helped_me, ties.answered), seed=seed)
    above = attempt(partial(hotspots.posterior, ties.helped_me, ties.i_helped, ties.answered))
    weekly = _weekly(table)
    chart = attempt(partial(trend.xmr, weekly, baseline=len(weekly)))
    parts = [
        sections.coverage(table),
        sections.mutual(totals, excess, margins),
        sections.spread(table, rates, sure, draws=draws, seed=seed),
        sections.held(table, above),
        sections.relations(table),
        sections.series(weekly, chart),
    ]
    if ties.kind_codes:
        parts.insert(4, sections.kinds(table, seed=seed))
    if table.two_sided:
        parts.insert(-1, sections.reports(table))
    return Study(
        brief(table, excess, rates, sure, above),
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
    # The log-ratio's interval on the scale of the balance: (s_in − s_out)/(s_in + s_out).
    _, least, most = load.give_take_log_ratio(totals, level=LEVEL)
    balance, returned = load.give_take(totals), reciprocity.per_person(totals).share
    ends = (np.where(np.isnan(balance), np.nan, np.tanh(end / 2)) for end in (least, most))
    over = np.full(len(totals), np.nan) if isinstance(above, str) else above
    figures = np.array([*_rates(table), balance, *ends, returned, over]).T
    sole = load.sole_support(totals)
    return tuple(
        Person(name, int(sole[place]), *map(float, figures[place]))
        for place, name in enumerate(table.people)
    )


def _rates(table: Table) -> NDArray[np.float64]:
    """Return everybody's rate by either report and the ends of its interval, (3, n)."""
    seen = hotspots.union_of_reports(table.ties.helped_me, table.ties.i_helped, table.ties.answered)
    count = seen.ties.sum(axis=(0, 1)).astype(np.float64)
    exposure = seen.exposure.sum(axis=(0, 1))
    # Jeffreys' interval of a Poisson rate: never of zero width, also for nobody's ties.
    low, high = (gammaincinv(count + 0.5, q) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    rates = np.full((3, len(count)), np.nan)
    np.divide(np.array([count, low, high]), exposure, out=rates, where=exposure > 0)
    return rates

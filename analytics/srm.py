"""The Social Relations Model: who leans, who is leaned on, and what is particular to each pair.

x_ij = m + a_i + b_j + g_ij: a is the actor (how much i leans), b the partner (how much i is leaned
on), g the relationship. cov(a, b) is generalized, cov(g_ij, g_ji) dyadic reciprocity.

Variances and covariances are found from the means of products of two cells: same cell, the two
cells of a pair, cells that share an actor, a partner, or one person in both roles, and cells that
share nobody. With a complete group these are exactly the round-robin analysis of variance (both are
the only unbiased estimators symmetric in the people); with missing cells they need nothing filled
in. TripleR's rule, which fills them in, can be asked for: see `docs/decisions/missing-pairs.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.errors import (
    NoConvergence,
    TooFewMembers,
    TooFewResponders,
    WrongShape,
    WrongValue,
)

FEWEST_MEMBERS = 4  # by algebra: with three people no two cells share nobody
SWEEPS, STILL = 100, 0.01
"""Filling in ends when no effect moves by more than .01 points of x; TripleR's own limits."""
_NONE = (np.nan,) * 5


@dataclass(frozen=True, slots=True)
class SrmComponents:
    """Variance components in squared units of x; a variance may come out negative and stays so.

    `errors` are standard errors of the first five in their order, NaN where not defined; `groups`
    how many groups and `members` how many people they rest on.
    """

    actor: float
    partner: float
    relationship: float
    generalized: float
    dyadic: float
    errors: tuple[float, float, float, float, float]
    members: int
    groups: int = 1

    @property
    def generalized_r(self) -> float:
        """cov(a, b) as a correlation; NaN, never 0, where a variance is not positive."""
        return _correlation(self.generalized, self.actor, self.partner)

    @property
    def dyadic_r(self) -> float:
        """cov(g_ij, g_ji) as a correlation; NaN where the variance is not positive."""
        return _correlation(self.dyadic, self.relationship, self.relationship)

    @property
    def values(self) -> tuple[float, float, float, float, float]:
        """The five components in the order of the fields."""
        return (self.actor, self.partner, self.relationship, self.generalized, self.dyadic)


@dataclass(frozen=True, slots=True)
class SrmEffects:
    """Effects of one complete group, and how reliable they are (NaN where a variance is not)."""

    mean: float
    actor: NDArray[np.float64]
    partner: NDArray[np.float64]
    relationship: NDArray[np.float64]
    actor_reliability: float
    partner_reliability: float


def round_robin(x: ArrayLike, *, filled: bool = False) -> SrmComponents:
    """Return the components of one (n, n) group; NaN off the diagonal = not observed.

    In squared units of `x`. People with no cell as an actor or none as a partner are left out.
    Standard errors: Lashley & Bond's for complete groups, else a jackknife over people (n ≥ 5).
    Unbiased; with n ≤ 5 a variance is negative in every fourth team and correlations are noise:
    show them from n ≥ 6 and four weeks on. `filled` is TripleR's rule for missing cells: its
    relationship variance is too small, its errors are those of a complete group.

    Raises `TooFewMembers` below four people, `TooFewResponders` where the cells left cannot tell
    the components apart, `WrongShape`, `WrongValue` for infinite values, `NoConvergence` if filling
    in does not settle. Source: Warner, Kenny & Stoto 1979; Bond & Lashley 1996; for `filled`
    Schönbrodt, Back & Schmukle 2012.
    """
    cells = _cells(x)
    complete = int(np.isnan(cells).sum()) == len(cells)
    values = _filled(cells) if filled and not complete else _moments(cells)
    if not np.isfinite(values).all():
        raise TooFewResponders("Too few pairs were observed to tell the components apart.")
    errors = _errors(values, len(cells)) if complete or filled else _jackknife(cells)
    actor, partner, relationship, generalized, dyadic = values
    return SrmComponents(actor, partner, relationship, generalized, dyadic, errors, len(cells))


def pooled(groups: Sequence[ArrayLike], *, filled: bool = False) -> SrmComponents:
    """Average the components of groups with weights n − 1; each group as in `round_robin`.

    Components are pooled, never correlations; the standard errors are those of the weighted mean of
    independent groups. Raises what `round_robin` raises, and `TooFewMembers` without groups.
    """
    each = [round_robin(group, filled=filled) for group in groups]
    if not each:
        raise TooFewMembers("There is no group to pool.")
    weights = np.array([one.members - 1.0 for one in each])
    values = np.array([one.values for one in each])
    actor, partner, relationship, generalized, dyadic = weights @ values / weights.sum()
    errors = np.array([one.errors for one in each])
    return SrmComponents(
        float(actor),
        float(partner),
        float(relationship),
        float(generalized),
        float(dyadic),
        _five(np.sqrt(weights**2 @ errors**2) / weights.sum()),
        members=sum(one.members for one in each),
        groups=len(each),
    )


def effects(x: ArrayLike) -> SrmEffects:
    """Return the actor, partner and relationship effects of one complete (n, n) group.

    In the units of `x`; the diagonal of `relationship` is NaN. Reliabilities, up to 1, are
    var(a)/(expected square of an effect). Raises `TooFewMembers` below four people,
    `TooFewResponders` if a cell is missing, and as `round_robin`. Source: Warner, Kenny & Stoto
    1979.
    """
    cells = _cells(x)
    n = len(cells)
    if int(np.isnan(cells).sum()) != n:
        raise TooFewResponders("Effects need every pair observed in both directions.")
    actor, partner, mean = _effects(cells)
    relationship = cells - actor[:, None] - partner[None, :] - mean
    actor_variance, partner_variance, *_ = _moments(cells)
    of_actor, of_partner = (
        _share(variance, float((effect**2).sum()) / (n - 1))
        for variance, effect in ((actor_variance, actor), (partner_variance, partner))
    )
    return SrmEffects(mean, actor, partner, relationship, of_actor, of_partner)


def _cells(x: ArrayLike) -> NDArray[np.float64]:
    """Return the group without people who have no cell in one of the roles; diagonal NaN."""
    cells = np.array(x, dtype=np.float64)
    if cells.shape != cells.shape[:1] * 2:
        raise WrongShape(f"A square matrix is needed, not one of shape {cells.shape}.")
    np.fill_diagonal(cells, np.nan)
    if np.isinf(cells).any():
        raise WrongValue("Cells must be finite or NaN for not observed.")
    while len(cells):
        seen = ~np.isnan(cells)
        kept = seen.any(axis=0) & seen.any(axis=1)
        if kept.all():
            break
        cells = cells[kept][:, kept]
    if len(cells) < FEWEST_MEMBERS:
        raise TooFewMembers("The Social Relations Model needs at least four people.")
    return cells


def _effects(cells: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return actor and partner effects and the grand mean, from means of the cells there are."""
    n = len(cells)
    rows, columns = np.nanmean(cells, axis=1), np.nanmean(cells, axis=0)
    by_own, by_other = (n - 1) ** 2 / (n * (n - 2)), (n - 1) / (n * (n - 2))
    mean = float(np.nanmean(cells))
    level = (n - 1) / (n - 2) * mean
    actor, partner = by_own * rows + by_other * columns, by_own * columns + by_other * rows
    return actor - level, partner - level, mean


def _filled(cells: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    """Return the five components by TripleR's rule for missing cells.

    Effects: every empty cell, the diagonal included, becomes the mean of its row's and its column's
    mean, over and over until the effects stand still; then the diagonal is emptied. Relationships:
    pairs with a missing cell are left out of the sums and stay in the degrees of freedom.
    """
    holes, n = np.isnan(cells), len(cells)
    whole, before = cells, np.array(_effects(cells)[:2])
    for _ in range(SWEEPS):
        rows, columns = np.nanmean(whole, axis=1), np.nanmean(whole, axis=0)
        whole = np.where(holes, (rows[:, None] + columns) / 2, cells)
        after = np.array(_effects(whole)[:2])
        moved, before = float(np.abs(after - before).max()), after
        if moved <= STILL:
            break
    else:
        raise NoConvergence
    actor, partner, mean = _effects(np.where(np.eye(n) > 0, np.nan, whole))
    seen = np.where(holes, np.nan, whole - actor[:, None] - partner - mean)
    pairs, c = (n - 1) * (n - 2) / 2, n * (n - 2)
    between = float(np.nansum((seen + seen.T) ** 2)) / 4 / (pairs - 1)
    within = float(np.nansum((seen - seen.T) ** 2)) / 4 / pairs
    relationship, dyadic = (between + within) / 2, (between - within) / 2
    noise, shared = (relationship * (n - 1) + dyadic) / c, (dyadic * (n - 1) + relationship) / c
    return (
        float(actor @ actor) / (n - 1) - noise,
        float(partner @ partner) / (n - 1) - noise,
        relationship,
        float(actor @ partner) / (n - 1) - shared,
        dyadic,
    )


def _moments(cells: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    """Return the five components from the mean products of cells; NaN where a kind is missing."""
    seen = ~np.isnan(cells)
    # Centring makes the estimates of incomplete groups independent of where the scale begins.
    products = _products(np.where(seen, cells - np.nanmean(cells), 0.0))
    counts = _products(seen.astype(np.float64))
    if (counts <= 0).any():
        return _NONE
    same, dyad, actor, partner, crossed, apart = products / counts
    return (
        float(actor - apart),
        float(partner - apart),
        float(same - actor - partner + apart),
        float(crossed - apart),
        float(dyad - 2 * crossed + apart),
    )


def _products(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum the products of all ordered pairs of cells, by what the two cells share.

    The same cell; i→j with j→i; the same actor; the same partner; one person in both roles; nobody.
    """
    rows, columns = x.sum(axis=1), x.sum(axis=0)
    same, dyad = float((x**2).sum()), float((x * x.T).sum())
    actor, partner = float(rows @ rows) - same, float(columns @ columns) - same
    crossed = 2 * (float(rows @ columns) - dyad)
    apart = float(x.sum()) ** 2 - same - dyad - actor - partner - crossed
    return np.array([same, dyad, actor, partner, crossed, apart])


def _errors(
    values: tuple[float, float, float, float, float], n: int
) -> tuple[float, float, float, float, float]:
    """Return Lashley & Bond's (1997) standard errors under normality for a complete group.

    Actor and partner effects are independent of the between- and within-pair mean squares, so the
    sampling variances add; each is the unbiased estimate of 2σ⁴/df, or of its two-variable form.
    """
    actor, partner, relationship, generalized, dyadic = values
    c, pairs, free = n * (n - 2), (n - 1) * (n - 2) / 2, n - 1
    between = 2 * (relationship + dyadic) ** 2 / (pairs + 1)
    within = 2 * (relationship - dyadic) ** 2 / (pairs + 2)
    # Expected squares and products of estimated effects.
    noise, shared = relationship * free / c + dyadic / c, dyadic * free / c + relationship / c
    a, b, ab = actor + noise, partner + noise, generalized + shared
    both = (
        free**2 / ((free + 2) * (free - 1)) * a * b
        + free * (free - 2) / ((free + 2) * (free - 1)) * ab**2
    ) / free
    rest = (n / (2 * c)) ** 2 * between + ((n - 2) / (2 * c)) ** 2 * within
    pair = (between + within) / 4
    variances = (
        2 * a**2 / (free + 2) + rest,
        2 * b**2 / (free + 2) + rest,
        pair,
        both + rest,
        pair,
    )
    return _five(np.sqrt(np.maximum(variances, 0.0)))


def _jackknife(cells: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    """Return standard errors by leaving each person out in turn; NaN if one cannot be spared."""
    n = len(cells)
    if n <= FEWEST_MEMBERS:
        return _NONE
    without = [np.delete(np.delete(cells, person, 0), person, 1) for person in range(n)]
    values = np.array([_moments(rest) for rest in without])
    return _five(np.sqrt((n - 1) / n * ((values - values.mean(axis=0)) ** 2).sum(axis=0)))


def _five(values: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    first, second, third, fourth, fifth = (float(value) for value in values)
    return first, second, third, fourth, fifth


def _correlation(covariance: float, first: float, second: float) -> float:
    if not (first > 0 and second > 0):
        return float("nan")
    return covariance / float(np.sqrt(first * second))


def _share(variance: float, whole: float) -> float:
    return variance / whole if variance > 0 else float("nan")

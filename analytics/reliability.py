"""How far scale scores can be trusted, for research over many people or teams; never for one team.

`x` is (people, items), keyed, NaN where not answered. Coefficients use complete rows only: filling
answers in would make items agree that nobody compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.errors import NoConvergence, TooFewMembers, TooFewResponders, WrongShape

FEWEST_RATERS = 2
STEPS = 20_000
"""Steps of expectation and maximization before giving up."""
FEWEST_FOR_OMEGA = 3
"""One factor over two items has more loadings than covariances to find them from."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha: raw, standardized, and Guttman's λ6 from the correlations."""

    raw: float
    standardized: float
    lambda6: float


@dataclass(frozen=True, slots=True)
class IntraClass:
    """ICC(1): how alike people of a team answer; ICC(2): how well team means can be told apart."""

    icc1: float
    icc2: float


def alpha(x: ArrayLike) -> Alpha:
    """Return Cronbach's alpha of (people, items).

    k/(k − 1)·(1 − Σ item variance / variance of the sum), up to 1: the share of variance that items
    have in common. NaN where an item or the sum never varies. Misleads: it is reliability only if
    all items measure alike (else too low), and rises with their number alone. Raises
    `TooFewResponders` below three complete rows, `TooFewMembers` below two items, `WrongShape`.
    Source: Cronbach 1951; λ6: Guttman 1945.
    """
    rows = _complete(x, least_items=2)
    covariance = np.cov(rows, rowvar=False)
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 0).all():
        return Alpha(_alpha_of(covariance), np.nan, np.nan)
    correlation = covariance / np.outer(scale, scale)
    return Alpha(_alpha_of(covariance), _alpha_of(correlation), _lambda6(correlation))


def omega(x: ArrayLike) -> float:
    """Return the omega of one congeneric factor, (Σλ)² / variance the model gives the sum.

    Maximum likelihood on the correlations, loadings and uniquenesses free; a share from 0 to 1.
    Arguments and errors as `alpha`, with at least three items. NaN where an item never varies.
    Raises `NoConvergence`. Source: McDonald 1999.
    """
    rows = _complete(x, least_items=FEWEST_FOR_OMEGA)
    if not (rows.std(axis=0) > 0).all():
        return float("nan")
    correlation = np.asarray(np.corrcoef(rows, rowvar=False))
    loadings = _one_factor(correlation)
    common = float(loadings.sum()) ** 2
    return common / (common + float((1 - loadings**2).sum()))


def icc1_icc2(scores: ArrayLike, teams: ArrayLike) -> IntraClass:
    """Return ICC(1) and ICC(2) of one score a person, by one-way analysis of variance.

    `scores` and `teams` are (people,); NaN scores are left out. Unequal teams: k is the mean team
    size, as in R's multilevel. Shares of variance up to 1; ICC(1) may be negative; NaN where
    nothing varies. Raises `TooFewMembers` below two teams or without any team of two, `WrongShape`.
    Source: Bliese 2000.
    """
    values, label = np.asarray(scores, dtype=np.float64), np.asarray(teams)
    if values.ndim != 1 or values.shape != label.shape:
        raise WrongShape("Scores and teams must be two rows of the same length.")
    known = ~np.isnan(values)
    values = values[known]
    names, team = np.unique(label[known], return_inverse=True)
    sizes = np.bincount(team, minlength=len(names))
    if len(names) < FEWEST_RATERS or len(values) == len(names):
        raise TooFewMembers("At least two teams are needed, one of them of two people.")
    means = np.bincount(team, weights=values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (len(names) - 1)
    within = float(((values - means[team]) ** 2).sum()) / (len(values) - len(names))
    size = len(values) / len(names)
    spread = between + (size - 1) * within
    icc1 = (between - within) / spread if spread > 0 else float("nan")
    return IntraClass(icc1, (between - within) / between if between > 0 else float("nan"))


def rwg_j(x: ArrayLike, *, points: int = 5, random_variance: float | None = None) -> float:
    """Return r_wg(j) of one team's (people, items): 1 when all agree, 0 when as if by chance.

    From 0 to 1, always defined. Against a uniform choice of `points` points, or `random_variance`
    in points squared. A mean item variance above that of chance gives 0 by convention. Raises as
    `alpha`, with at least two people and one item. Source: James, Demaree & Wolf 1984.
    """
    rows = _complete(x, least_items=1, least_rows=FEWEST_RATERS)
    chance = (points**2 - 1) / 12 if random_variance is None else random_variance
    ratio = float(rows.var(axis=0, ddof=1).mean()) / chance
    items = rows.shape[1]
    agreed = items * (1 - ratio)
    return agreed / (agreed + ratio) if ratio < 1 else 0.0


def ad_m(x: ArrayLike) -> float:
    """Return AD_M of one team's (people, items): the mean absolute deviation from item means.

    In points of the scale, always defined; 0 when all agree; above points/6 is called disagreement.
    Errors as `rwg_j`. Source: Burke, Finkelstein & Dusig 1999.
    """
    rows = _complete(x, least_items=1, least_rows=FEWEST_RATERS)
    return float(np.abs(rows - rows.mean(axis=0)).mean(axis=0).mean())


def spearman_brown(reliability: float, times: float) -> float:
    """Return the reliability of a measure made `times` as long; also ICC(2) from ICC(1).

    A share up to 1, always defined for reliabilities from 0 to 1. Source: Spearman 1910; Brown
    1910.
    """
    return times * reliability / (1 + (times - 1) * reliability)


def _complete(x: ArrayLike, *, least_items: int, least_rows: int = 3) -> NDArray[np.float64]:
    rows = np.asarray(x, dtype=np.float64)
    if rows.ndim != 2:  # noqa: PLR2004 - people by items
        raise WrongShape("Answers must have the shape (people, items).")
    if rows.shape[1] < least_items:
        raise TooFewMembers(f"At least {least_items} items are needed.")
    rows = rows[~np.isnan(rows).any(axis=1)]
    if len(rows) < least_rows:
        raise TooFewResponders(f"At least {least_rows} people must have answered every item.")
    return rows


def _alpha_of(covariance: NDArray[np.float64]) -> float:
    k, total = len(covariance), float(covariance.sum())
    if total <= 0:
        return float("nan")
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def _lambda6(correlation: NDArray[np.float64]) -> float:
    """Return 1 − Σ(unexplained variance of each item by the others) / variance of the sum."""
    if np.linalg.cond(correlation) > 1e12:  # noqa: PLR2004 - an item is a copy of others
        return float("nan")
    unexplained = 1 / np.diag(np.linalg.inv(correlation))
    return 1 - float(unexplained.sum()) / float(correlation.sum())


def _one_factor(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the loadings of one maximum-likelihood factor, by expectation and maximization."""
    values, vectors = np.linalg.eigh(correlation)
    loadings = vectors[:, -1] * np.sqrt(values[-1]) * 0.9
    loadings *= np.sign(loadings.sum()) or 1.0
    for _ in range(STEPS):
        unique = np.maximum(1 - loadings**2, 1e-6)
        weight = loadings / unique
        beta = weight / (1 + float(loadings @ weight))
        crossed = correlation @ beta
        fresh: NDArray[np.float64] = crossed / (1 - float(beta @ loadings) + float(beta @ crossed))
        if float(np.abs(fresh - loadings).max()) < 1e-10:  # noqa: PLR2004 - well below any digit shown
            return fresh
        loadings = fresh
    raise NoConvergence

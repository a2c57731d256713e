"""How sure a mean of a few scale answers is, for researchers.

A lead never sees these: an interval worked out from a team's own answers doubles what leaks about
single people. The product prints a compiled half-width instead (`thresholds.half_width`).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.errors import TooFewResponders, WrongShape, WrongValue

DRAWS = 20_000
"""Posterior draws: an end of the interval moves by less than .01 points between seeds."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its credible interval, in points of the scale."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PartialPooling:
    """Team means drawn towards their common mean, (teams,); weight 1 keeps one as it is."""

    means: NDArray[np.float64]
    weights: NDArray[np.float64]


def likert_mean_interval(counts: ArrayLike, *, level: float = 0.95) -> Interval:
    """Return the posterior mean and interval of the mean of a 1..K item from its category counts.

    `counts[c]` is how many chose point c + 1, shape (k,); the ends are in points. Dirichlet
    posterior with a total prior mass of 1, 1/K a category: never zero width, and it keeps its
    coverage at the ceiling, where t does not. Means the mood that gave these answers, not only of
    the people asked: if all of a group of N answered, and only they are meant, it is too wide.
    Seeded by the counts, so the same counts give the same ends.

    Never NaN: raises `TooFewResponders` without answers, `WrongShape`, `WrongValue` below zero or
    for `level` outside (0, 1). Source: Perks 1947 for the prior; coverage in
    `docs/reference/measures.md`.
    """
    told = np.asarray(counts, dtype=np.float64)
    if told.ndim != 1 or len(told) < 2:  # noqa: PLR2004 - one point is no scale
        raise WrongShape("Counts must be one row with a number for each point of the scale.")
    if not np.isfinite(told).all() or (told < 0).any() or not 0 < level < 1:
        raise WrongValue("Counts must not be negative, and the level lies between 0 and 1.")
    if not told.sum():
        raise TooFewResponders
    points = np.arange(1, len(told) + 1)
    mass = told + 1 / len(told)
    rng = np.random.default_rng(zlib.crc32(told.tobytes()))
    draws = rng.dirichlet(mass, DRAWS) @ points
    low, high = np.quantile(draws, ((1 - level) / 2, (1 + level) / 2))
    return Interval(float(mass @ points / mass.sum()), float(low), float(high))


def pooled_share(
    count: ArrayLike, opportunities: ArrayLike, *, mean: float, rho: float
) -> NDArray[np.float64]:
    """Return beta-binomial posterior means (c + p0·k)/(o + k), k = 1/rho − 1 opportunities.

    `count` and `opportunities` are (people,), or any one shape; `mean` is p0, `rho` the intra-class
    correlation of people, both in (0, 1). Shares from 0 to 1, p0 where nobody was asked; NaN only
    where NaN came in. Raises `WrongValue`, `WrongShape` if the two do not fit. Source: Efron &
    Morris 1975.
    """
    if not (0 < mean < 1 and 0 < rho < 1):
        raise WrongValue("The mean share and rho lie between 0 and 1.")
    told, asked = np.asarray(count, dtype=np.float64), np.asarray(opportunities, dtype=np.float64)
    if told.shape != asked.shape:
        raise WrongShape("Every count needs its number of opportunities.")
    if (told < 0).any() or (told > asked).any():
        raise WrongValue("Counts lie between 0 and their opportunities.")
    prior = 1 / rho - 1
    pooled: NDArray[np.float64] = (told + mean * prior) / (asked + prior)
    return pooled


def pooled_means(means: ArrayLike, variances: ArrayLike, sizes: ArrayLike) -> PartialPooling:
    """Draw team means towards the overall mean by τ²/(τ² + σ²/n), normal empirical Bayes.

    All three are (teams,): means in points, `variances` within teams in points squared, `sizes`
    people. τ² is estimated by moments and never below 0, where all teams get the common mean. Never
    across workspaces without their consent. Never NaN: raises `TooFewResponders` below three teams,
    `WrongShape` if the three do not fit, `WrongValue` unless all are finite, variances not negative
    and sizes positive. Source: Efron & Morris 1975; DerSimonian & Laird 1986.
    """
    values = np.asarray(means, dtype=np.float64)
    if values.size < 3:  # noqa: PLR2004 - two means say nothing about how means spread
        raise TooFewResponders("At least three teams are needed to see how teams differ.")
    within, people = np.asarray(variances, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if values.ndim != 1 or not values.shape == within.shape == people.shape:
        raise WrongShape("Means, variances and sizes must be three rows of the same length.")
    usable = np.isfinite([values, within, people]).all() and (within >= 0).all()
    if not (usable and (people > 0).all()):
        raise WrongValue("Variances must not be negative, and every team has people.")
    noise = within / people
    spread = max(float(values.var(ddof=1) - noise.mean()), 0.0)
    total = spread + noise
    weights = np.divide(spread, total, out=np.ones_like(total), where=total > 0)
    precision = 1 / np.maximum(total, 1e-12)
    common = float((precision * values).sum() / precision.sum())
    return PartialPooling(common + weights * (values - common), weights)

"""How sure a concentration of load is: what is behind the counts, not the counts themselves.

Few ties look uneven by themselves. The intervals here are about the rates people would show if the
same weeks went on for ever; they lie below the figure of the counts where much of it is luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

from analytics.errors import WrongShape, WrongValue

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DRAWS = 4000
"""Posterior draws: an end of an interval moves by less than .01 between seeds."""
SPREADS = np.linspace(0.02, 3.0, 150)
"""Coefficients of variation of people's rates, all equally likely before anything is seen: from
all but alike to one in ten people carrying nearly everything."""
Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Concentration:
    """Ends of credible intervals; NaN where nobody carries anything or only one person could.

    `gini` (corrected) and `top_share` are shares from 0 to 1, `carriers` people.
    """

    gini: Ends
    carriers: Ends
    top_share: Ends


def intervals(
    counts: ArrayLike, exposure: ArrayLike, *, level: float = 0.9, seed: int
) -> Concentration:
    """Return intervals of the Gini coefficient, effective carriers and largest share of the rates.

    `counts` (people,) are ties received, `exposure` (people,) the opportunities for them; people
    without any are left out. Counts are Poisson; rates are gamma around the group's mean, and how
    far they spread is learned from the counts, all coefficients of variation up to 3 being equally
    likely before. Shares from 0 to 1; NaN as `Concentration` says. Where people name at most a few
    each time, counts vary less than Poisson, and the intervals are a little too wide.

    Raises `WrongShape`, and `WrongValue` for negative or infinite values or a level outside (0, 1).
    Source: Clayton & Kaldor 1987 for the model, its hyperparameter integrated out on a grid.
    """
    told, asked = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if told.ndim != 1 or told.shape != asked.shape:
        raise WrongShape("Every count needs its number of opportunities.")
    both = np.array([told, asked])
    if not np.isfinite(both).all() or (both < 0).any() or not 0 < level < 1:
        raise WrongValue("Counts must not be negative, and the level lies between 0 and 1.")
    told, asked = told[asked > 0], asked[asked > 0]
    if len(told) < 2 or not told.sum():  # noqa: PLR2004 - one person has nobody to differ from
        return Concentration((np.nan,) * 2, (np.nan,) * 2, (np.nan,) * 2)
    rates = _rates(told, asked, np.random.default_rng(seed))
    shares = rates / rates.sum(axis=1, keepdims=True)
    n = len(told)
    ginis = np.sort(shares, axis=1) @ (2 * np.arange(1, n + 1) - n - 1) / (n - 1)
    tails = (1 - level) / 2, (1 + level) / 2
    measures = ginis, 1 / (shares**2).sum(axis=1), shares.max(axis=1)
    gini, carriers, top = (np.quantile(each, tails).tolist() for each in measures)
    return Concentration(tuple(gini), tuple(carriers), tuple(top))


def _rates(
    told: NDArray[np.float64], asked: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw everybody's rate from the posterior, (draws, people)."""
    shape = 1 / SPREADS[:, None] ** 2
    mean = told.sum() / asked.sum()
    scale = shape / mean
    fit = gammaln(shape + told) - gammaln(shape) + shape * np.log(scale)
    weight = (fit - (shape + told) * np.log(scale + asked)).sum(axis=1)
    chance = np.exp(weight - weight.max())
    spread = rng.choice(len(SPREADS), DRAWS, p=chance / chance.sum())
    drawn: NDArray[np.float64] = rng.gamma(shape[spread] + told) / (scale[spread] + asked)
    return drawn

"""How much of the help goes both ways, and how much of that chance alone would give.

`w[i, j]` says that j helped i, as told by i. Raw reciprocity rises with the number of weeks pooled
and with the names given, so it means nothing without a null: use `excess`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from analytics import configuration, nulls, shapes
from analytics.errors import TooFewResponders

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

FEWEST_RESPONDERS = 4
"""Below four people who answered, a permutation of targets has almost nothing to permute."""


@dataclass(frozen=True, slots=True)
class Excess:
    """Reciprocity beside what the same answers would give with their targets shuffled.

    `r` is the weighted reciprocity, `r0` its mean under the null, `rho` = (r − r0)/(1 − r0),
    `p_value` the share of draws at least as mutual (one-sided, (b + 1)/(m + 1)), `interval` the
    middle 95 % of rho by chance alone. All NaN where there is no tie between two people who both
    answered.
    """

    r: float
    r0: float
    rho: float
    p_value: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DyadCensus:
    """Pairs of people by the ties between them (Holland & Leinhardt 1970)."""

    mutual: int
    asymmetric: int
    null: int

    @property
    def edgewise(self) -> float:
        """The share of ties that are returned, 2M/(2M + A); NaN without ties."""
        return _ratio(2 * self.mutual, 2 * self.mutual + self.asymmetric)

    @property
    def dyadic(self) -> float:
        """The share of pairs that agree, (M + N)/(M + A + N); NaN without pairs."""
        return _ratio(self.mutual + self.null, self.mutual + self.asymmetric + self.null)

    @property
    def nonnull(self) -> float:
        """The share of connected pairs that are mutual, M/(M + A); NaN without ties."""
        return _ratio(self.mutual, self.mutual + self.asymmetric)


@dataclass(frozen=True, slots=True)
class PersonReciprocity:
    """One value a person, arrays of shape (n,).

    `share` is the part of what they lean on others that is returned (NaN where they lean on
    nobody); `unreturned_out` and `unreturned_in` are what they lean and carry one way only, in
    units of `w`.
    """

    share: NDArray[np.float64]
    unreturned_out: NDArray[np.float64]
    unreturned_in: NDArray[np.float64]


def weighted(w: ArrayLike) -> float:
    """Return r = Σ min(w_ij, w_ji) / Σ w_ij of an (n, n) non-negative matrix, from 0 to 1.

    The diagonal is ignored; NaN if there are no ties. Unchanged by scaling and by relabelling
    people. Raises `WrongShape`, and `WrongValue` for negative or infinite cells. Source: Squartini,
    Picciolo, Ruzzenenti & Garlaschelli 2013, Sci Rep 3:2729.
    """
    matrix = shapes.square(w)
    return _ratio(float(np.minimum(matrix, matrix.T).sum()), float(matrix.sum()))


def per_person(w: ArrayLike) -> PersonReciprocity:
    """Split each person's ties, `w` as in `weighted`, into those returned and those one way.

    NaN share for who leans on nobody; counts in the unit of `w`, shape (n,).
    """
    matrix = shapes.square(w)
    returned = np.minimum(matrix, matrix.T).sum(axis=1)
    out = matrix.sum(axis=1)
    share = np.divide(returned, out, out=np.full(len(out), np.nan), where=out > 0)
    return PersonReciprocity(share, out - returned, matrix.sum(axis=0) - returned)


def binary_rho(a: ArrayLike) -> float:
    """Return (r − d)/(1 − d) of a 0/1 matrix, d its density; NaN without ties or with all of them.

    `a` and errors as in `weighted`, any positive cell is a tie; up to 1, 0 by chance. Source:
    Garlaschelli & Loffredo 2004, PRL 93:268701.
    """
    ties = shapes.square(a) > 0
    n = len(ties)
    density = _ratio(float(ties.sum()), n * (n - 1))
    return _ratio(weighted(ties) - density, 1 - density)


def dyad_census(a: ArrayLike) -> DyadCensus:
    """Count mutual, asymmetric and null pairs of an (n, n) matrix; any positive cell is a tie.

    Counts are always defined; of the shares, those without ties are NaN. Raises `WrongShape`, and
    `WrongValue` for negative or infinite cells. Source: Holland & Leinhardt 1970, AJS 76:492.
    """
    ties = shapes.square(a) > 0
    pairs = len(ties) * (len(ties) - 1) // 2
    mutual = int((ties & ties.T).sum()) // 2
    asymmetric = int(ties.sum()) - 2 * mutual
    return DyadCensus(mutual, asymmetric, pairs - mutual - asymmetric)


def wcm_expectation(w: ArrayLike) -> float:
    """Return ⟨r⟩ of the directed weighted configuration model with the strengths of `w`.

    `w` and errors as in `weighted`; from 0 to 1, NaN if there are no ties. It assumes weights
    without an upper end: on ratings with a ceiling it is too low, so reciprocity looks stronger
    than it is. Raises `NoConvergence` too. Source: Squartini et al. 2013.
    """
    matrix = shapes.square(w)
    p = configuration.probabilities(matrix)
    both = p * p.T
    return _ratio(float((both / (1 - both)).sum()), float(matrix.sum()))


def rho_wcm(w: ArrayLike) -> float:
    """Return (r − ⟨r⟩)/(1 − ⟨r⟩) against the weighted configuration model; NaN where either is.

    Up to 1, 0 by chance; `w` and errors as in `weighted` and as in `wcm_expectation`.
    """
    expected = wcm_expectation(w)
    return _ratio(weighted(w) - expected, 1 - expected)


def both_answered(weeks: ArrayLike, answered: ArrayLike) -> NDArray[np.float64]:
    """Return the (n, n) totals of (t, n, n) `weeks` over rounds both of a pair answered.

    Counts, always defined: 0 where the two never answered in the same round. Raises `WrongShape`,
    and `WrongValue` for negative or infinite cells. Source: available cases, Huisman 2009.
    """
    ties = shapes.weekly(weeks)
    present = shapes.presence(answered, *ties.shape[:2])
    both = present[:, :, None] & present[:, None, :]
    totals: NDArray[np.float64] = (ties * both).sum(axis=0)
    return totals


def excess(
    weeks: ArrayLike,
    answered: ArrayLike,
    *,
    eligible: ArrayLike | None = None,
    draws: int = 999,
    seed: int,
    null: Literal["targets", "margins"] = "targets",
    progress: Callable[[int], object] | None = None,
) -> Excess:
    """Compare the reciprocity of a window with a null that keeps everyone's own answers.

    `weeks` is (t, n, n), non-negative; `answered` is (t, n): an answer of someone who did not
    answer is not read, and only pairs where both answered count, never filled with zeros or with
    the partner's report. `eligible[i, j]` says whether i may name j (default: all others). The null
    is one permutation of targets a person for the whole window ("targets"), or that and everyone's
    received total kept ("margins": is it dyads, or are popular people simply named back?).
    `progress` is told how many more draws are done.

    Shares from 0 to 1; NaN as `Excess` says. Raises `TooFewResponders` if fewer than four people
    ever answered, `WrongShape`, and `WrongValue` for negative or infinite cells. Source:
    permutation of whole rows as in Krackhardt 1988; p as in Phipson & Smyth 2010.
    """
    ties = shapes.weekly(weeks)
    present = shapes.presence(answered, *ties.shape[:2])
    if int(present.any(axis=0).sum()) < FEWEST_RESPONDERS:
        raise TooFewResponders
    allowed = nulls.eligibility(eligible, ties.shape[1])
    chance = []
    for drawn in nulls.pairs(ties, present, allowed, draws=draws, seed=seed, null=null):
        chance.append(_weighted_each(*drawn))
        if progress is not None:
            progress(drawn.shape[2])
    return _compare(weighted(both_answered(ties, present)), np.concatenate(chance))


def _weighted_each(told: NDArray[np.float64], back: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return r of each draw of (pairs, draws) both ways, without those that have no ties."""
    totals = told.sum(axis=0) + back.sum(axis=0)
    returned = 2 * np.minimum(told, back).sum(axis=0)
    each: NDArray[np.float64] = returned[totals > 0] / totals[totals > 0]
    return each


def _compare(r: float, chance: NDArray[np.float64]) -> Excess:
    if np.isnan(r) or chance.size == 0:
        return Excess(r, np.nan, np.nan, np.nan, (np.nan, np.nan))
    r0 = float(chance.mean())
    # A draw equal to what was seen must count, also when the sums were added in another order.
    as_mutual = int((chance >= r - 1e-12).sum())
    low, high = (_ratio(float(q) - r0, 1 - r0) for q in np.quantile(chance, (0.025, 0.975)))
    p_value = (as_mutual + 1) / (chance.size + 1)
    return Excess(r, r0, _ratio(r - r0, 1 - r0), p_value, (low, high))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")

"""How the load of helping is spread over people, and what would be lost with one of them.

`x` is one non-negative value a person, as a rule the support they gave per opportunity
(`received_rate`); `w[i, j]` says that j helped i. Ten people who help alike never look perfectly
even in a few weeks: read sizes, not tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from analytics import nulls, shapes
from analytics.errors import TooFewMembers, TooFewRounds

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


FEWEST_MEMBERS = 2
"""One person alone has no ties to centralize."""


@dataclass(frozen=True, slots=True)
class TopShare:
    """The largest share anyone carries, beside the largest share chance would give somebody."""

    share: float
    by_chance: float
    """The mean of the *maximum* under the null."""
    p_value: float


def received(
    weeks: ArrayLike, answered: ArrayLike, *, eligible: ArrayLike | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ties everybody received and the opportunities for them, (n,) counts each.

    `weeks` is (t, n, n), `answered` (t, n). An opportunity is a round in which somebody else
    answered who could name them (`eligible`, default all others); people who did not answer are not
    zeros. Always defined: 0 opportunities for a person nobody could have named. Raises
    `WrongShape`, and `WrongValue` for negative or infinite cells. Source: available cases, Huisman
    2009.
    """
    ties = shapes.weekly(weeks)
    present = shapes.presence(answered, *ties.shape[:2]).astype(np.float64)
    allowed = nulls.eligibility(eligible, ties.shape[1])
    told: NDArray[np.float64] = np.einsum("tij,ti->j", ties * allowed, present)
    chances: NDArray[np.float64] = np.einsum("ij,ti->j", allowed.astype(np.float64), present)
    return told, chances


def received_rate(
    weeks: ArrayLike, answered: ArrayLike, *, eligible: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Return what each person gave per opportunity, shape (n,): ties received / (rounds × tellers).

    Arguments, errors and source as in `received`; counts per opportunity. NaN for a person nobody
    could have named.
    """
    return _ratios(*received(weeks, answered, eligible=eligible))


def gini(x: ArrayLike, *, corrected: bool = True) -> float:
    """Return the Gini coefficient, Σ(2i − n − 1)x_(i) / (n Σx): 0 when all carry alike.

    `x` is (n,); from 0 to 1. `corrected` multiplies by n/(n − 1), so that one person carrying all
    gives 1. NaN if nobody carries anything or, corrected, for one person. Misleads: expertise and
    role are legitimate, and few weeks look uneven by themselves. Raises `WrongShape`, and
    `WrongValue` for negative or infinite loads. Source: Gini 1912; correction: Deltas 2003.
    """
    values = np.sort(shapes.vector(x))
    n = len(values)
    ranked = float(((2 * np.arange(1, n + 1) - n - 1) * values).sum())
    return _ratio(ranked, (n - 1 if corrected else n) * float(values.sum()))


def hhi(x: ArrayLike, *, normalized: bool = False) -> float:
    """Return the Herfindahl index H = Σ share², from 1/n to 1; NaN if nobody carries anything.

    `normalized` gives (H − 1/n)/(1 − 1/n), from 0 to 1; NaN for one person. `x` and errors as in
    `gini`. Source: Hirschman 1945; Herfindahl 1950.
    """
    values = shapes.vector(x)
    n = len(values)
    h = _ratio(float((values**2).sum()), float(values.sum()) ** 2)
    return _ratio(h - 1 / n, 1 - 1 / n) if normalized and n else h


def effective_carriers(x: ArrayLike) -> float:
    """Return 1/H: how many people carrying alike are as concentrated; 1..n, NaN without load.

    `x` and errors as in `gini`. Source: Laakso & Taagepera 1979.
    """
    return _ratio(1.0, hhi(x))


def top_share(x: ArrayLike) -> float:
    """Return the largest share anyone carries, 1/n..1; NaN if nobody carries anything.

    `x` and errors as in `gini`; compare with `top_share_by_chance`, not with 1/n. Source: the
    concentration ratio with one carrier.
    """
    values = shapes.vector(x)
    return _ratio(float(values.max(initial=0.0)), float(values.sum()))


def top_share_by_chance(
    weeks: ArrayLike, answered: ArrayLike, *, draws: int = 999, seed: int
) -> TopShare:
    """Compare the largest share of received ties with the same under whole-window permutation.

    `weeks`, `answered` and errors as in `received_rate`; pairs where both answered. Shares from 0
    to 1, all NaN without such ties. Source: the permutation distribution of the maximum, as the
    null of `reciprocity.excess`.
    """
    ties = shapes.weekly(weeks)
    present = shapes.presence(answered, *ties.shape[:2])
    allowed = nulls.everyone_else(ties.shape[1])
    drawn = nulls.windows(ties, present, allowed, draws=draws, seed=seed)
    loads = np.concatenate([window.sum(axis=1) for window in drawn])
    loads = loads[loads.sum(axis=1) > 0]
    share = top_share(np.einsum("tij,ti,tj->j", ties, present, present, optimize=True))
    if np.isnan(share) or not len(loads):
        return TopShare(share, float("nan"), float("nan"))
    chance = loads.max(axis=1) / loads.sum(axis=1)
    as_large = int((chance >= share - 1e-12).sum())
    return TopShare(share, float(chance.mean()), (as_large + 1) / (len(chance) + 1))


def in_degree_centralization(a: ArrayLike) -> float:
    """Return Freeman's Σ(max d − d_j)/(n − 1)² of in-degrees, 0..1; 1 for a star pointing inwards.

    `a` is (n, n), any positive cell is a tie; hand in the transpose for out-degrees. Always
    defined: 0 without ties. Raises `TooFewMembers` below two, `WrongShape`, and `WrongValue` for
    negative or infinite cells. Source: Freeman 1979, Soc Networks 1:215.
    """
    ties = shapes.square(a) > 0
    n = len(ties)
    if n < FEWEST_MEMBERS:
        raise TooFewMembers
    degree = ties.sum(axis=0)
    return float((degree.max() - degree).sum()) / (n - 1) ** 2


def truck_factor(w: ArrayLike, *, share: float = 0.5) -> int:
    """Return the fewest people whose absence takes at least `share` of all received support.

    `w` is (n, n), as a rule the union of both reports; 1..n people, never NaN: raises
    `TooFewRounds` if nobody received any, `WrongShape`, and `WrongValue` for negative or infinite
    cells. Misleads: a prompt that takes three names at most makes it smaller than it is. Source:
    after Avelino, Passos, Hora & Valente 2016 (files there, support here).
    """
    load = np.sort(shapes.square(w).sum(axis=0))[::-1]
    if not load.sum():
        raise TooFewRounds("No support was reported: nobody can be missed.")
    # A hair of slack: shares are sums of floats, and half must count as half.
    return int(np.argmax(load.cumsum() >= share * load.sum() * (1 - 1e-12))) + 1


def sole_support(w: ArrayLike) -> NDArray[np.int64]:
    """Return how many name each person and nobody else in the whole window; shape (n,).

    `w[i, j]` is (n, n), any positive cell is a tie. Always defined: 0 where nobody depends on one.
    Raises `WrongShape`, and `WrongValue` for negative or infinite cells. Source: ego networks of
    size one, Marsden 1987.
    """
    ties = shapes.square(w) > 0
    named: NDArray[np.int64] = ties[ties.sum(axis=1) == 1].sum(axis=0, dtype=np.int64)
    return named


def articulation_points(w: ArrayLike) -> tuple[int, ...]:
    """Return the people without whom the undirected graph of ties falls into more parts.

    `w` is (n, n); directions are ignored; people by row, in order; always defined, empty where
    nobody holds parts together. For organisation graphs of some hundred people at most: it takes
    each away in turn, so n rounds of search. In a team of nine there are almost never any. Raises
    `WrongShape`, and `WrongValue` for negative or infinite cells. Source: Hopcroft & Tarjan 1973.
    """
    # Slow to load, and no weekly report needs it.
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    matrix = shapes.square(w)
    ties = np.asarray(matrix + matrix.T > 0)
    whole = connected_components(ties, directed=False, return_labels=False)
    alone = np.asarray(ties.sum(axis=0) == 0)
    rest = (np.delete(np.delete(ties, v, 0), v, 1) for v in range(len(ties)))
    parts = [connected_components(graph, directed=False, return_labels=False) for graph in rest]
    return tuple(v for v, count in enumerate(parts) if count > whole - alone[v])


def isolates(weeks: ArrayLike, answered: ArrayLike, *, opportunities: int = 4) -> NDArray[np.bool_]:
    """Return who has no tie in or out among pairs where both answered; shape (n,).

    `weeks`, `answered` and errors as in `received_rate`. False, not known, for people with fewer
    than `opportunities` rounds in which they and somebody else answered. Source: Wasserman & Faust
    1994.
    """
    ties = shapes.weekly(weeks)
    present = shapes.presence(answered, *ties.shape[:2])
    known = (present & (present.sum(axis=1, keepdims=True) > 1)).sum(axis=0) >= opportunities
    both = np.einsum("tij,ti,tj->ij", ties, present, present, optimize=True) > 0
    tied = both.any(axis=0) | both.any(axis=1)
    return np.asarray(known & ~tied, dtype=np.bool_)


def give_take(w: ArrayLike) -> NDArray[np.float64]:
    """Return (s_in − s_out)/(s_in + s_out), −1 (only leans) to 1 (only carries); shape (n,).

    `w` is (n, n); from −1 to 1, NaN for people without ties. Misleads in mentoring and on call,
    where one way is the job. Raises `WrongShape`, and `WrongValue` for negative or infinite cells.
    Source: in- and out-strengths as in Barrat, Barthélemy, Pastor-Satorras & Vespignani 2004.
    """
    matrix = shapes.square(w)
    carried, leaned = matrix.sum(axis=0), matrix.sum(axis=1)
    both = carried + leaned
    return _ratios(carried - leaned, both)


def give_take_log_ratio(
    w: ArrayLike, *, prior: float = 0.5, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return log(s_in/s_out) shrunk towards 0 by `prior` on both sides, with its interval.

    Three arrays of shape (n,): estimate, low, high; natural logarithms of counts taken as Poisson.
    NaN without ties. `w` and errors as in `give_take`. Source: Haldane 1956 and Anscombe 1956 for
    the half added to both counts.
    """
    matrix = shapes.square(w)
    carried, leaned = matrix.sum(axis=0), matrix.sum(axis=1)
    ratio = np.log((carried + prior) / (leaned + prior))
    ratio[carried + leaned == 0] = np.nan
    spread = ndtri((1 + level) / 2) * np.sqrt(1 / (carried + prior) + 1 / (leaned + prior))
    return ratio, ratio - spread, ratio + spread


def _ratios(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide value by value; NaN where there is nothing to divide by."""
    shares = np.full(part.shape, np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")

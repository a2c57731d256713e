"""Who carries so much more than the team's mean that the data of a few weeks can say so.

A gamma–Poisson model on the union of both reports: the receiver's "helped me" and the giver's "I
helped". One week identifies nobody. With the compiled cut-offs it finds three- to fourfold load,
not twofold; `docs/reference/hotspots.md` prints how often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincc

from analytics import shapes, thresholds
from analytics.errors import NoCutOff, TooFewMembers, WrongShape, WrongValue

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DISPERSION = 0.03
"""How much ordinary people differ, as the intra-class correlation of a beta-binomial; compiled.

Never estimated from other teams' unpublished numbers. It makes the prior worth 1/.03 − 1 ≈ 32
opportunities, two to five weeks of a team of eight.
"""

PRIOR_OPPORTUNITIES = 1 / DISPERSION - 1

FEWEST_MEMBERS = 3
"""With two people a rate above 1.5 times their mean says only that the other's is below."""


@dataclass(frozen=True, slots=True)
class Support:
    """Support seen by either report, and how much of it could be seen.

    `ties[..., t, i, j]`: in round t, j helped i by at least one report. `exposure[..., t, i, j]`:
    the part of such ties the reports of that round would show: 1 where both answered, 0 where
    neither did.
    """

    ties: NDArray[np.bool_]
    exposure: NDArray[np.float64]


def union_of_reports(
    weeks_received: NDArray[np.bool_],
    weeks_given: NDArray[np.bool_],
    answered: NDArray[np.bool_],
) -> Support:
    """Join "j helped me" of i with "I helped i" of j, shapes (..., t, n, n) and (..., t, n).

    Where one of the two answered, the exposure is the share of the union that side tells among the
    pairs where both answered, over the whole window (one tie of either kind added, so never 0 or
    1). Always defined; the caller sees to shapes. Source: `docs/reference/hotspots.md`.
    """
    i_told, j_told = _told(weeks_received, weeks_given, answered)
    ties = i_told | j_told
    here, there = answered[..., :, None], answered[..., None, :]
    both = here & there
    seen = (ties & both).sum(axis=(-3, -2, -1), keepdims=True)
    by_receiver = ((i_told & both).sum(axis=(-3, -2, -1), keepdims=True) + 1) / (seen + 2)
    by_giver = ((j_told & both).sum(axis=(-3, -2, -1), keepdims=True) + 1) / (seen + 2)
    exposure = np.where(both, 1.0, np.where(here, by_receiver, np.where(there, by_giver, 0.0)))
    people = np.arange(ties.shape[-1])
    ties[..., people, people] = False
    exposure[..., people, people] = 0.0
    return Support(ties, exposure)


def _told(
    weeks_received: NDArray[np.bool_],
    weeks_given: NDArray[np.bool_],
    answered: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """That j helped i, as told by i and as told by j."""
    there = answered[..., :, None]
    return weeks_received & there, (weeks_given & there).swapaxes(-1, -2)


def without_any_one(
    weeks_received: NDArray[np.bool_],
    weeks_given: NDArray[np.bool_],
    answered: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Return how many ties of the union are left, at least, without what one person tells.

    Shapes as in `union_of_reports`, the result has those of the teams before them. Always defined;
    the caller sees to shapes.
    """
    i_told, j_told = _told(weeks_received, weeks_given, answered)
    ties = union_of_reports(weeks_received, weeks_given, answered).ties
    alone = (ties & ~j_told).sum(axis=(-3, -1)) + (ties & ~i_told).sum(axis=(-3, -2))
    left: NDArray[np.int64] = ties.sum(axis=(-3, -2, -1)) - alone.max(axis=-1)
    return left


def rate_above(
    ties: NDArray[np.float64], exposure: NDArray[np.float64], *, multiple: float
) -> NDArray[np.float64]:
    """Return P(rate > multiple × team mean) from counts and exposures of shape (..., n).

    Rates have a gamma prior around the team's own mean, worth `PRIOR_OPPORTUNITIES`. From 0 to 1;
    NaN for people without exposure, and for everybody where nobody received a tie. The shapes are
    (people,) or have teams before it. Source: `docs/reference/hotspots.md`; the gamma–Poisson model
    as in Clayton & Kaldor 1987.
    """
    seen = exposure.sum(axis=-1, keepdims=True)
    total = ties.sum(axis=-1, keepdims=True)
    mean = np.divide(total, seen, out=np.full(seen.shape, np.nan), where=(seen > 0) & (total > 0))
    shape = mean * PRIOR_OPPORTUNITIES + ties
    rate = PRIOR_OPPORTUNITIES + exposure
    above: NDArray[np.float64] = gammaincc(shape, rate * multiple * mean)
    return np.where(exposure > 0, above, np.nan)


def posterior(
    weeks_received: ArrayLike,
    weeks_given: ArrayLike,
    answered: ArrayLike,
    *,
    multiple: float = 1.5,
) -> NDArray[np.float64]:
    """Return, for each person, P(their rate of giving support > `multiple` × the team's mean).

    `weeks_received[t, i, j]`: i said that j helped them; `weeks_given[t, i, j]`: i said they helped
    j; (t, n, n), any positive cell is a tie; `answered` is (t, n), and what people who did not
    answer left is not read. Hand in one kind of help to ask about that kind.

    Shape (n,), NaN where `rate_above` says. Raises `TooFewMembers` below three people,
    `WrongShape`, and `WrongValue` for negative or infinite cells. Misleads: it is demand, not a
    fault, and silence is not health. Compare with `cut_off`, never with .95.
    """
    received = shapes.weekly(weeks_received) > 0
    given = shapes.weekly(weeks_given) > 0
    if received.shape != given.shape:
        raise WrongShape("The two reports must have the same shape.")
    present = shapes.presence(answered, *received.shape[:2])
    if received.shape[1] < FEWEST_MEMBERS:
        raise TooFewMembers
    support = union_of_reports(received, given, present)
    counts = support.ties.sum(axis=(0, 1)).astype(np.float64)
    return rate_above(counts, support.exposure.sum(axis=(0, 1)), multiple=multiple)


def cut_off(n: int, rounds: int) -> float:
    """Return the posterior above which someone carries a lot: .08 of ordinary teams have one.

    So it is where everybody is handed in as having answered, who did not with nobody, as in a
    report; with `answered` as it was it errs on the side of saying nothing: fewer have one.
    `n` people who count, `rounds` 4, 8 or 12 with both prompts, 16 for the light mode in which the
    prompts take turns. A probability from 0 to 1, always defined where compiled; raises `NoCutOff`
    for sizes and lengths that were not. Source: simulated with the real questionnaire
    (`benchmarks/constants.py`).
    """
    try:
        return thresholds.hotspot_cut_off(n, rounds)
    except KeyError:
        raise NoCutOff from None


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Return Benjamini & Hochberg's adjusted p-values in the order given, shape (m,).

    From 0 to 1. Reject those at or below the wanted false discovery rate. NaN stays NaN and is not
    counted as a test. Raises `WrongValue` for anything outside 0..1. Source: Benjamini & Hochberg
    1995, JRSS B 57:289.
    """
    values = np.asarray(p, dtype=np.float64)
    known = ~np.isnan(values)
    tested = values[known]
    if values.ndim != 1 or ((tested < 0) | (tested > 1)).any():
        raise WrongValue("p-values lie between 0 and 1, in one row.")
    order = np.argsort(tested)
    scaled = tested[order] * len(tested) / np.arange(1, len(tested) + 1)
    adjusted = np.empty_like(tested)
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1.0)
    q = np.full(values.shape, np.nan)
    q[known] = adjusted
    return q

"""Whether the two reports of the same help agree: "j helped me" of i, and "I helped i" of j.

Both reports are kept. What either tells is the upper end of what happened, what both tell the
lower: show the band. Disagreement is memory and wording, not dishonesty. One report is never copied
into the other: that would make reciprocity out of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics import shapes
from analytics.errors import WrongShape


@dataclass(frozen=True, slots=True)
class Agreement:
    """Both reports on all weekly ordered pairs in which both answered.

    `jaccard` is told by both / told by either, NaN if nothing was told; `kappa` is Cohen's for
    presence, NaN without pairs or where both reports are constant; `either` and `both` are the
    numbers of ties in the union and in the intersection.
    """

    jaccard: float
    kappa: float
    either: int
    both: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Band:
    """Ties of a window by either and by both reports, (n, n) totals over rounds both answered."""

    union: NDArray[np.int64]
    intersection: NDArray[np.int64]


def of_reports(helped_me: ArrayLike, i_helped: ArrayLike, answered: ArrayLike) -> Agreement:
    """Compare the receivers' and the givers' reports.

    `helped_me[t, i, j]`: i said that j helped them; `i_helped[t, i, j]`: i said that they helped j;
    (t, n, n), any positive cell is a tie; `answered` is (t, n). Counts of ties and shares from 0 to
    1, over pairs where both answered; NaN as `Agreement` says. Raises `WrongShape`, and
    `WrongValue` for negative or infinite cells. Source: Jaccard 1912; Cohen 1960.
    """
    received, given, both = _reports(helped_me, i_helped, answered)
    told = np.array([received[both], given[both]])
    pairs = int(both.sum())
    either, agreed = int(told.any(axis=0).sum()), int(told.all(axis=0).sum())
    if not pairs:
        return Agreement(np.nan, np.nan, 0, 0, 0)
    share = told.mean(axis=1)
    by_chance = float(share.prod() + (1 - share).prod())
    observed = (pairs - either + agreed) / pairs
    kappa = (observed - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")
    jaccard = agreed / either if either else float("nan")
    return Agreement(jaccard, kappa, either, agreed, pairs)


def band(helped_me: ArrayLike, i_helped: ArrayLike, answered: ArrayLike) -> Band:
    """Return the upper and lower end of who helped whom; arguments and errors as `of_reports`.

    Cell (i, j) counts the rounds in which j helped i, (n, n). Rounds in which one of the two did
    not answer are left out of both ends. Always defined: 0 where nothing was told. Source: the
    union and the intersection rule for two reports of a tie, Krackhardt 1987.
    """
    received, given, both = _reports(helped_me, i_helped, answered)
    union = ((received | given) & both).sum(axis=0, dtype=np.int64)
    return Band(union, (received & given & both).sum(axis=0, dtype=np.int64))


def _reports(
    helped_me: ArrayLike, i_helped: ArrayLike, answered: ArrayLike
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return both reports with cell (t, i, j) for "j helped i", and where both answered."""
    received = shapes.weekly(helped_me) > 0
    given = shapes.weekly(i_helped) > 0
    if received.shape != given.shape:
        raise WrongShape("The two reports must have the same shape.")
    present = shapes.presence(answered, *received.shape[:2])
    both = present[:, :, None] & present[:, None, :]
    both &= ~np.eye(received.shape[1], dtype=np.bool_)
    return received, given.transpose(0, 2, 1), both

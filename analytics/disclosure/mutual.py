"""Whether help goes both ways more than by chance, and not by the ties of any one person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from analytics import reciprocity, thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

CANNOT_TELL: Final = "cannot_tell"
MORE: Final = "more"
CLEARLY_MORE: Final = "clearly_more"
_RISING: Final = (CANNOT_TELL, MORE, CLEARLY_MORE)


def word(told: NDArray[np.bool_], *, seed: int) -> str:
    """Return the most that is true of all ties, and of those that any one person has no part in.

    `told` is (rounds, n, n), rows tell; without ties it is `CANNOT_TELL`. Who names one other all
    the time has a part in each tie back: where others tell few, a single one would bring the word
    about, and say so to the one who waits for it.

    A tie counts in every round, also where the other did not answer: whoever gives no answer and
    whoever names nobody are not told apart, else a few who agree could read in the word whether
    one given person takes part. Who tells of nobody and is told of by nobody is left out, so that
    chance names nobody who is away.

    Below twelve who count, whoever has a part, there are two words: the data of eight rounds cannot
    tell three apart. A number of those who have one would say that each of twelve has.
    """
    most = CLEARLY_MORE if told.shape[1] >= thresholds.CLEARLY_MEMBERS_FLOOR else MORE
    told = _of_a_part(told)
    said = min(most, _by_chance(told, seed), key=_RISING.index)
    for person in _most_returned_first(told):
        if said == CANNOT_TELL:
            break
        said = min(said, _by_chance(_without(told, person), seed), key=_RISING.index)
    return said


def _by_chance(told: NDArray[np.bool_], seed: int) -> str:
    if told.shape[1] < reciprocity.FEWEST_RESPONDERS:
        return CANNOT_TELL
    answered = np.ones(told.shape[:2], dtype=np.bool_)
    excess = reciprocity.excess(told, answered, seed=seed)
    if abs(excess.p_value - thresholds.MUTUAL_P) < thresholds.MUTUAL_P_NEAR:
        draws = thresholds.MUTUAL_DRAWS_NEAR
        excess = reciprocity.excess(told, answered, draws=draws, seed=seed)
    if not excess.p_value < thresholds.MUTUAL_P:  # NaN, without ties, cannot be told either
        return CANNOT_TELL
    return CLEARLY_MORE if excess.rho >= thresholds.CLEARLY_RHO else MORE


def _of_a_part(told: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ties among those who have one."""
    part = np.flatnonzero(told.any(axis=(0, 1)) | told.any(axis=(0, 2)))
    return told[:, part][:, :, part]


def _most_returned_first(told: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Everybody, with whom most goes both ways first: the word falls there soonest, if at all."""
    totals = told.sum(axis=0)
    return np.argsort(-np.minimum(totals, totals.T).sum(axis=1), kind="stable")


def _without(told: NDArray[np.bool_], person: np.intp) -> NDArray[np.bool_]:
    """The ties of all others, as if one named nobody and nobody named them."""
    kept = told.copy()
    kept[:, person, :] = kept[:, :, person] = False
    return kept

"""Permuted windows of a large group, in which nearly all cells are empty: only ties are moved.

Permuting whole rows of some hundred people costs people² a draw. A permutation decides nothing but
where each person's few ties land, and that is a draw of distinct targets without replacement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator
    from numpy.typing import NDArray

TOGETHER = 8
"""Draws worked on at a time: enough to hide Python's own cost, few enough for the cache."""


@dataclass(frozen=True, slots=True)
class _Ties:
    """Cells (teller, target) with a tie in any round, and where each may go.

    `place[e]` is the e-th tie's turn among its teller's; `stays` marks those outside the permuted
    targets. `places[i]` lists whom i may name first, `size[i]` how many these are. `always[e]` is
    what was told in rounds without anybody away, `told[t, e]` in the others, in which `here[t]`
    were.
    """

    teller: NDArray[np.intp]
    target: NDArray[np.intp]
    place: NDArray[np.intp]
    stays: NDArray[np.bool_]
    places: NDArray[np.int32]
    size: NDArray[np.intp]
    always: NDArray[np.float64]
    told: NDArray[np.float64]
    here: NDArray[np.float64]


def cells(
    ties: NDArray[np.float64],
    present: NDArray[np.bool_],
    eligible: NDArray[np.bool_],
    place: NDArray[np.intp],
    *,
    draws: int,
    rng: Generator,
) -> Iterator[NDArray[np.float64]]:
    """Yield the cells of `draws` windows, some at a time: totals over pairs where both answered.

    `ties` is (rounds, n, n), `present` (rounds, n), `eligible` (n, n) who may name whom. Each is
    (some, cells), and what i told of j stands at `place[i, j]`.
    """
    found = _found(ties * present[:, :, None], present, eligible)
    people = len(eligible)
    places = np.broadcast_to(found.places, (TOGETHER, people, people)).copy()
    for done in range(0, draws, TOGETHER):
        some = min(TOGETHER, draws - done)
        _shuffle(places[:some], found, rng)
        landed = places[:some, found.teller, found.place].astype(np.intp)
        landed[:, found.stays] = found.target[found.stays]
        drawn = np.zeros((some, int(place.max(initial=-1)) + 1))
        np.put_along_axis(drawn, place[found.teller, landed], _weights(found, landed), axis=1)
        yield drawn


def _found(
    told: NDArray[np.float64], present: NDArray[np.bool_], eligible: NDArray[np.bool_]
) -> _Ties:
    teller, target = np.nonzero(told.any(axis=0))
    stays = ~eligible[teller, target]
    moves = (~stays).astype(np.intp)
    # The turn of a tie: how many of its teller's came before it.
    before = np.cumsum(moves) - moves
    place = before - before[np.searchsorted(teller, teller)]
    place[stays] = 0
    gaps = ~present.all(axis=1)
    return _Ties(
        teller,
        target,
        place,
        stays,
        np.argsort(~eligible, axis=1, kind="stable").astype(np.int32),
        eligible.sum(axis=1),
        told[~gaps][:, teller, target].sum(axis=0),
        told[gaps][:, teller, target],
        present[gaps].astype(np.float64),
    )


def _shuffle(places: NDArray[np.int32], found: _Ties, rng: Generator) -> None:
    """Draw anew, in place, the first targets of everybody: as many as anybody's ties need.

    The steps of Fisher & Yates from wherever the last draw ended: each begins a uniform one.
    """
    draws, people = places.shape[:2]
    flat, row = places.reshape(-1), np.arange(draws * people) * people
    size = np.tile(found.size, draws)
    for turn in range(int(found.place.max(initial=-1)) + 1):
        left = np.maximum(size - turn, 1)
        picked = row + turn + (rng.random(len(row), dtype=np.float32) * left).astype(np.intp)
        # A float next to 1 times `left` may round up to it; and who has no target left keeps still.
        np.minimum(picked, row + np.maximum(size - 1, turn), out=picked)
        first = flat[row + turn]
        flat[row + turn] = flat[picked]
        flat[picked] = first


def _weights(found: _Ties, landed: NDArray[np.intp]) -> NDArray[np.float64]:
    """What each tie weighs where it landed: the rounds in which the target answered, too."""
    weights = np.broadcast_to(found.always, landed.shape).copy()
    for told, here in zip(found.told, found.here, strict=True):
        weights += told * here[landed]
    return weights

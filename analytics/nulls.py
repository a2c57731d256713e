"""What ties would look like by chance: the same answers about permuted targets.

A null keeps what is not in question. The permutation keeps every answer of every responder, its
stickiness over the weeks included, and shuffles only *whom* it names: one permutation of targets a
person for the whole window. Shuffling week by week would break sticky ties and make ordinary teams
look less mutual than chance.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from analytics import moved
from analytics.errors import WrongShape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator
    from numpy.typing import ArrayLike, NDArray


SWAPPED = 4
"""A swap needs two people and two targets, all different."""

SWEEPS = 32
"""Steps of swaps for each person of the group, of half as many swaps each."""

CELLS_AT_A_TIME = 250_000
"""Drawn cells held at a time: some megabytes, however many draws are asked for."""

CELLS_IN_CACHE = 50_000
"""Cells looked up at a time: what a processor holds near, so that no fresh memory is asked for."""

KEPT_CELLS = 4_400_000
"""Drawn cells kept for another window of as many people, two bytes each: some megabytes at most."""

SHORT = 256
"""Places whose numbers fit in the last eight bits of a random one."""

NARROW = 40
"""People up to whom two bytes hold a cell of (n, n, n): a quarter of the memory to go through."""

LARGE = 30
"""People above whom most cells are empty, so that it pays to move only those with a tie."""


def everyone_else(people: int) -> NDArray[np.bool_]:
    """Return the (people, people) mask in which each may name all others."""
    return ~np.eye(people, dtype=np.bool_)


def eligibility(eligible: ArrayLike | None, people: int) -> NDArray[np.bool_]:
    """Return the (people, people) mask of who may name whom, the diagonal always False."""
    if eligible is None:
        return everyone_else(people)
    mask = np.array(eligible, dtype=np.bool_)
    if mask.shape != (people, people):
        raise WrongShape(f"Eligibility must have the shape {(people, people)}, not {mask.shape}.")
    return mask & everyone_else(people)


def permuted_targets(
    eligible: NDArray[np.bool_], draws: int, rng: Generator
) -> NDArray[np.integer]:
    """Draw, for each person, permutations of the targets they may name.

    Returns (draws, n, n) indices `s`: in a draw, target j of person i receives what i told of
    target `s[draw, i, j]`. Targets i may not name stay where they are. The same on every machine.
    """
    people = len(eligible)
    everyone = _numbers(people, np.uint16 if people <= NARROW else np.intp)
    # All draws of a cell lie side by side: they are gone through together.
    source = np.broadcast_to(everyone[:, None], (people, people, draws)).copy()
    for person, targets in enumerate(eligible):
        places = everyone[targets]
        source[person, places] = places[_shuffled(draws, len(places), rng).T]
    return source.transpose(2, 0, 1)


def _numbers(count: int, kind: type[np.integer]) -> NDArray[np.integer]:
    numbers: NDArray[np.integer] = np.arange(count).astype(kind)
    return numbers


def _shuffled(draws: int, places: int, rng: Generator) -> NDArray[np.unsignedinteger]:
    """Return (draws, places) permutations of places.

    Each place is the end of a random number, and the numbers are sorted: quicker than sorting
    places by numbers, and of two equal numbers the same place comes first on every processor.
    """
    kind, ends = (np.uint32, 8) if places <= SHORT else (np.uint64, 32)
    keys: NDArray[np.unsignedinteger] = rng.integers(
        np.iinfo(kind).max, size=(draws, places), dtype=kind, endpoint=True
    )
    end = kind((1 << ends) - 1)
    keys &= ~end
    keys |= _numbers(places, kind)
    keys.sort(axis=1)
    keys &= end
    return keys


def margin_keeping_targets(
    totals: NDArray[np.float64], eligible: NDArray[np.bool_], draws: int, rng: Generator
) -> NDArray[np.intp]:
    """Draw permutations of targets that also keep what everyone received in all.

    `totals[i, j]` is what i told of j in the whole window. Each draw is its own chain of swaps from
    what was observed: two people exchange the same two targets, and the exchange stands only if
    both targets keep their totals. In a step everybody is in one pair, so that 32·n steps are 16·n²
    proposals a draw. Shape and meaning as `permuted_targets`.
    """
    people = len(eligible)
    source = np.broadcast_to(np.arange(people), (draws, people, people)).copy()
    flat, told, may = source.reshape(-1), totals.ravel(), eligible.ravel()
    chain = np.arange(draws)[:, None] * people * people
    hair = 1e-9 * totals.max(initial=0.0)  # totals may be sums of fractions
    for _ in range(SWEEPS * people if people >= SWAPPED else 0):
        first, second = rng.permutation(people)[: people // 2 * 2].reshape(2, -1) * people
        left, right = rng.integers(people, size=(2, draws, people // 2))
        cells = [chain + row + column for row in (first, second) for column in (left, right)]
        held = [flat[cell] for cell in cells]
        one, other, its, theirs = (
            told[row + target]
            for row, target in zip((first, first, second, second), held, strict=True)
        )
        keeps = np.abs(one + its - other - theirs) <= hair
        for row in (first, second):
            keeps &= may[row + left] & may[row + right]
        for cell, target in zip(cells, (held[1], held[0], held[3], held[2]), strict=True):
            flat[cell[keeps]] = target[keeps]
    return source


def windows(
    ties: NDArray[np.float64],
    present: NDArray[np.bool_],
    eligible: NDArray[np.bool_],
    *,
    draws: int,
    seed: int,
    null: Literal["targets", "margins"] = "targets",
) -> Iterator[NDArray[np.float64]]:
    """Yield the windows a null draws, some at a time: (some, n, n) totals where both answered.

    `ties` is (rounds, n, n), `present` (rounds, n), `eligible` as `eligibility` gives it. "targets"
    is `permuted_targets`, "margins" is `margin_keeping_targets`.
    """
    people = len(eligible)
    told, rng = ties * present[:, :, None], np.random.default_rng(seed)
    if null == "targets" and people > LARGE:
        place = np.arange(people**2).reshape(people, people)
        for drawn in moved.cells(ties, present, eligible, place, draws=draws, rng=rng):
            yield drawn.reshape(-1, people, people)
        return
    margins = partial(margin_keeping_targets, told.sum(axis=0))
    draw = margins if null == "margins" else permuted_targets
    for some in _blocks(people, draws):
        yield redrawn(told, present, draw(eligible, some, rng))


def pairs(
    ties: NDArray[np.float64],
    present: NDArray[np.bool_],
    eligible: NDArray[np.bool_],
    *,
    draws: int,
    seed: int,
    null: Literal["targets", "margins"] = "targets",
) -> Iterator[NDArray[np.float64]]:
    """Yield the drawn windows of `windows`, arguments as there, pair by pair: (2, pairs, some).

    First what the one of each two told of the other, then what the other told of the one. They are
    to be used before the next are asked for, which take their room.
    """
    people = len(eligible)
    one, other = np.triu_indices(people, 1)
    if null == "margins":
        for window in windows(ties, present, eligible, draws=draws, seed=seed, null=null):
            yield np.stack([window[:, one, other].T, window[:, other, one].T])
    elif people > LARGE:
        place = np.zeros((people, people), dtype=np.intp)
        place[one, other] = np.arange(len(one))
        place[other, one] = len(one) + np.arange(len(one))
        rng = np.random.default_rng(seed)
        for drawn in moved.cells(ties, present, eligible, place, draws=draws, rng=rng):
            yield drawn.reshape(len(drawn), 2, len(one)).transpose(1, 2, 0)
    else:
        yield from _looked_up(ties, present, eligible, draws, seed)


def _looked_up(
    ties: NDArray[np.float64],
    present: NDArray[np.bool_],
    eligible: NDArray[np.bool_],
    draws: int,
    seed: int,
) -> Iterator[NDArray[np.float64]]:
    people = len(eligible)
    reach = _reach(ties * present[:, :, None], present).ravel()
    step = max(1, CELLS_IN_CACHE // max(people, 1) ** 2)
    room = np.empty(step * people * (people - 1))
    for block in _permuted(eligible, draws, seed):
        for first in range(0, block.shape[2], step):
            cells = block[:, :, first : first + step]
            # Fresh memory for every stack would cost more than all else.
            drawn = room[: cells.size].reshape(cells.shape)
            yield reach.take(cells, out=drawn, mode="clip")


def _blocks(people: int, draws: int) -> tuple[int, ...]:
    """Return how many draws to hold at a time, until all are done."""
    block = max(1, CELLS_AT_A_TIME // max(people, 1) ** 2)
    return tuple(min(block, draws - done) for done in range(0, draws, block))


def _permuted(
    eligible: NDArray[np.bool_], draws: int, seed: int
) -> Iterator[NDArray[np.integer]] | tuple[NDArray[np.integer], ...]:
    """Return the cells of `permuted_targets` of a seed, block by block."""
    people = len(eligible)
    blocks = _blocks(people, draws)
    if draws * people * (people - 1) <= KEPT_CELLS and (eligible == everyone_else(people)).all():
        return _kept(people, blocks, seed)
    rng = np.random.default_rng(seed)
    return (_cells(permuted_targets(eligible, some, rng)) for some in blocks)


@lru_cache(maxsize=2)
def _kept(people: int, blocks: tuple[int, ...], seed: int) -> tuple[NDArray[np.integer], ...]:
    """Return the cells for people who may all name each other: they hang on nothing told.

    A window looked at again without one of its people asks for the same ones, and drawing them is
    most of the work.
    """
    eligible, rng = everyone_else(people), np.random.default_rng(seed)
    return tuple(_cells(permuted_targets(eligible, some, rng)) for some in blocks)


def _cells(source: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return (2, pairs, draws): where in a flat `_reach` the share of each of a pair lies.

    Half of all comparisons, and one index where there would be three.
    """
    people = source.shape[-1]
    each = source.transpose(1, 2, 0)
    one, other = (side.astype(source.dtype) for side in np.triu_indices(people, 1))
    return np.stack(
        [
            (each[i, j] + i[:, None] * people) * people + j[:, None]
            for i, j in ((one, other), (other, one))
        ]
    )


def redrawn(
    ties: NDArray[np.float64], answered: NDArray[np.bool_], source: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return the windows a null draws: (draws, n, n) totals over the pairs where both answered.

    `ties` is (rounds, n, n), `answered` (rounds, n), `source` as `permuted_targets` gives it.
    """
    people = np.arange(source.shape[-1])
    reach = _reach(ties * answered[:, :, None], answered)
    drawn: NDArray[np.float64] = reach[people[:, None], source, people]
    drawn[:, people, people] = 0.0
    return drawn


def _reach(told: NDArray[np.float64], answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return (i, s, j): what i told of s, counted in the rounds in which i and j both answered."""
    reach: NDArray[np.float64] = np.tensordot(told, answered.astype(np.float64), axes=(0, 0))
    return reach

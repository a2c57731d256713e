"""What ties would look like by chance: permuted targets, and the weighted configuration model.

A null keeps what is not in question. The permutation keeps every answer of every responder, its
stickiness over the weeks included, and shuffles only *whom* it names: one permutation of targets a
person for the whole window. Shuffling week by week would break sticky ties and make ordinary teams
look less mutual than chance.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from analytics import moved
from analytics.errors import NoConvergence, WrongShape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator
    from numpy.typing import ArrayLike, NDArray


STEPS = 500
"""Newton steps before giving up; a few dozen are usual, more where a tie must be nearly absent."""

SWAPPED = 4
"""A swap needs two people and two targets, all different."""

SWEEPS = 32
"""Steps of swaps for each person of the group, of half as many swaps each."""

CELLS_AT_A_TIME = 250_000
"""Drawn cells held at a time: some megabytes, however many draws are asked for."""

CELLS_IN_CACHE = 50_000
"""Cells looked up at a time: what a processor holds near, so that no fresh memory is asked for."""

KEPT_CELLS = 4_000_000
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
    keys >>= ends
    keys <<= ends
    keys |= _numbers(places, kind)
    keys.sort(axis=1)
    return keys & kind((1 << ends) - 1)


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

    They are to be used before the next are asked for, which take their room.
    `ties` is (rounds, n, n), `present` (rounds, n), `eligible` as `eligibility` gives it. "targets"
    is `permuted_targets`, "margins" is `margin_keeping_targets`.
    """
    people = len(eligible)
    told, rng = ties * present[:, :, None], np.random.default_rng(seed)
    if null == "margins":
        for some in _blocks(people, draws):
            source = margin_keeping_targets(told.sum(axis=0), eligible, some, rng)
            yield redrawn(told, present, source)
    elif people > LARGE:
        yield from moved.windows(ties, present, eligible, draws=draws, rng=rng)
    else:
        reach = _reach(told, present)
        step = max(1, CELLS_IN_CACHE // max(people, 1) ** 2)
        room = np.empty(step * people**2)
        for cells in _permuted(eligible, draws, seed):
            for first in range(0, cells.shape[2], step):
                yield _landed(reach, cells[:, :, first : first + step], room)


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
    if draws * people**2 <= KEPT_CELLS and (eligible == everyone_else(people)).all():
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


def redrawn(
    ties: NDArray[np.float64], answered: NDArray[np.bool_], source: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return the windows a null draws: (draws, n, n) totals over the pairs where both answered.

    `ties` is (rounds, n, n), `answered` (rounds, n), `source` as `permuted_targets` gives it.
    """
    cells = _cells(source)
    return _landed(_reach(ties * answered[:, :, None], answered), cells, np.empty(cells.size))


def _reach(told: NDArray[np.float64], answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return (i, s, j): what i told of s, counted in the rounds in which i and j both answered."""
    present = answered.astype(np.float64)
    reach: NDArray[np.float64] = np.einsum("tis,tj->isj", told, present, optimize=True)
    return reach


def _cells(source: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return (n, n, draws): where in a flat `_reach` each target's share lies.

    One index is quicker than three.
    """
    people = _numbers(source.shape[-1], source.dtype.type)
    own = people[:, None, None] * len(people)
    first = np.ascontiguousarray(source.transpose(1, 2, 0))
    cells: NDArray[np.integer] = (first + own) * len(people) + people[:, None]
    return cells


def _landed(
    reach: NDArray[np.float64], cells: NDArray[np.integer], room: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (draws, n, n) in `room`: the windows in which what was told landed as `cells` say.

    Fresh memory for every stack would cost more than all else.
    """
    people, drawn = np.arange(len(reach)), room[: cells.size].reshape(cells.shape)
    reach.ravel().take(cells, out=drawn, mode="clip")
    drawn[people, people] = 0.0
    return drawn.transpose(2, 0, 1)


def configuration_model(w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit the directed weighted configuration model and return its (n, n) success probabilities p.

    Weights are geometric with ⟨w_ij⟩ = p/(1−p), p_ij = x_i y_j, and x, y such that the expected
    out- and in-strengths equal those of `w` (its diagonal must be 0). Newton's method on the
    concave likelihood. Raises `NoConvergence`. Source: Squartini, Picciolo, Ruzzenenti &
    Garlaschelli 2013.
    """
    n = len(w)
    goal = np.concatenate([w.sum(axis=1), w.sum(axis=0)])
    live = goal > 0
    pairs = everyone_else(n) & np.outer(live[:n], live[n:])
    # The natural parameters: p = exp(−(a_i + b_j)); a start at which every p is a half or so.
    theta = np.full(2 * n, 0.5)
    probability = _probability(theta, pairs)
    for _ in range(STEPS):
        mean = probability / (1 - probability)
        miss = np.concatenate([mean.sum(axis=1), mean.sum(axis=0)]) - goal
        if np.abs(miss).max(initial=0.0) < 1e-10 * max(1.0, goal.max(initial=0.0)):
            return probability
        curvature = _curvature(mean)
        # A hair of ridge: the level between x and y is free, and people without ties have none.
        hair = 1e-12 * curvature.trace() * np.eye(2 * n)
        step = np.linalg.solve(curvature + hair, miss)
        theta = theta + _feasible(theta, step, pairs) * step
        probability = _probability(theta, pairs)
    raise NoConvergence


def _probability(theta: NDArray[np.float64], pairs: NDArray[np.bool_]) -> NDArray[np.float64]:
    n = len(pairs)
    return np.where(pairs, np.exp(-np.maximum(theta[:n, None] + theta[None, n:], 1e-12)), 0.0)


def _curvature(mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the information matrix of the parameters: variances of the strengths."""
    spread = mean * (1 + mean)
    out, into = np.diag(spread.sum(axis=1)), np.diag(spread.sum(axis=0))
    return np.block([[out, spread], [spread.T, into]])


def _feasible(
    theta: NDArray[np.float64], step: NDArray[np.float64], pairs: NDArray[np.bool_]
) -> float:
    """Return the largest share of the step, at most 1, that keeps every p below 1."""
    n = len(pairs)
    here, move = (v[:n, None] + v[None, n:] for v in (theta, step))
    falling = pairs & (move < 0)
    return float(min(1.0, 0.9 * (here[falling] / -move[falling]).min(initial=np.inf)))

"""What ties would look like by chance: permuted targets, and the weighted configuration model.

A null keeps what is not in question. The permutation keeps every answer of every responder, its
stickiness over the weeks included, and shuffles only *whom* it names: one permutation of targets a
person for the whole window. Shuffling week by week would break sticky ties and make ordinary teams
look less mutual than chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.errors import NoConvergence, WrongShape

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike, NDArray


STEPS = 500
"""Newton steps before giving up; a few dozen are usual, more where a tie must be nearly absent."""

SWAPPED = 4
"""A swap needs two people and two targets, all different."""


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


def permuted_targets(eligible: NDArray[np.bool_], draws: int, rng: Generator) -> NDArray[np.intp]:
    """Draw, for each person, permutations of the targets they may name.

    Returns (draws, n, n) indices `s`: in a draw, target j of person i receives what i told of
    target `s[draw, i, j]`. Targets i may not name stay where they are.
    """
    people = len(eligible)
    source = np.broadcast_to(np.arange(people), (draws, people, people)).copy()
    for person, targets in enumerate(eligible):
        places = np.flatnonzero(targets)
        order = np.argsort(rng.random((draws, len(places)), dtype=np.float32), axis=1)
        source[:, person, places] = places[order]
    return source


def margin_keeping_targets(
    totals: NDArray[np.float64], eligible: NDArray[np.bool_], draws: int, rng: Generator
) -> NDArray[np.intp]:
    """Draw permutations of targets that also keep what everyone received in all.

    `totals[i, j]` is what i told of j in the whole window. Each draw is its own chain of swaps from
    what was observed: two people exchange the same two targets, and the exchange stands only if
    both targets keep their totals. 12·n² proposals a draw. Shape and meaning as `permuted_targets`.
    """
    people = len(eligible)
    source = np.broadcast_to(np.arange(people), (draws, people, people)).copy()
    if people < SWAPPED:
        return source
    chain = np.arange(draws)
    for _ in range(12 * people * people):
        four = np.argsort(rng.random((draws, people), dtype=np.float32), axis=1)[:, :SWAPPED]
        first, second, left, right = four.T
        cells = (source[chain, first, left], source[chain, first, right])
        others = (source[chain, second, left], source[chain, second, right])
        kept = totals[first, cells[0]] + totals[second, others[0]]
        keeps = np.isclose(kept, totals[first, cells[1]] + totals[second, others[1]])
        keeps &= eligible[first, left] & eligible[first, right]
        keeps &= eligible[second, left] & eligible[second, right]
        source[chain[keeps], first[keeps], left[keeps]] = cells[1][keeps]
        source[chain[keeps], first[keeps], right[keeps]] = cells[0][keeps]
        source[chain[keeps], second[keeps], left[keeps]] = others[1][keeps]
        source[chain[keeps], second[keeps], right[keeps]] = others[0][keeps]
    return source


def redrawn(
    ties: NDArray[np.float64], answered: NDArray[np.bool_], source: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the windows a null draws: (draws, n, n) totals over the pairs where both answered.

    `ties` is (rounds, n, n), `answered` (rounds, n), `source` as `permuted_targets` gives it.
    """
    present = answered.astype(np.float64)
    people = np.arange(ties.shape[1])
    drawn: NDArray[np.float64]
    if len(source) < len(people):
        # A large group drawn a few times: the cube below would cost more than all of the draws.
        drawn = np.zeros(source.shape)
        for told, here in zip(ties, present, strict=True):
            drawn += told[people[:, None], source] * (here[:, None] * here)
    else:
        # reach[i, s, j]: what i told of s, counted in the rounds in which i and j both answered.
        reach = np.einsum("tis,tj->isj", ties * present[:, :, None], present, optimize=True)
        drawn = reach[people[:, None], source, people[None, :]]
    drawn[:, people, people] = 0.0
    return drawn


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
        step = np.linalg.lstsq(_curvature(mean), miss, rcond=1e-13)[0]
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

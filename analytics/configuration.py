"""The directed weighted configuration model: what ties look like if only strengths are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics import nulls
from analytics.errors import NoConvergence

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 500
"""Newton steps before giving up; a few dozen are usual, more where a tie must be nearly absent."""


def probabilities(w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit the directed weighted configuration model and return its (n, n) success probabilities p.

    Weights are geometric with ⟨w_ij⟩ = p/(1−p), p_ij = x_i y_j, and x, y such that the expected
    out- and in-strengths equal those of `w` (its diagonal must be 0). Newton's method on the
    concave likelihood. Raises `NoConvergence`. Source: Squartini, Picciolo, Ruzzenenti &
    Garlaschelli 2013.
    """
    n = len(w)
    goal = np.concatenate([w.sum(axis=1), w.sum(axis=0)])
    live = goal > 0
    pairs = nulls.everyone_else(n) & np.outer(live[:n], live[n:])
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

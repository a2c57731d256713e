"""Checks every measure makes of the arrays it is given, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.errors import WrongShape, WrongValue

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def square(w: ArrayLike) -> NDArray[np.float64]:
    """Return `w` as an (n, n) float copy whose diagonal is 0.

    Raises `WrongShape` unless it is square, `WrongValue` if a cell off the diagonal is negative or
    not finite.
    """
    matrix = np.array(w, dtype=np.float64)
    if matrix.shape != matrix.shape[:1] * 2:
        raise WrongShape(f"A square matrix is needed, not one of shape {matrix.shape}.")
    np.fill_diagonal(matrix, 0.0)
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise WrongValue("Ties must be finite and not negative.")
    return matrix


def weekly(weeks: ArrayLike) -> NDArray[np.float64]:
    """Return `weeks` as a (rounds, n, n) float copy with diagonals of 0; errors as for `square`."""
    ties = np.array(weeks, dtype=np.float64)
    if ties.shape != ties.shape[:1] + ties.shape[1:2] * 2:
        raise WrongShape(f"Ties have the shape (rounds, people, people), not {ties.shape}.")
    people = np.arange(ties.shape[1])
    ties[:, people, people] = 0.0
    if not np.isfinite(ties).all() or (ties < 0).any():
        raise WrongValue("Ties must be finite and not negative.")
    return ties


def presence(answered: ArrayLike, rounds: int, people: int) -> NDArray[np.bool_]:
    """Return `answered` as a (rounds, people) bool array, or raise `WrongShape`."""
    present = np.asarray(answered, dtype=np.bool_)
    if present.shape != (rounds, people):
        raise WrongShape(f"Presence must have the shape {(rounds, people)}, not {present.shape}.")
    return present


def vector(x: ArrayLike) -> NDArray[np.float64]:
    """Return `x` as a one-dimensional float array of finite values that are not negative."""
    values = np.asarray(x, dtype=np.float64)
    if values.ndim != 1:
        raise WrongShape(f"One value a person is needed, not an array of shape {values.shape}.")
    if not np.isfinite(values).all() or (values < 0).any():
        raise WrongValue("Loads must be finite and not negative.")
    return values

"""Groups in which everybody rates everybody, by the Social Relations Model."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray


def simulated(rng: Generator, *, teams: int, n: int) -> NDArray[np.float64]:
    """Draw (teams, n, n) ratings with variances .2, .2, .6 and correlations .25 and .3."""
    shared = rng.multivariate_normal([0, 0], [[0.2, 0.05], [0.05, 0.2]], (teams, n))
    noise = rng.normal(size=(teams, n, n))
    back = noise.transpose(0, 2, 1)
    mix = np.sqrt(0.6) * (np.sqrt(1 - 0.3**2) * np.triu(noise, 1) + 0.3 * np.triu(back, 1))
    g = np.tril(np.sqrt(0.6) * noise, -1) + mix
    ratings: NDArray[np.float64] = 3 + shared[..., 0][:, :, None] + shared[..., 1][:, None, :] + g
    return ratings

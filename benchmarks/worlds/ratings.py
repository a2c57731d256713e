"""Teams that answer scale items, as the attack model has them, and what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analytics import thresholds

PERSON_SD = 0.9
TEAM_WEEK_SD = 0.3
NOISE_SD = 0.5
RESPONSE = 0.8


@dataclass(frozen=True, slots=True)
class Windows:
    """Facet windows of teams of one size, shape (teams, windows) each; NaN with no respondent."""

    exact: NDArray[np.float64]
    """Mean of person-means of those who answered enough."""
    latent: NDArray[np.float64]
    """The same of all members without forgetting, rounding or absence: what one wants to know."""
    respondents: NDArray[np.int64]


def play(
    level: NDArray[np.float64],
    *,
    n: int,
    answers: int,
    rng: Generator,
    week_sd: float = TEAM_WEEK_SD,
) -> Windows:
    """Let a team at `level` (teams, windows) answer `answers` items a window each.

    `week_sd` is how far the whole team moves from week to week. What a person would answer on an
    endless scale is cut at 1 and 5 before the latent mean is taken: nobody can be further than the
    scale.
    """
    teams, windows = level.shape
    person = rng.normal(0, PERSON_SD, (teams, 1, n, 1))
    week = rng.normal(0, week_sd, (teams, windows, 1, answers))
    latent = level[:, :, None, None] + person + week
    noise = rng.normal(0, NOISE_SD, (teams, windows, n, answers))
    told = np.clip(np.rint(latent + noise), 1, 5)
    here = rng.random(told.shape) < RESPONSE
    enough = here.sum(axis=-1) >= thresholds.FACET_ANSWERS
    with np.errstate(invalid="ignore"):
        mean = np.where(here, told, 0).sum(axis=-1) / here.sum(axis=-1)
        exact = np.where(enough, mean, 0).sum(axis=-1) / enough.sum(axis=-1)
    truth = np.clip(latent.mean(axis=-1), 1, 5).mean(axis=-1)
    return Windows(exact, truth, enough.sum(axis=-1))


def leans(teams: int, *, n: int, rng: Generator) -> NDArray[np.float64]:
    """Return by how many points the scores of teams of a size are shifted, shape (teams, 1)."""
    most = thresholds.LEAN_MOST * thresholds.leans(n)
    return rng.uniform(-most, most, (teams, 1))


def shown_steps(exact: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sticky half-point step shown in each window, shape (teams, windows)."""
    steps = np.empty_like(exact)
    shown = np.full(len(exact), np.nan)
    for window in range(exact.shape[1]):
        fresh = np.floor(exact[:, window] / thresholds.STEP + 0.5) * thresholds.STEP
        fresh = fresh.clip(thresholds.STEP_LOWEST, thresholds.STEP_HIGHEST)
        stays = np.abs(exact[:, window] - shown) <= thresholds.STEP_STICKS_WITHIN + 1e-9
        shown = np.where(stays, shown, fresh)
        steps[:, window] = shown
    return steps

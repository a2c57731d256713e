"""Teams that answer the real tie prompts: habits, at most three names, forgetting and absence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

NAMES = 3
"""A prompt takes three names at most."""


@dataclass(frozen=True, slots=True)
class World:
    """What ordinary teams are like; every value is a choice, stated to be argued with."""

    needs: tuple[float, float] = (1.2, 2.4)
    """Helpers a person has in a week: each team's mean lies between these, the count is Poisson."""
    spread: float = 0.39
    """Coefficient of variation of how often ordinary people are turned to, all habits aside."""
    stickiness: float = 6.0
    """Shape of the gamma weights of pairs: 1 means few habitual helpers, many no habits at all."""
    receiver_tells: float = 0.85
    giver_tells: float = 0.7
    """The chance that a tie comes to mind when the prompt asks for it."""
    response: float = 0.75
    light: bool = False
    """The prompts take turns: "who helped you" in one round, "whom did you help" in the next."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Shapes (teams, rounds, n, n) and (teams, rounds, n), as `analytics.matrices.TieWeeks`."""

    helped_me: NDArray[np.bool_]
    i_helped: NDArray[np.bool_]
    answered: NDArray[np.bool_]


def play(
    world: World, *, teams: int, n: int, rounds: int, load: float = 1.0, rng: Generator
) -> Answers:
    """Let teams answer for some rounds; person 0 is turned to `load` times as often as others."""
    own = world.spread**2
    pull = rng.gamma(1 / own, own, (teams, 1, n)).astype(np.float32)
    if load != 1:
        pull[:, :, 0] = load
    habit = rng.gamma(world.stickiness, size=(teams, n, n)).astype(np.float32)
    weight = np.log(np.maximum(pull * habit, 1e-30))
    weight[:, np.arange(n), np.arange(n)] = -np.inf
    luck = rng.random((teams, rounds, n, n), dtype=np.float32).clip(1e-7, 1 - 1e-7)
    # Weights with Gumbel noise, the largest first: a draw without replacement by weight.
    chance = weight[:, None] - np.log(-np.log(luck))
    pace = rng.uniform(*world.needs, (teams, 1, 1, 1))
    needs = rng.poisson(pace, (teams, rounds, n, 1)).clip(max=n - 1)
    happened = largest(chance, needs)
    answered = rng.random((teams, rounds, n), dtype=np.float32) < world.response
    helped_me = _named(happened, world.receiver_tells, rng) & answered[..., None]
    i_helped = _named(happened.swapaxes(-1, -2), world.giver_tells, rng) & answered[..., None]
    if world.light:
        helped_me[:, 1::2] = False
        i_helped[:, ::2] = False
    return Answers(helped_me, i_helped, answered)


def largest(values: NDArray[np.float32], count: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which values are among the `count` largest of their row; shapes (…, n) and (…, 1)."""
    n = values.shape[-1]
    rising = np.sort(values, axis=-1)
    least = np.take_along_axis(rising, (n - count).clip(max=n - 1), axis=-1)
    return (values >= least) & (count > 0)


def _named(ties: NDArray[np.bool_], told: float, rng: Generator) -> NDArray[np.bool_]:
    """Keep the ties that come to mind, and of those any three."""
    luck = rng.random(ties.shape, dtype=np.float32)
    mind = ties & (luck < told)
    most = np.full((*ties.shape[:-1], 1), min(NAMES, ties.shape[-1]))
    return mind & largest(np.where(mind, luck, np.float32(-1)), most)

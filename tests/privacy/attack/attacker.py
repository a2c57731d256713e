"""The Bayes-optimal attacker of the linear-Gaussian version of a world.

Every figure is a linear form of answers, known up to an interval; an answer is m + a·(level + mood)
+ rest, with m, a and the rest's variance measured on the world itself, which the attacker knows.
The secret lean of few people is one more unknown for each population, the same in every figure of
theirs.
Intervals enter by expectation propagation: exact for a Gaussian, and never weaker than the usual
r² / 12 for rounding.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tests.privacy.attack.evidence import Evidence, dense
from tests.privacy.attack.worlds import DRIFT, MEAN, NOISE, PERSON, RHO, WEEK, Team

SWEEPS, DAMPING = 8, 0.7
DRAWS = 800
UNKNOWN = 1.0
"""Variance of a lean before its bounds, a figure among the others, make it uniform."""


@dataclass(frozen=True)
class Moments:
    """An answer as a linear function of what lies behind it."""

    mean: float
    slope: float
    rest: float
    """Variance of what level and mood do not explain."""


@cache
def moments(*, drift: bool) -> Moments:
    """Measure what rounding and clipping make of an answer."""
    rng = np.random.default_rng(0)
    latent = rng.normal(0, PERSON, 400_000) + rng.normal(0, WEEK, 400_000)
    if drift:
        latent += rng.normal(0, DRIFT * np.sqrt(2), 400_000)
    said = np.clip(np.rint(MEAN + latent + rng.normal(0, NOISE, 400_000)), 1, 5)
    slope = float(np.cov(said, latent)[0, 1] / latent.var())
    rest = float(said.var() - slope**2 * latent.var())
    return Moments(float(said.mean()), slope, rest)


@dataclass
class Belief:
    """What an attacker holds for true after reading."""

    team: Team
    forms: NDArray
    total: NDArray
    """(figures, weeks): weights summed over people."""
    persons: NDArray
    """Covariance of one person's levels between weeks."""
    moods: NDArray
    solved: NDArray
    """(Σ + site variances)⁻¹ (site values − mean)."""
    inverse: NDArray
    stands: dict[tuple[int, int, int], list[tuple[int, float]]]
    """The figures an answer stands in, and its weight there."""
    known: Moments

    def answer(self, at: tuple[int, int, int]) -> tuple[float, float]:
        """Mean and standard deviation of one answer."""
        person, week, _ = at
        m = self.known
        cov = self.forms[:, person] @ self.persons[week]
        cov = m.slope**2 * (cov + self.total @ self.moods[week])
        for row, weight in self.stands.get(at, ()):
            cov[row] += m.rest * weight
        var = m.slope**2 * (self.persons[week, week] + self.moods[week, week]) + m.rest
        left = max(var - cov @ self.inverse @ cov, 1e-9)
        return m.mean + float(cov @ self.solved), float(np.sqrt(left))

    def levels(self, people: list[int]) -> tuple[NDArray, NDArray]:
        """Mean and covariance of what people tend to answer, on average over their weeks."""
        spans = np.array([self.team.here[one] / self.team.here[one].sum() for one in people])
        cov = np.stack([self.forms[:, p] @ (self.persons @ spans[i]) for i, p in enumerate(people)])
        cov = self.known.slope * cov
        prior = np.diag([span @ self.persons @ span for span in spans])
        return cov @ self.solved, prior - cov @ self.inverse @ cov.T

    def lowest(self, people: list[int]) -> tuple[int, float]:
        """The person most probably lowest, and how probably."""
        mean, cov = self.levels(people)
        drawn = np.random.default_rng(0).standard_normal((DRAWS, len(people)))
        value, vectors = np.linalg.eigh(cov)
        # The symmetric root: there is one only, whichever vectors a processor finds for it.
        root = (vectors * np.sqrt(np.maximum(value, 0))) @ vectors.T
        draws = mean + drawn @ root
        times = np.bincount(draws.argmin(axis=1), minlength=len(people))
        # Draws are noise: among equals the lowest mean decides. Of people of whom everything says
        # the same the first is named, and not who has it by how a processor rounds.
        best = int(np.lexsort((people, mean.round(9), -times))[0])
        return people[best], float(times[best] / DRAWS)


def read(team: Team, evidence: Evidence) -> Belief:
    """Return what follows from the evidence."""
    known = moments(drift=team.cell.drift)
    weeks = team.cell.weeks
    apart = RHO ** np.abs(np.subtract.outer(np.arange(weeks), np.arange(weeks)))
    wander = DRIFT**2 * apart * team.cell.drift
    persons, moods = PERSON**2 + wander, WEEK**2 * np.eye(weeks) + wander
    forms, squares = dense(evidence, team.here.shape)
    size = team.here.size
    flat = (forms @ persons).reshape(-1, size) @ forms.reshape(-1, size).T
    total = forms.sum(axis=1)
    prior = known.slope**2 * (flat + total @ moods @ total.T)
    # No answer stands in two figures, except a colluder's, of whom nothing is asked.
    prior += np.diag(known.rest * squares + 1e-9)
    prior += UNKNOWN * _alike(evidence.leans)
    mean = known.mean * total.sum(axis=1)
    value, variance = _sites(prior, mean, np.array(evidence.low), np.array(evidence.high))
    inverse = np.linalg.inv(prior + np.diag(variance)) if len(mean) else prior
    solved = inverse @ (value - mean)
    stands = defaultdict(list)
    for row, weights in enumerate(evidence.weights):
        for at, weight in weights.items():
            stands[at].append((row, weight))
    return Belief(team, forms, total, persons, moods, solved, inverse, stands, known)


def _alike(leans: list[frozenset[int] | None]) -> NDArray[np.bool_]:
    """(figures, figures): whether the same people's lean is in both."""
    places = {people: place for place, people in enumerate(dict.fromkeys(leans))}
    own = np.array([-1 if people is None else places[people] for people in leans], int)
    return (own[:, None] == own) & (own >= 0)


def _sites(prior: NDArray, mean: NDArray, low: NDArray, high: NDArray) -> tuple[NDArray, NDArray]:
    """Gaussian stand-ins for the intervals: expectation propagation, all sites at once."""
    narrow = high - low < 0.1
    value = (low + high) / 2
    variance = np.where(narrow, np.maximum((high - low) ** 2 / 12, 1e-9), 1e3)
    if narrow.all():
        return value, variance
    for _ in range(SWEEPS):
        gain = prior @ np.linalg.inv(prior + np.diag(variance))
        post = mean + gain @ (value - mean)
        spread = np.maximum(np.diag(prior) - np.einsum("ij,ji->i", gain, prior), 1e-9)
        precision = np.maximum(1 / spread - 1 / variance, 1e-4)
        cavity_mean = (post / spread - value / variance) / precision
        new_mean, new_var = _truncated(cavity_mean, 1 / precision, low, high)
        tau = np.clip(1 / new_var - precision, 1e-3, 1e6)
        fresh = (new_mean / new_var - cavity_mean * precision) / tau
        keep = (1 - DAMPING) / variance
        tau_new = keep + DAMPING * tau
        moved = (keep * value + DAMPING * tau * fresh) / tau_new
        value = np.where(narrow, value, moved)
        variance = np.where(narrow, variance, 1 / tau_new)
    return value, variance


def _truncated(mean: NDArray, var: NDArray, low: NDArray, high: NDArray) -> tuple[NDArray, NDArray]:
    """Mean and variance of a normal known to lie in an interval; its ends where it is far away."""
    sd = np.sqrt(var)
    a, b = (low - mean) / sd, (high - mean) / sd
    mass = ndtr(b) - ndtr(a)
    far = mass < 1e-6
    safe = np.where(far, 1.0, mass)
    pa, pb = (np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi) for at in (a, b))
    shift = (pa - pb) / safe
    new_mean = mean + sd * shift
    new_var = var * (1 + (a * pa - b * pb) / safe - shift**2)
    edge = np.clip(mean, low, high)
    flat = (high - low) ** 2 / 12
    return np.where(far, edge, new_mean), np.maximum(np.where(far, flat, new_var), 1e-6)

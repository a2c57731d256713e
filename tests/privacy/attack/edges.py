"""Who turns to whom? A joint attack on ties: published sentences, scores, an accomplice's mirror.

The accomplice tells the attacker their own answers in every case; the question is what the product
adds. Both attackers learn from other teams whose truth they know (half of all teams), and rank the
pairs of people that the accomplice is not one of, in the other half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from slackapp.domain.gathering import TieWeek
from slackapp.domain.mirror import note
from tests.privacy.attack.attacker import read
from tests.privacy.attack.evidence import published
from tests.privacy.attack.pipeline import Shown
from tests.privacy.attack.replay import replay
from tests.privacy.attack.worlds import NAMES, Cell, Team, world

WINDOW = 8
PAIRS = 60
"""Pairs of one team that are ranked, drawn at random where there are more."""
SENTENCES = {
    "carriers": ("few", "half", "most"),
    "held_by_few": ("nothing", "held_by_few"),
    "two_way": ("half", "most"),
    "agreement": ("few", "half", "most"),
    "mutual": ("cannot_tell", "more", "clearly_more"),
}
SHARES = (None, "few", "half", "most")
RIDGE = 1.0


def edges(cell: Cell, *, seed: int, number: int) -> dict[str, object]:
    """Return rows of what is known about pairs: truth, what the accomplice knows, what is added."""
    team = world(cell, seed=seed, number=number)
    shown = replay(team)
    people = len(team.here)
    rng = np.random.default_rng([seed, number, 2])
    accomplice = int(rng.integers(people))
    others = [p for p in range(people) if p != accomplice]
    pairs = [(i, j) for i in others for j in others if i != j]
    drawn = rng.permutation(len(pairs))[:PAIRS]
    told = _told(team)
    own = np.stack([told[:, accomplice].sum(axis=0), told[:, :, accomplice].sum(axis=0)])
    level, _ = read(team, published(team, shown)).levels(list(range(people)))
    added = [*_sentences(shown), *_mirror(team, accomplice)]
    said = team.said.mean(axis=1)
    rows = []
    for i, j in (pairs[at] for at in drawn):
        known = [*own[:, i], *own[:, j], own[0, j] * own[1, i], 10 * said[i], 10 * said[j]]
        more = [level[i], level[j], *(x * y for x in added for y in (own[0, j], own[1, i]))]
        values = [float(team.turns_to[i, j]), *known, *more]
        rows.append([round(float(value), 3) for value in values])
    return {"teams": 1, "rows": rows, "known": 7}


def _told(team: Team) -> NDArray[np.bool_]:
    """(weeks, people, people): i said that j helped them."""
    return team.helped_me & team.said.T[:, :, None]


def _sentences(shown: Shown) -> list[float]:
    """The mean place of each sentence about ties over the windows in which it was shown."""
    means = []
    for measure, codes in SENTENCES.items():
        values = [
            codes.index(str(reading.value))
            for (name, *_), reading in shown.readings.items()
            if name == measure and reading.value is not None
        ]
        means.append(float(np.mean(values)) if values else 0.0)
    return means


def _mirror(team: Team, accomplice: int) -> list[float]:
    """How many say that the accomplice helped them, as the mirror puts it: mean and best level."""
    levels = []
    for first in range(0, team.cell.weeks - WINDOW + 1, WINDOW):
        weeks = range(first, first + WINDOW)
        told = {p: [_week(team, p, week) for week in weeks] for p in range(len(team.here))}
        said = note(
            told[accomplice],
            place=accomplice,
            told=told,
            asked=frozenset(range(WINDOW)),
            listed=frozenset(range(WINDOW)),
            ends_on=np.datetime64("today").item(),
        )
        levels.append(SHARES.index(said.named_by))
    return [float(np.mean(levels)), float(max(levels))]


def _week(team: Team, person: int, week: int) -> TieWeek:
    if not team.said[person, week]:
        return TieWeek()
    named = team.helped_me[week, person].nonzero()[0][:NAMES]
    return TieWeek(helped_me=tuple((int(other), 0) for other in named))


@dataclass(frozen=True)
class Gain:
    """Area under the curve within teams, without and with what the product adds."""

    teams: int
    without: float
    added: float
    error: float
    """Standard error of the difference, teams as the sample."""


def gain(teams: list[dict]) -> Gain:
    """Learn on one half of the teams and rank in the other, both ways round."""
    areas: tuple[list[float], list[float]] = ([], [])
    halves = teams[::2], teams[1::2]
    for here, there in (halves, halves[::-1]):
        known = int(here[0]["known"])
        rows = np.concatenate([np.array(team["rows"]) for team in here])
        for area, columns in zip(areas, (1 + known, rows.shape[1]), strict=True):
            rank = learn(rows[:, 1:columns], rows[:, 0])
            for team in there:
                tried = np.array(team["rows"])
                area.append(auc(tried[:, 0], rank(tried[:, 1:columns])))
    without, added = (float(np.nanmean(area)) for area in areas)
    apart = np.subtract(areas[1], areas[0])
    error = float(np.nanstd(apart) / np.sqrt(np.isfinite(apart).sum()))
    return Gain(int(np.isfinite(apart).sum()), without, added, error)


def learn(rows: NDArray, truth: NDArray):
    """Fit a ridge logistic regression and return what it makes of new rows."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9

    def ready(some: NDArray) -> NDArray:
        return np.column_stack([np.ones(len(some)), (some - mean) / spread])

    x = ready(rows)

    def loss(beta: NDArray) -> tuple[float, NDArray]:
        score = x @ beta
        value = np.logaddexp(0, score).sum() - truth @ score + RIDGE * (beta[1:] ** 2).sum()
        slope = x.T @ (1 / (1 + np.exp(-score)) - truth) + 2 * RIDGE * np.r_[0, beta[1:]]
        return float(value), slope

    beta = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return lambda some: ready(some) @ beta


def auc(truth: NDArray, score: NDArray) -> float:
    """How often a true pair is ranked above a false one; ties count half."""
    positive = truth > 0
    n, m = int(positive.sum()), int((~positive).sum())
    if not n or not m:
        return float("nan")
    return float((rankdata(score)[positive].sum() - n * (n + 1) / 2) / (n * m))

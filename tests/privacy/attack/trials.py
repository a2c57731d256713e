"""One team, attacked: small dictionaries of numbers that add up over teams.

Whoever is named lowest is compared with two baselines: the same attacker on reports from which the
truly lowest person was left out, and on reports in which that person's answers are a stranger's.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from scipy.special import ndtr

from analytics.instrument.bank import FACETS, PATTERNS
from tests.privacy.attack.attacker import Belief, read
from tests.privacy.attack.evidence import Evidence, answers_of, published, weekly, with_stranger
from tests.privacy.attack.pipeline import Shown
from tests.privacy.attack.replay import replay
from tests.privacy.attack.worlds import Cell, Team, world

STAYED = 8
"""Weeks somebody must have counted, and still be there, to be looked for."""
CERTAIN = 0.99
COALITIONS = (0, 1, 3)
THRESHOLDS = (1, 3, 5)
NOBODY: frozenset[int] = frozenset()
Sums = dict[str, float]


def scores(cell: Cell, *, seed: int, number: int) -> Sums:
    """Who is lowest, and what one person answered: 0, 1 and 3 colluders, and other products."""
    team = world(cell, seed=seed, number=number)
    around = [
        int(p) for p in range(len(team.here)) if team.here[p, -1] and team.counts[p].sum() >= STAYED
    ]
    sums: Counter[str] = Counter(teams=1)
    if len(around) < COALITIONS[-1] + 2:
        return dict(sums)
    rng = np.random.default_rng([seed, number, 1])
    order = [int(p) for p in rng.permutation(around)]
    level = {p: float(team.level[p][team.here[p]].mean()) for p in around}
    stranger = world(Cell(cell.people, cell.weeks, drift=cell.drift), seed=seed + 1, number=number)
    shown = replay(team)
    for size in COALITIONS:
        colluders = frozenset(order[:size])
        looked_at = [p for p in around if p not in colluders]
        lowest = min(looked_at, key=level.__getitem__)
        target = order[-1]
        runs = _runs(team, shown, stranger, lowest, target)
        key = f"c{size}"
        sums[f"{key} teams"] += 1
        sums[f"{key} chance"] += 1 / len(looked_at)
        for name, (seen, evidence) in runs.items():
            known = evidence.knowing(seen, colluders) if size else evidence
            belief = read(seen, known)
            _name(sums, f"{key} {name}", belief, looked_at, lowest)
            if name in {"full", "without target"}:
                _guess(sums, f"{key} {name}", belief, team, target, shown)
    for threshold in THRESHOLDS:
        _other_product(sums, f"t{threshold}", team, shown, stranger, order, level)
    return dict(sums)


def _runs(
    team: Team, shown: Shown, stranger: Team, lowest: int, target: int
) -> dict[str, tuple[Team, Evidence]]:
    """What is read in truth, and in three worlds in which somebody took no part."""
    runs = {"full": (team, published(team, shown))}
    for name, person in (("without lowest", lowest), ("without target", target)):
        gone = frozenset({person})
        runs[name] = (team, published(team, replay(team, absent=gone), absent=gone))
    other = with_stranger(team, lowest, stranger)
    runs["stranger"] = (other, published(other, replay(other)))
    return runs


def _name(sums: Counter[str], key: str, belief: Belief, people: list[int], lowest: int) -> None:
    named, certainty = belief.lowest(people)
    sums[f"{key} named"] += int(named == lowest)
    if certainty > CERTAIN:
        sums[f"{key} sure"] += 1
        sums[f"{key} sure right"] += int(named == lowest)


def _guess(
    sums: Counter[str], key: str, belief: Belief, team: Team, target: int, shown: Shown
) -> None:
    """Guess every answer of one person; each person weighs the same."""
    told = list(answers_of(team, target, shown))
    right = 0
    for at in told:
        mean, spread = belief.answer(at)
        guess = int(np.clip(round(mean), 1, 5))
        right += int(guess == team.points[at])
        if _probability(guess, mean, spread) > CERTAIN:
            sums[f"{key} answer sure"] += 1
            sums[f"{key} answer sure right"] += int(guess == team.points[at])
    if told:
        sums[f"{key} guessed"] += float(right / len(told))
        sums[f"{key} guessers"] += 1


def _probability(guess: int, mean: float, spread: float) -> float:
    low = -np.inf if guess == 1 else guess - 0.5
    high = np.inf if guess == 5 else guess + 0.5
    return float(ndtr((high - mean) / spread) - ndtr((low - mean) / spread))


def _other_product(
    sums: Counter[str],
    key: str,
    team: Team,
    shown: Shown,
    stranger: Team,
    order: list[int],
    level: dict[int, float],
) -> None:
    """The same attacker on weekly exact means from so many respondents on."""
    threshold, target = int(key[1:]), order[-1]
    lowest = min(order, key=level.__getitem__)
    other = with_stranger(team, lowest, stranger)
    away = frozenset({target})
    gone = frozenset({lowest})
    runs = {
        "full": (team, weekly(team, shown, threshold=threshold)),
        "without lowest": (team, weekly(team, shown, threshold=threshold, absent=gone)),
        "stranger": (other, weekly(other, shown, threshold=threshold)),
        "without target": (team, weekly(team, shown, threshold=threshold, absent=away)),
    }
    sums[f"{key} teams"] += 1
    sums[f"{key} chance"] += 1 / len(order)
    for name, (seen, evidence) in runs.items():
        belief = read(seen, evidence)
        _name(sums, f"{key} {name}", belief, order, lowest)
        if name in {"full", "without target"}:
            _guess(sums, f"{key} {name}", belief, team, target, shown)


def move(cell: Cell, *, seed: int, number: int) -> Sums:
    """Is the one who left or joined above or below the rest? And what a learner needs to say so."""
    team = world(cell, seed=seed, number=number)
    shown = replay(team)
    belief = read(team, published(team, shown))
    everybody = list(range(len(team.here)))
    mean, _ = belief.levels(everybody)
    rest = [p for p in everybody if p != team.mover]
    level = [float(team.level[p][team.here[p]].mean()) for p in everybody]
    above = level[team.mover] > np.mean([level[p] for p in rest])
    said = mean[team.mover] > np.mean(mean[rest])
    when = int(np.abs(np.diff(team.here[team.mover].astype(int))).argmax()) + 1
    return {"teams": 1, "right": float(said == above), "above": float(above)} | {
        f"x{i}": value for i, value in enumerate(_around(shown, when))
    }


def _around(shown: Shown, when: int) -> list[float]:
    """For each measure, the two values shown before a week and the three after it; 0 is none."""
    words = {"low": 2.0, "middle": 3.0, "high": 4.0}
    weeks = [week for week, _ in shown.asked]
    row: list[float] = []
    for measure in (*FACETS, *PATTERNS):
        values: tuple[list[float], list[float]] = ([], [])
        for (name, _, last), reading in sorted(shown.readings.items(), key=lambda one: one[0][2]):
            if name == measure and reading.value is not None:
                value = reading.value
                exact = words[value] if isinstance(value, str) else float(value)
                values[weeks[last - 1] >= when].append(exact)
        before, after = values
        row += [*([0.0, 0.0, *before][-2:]), *([*after, 0.0, 0.0, 0.0][:3])]
    return row

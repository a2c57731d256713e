"""One team, attacked: small dictionaries of numbers that add up over teams.

Whoever is named lowest is compared with two baselines: the same attacker on reports from which the
truly lowest person was left out, and on reports in which that person's answers are a stranger's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Cast:
    """A team, its reports, and who is looked at in it."""

    team: Team
    stranger: Team
    shown: Shown
    order: tuple[int, ...]
    """Those looked for, in random order: colluders from its head, the target at its end."""
    level: dict[int, float]

    @property
    def target(self) -> int:
        """Whose exact answers are guessed."""
        return self.order[-1]

    def lowest(self, colluders: frozenset[int] = NOBODY) -> int:
        """The one who is to be named."""
        return min((p for p in self.order if p not in colluders), key=self.level.__getitem__)


def cast(cell: Cell, *, seed: int, number: int) -> Cast | None:
    """Make a team; None where too few people stayed to look for one among them."""
    team = world(cell, seed=seed, number=number)
    around = [
        int(p) for p in range(len(team.here)) if team.here[p, -1] and team.counts[p].sum() >= STAYED
    ]
    if len(around) < COALITIONS[-1] + 2:
        return None
    order = np.random.default_rng([seed, number, 1]).permutation(around)
    level = {p: float(team.level[p][team.here[p]].mean()) for p in around}
    stranger = world(Cell(cell.people, cell.weeks, drift=cell.drift), seed=seed + 1, number=number)
    return Cast(team, stranger, replay(team), tuple(int(p) for p in order), level)


def scores(cell: Cell, *, seed: int, number: int) -> Sums:
    """Who is lowest, and what one person answered, for 0, 1 and 3 colluders."""
    played = cast(cell, seed=seed, number=number)
    sums: Counter[str] = Counter(teams=1)
    if played is None:
        return dict(sums)
    readings = Readings(played)
    for size in COALITIONS:
        _attack(sums, f"c{size}", played, readings, frozenset(played.order[:size]))
    return dict(sums)


def products(cell: Cell, *, seed: int, number: int) -> Sums:
    """The same questions without colluders, to this product and to others."""
    played = cast(cell, seed=seed, number=number)
    sums: Counter[str] = Counter(teams=1)
    if played is None:
        return dict(sums)
    _attack(sums, "c0", played, Readings(played), NOBODY)
    for threshold in THRESHOLDS:
        _attack(sums, f"t{threshold}", played, Readings(played, threshold), NOBODY)
    return dict(sums)


@dataclass
class Readings:
    """What is read of a team in truth, and in worlds in which somebody took no part.

    `threshold`: of a product that shows each week's exact means; None for this product.
    """

    played: Cast
    threshold: int | None = None
    known: dict[object, tuple[Team, Evidence]] = field(default_factory=dict)

    def full(self) -> tuple[Team, Evidence]:
        """What is published."""
        return self._once("full", self.played.team)

    def without(self, person: int) -> tuple[Team, Evidence]:
        """What would be, had this person not answered."""
        return self._once(person, self.played.team, frozenset({person}))

    def stranger(self, person: int) -> tuple[Team, Evidence]:
        """What would be, had somebody else answered in this person's place."""
        other = with_stranger(self.played.team, person, self.played.stranger)
        return self._once(("stranger", person), other)

    def _once(
        self, key: object, team: Team, absent: frozenset[int] = NOBODY
    ) -> tuple[Team, Evidence]:
        if key not in self.known:
            if self.threshold is None:
                evidence = published(team, replay(team, absent=absent), absent=absent)
            else:
                shown, least = self.played.shown, self.threshold
                evidence = weekly(team, shown, threshold=least, absent=absent)
            self.known[key] = (team, evidence)
        return self.known[key]


def _attack(
    sums: Counter[str], key: str, played: Cast, readings: Readings, colluders: frozenset[int]
) -> None:
    """Ask who is lowest, and for one person's answers, of the true reports and of the baselines."""
    lowest, target = played.lowest(colluders), played.target
    looked_at = [p for p in played.order if p not in colluders]
    sums[f"{key} teams"] += 1
    sums[f"{key} chance"] += 1 / len(looked_at)
    for name, (seen, evidence) in {
        "full": readings.full(),
        "without lowest": readings.without(lowest),
        "without target": readings.without(target),
        "stranger": readings.stranger(lowest),
    }.items():
        belief = read(seen, evidence.knowing(seen, colluders) if colluders else evidence)
        _name(sums, f"{key} {name}", belief, looked_at, lowest)
        if name in {"full", "without target"}:
            _guess(sums, f"{key} {name}", belief, played)


def _name(sums: Counter[str], key: str, belief: Belief, people: list[int], lowest: int) -> None:
    named, certainty = belief.lowest(people)
    sums[f"{key} named"] += int(named == lowest)
    if certainty > CERTAIN:
        sums[f"{key} sure"] += 1
        sums[f"{key} sure right"] += int(named == lowest)


def _guess(sums: Counter[str], key: str, belief: Belief, played: Cast) -> None:
    """Guess every answer of one person; each person weighs the same."""
    team = played.team
    told = list(answers_of(team, played.target, played.shown))
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


def move(cell: Cell, *, seed: int, number: int) -> Sums:
    """Is the one who left or joined above or below the rest? And what a learner needs to say so."""
    team = world(cell, seed=seed, number=number)
    shown = replay(team)
    above, said = _sides(team, shown)
    when = int(np.abs(np.diff(team.here[team.mover].astype(int))).argmax()) + 1
    return {"teams": 1, "right": float(said == above), "above": float(above)} | {
        f"x{i}": value for i, value in enumerate(_around(shown, when))
    }


def told_right(team: Team, shown: Shown, colluders: frozenset[int] = NOBODY) -> bool:
    """Whether an attacker who reads the reports puts the mover on the right side of the rest.

    `colluders`: whose own answers the attacker knows as well.
    """
    above, said = _sides(team, shown, colluders)
    return said == above


def _sides(team: Team, shown: Shown, colluders: frozenset[int] = NOBODY) -> tuple[bool, bool]:
    """Whether the mover is above the rest, and whether the attacker says so."""
    evidence = published(team, shown)
    belief = read(team, evidence.knowing(team, colluders) if colluders else evidence)
    everybody = list(range(len(team.here)))
    mean, _ = belief.levels(everybody)
    rest = [p for p in everybody if p != team.mover]
    level = [float(team.level[p][team.here[p]].mean()) for p in everybody]
    above = level[team.mover] > np.mean([level[p] for p in rest])
    return bool(above), bool(mean[team.mover] > np.mean(mean[rest]))


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

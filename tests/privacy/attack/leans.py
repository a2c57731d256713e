"""Leans tried: what is learned of one person's answers and of who came or went, and what it costs.

python -m tests.privacy.attack.leans --people 6 --teams 300
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from unittest.mock import patch

import numpy as np
from rich.console import Console
from rich.progress import track

from analytics import thresholds
from analytics.disclosure import gates
from analytics.disclosure.gates import Terms
from analytics.records import GateHistory
from tests.privacy.attack.attacker import read
from tests.privacy.attack.evidence import EXACT
from tests.privacy.attack.figures import Figure, Row, figure, ratio, table
from tests.privacy.attack.learnt import guessed
from tests.privacy.attack.plan import SURE, WAYS
from tests.privacy.attack.trials import Readings, Sums, _guess, cast, move
from tests.privacy.attack.usefulness import usefulness
from tests.privacy.attack.worlds import Cell, Team

COLLUDERS = 3
CHURNS = (0.01, 0.02)


class Each(Enum):
    """What has a secret amount of its own."""

    NOTHING = "nothing"
    TEAM = "team"
    POPULATION = "population"


@dataclass(frozen=True)
class Lean:
    """By how much the scores of few people are shifted, and for how long by the same amount."""

    name: str
    each: Each
    most: float = thresholds.LEAN_MOST
    told: bool = False
    """Whether the attacker knows the amounts: the attacker's own check."""


NONE = Lean("no lean", Each.NOTHING, most=0.0)
TEAM = Lean("one amount a team", Each.TEAM)
POPULATION = Lean("one amount each population", Each.POPULATION)
RULES = (
    NONE,
    TEAM,
    POPULATION,
    replace(POPULATION, name="the same, told to the attacker", told=True),
)


def _begins_or_ends(gate: GateHistory, terms: Terms) -> bool:
    """A new series only where the team's one amount comes or goes."""
    before = gate.reference
    if before is None:
        return False
    return thresholds.leans(len(before)) != thresholds.leans(len(terms.population))


def _nowhere(gate: GateHistory, terms: Terms) -> bool:
    return False


@contextmanager
def leaning(rule: Lean) -> Iterator[None]:
    """Publish by a rule, to an attacker who knows it."""
    with ExitStack() as patches:
        patches.enter_context(patch.object(thresholds, "LEAN_MOST", rule.most))
        if rule.each is not Each.POPULATION:
            patches.enter_context(patch.object(Team, "alike", lambda *_: frozenset()))
            anew = _begins_or_ends if rule.each is Each.TEAM else _nowhere
            patches.enter_context(patch.object(gates, "_leans_otherwise", anew))
        yield


def three_of(cell: Cell, *, seed: int, number: int, told: bool = False) -> Sums:
    """What three colluders make of one person's exact answers, with and without them."""
    played = cast(cell, seed=seed, number=number)
    sums: Counter[str] = Counter(teams=1)
    if played is None:
        return dict(sums)
    colluders = frozenset(played.order[:COLLUDERS])
    readings = Readings(played)
    for name, (seen, evidence) in {
        "full": readings.full(),
        "without target": readings.without(played.target),
    }.items():
        known = evidence.knowing(seen, colluders)
        for people in {each for each in evidence.leans if each is not None and told}:
            amount = seen.lean(people)
            known.add({}, amount - EXACT, amount + EXACT, people)
        _guess(sums, f"c{COLLUDERS} {name}", read(seen, known), played)
    return dict(sums)


def measured(rule: Lean, people: int, teams: int, seed: int) -> list[Figure]:
    """Return gains at both churns, signs of who left and joined, what is shown, and its truth."""

    def each(trial: Callable[..., Row], cell: Cell, what: str, times: int = 1) -> list[Row]:
        said = f"{rule.name}: {what}"
        numbers = track(range(times * teams), said, console=Console(stderr=True))
        return [trial(cell, seed=seed, number=number) for number in numbers]

    with leaning(rule):
        attack = partial(three_of, told=rule.told)
        gains = [guessed(each(attack, Cell(people, churn=c), "gain"), "c3") for c in CHURNS]
        moves = (each(move, Cell(people, move=way, drift=True), way, SURE) for way in WAYS)
        signs = [figure(row["right"] for row in rows) for rows in moves]
        world = Cell(people, churn=CHURNS[-1], response=0.75)
        rows = each(usefulness, world, "shown")
        dropped = Cell(people, churn=CHURNS[0], response=0.75, drop=1.0)
        fallen = each(usefulness, dropped, "drops")
    return [
        *gains,
        *signs,
        ratio(fallen, "drops seen", "drops"),
        ratio(fallen, "drops told", "drops"),
        ratio(rows, "squares", "steps", np.sqrt),
    ]


def main() -> None:
    """Try every rule on the same teams."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=6)
    asked.add_argument("--teams", type=int, default=300, help="teams a cell")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="rules in whose name this stands")
    given = asked.parse_args()
    lines = [
        (rule.name, *measured(rule, given.people, given.teams, given.seed))
        for rule in RULES
        if given.only in rule.name
    ]
    gains = (f"Gain, {churn:.0%}" for churn in CHURNS)
    signs = (f"Who {way}" for way in WAYS)
    head = (f"Teams of {given.people}", *gains, *signs, "Drop seen", "told", "RMSE")
    print("\n".join(table(head, lines)))  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()

"""An admin who takes one person out of a small team and puts them back: what that gives away.

Each time an accomplice, whose answers the admin knows, sits in for the person, so that two people
differ and nothing is held. Who is moved is above or below the rest, as in P4; and what they answer.

python -m tests.privacy.attack.cycling --teams 300
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections.abc import Iterator

import numpy as np
from rich.console import Console
from rich.progress import track

from analytics.thresholds import TIE_MEMBERS_FLOOR
from tests.privacy.attack.attacker import read
from tests.privacy.attack.evidence import answers_of, published
from tests.privacy.attack.figures import figure, table
from tests.privacy.attack.leans import NONE, POPULATION, TEAM, leaning
from tests.privacy.attack.replay import replay
from tests.privacy.attack.trials import Sums
from tests.privacy.attack.worlds import Cell, world

SPANS = (52, 26, 16, 13, 8)
"""Weeks between two changes: none in a year, then more and more."""
SHORTEST = 4
"""Where names are asked a facet is counted after four weeks, so changes can be as near as that."""


def cycled(cell: Cell, *, seed: int, number: int) -> Sums:
    """Say whether the moved one is above the rest, and guess what they answered."""
    team = world(cell, seed=seed, number=number)
    shown = replay(team)
    accomplices = frozenset(range(cell.people, len(team.here)))
    belief = read(team, published(team, shown).knowing(team, accomplices))
    mean, _ = belief.levels(list(range(cell.people)))
    level = [float(team.level[p][team.here[p]].mean()) for p in range(cell.people)]
    above = level[0] > np.mean(level[1:])
    told = [(at, belief.answer(at)[0]) for at in answers_of(team, 0, shown)]
    right = [np.clip(round(mean), 1, 5) == team.points[at] for at, mean in told]
    said = bool(mean[0] > np.mean(mean[1:]))
    return {"right": float(said == above), "answers": float(np.mean(right))}


def main() -> None:
    """Try every rule on the same teams."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=6)
    asked.add_argument("--teams", type=int, default=300, help="teams a cell")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()

    def lines() -> Iterator[tuple[object, ...]]:
        spans = SPANS if given.people < TIE_MEMBERS_FLOOR else (*SPANS, SHORTEST)
        for every in spans:
            for rule in (NONE, TEAM, POPULATION):
                cell = Cell(given.people, drift=True, every=every)
                what = f"{rule.name}, every {every} weeks"
                numbers = track(range(given.teams), what, console=Console(stderr=True))
                with leaning(rule):
                    rows = [cycled(cell, seed=given.seed, number=number) for number in numbers]
                found = (figure(row[key] for row in rows) for key in ("right", "answers"))
                yield ("never" if every == cell.weeks else f"{every} weeks", rule.name, *found)

    head = ("Changed every", "Rule", "Above or below the rest", "Answers guessed")
    print("\n".join(table(head, lines())))  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()

"""Somebody who gives no answer for weeks, or every few weeks, beside who leaves: above or below?

Who is away stays on the roster, so nobody's coming or going is seen by any rule; that they are away
everybody knows, and so does the attacker. The world of P4, with drift, 52 weeks, 80 % of answers.

python -m tests.privacy.attack.away --teams 1000
python -m tests.privacy.attack.away --teams 1500 --weeks 104
python -m tests.privacy.attack.away --teams 1500 --colluders 3 --only leaves
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from rich.console import Console
from rich.progress import track

from tests.privacy.attack.figures import figure, table
from tests.privacy.attack.replay import replay
from tests.privacy.attack.trials import told_right
from tests.privacy.attack.worlds import Cell, Team, world

SIZES = (6, 8, 10)
YEAR = 52
PROCESSES, CHUNK = 2, 25


@dataclass(frozen=True)
class Case:
    """What one person does in the year."""

    name: str
    leaves: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    """Weeks, from 0, in which this person gives no answer: from one to before another."""
    weeks: int = YEAR


def turns(first: int, after: int, every: int) -> tuple[tuple[int, int], ...]:
    """Single weeks, so many apart."""
    return tuple((week, week + 1) for week in range(first, after, every))


CASES = (
    Case("leaves half-way", leaves=True),
    Case("away once, 8 weeks", spans=((24, 32),)),
    Case("away once, 16 weeks", spans=((20, 36),)),
    Case("away three times, 8 weeks", spans=((8, 16), (24, 32), (40, 48))),
    Case("away every second week of 24", spans=turns(14, 38, 2)),
    Case("away every third week of 24", spans=turns(14, 38, 3)),
    Case("never away"),
)


def played(case: Case, people: int, *, seed: int, number: int) -> Team:
    """Make a team and look at its first person; who stays is in the same team in every case."""
    if case.leaves:
        cell = Cell(people, weeks=case.weeks, move="leaves", drift=True)
        return world(cell, seed=seed, number=number)
    team = world(Cell(people, weeks=case.weeks, drift=True), seed=seed, number=number)
    said = team.said.copy()
    for first, after in case.spans:
        said[0, first:after] = False
    return replace(team, said=said, mover=0)


def right(case: Case, people: int, seed: int, number: int, *, colluders: int = 0) -> float:
    """Say whether this person's side of the rest was told right: 1.0, else 0.0.

    So many colluders, of those who stay, add their own answers to the reports.
    """
    team = played(case, people, seed=seed, number=number)
    others = [person for person in range(people) if person != team.mover]
    drawn = np.random.default_rng([seed, number, 2]).permutation(others)
    agreed = frozenset(int(person) for person in drawn[:colluders])
    return float(told_right(team, replay(team), agreed))


def main() -> None:
    """Play every case in teams of every size, or who leaves alone for as long as is asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=1000, help="teams a cell")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--weeks", type=int, help="who leaves alone, with reports of so many weeks")
    asked.add_argument("--colluders", type=int, default=0, help="who add their own answers")
    asked.add_argument("--only", default="", help="cases whose name has this in it")
    given = asked.parse_args()
    cases = [one for one in CASES if given.only in one.name]
    if given.weeks:
        cases = [Case(f"leaves half-way, {given.weeks} weeks", leaves=True, weeks=given.weeks)]

    def lines(pool: ProcessPoolExecutor) -> Iterator[tuple[object, ...]]:
        for case in cases:
            found = []
            for people in SIZES:
                attack = partial(right, case, people, given.seed, colluders=given.colluders)
                rows = pool.map(attack, range(given.teams), chunksize=CHUNK)
                said = f"{case.name}, {people} people"
                shown = track(rows, said, total=given.teams, console=Console(stderr=True))
                found.append(figure(shown))
            yield case.name, *found

    head = ("One person", *(f"Team of {people}" for people in SIZES))
    with ProcessPoolExecutor(PROCESSES) as pool:
        print("\n".join(table(head, lines(pool))))  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()

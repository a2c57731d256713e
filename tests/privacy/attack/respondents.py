"""What an attacker gains from who answered, by how many answers make a respondent.

python -m tests.privacy.attack.respondents --teams 150
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from unittest.mock import patch

from rich.console import Console
from rich.progress import track

from analytics import thresholds
from tests.privacy.attack.figures import table
from tests.privacy.attack.learnt import guessed
from tests.privacy.attack.trials import scores
from tests.privacy.attack.worlds import Cell

WORLDS = (
    (2, "nobody leaves", Cell(8)),
    (2, "1 % a month", Cell(8, churn=0.01)),
    (2, "nobody leaves, everybody always answers", Cell(8, response=1.0)),
    (1, "nobody leaves", Cell(8)),
    (1, "1 % a month", Cell(8, churn=0.01)),
)
"""Answers of three that make a respondent, and the world."""


def main() -> None:
    """Attack teams of eight under both rules."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=150, help="teams a row")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    lines = []
    for answers, what, cell in WORLDS:
        with patch.object(thresholds, "FACET_ANSWERS", answers):
            said = f"{answers} of 3, {what}"
            numbers = track(range(given.teams), said, console=Console(stderr=True))
            rows = [scores(cell, seed=given.seed, number=number) for number in numbers]
        lines.append((f"{answers} of 3", what, guessed(rows, "c0"), guessed(rows, "c3")))
    head = ("Answers", "World", "Reports alone", "Three colluders")
    print("\n".join(table(head, lines)))  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()

"""Two ways to say whether an experiment was noticed, and what each tells of one person's answer.

python -m tests.privacy.attack.noticed --teams 200
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from analytics.disclosure import scales, shown
from analytics.disclosure.drafts import Draft, Figure
from analytics.disclosure.gates import Terms
from analytics.matrices import ScaleWindow
from analytics.records import Scale
from tests.privacy.attack import statements
from tests.privacy.attack.figures import table
from tests.privacy.attack.learnt import guessed
from tests.privacy.attack.statements import HAIR, Statement
from tests.privacy.attack.worlds import Cell

SIZES = (6, 8)
CHURN = 0.02
AGREES_FROM, MOST, HALF = 3.5, 0.70, 0.40
ABOUT = next(one for one in statements.STATEMENTS if one.measure == scales.NOTICED)


def share(scores: NDArray[np.float64]) -> str:
    """For how many it is at least mostly true, in three bands."""
    return shown.share(float((scores >= AGREES_FROM - HAIR).mean()), most=MOST, half=HALF)


def follow_up(window: ScaleWindow, terms: Terms) -> Draft:
    """The follow-up's draft with that share in place of a word for the mean."""
    (measure, scale) = (scales.NOTICED, Scale.STATEMENT)
    scores = scales._scores(window)
    group = scales._group(window, measure, scores, terms)
    told = scores[~np.isnan(scores)]
    return Draft(group, ((measure, scale),), lambda: (Figure(measure, scale, share(told)),))


def word(
    _: Statement, answers: NDArray[np.int8], told: NDArray[np.bool_], __: NDArray | float = 0.0
) -> NDArray[np.str_]:
    """What would be said of answers, by that share."""
    weighed = told / told.sum(axis=1, keepdims=True)
    scores = (answers[..., 0] * weighed).sum(axis=2)
    return np.array([share(team) for team in scores])


@contextmanager
def saying(how: str) -> Iterator[None]:
    """Publish one way or the other, of which the attacker knows."""
    with ExitStack() as patches:
        if how == "share":
            patches.enter_context(patch.object(scales, "_follow_up", follow_up))
            patches.enter_context(patch.object(Statement, "word", word))
        patches.enter_context(patch.object(statements, "STATEMENTS", (ABOUT,)))
        yield


def main() -> None:
    """Attack the same teams both ways."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=200, help="teams a row")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    lines = []
    for how in ("share", "word for the mean"):
        for people in SIZES:
            cell = Cell(people, churn=CHURN, experiment=True)
            numbers = track(range(given.teams), f"{how}, {people}", console=Console(stderr=True))
            with saying(how):
                rows = [statements.statements(cell, seed=given.seed, number=n) for n in numbers]
            keys = (f"{scales.NOTICED} c{size}" for size in (0, 3))
            lines.append((how, people, *(guessed(rows, key) for key in keys)))
    head = ("Said", "Team", "Reports alone", "Three colluders")
    print("\n".join(table(head, lines)))  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()

"""Stricter rules for teams of up to seven, tried: what three of six still gain, and what it costs.

None of them shifts a score; `leans` tries that.

python -m tests.privacy.attack.small_teams --teams 300
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
from rich.console import Console
from rich.progress import track

from analytics import disclosure, thresholds
from analytics.disclosure.gates import Decision, Group, Terms, decide
from analytics.instrument.windows import SMALL
from analytics.records import GateHistory
from tests.privacy.attack.figures import Figure, Row, ratio, table
from tests.privacy.attack.leans import NONE, leaning, three_of
from tests.privacy.attack.learnt import guessed
from tests.privacy.attack.usefulness import usefulness
from tests.privacy.attack.worlds import Cell

PEOPLE = 6
CHURNS = (0.01, 0.02)
NO_STEPS = -1.0
"""A churn stop below no churn at all: three-level words only."""


@dataclass(frozen=True)
class Rule:
    """What is stricter than now in a small team; None where nothing is."""

    name: str
    moves: float | None = None
    """Entries plus exits in 26 weeks above which only words are published."""
    words: int = 0
    """Windows published in words after each change of the population."""
    sticks: float = thresholds.STEP_STICKS_WITHIN
    """How far the mean may be from a shown step."""


RULES = (
    Rule("nothing more"),
    Rule("steps stick within 0.60", sticks=0.60),
    Rule("a word after each change", words=1),
    Rule("two words after each change", words=2),
    Rule("two words, and steps stick within 0.60", words=2, sticks=0.60),
    Rule("words after two moves in 26 weeks", moves=1),
    Rule("words after any move in 26 weeks", moves=0),
    Rule("words only", moves=NO_STEPS),
)


def words_after_a_change(words: int) -> Callable[[Group, Terms], Decision]:
    """`decide`, with so many publications in words once a small team's population has changed.

    How many are left is kept where a gate that is not suppressed keeps nothing.
    """

    def stricter(group: Group, terms: Terms) -> Decision:
        gate = terms.history.gates.get(group.gate, GateHistory())
        left = 0 if gate.suppressed else gate.reopening
        decided = decide(group, terms)
        if not decided.shown:
            kept = decided.history
            waiting = kept if kept.suppressed else replace(kept, reopening=left)
            return replace(decided, history=waiting)
        if terms.members <= SMALL and gate.reference not in {None, terms.population}:
            left = words
        history = replace(decided.history, reopening=max(left - 1, 0))
        return replace(decided, coarse=decided.coarse or left > 0, history=history)

    return stricter


@contextmanager
def under(rule: Rule) -> Iterator[None]:
    """Publish by a rule."""
    usual = thresholds.churn_stop

    def stop(members: int) -> float:
        return usual(members) if rule.moves is None or members > SMALL else rule.moves

    with ExitStack() as patches:
        patches.enter_context(patch.object(thresholds, "churn_stop", stop))
        patches.enter_context(patch.object(thresholds, "STEP_STICKS_WITHIN", rule.sticks))
        patches.enter_context(leaning(NONE))
        if rule.words:
            stricter = words_after_a_change(rule.words)
            patches.enter_context(patch.object(disclosure, "decide", stricter))
        yield


def measured(rule: Rule, teams: int, seed: int) -> list[Figure]:
    """Gain at both churns, then what is shown at both, drops seen, and the error of a step."""

    def each(trial: Callable[..., Row], cell: Cell, what: str) -> list[Row]:
        numbers = track(range(teams), f"{rule.name}: {what}", console=Console(stderr=True))
        return [trial(cell, seed=seed, number=number) for number in numbers]

    gains, shown, errors = [], [], []
    with under(rule):
        for churn in CHURNS:
            attacked = each(three_of, Cell(PEOPLE, churn=churn), "gain")
            gains.append(guessed(attacked, "c3"))
            rows = each(usefulness, Cell(PEOPLE, churn=churn, response=0.75), "shown")
            shown.append(ratio(rows, "facets published", "facets windows"))
            errors.append(ratio(rows, "squares", "steps", np.sqrt))
        dropped = Cell(PEOPLE, churn=0.01, response=0.75, drop=1.0)
        seen = ratio(each(usefulness, dropped, "drops"), "drops seen", "drops")
    return [*gains, *shown, seen, errors[0]]


def main() -> None:
    """Try every rule on the same teams."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=300, help="teams a cell")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="rules in whose name this stands")
    given = asked.parse_args()
    lines = []
    for rule in (rule for rule in RULES if given.only in rule.name):
        found = measured(rule, given.teams, given.seed)
        lines.append((rule.name, *("–" if math.isnan(one.value) else one for one in found)))
    gains = (f"Gain, {churn:.0%}" for churn in CHURNS)
    shown = (f"Shown, {churn:.0%}" for churn in CHURNS)
    head = ("In teams of up to seven", *gains, *shown, "Drop seen", "RMSE")
    print("\n".join(table(head, lines)))  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()

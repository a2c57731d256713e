"""What is learned where fewer answer than on the page, or fewer count; and two rules against it.

The worlds of P2 and P3 at 1 % churn, 52 weeks. The page has teams of six and more in which eight of
ten answers are given, and an attacker who knows who gave them.

python -m tests.privacy.attack.fewer --teams 300
python -m tests.privacy.attack.fewer --teams 300 --rules
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from unittest.mock import patch

from rich.console import Console
from rich.progress import track

from analytics import disclosure
from analytics.disclosure import scales
from analytics.disclosure.gates import Decision, Group, Terms, decide
from analytics.instrument.bank import FACETS, load
from analytics.instrument.rotation import CYCLE
from analytics.matrices import ScaleWindow
from analytics.records import GateHistory
from tests.privacy.attack import trials
from tests.privacy.attack.evidence import Evidence, published
from tests.privacy.attack.figures import Figure, Row, ratio, table
from tests.privacy.attack.learnt import guessed, named
from tests.privacy.attack.pipeline import Shown
from tests.privacy.attack.trials import Sums, scores
from tests.privacy.attack.usefulness import usefulness
from tests.privacy.attack.worlds import Cell, Team

CHURN = 0.01
PROCESSES, CHUNK = 2, 10
SIZES = (0, 3)
"""Colluders."""


@dataclass(frozen=True)
class Case:
    """How many count, what share of the answers is given, and what the attacker knows of them."""

    people: int
    response: float
    knows: bool = True
    """Who gave which; else they take it that everybody on the roster gave all."""

    @property
    def name(self) -> str:
        """The case as the table says it."""
        known = "who answered" if self.knows else "who is in the team"
        return f"{self.people} people, {self.response:.0%} of answers, knows {known}"


CASES = (
    Case(5, 0.8),
    Case(5, 0.6),
    Case(6, 0.6),
    Case(6, 0.4),
    *(Case(8, response) for response in (0.8, 0.7, 0.6, 0.4)),
    *(Case(8, response, knows=False) for response in (0.6, 0.4)),
    Case(10, 0.6),
    Case(10, 0.4),
    Case(14, 0.6),
)


@dataclass(frozen=True)
class Rule:
    """What becomes of a score of which fewer than a share of the answers was given."""

    name: str
    held: float = 0.0
    words: float = 0.0


RULES = (
    Rule("as it is"),
    Rule("words below one half", words=0.5),
    Rule("held below one half", held=0.5),
    Rule("held below one half, words below six tenths", held=0.5, words=0.6),
)
RESPONSES = (0.75, 0.6, 0.4)
RULED = 8
"""People in the teams of which the rules are tried."""


@dataclass(frozen=True)
class Weighed(Group):
    """A group, and which share of the answers that were asked of everybody was given."""

    given: float = 1.0


def weighed(group: Group, part: ScaleWindow, measure: str, terms: Terms) -> Weighed:
    """Add the share to a group. A facet's rounds of four ask its three items, once each."""
    rounds = terms.span.last_round - terms.span.first_round + 1
    core = len(load().core(measure))
    times = core * rounds // CYCLE if measure in FACETS else core
    asked = part.counts.shape[0] * times
    given = float(part.counts.sum() / asked) if asked else 1.0
    return Weighed(
        group.gate,
        group.respondents,
        group.floor,
        group.unanimous,
        group.population_floor,
        given=given,
    )


@contextmanager
def under(rule: Rule) -> Iterator[None]:
    """Publish by a rule."""
    counted = scales._group

    def grouped(part: ScaleWindow, measure: str, scores: object, terms: Terms) -> Weighed:
        return weighed(counted(part, measure, scores, terms), part, measure, terms)

    def decided(group: Group, terms: Terms) -> Decision:
        given = group.given if isinstance(group, Weighed) else 1.0
        if given < rule.held:
            gate = terms.history.gates.get(group.gate, GateHistory())
            closed = replace(gate, suppressed=True, reopening=0)
            return Decision(shown=False, history=closed)
        usual = decide(group, terms)
        return replace(usual, coarse=usual.coarse or (usual.shown and given < rule.words))

    with ExitStack() as patches:
        patches.enter_context(patch.object(scales, "_group", grouped))
        patches.enter_context(patch.object(disclosure, "decide", decided))
        yield


def by_the_roster(team: Team, shown: Shown, *, absent: frozenset[int] = frozenset()) -> Evidence:
    """Return what the readings say to somebody who takes it that everybody gave all answers."""
    return published(replace(team, said=team.here), shown, absent=absent)


def attacked(case: Case, rule: Rule, seed: int, number: int) -> Sums:
    """Attack one team."""
    cell = Cell(case.people, churn=CHURN, response=case.response)
    reads = published if case.knows else by_the_roster
    with under(rule), patch.object(trials, "published", reads):
        return scores(cell, seed=seed, number=number)


def shown_to(response: float, drop: float, rule: Rule, seed: int, number: int) -> Row:
    """Count what is shown of one team."""
    cell = Cell(RULED, churn=CHURN, response=response, drop=drop)
    with under(rule):
        return usefulness(cell, seed=seed, number=number)


Played = Callable[[Callable[[int], Row], str], list[Row]]


def cases(play: Played, seed: int) -> Iterator[tuple[object, ...]]:
    """Each case under the rules as they are."""
    for case in CASES:
        rows = play(partial(attacked, case, RULES[0], seed), case.name)
        answers = (guessed(rows, f"c{size}") for size in SIZES)
        yield case.name, *answers, *(named(rows, f"c{size}", "without lowest") for size in SIZES)


def rules(play: Played, seed: int) -> Iterator[tuple[object, ...]]:
    """Each rule where many answer and where few do."""
    for response in RESPONSES:
        for rule in RULES:
            said = f"{response:.0%}, {rule.name}"
            rows = play(partial(attacked, Case(RULED, response), rule, seed), said)
            kept = play(partial(shown_to, response, 0.0, rule, seed), said)
            fell = play(partial(shown_to, response, 1.0, rule, seed), said)
            yield (
                f"{response:.0%}",
                rule.name,
                *(guessed(rows, f"c{size}") for size in SIZES),
                named(rows, "c0", "without lowest"),
                ratio(kept, "facets published", "facets windows"),
                _dashed(ratio(kept, "steps", "facets windows")),
                _dashed(ratio(fell, "drops seen", "drops")),
            )


def _dashed(figure: Figure) -> object:
    return "–" if math.isnan(figure.value) else figure


GAINS = ("Answers, reports alone", "Answers, three colluders")
HEADS = {
    cases: ("Team and attacker", *GAINS, "Lowest, reports alone", "Lowest, three colluders"),
    rules: ("Answers given", "Rule", *GAINS, "Lowest", "Shown", "As a step", "Drop seen"),
}


def main() -> None:
    """Attack every case, or try every rule."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=300, help="teams a row")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--rules", action="store_true", help="try the rules on teams of eight")
    given = asked.parse_args()
    lines = rules if given.rules else cases
    with ProcessPoolExecutor(PROCESSES) as pool:

        def play(trial: Callable[[int], Row], said: str) -> list[Row]:
            rows = pool.map(trial, range(given.teams), chunksize=CHUNK)
            return list(track(rows, said, total=given.teams, console=Console(stderr=True)))

        print("\n".join(table(HEADS[lines], lines(play, given.seed))))  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()

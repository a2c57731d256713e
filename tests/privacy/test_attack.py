"""The machinery of the attack is sound: its worlds, its evidence, its beliefs, its replay."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import thresholds
from tests.privacy.attack.attacker import moments, read
from tests.privacy.attack.evidence import EXACT, Evidence, answers_of, published, weekly
from tests.privacy.attack.figures import MARKS, Figure
from tests.privacy.attack.plan import same_as_pipeline
from tests.privacy.attack.replay import replay
from tests.privacy.attack.worlds import Cell, world

SEED = 7


@pytest.mark.slow
@pytest.mark.parametrize(
    "cell",
    [
        Cell(6, churn=0.02, weeks=30),
        Cell(8, stress=0.08, weeks=30, ties=True),
        Cell(6, churn=0.02, weeks=18, pulse=True),
        Cell(8, churn=0.02, weeks=18, light=True),
    ],
    ids=["six", "eight with ties", "six and the pulse", "eight in light mode"],
)
def test_the_replay_publishes_what_the_pipeline_publishes(cell):
    same_as_pipeline(cell, seed=SEED, number=0)


def test_a_world_is_the_same_for_the_same_numbers():
    first, again = (world(Cell(8, churn=0.02), seed=SEED, number=3) for _ in range(2))
    other = world(Cell(8, churn=0.02), seed=SEED, number=4)
    assert (first.points == again.points).all()
    assert (first.points[:8] != other.points[:8]).any()


def test_a_bar_is_on_the_figure_and_the_interval_says_how_sure_that_is():
    worse = [Figure(value, 0.01, 1000) for value in (0.02, 0.045, 0.055, 0.09)]
    assert tuple(one.against(0.05) for one in worse) == MARKS
    assert tuple(one.least(0.05) for one in reversed(worse)) == MARKS


def test_without_evidence_an_attacker_believes_what_everybody_knows():
    team = world(Cell(8), seed=SEED, number=0)
    belief = read(team, Evidence())
    mean, cov = belief.levels(list(range(8)))
    assert np.allclose(mean, 0)
    assert np.allclose(np.diag(cov), 0.81)
    assert belief.answer((0, 0, 0))[0] == pytest.approx(moments(drift=False).mean)


def test_the_attacker_is_strong_where_nothing_is_protected():
    """It names the lowest of eight mostly right from weekly exact means: chance is one in eight."""
    hits = []
    for number in range(12):
        team = world(Cell(8, weeks=26), seed=SEED, number=number)
        belief = read(team, weekly(team, replay(team), threshold=1))
        level = team.level.mean(axis=1)
        hits.append(belief.lowest(list(range(8)))[0] == int(level.argmin()))
    assert np.mean(hits) >= 0.5


@pytest.mark.parametrize("people", [6, 9])
def test_what_an_attacker_knows_of_a_figure_is_true(people):
    """Every interval holds the exact mean of the answers it is said to average, and the lean."""
    team = world(Cell(people, churn=0.02), seed=SEED, number=1)
    evidence = published(team, replay(team))
    assert len(evidence.weights) > 30
    assert any(evidence.leans) == (people <= thresholds.LEAN_PEOPLE_MOST)
    figures = zip(evidence.weights, evidence.low, evidence.high, evidence.leans, strict=True)
    for weights, low, high, lean in figures:
        exact = sum(w * float(team.points[at]) for at, w in weights.items())
        exact += 0.0 if lean is None else team.lean(lean)
        assert low - 1e-9 <= exact <= high + 1e-9


def test_an_attacker_knows_whose_amounts_are_the_same_and_that_others_are_not():
    """One unknown a population, each between its bounds, and in each figure of those people."""
    team = world(Cell(6, move="leaves"), seed=SEED, number=1)
    evidence = published(team, replay(team))
    bounds = [
        lean for weights, lean in zip(evidence.weights, evidence.leans, strict=True) if not weights
    ]
    assert sorted(map(len, bounds)) == [5, 6]
    figures = [set(weights) for weights in evidence.weights]
    for weights, lean in zip(figures, evidence.leans, strict=True):
        assert {person for person, _, _ in weights} <= lean
    assert len({team.lean(people) for people in bounds}) == 2


def test_an_attacker_who_is_told_the_leans_is_surer_of_every_answer():
    team = world(Cell(6, churn=0.02), seed=SEED, number=2)
    shown = replay(team)
    colluders = frozenset({0, 1, 2})
    known = published(team, shown).knowing(team, colluders)
    unsure = read(team, known)
    for people in {lean for lean in known.leans if lean is not None}:
        known.add({}, team.lean(people) - EXACT, team.lean(people) + EXACT, people)
    told = read(team, known)
    spreads = [(told.answer(at)[1], unsure.answer(at)[1]) for at in answers_of(team, 3, shown)]
    assert all(surer < less for surer, less in spreads)


def test_colluders_leave_the_others_answers_in_every_figure():
    team = world(Cell(8), seed=SEED, number=2)
    shown = replay(team)
    known = published(team, shown).knowing(team, frozenset({0, 1}))
    told = set(answers_of(team, 0, shown))
    mine = [weights for weights in known.weights if any(at[0] == 0 for at in weights)]
    assert mine
    assert all(set(weights) <= told for weights in mine)

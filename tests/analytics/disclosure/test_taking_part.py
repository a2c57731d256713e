"""Words about ties: who gives no answer is as somebody who answers that they name nobody."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analytics import disclosure
from analytics.matrices import TieWeeks
from analytics.records import FamilyHistory, WindowSpan

PEOPLE = ROUNDS = 8
LAST = PEOPLE - 1
WORDS = ("mutual", "carriers", "held_by_few", "agreement")


def told(seed):
    """A window that tells of the last far more than of others, who answer seven times in eight.

    The last names nobody, in no round: only whether they answered is left to tell.
    """
    rng = np.random.default_rng(seed)
    pull = rng.dirichlet(np.full(PEOPLE, 2.0)) * rng.uniform(1, 5)
    pull[LAST] = rng.uniform(0.3, 0.9)
    answered = rng.random((ROUNDS, PEOPLE)) < 0.875
    helped_me = (rng.random((ROUNDS, PEOPLE, PEOPLE)) < pull) & answered[:, :, None]
    i_helped = (rng.random(helped_me.shape) < 0.1) & answered[:, :, None]
    for ties in (helped_me, i_helped):
        ties[:, np.arange(PEOPLE), np.arange(PEOPLE)] = ties[:, LAST] = False
    return TieWeeks(helped_me, i_helped, answered, (), np.zeros((0, *helped_me.shape), dtype=bool))


def words(window):
    settled = disclosure.settle(
        WindowSpan("ties", 1, ROUNDS, date(2026, 3, 2)),
        window,
        members=PEOPLE,
        population=frozenset(f"p{place}" for place in range(PEOPLE)),
        history=FamilyHistory(),
        churn=0,
        seed=7,
    )
    return {one.measure: one.value for one in settled.readings}


@pytest.fixture(scope="module")
def pairs():
    """What is said where the last answers each time, and where they never do."""
    said = []
    for seed in range(150):
        window = told(seed)
        here, gone = window.answered.copy(), window.answered.copy()
        here[:, LAST], gone[:, LAST] = True, False
        said.append([words(replace(window, answered=answered)) for answered in (here, gone)])
    return said


@pytest.mark.parametrize("measure", WORDS)
def test_no_word_tells_no_answer_from_an_answer_that_names_nobody(pairs, measure):
    shown = [pair for pair in pairs if None not in (pair[0][measure], pair[1][measure])]
    assert len(shown) > 100
    assert len({pair[0][measure] for pair in shown}) > 1
    assert [here[measure] for here, _ in shown] == [gone[measure] for _, gone in shown]

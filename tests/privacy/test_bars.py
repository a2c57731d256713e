"""The bars of docs/reference/privacy-measured.md in a smaller, seeded run: none is missed by more
than its noise, and they find a product that shows exact means.

A bar is widened by 1.96 standard errors of so many teams, as the page's intervals are. That finds a
gross leak and nothing near a bar, which the long run is for.
"""

from __future__ import annotations

import math

import pytest

from tests.privacy.attack.edges import edges, gain
from tests.privacy.attack.figures import figure, ratio
from tests.privacy.attack.learnt import BARS, EDGE_BAR, SIGN_BAR, guessed, named, right
from tests.privacy.attack.trials import COALITIONS, THRESHOLDS, move, products, scores
from tests.privacy.attack.usefulness import usefulness
from tests.privacy.attack.worlds import Cell
from tests.privacy.attack.worth import MOVED_BAR, PUBLISHED_BARS, RMSE_BAR, SEEN_BAR

pytestmark = pytest.mark.slow

SEED = 7
TEAMS = 40


def played(trial, cell, teams=TEAMS):
    return [trial(cell, seed=SEED, number=number) for number in range(teams)]


@pytest.mark.parametrize("people", [6, 8])
def test_no_bar_on_what_is_learned_of_a_person_is_missed(people):
    """P2, P3 and P5."""
    rows = played(scores, Cell(people, churn=0.02))
    for at, size in enumerate(COALITIONS):
        key = f"c{size}"
        assert guessed(rows, key).low <= BARS["exact"][at]
        assert named(rows, key, "without lowest").low <= BARS["lowest"][at]
        for claim in ("sure", "answer sure"):
            assert sum(row.get(f"{key} full {claim}", 0) for row in rows) == 0


@pytest.mark.parametrize("people", [6, 8])
def test_the_same_bars_find_exact_means_whatever_their_threshold(people):
    """A threshold of five hides the lowest of six from so few teams' eyes, their answers it does
    not."""
    rows = played(products, Cell(people, churn=0.02))
    for threshold in THRESHOLDS:
        assert guessed(rows, f"t{threshold}").low > BARS["exact"][0]
    for threshold in THRESHOLDS[:2]:
        assert named(rows, f"t{threshold}", "without lowest").low > BARS["lowest"][0]


@pytest.mark.parametrize("way", ["leaves", "joins"])
def test_the_sign_of_who_comes_or_goes_is_not_told_too_often(way):
    rows = played(move, Cell(8, move=way, drift=True), 100)
    assert figure(right(rows)).low <= SIGN_BAR


def test_ties_are_not_told_by_sentences_scores_and_a_mirror_together():
    found = gain(played(edges, Cell(8, weeks=48, ties=True), 60))
    assert found.added - found.without - 1.96 * found.error <= EDGE_BAR


@pytest.mark.parametrize("people", [6, 8])
def test_what_is_left_is_worth_reading(people):
    """P7: enough is shown, near what is true, steady, and a true drop is seen."""
    rows = played(usefulness, Cell(people, churn=0.01, response=0.75, ties=people >= 8))
    bars = dict(zip(("facets", "patterns"), PUBLISHED_BARS["0.01"], strict=True))
    for group, bar in bars.items():
        assert ratio(rows, f"{group} published", f"{group} windows").high >= bar
    assert ratio(rows, "squares", "steps", math.sqrt).low <= RMSE_BAR
    assert ratio(rows, "moved", "half-years").low <= MOVED_BAR
    dropped = played(usefulness, Cell(people, churn=0.01, response=0.75, drop=1.0))
    assert ratio(dropped, "drops seen", "drops").high >= SEEN_BAR

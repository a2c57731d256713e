"""How sure a concentration is: coverage where the truth is known, and what has no interval."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import concentration, load
from analytics.errors import WrongShape, WrongValue

WORLDS = [(n, cv) for n in (5, 9, 14, 40) for cv in (0.2, 0.39, 0.8, 1.5)]
"""People, and how far their habits differ."""


@pytest.mark.slow
@pytest.mark.parametrize(("n", "cv"), WORLDS)
def test_nine_in_ten_intervals_hold_the_habits_behind_the_counts(n, cv):
    rng = np.random.default_rng(n)
    held, teams = np.zeros(3), 300
    for _ in range(teams):
        rate = rng.gamma(1 / cv**2, cv**2, n) * rng.uniform(0.1, 0.3)
        chances = np.full(n, 8 * (n - 1) * 0.75)
        found = concentration.intervals(rng.poisson(rate * chances), chances, seed=1)
        truth = (load.gini(rate), load.effective_carriers(rate), load.top_share(rate))
        ends = (found.gini, found.carriers, found.top_share)
        held += [low <= true <= high for true, (low, high) in zip(truth, ends, strict=True)]
    assert (held / teams >= 0.75).all()
    assert held.mean() / teams >= 0.84


def test_few_counts_look_uneven_and_the_interval_says_so():
    """Ten people alike, eight ties each on average: a Gini of .2 is luck."""
    counts = np.random.default_rng(2).poisson(8, 10)
    found = concentration.intervals(counts, np.full(10, 40), seed=1)
    assert load.gini(counts) > 0.15
    assert found.gini[0] < 0.05


def test_what_is_uneven_beyond_luck_stays_so():
    found = concentration.intervals([80, 10, 10, 10, 10, 10], [60] * 6, seed=1)
    assert found.gini[0] > 0.3
    assert found.carriers[1] < 4
    assert found.top_share[0] > 0.4


def test_more_counts_make_it_surer_and_a_higher_level_less_sure():
    counts = np.array([9, 4, 6, 3, 2, 7])
    few = concentration.intervals(counts, [40] * 6, seed=1)
    many = concentration.intervals(20 * counts, [800] * 6, seed=1)
    wide = concentration.intervals(counts, [40] * 6, level=0.99, seed=1)
    assert many.gini[1] - many.gini[0] < (few.gini[1] - few.gini[0]) / 2
    assert wide.gini[0] < few.gini[0] < few.gini[1] < wide.gini[1]
    assert many.gini[0] < load.gini(counts) < many.gini[1]


def test_the_same_seed_gives_the_same_ends_and_another_nearly_so():
    ends = [concentration.intervals([9, 4, 6], [40] * 3, seed=seed) for seed in (1, 1, 2)]
    assert ends[0] == ends[1]
    assert ends[2].gini == pytest.approx(ends[0].gini, abs=0.03)


def test_people_nobody_could_name_are_left_out():
    without = concentration.intervals([9, 4, 6], [40] * 3, seed=1)
    assert concentration.intervals([9, 0, 4, 6], [40, 0, 40, 40], seed=1) == without


@pytest.mark.parametrize(
    ("counts", "exposure"), [([0, 0], [5, 5]), ([3], [5]), ([], []), ([3, 2], [5, 0])]
)
def test_without_load_or_without_others_nothing_is_concentrated(counts, exposure):
    found = concentration.intervals(counts, exposure, seed=1)
    assert np.isnan([found.gini, found.carriers, found.top_share]).all()


@pytest.mark.parametrize(
    ("counts", "exposure", "level", "error"),
    [
        ([1, 2], [3], 0.9, WrongShape),
        ([[1, 2]], [[3, 3]], 0.9, WrongShape),
        ([1, -2], [3, 3], 0.9, WrongValue),
        ([1, 2], [3, np.inf], 0.9, WrongValue),
        ([1, 2], [3, 3], 1.0, WrongValue),
    ],
)
def test_what_are_no_counts_is_refused(counts, exposure, level, error):
    with pytest.raises(error):
        concentration.intervals(counts, exposure, level=level, seed=1)

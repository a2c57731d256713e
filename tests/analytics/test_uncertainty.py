"""Intervals of Likert means: coverage in every world of the reference, never zero width."""

from __future__ import annotations

import math

import numpy as np
import pytest
from worlds.likert import WORLDS, every_count

from analytics import uncertainty
from analytics.errors import TooFewResponders, WrongShape, WrongValue


@pytest.fixture(scope="module", params=[5, 7, 10])
def intervals(request):
    counts = list(every_count(request.param))
    return counts, [uncertainty.likert_mean_interval(count) for count in counts]


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_the_interval_covers_the_true_mean_in_at_least_88_of_100_teams(intervals, world):
    """Exact: every possible set of answers with its probability, no simulation."""
    counts, found = intervals
    chances = np.array(WORLDS[world])
    true = float(chances @ np.arange(1, 6))
    covered = 0.0
    for count, interval in zip(counts, found, strict=True):
        ways = math.factorial(sum(count)) / math.prod(map(math.factorial, count))
        probability = ways * float(np.prod(chances ** np.array(count)))
        covered += probability * (interval.low <= true <= interval.high)
    assert covered >= 0.88


@pytest.mark.slow
def test_no_answers_give_an_interval_without_width(intervals):
    counts, found = intervals
    assert len(counts) > 100
    assert min(interval.high - interval.low for interval in found) > 0.4


def test_the_mean_is_that_of_the_answers_with_a_fifth_of_one_more_on_each_point():
    found = uncertainty.likert_mean_interval([0, 0, 0, 1, 4])
    assert found.mean == pytest.approx((4 + 20 + 3) / 6)
    assert 1 < found.low < found.mean < found.high < 5


def test_a_higher_level_is_wider_and_the_same_counts_give_the_same_ends():
    counts = [1, 0, 2, 3, 1]
    narrow, wide = (uncertainty.likert_mean_interval(counts, level=p) for p in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert uncertainty.likert_mean_interval(counts, level=0.8) == narrow


@pytest.mark.parametrize(
    ("counts", "level", "error"),
    [
        ([0, 0, 0], 0.95, TooFewResponders),
        ([3], 0.95, WrongShape),
        ([[1, 2]], 0.95, WrongShape),
        ([1, -1], 0.95, WrongValue),
        ([1, np.nan], 0.95, WrongValue),
        ([1, 1], 1, WrongValue),
    ],
)
def test_what_are_no_counts_is_refused(counts, level, error):
    with pytest.raises(error):
        uncertainty.likert_mean_interval(counts, level=level)


def test_a_share_is_drawn_to_the_mean_by_the_prior_opportunities():
    """rho .05 is worth 19 opportunities: (9 + .2·19)/(11 + 19)."""
    found = uncertainty.pooled_share([9, 0], [11, 0], mean=0.2, rho=0.05)
    np.testing.assert_allclose(found, [12.8 / 30, 0.2])


@pytest.mark.parametrize(
    ("count", "mean", "rho"), [([2], 0.2, 0.1), ([1], 0, 0.1), ([1], 0.2, 1), ([-1], 0.2, 0.1)]
)
def test_what_is_no_share_is_refused(count, mean, rho):
    with pytest.raises(WrongValue):
        uncertainty.pooled_share(count, [1], mean=mean, rho=rho)


def test_teams_that_differ_only_by_noise_get_the_common_mean():
    found = uncertainty.pooled_means([3.0, 3.1, 2.9], [1, 1, 1], [5, 5, 5])
    np.testing.assert_allclose(found.means, 3.0)
    assert (found.weights == 0).all()


def test_a_large_team_keeps_more_of_its_own_mean():
    found = uncertainty.pooled_means([2.0, 3.0, 4.0], [0.5, 0.5, 0.5], [5, 10, 50])
    assert found.weights[0] < found.weights[1] < found.weights[2] < 1
    assert 2 < found.means[0] < found.means[2] < 4


def test_teams_without_noise_stay_where_they_are():
    found = uncertainty.pooled_means([2.0, 2.0, 2.0], [0, 0, 0], [5, 5, 5])
    assert found.means.tolist() == [2, 2, 2]


def test_two_teams_say_nothing_about_how_teams_differ():
    with pytest.raises(TooFewResponders):
        uncertainty.pooled_means([1, 2], [1, 1], [5, 5])


@pytest.mark.parametrize(
    ("variances", "sizes", "error"),
    [
        ([1, 1], [5, 5, 5], WrongShape),
        ([1, 1, -1], [5, 5, 5], WrongValue),
        ([1, 1, np.nan], [5, 5, 5], WrongValue),
        ([1, 1, 1], [5, 5, 0], WrongValue),
    ],
)
def test_means_are_pooled_only_with_a_variance_and_people_each(variances, sizes, error):
    with pytest.raises(error):
        uncertainty.pooled_means([1, 2, 3], variances, sizes)


def test_every_count_needs_its_opportunities():
    with pytest.raises(WrongShape):
        uncertainty.pooled_share([1, 2], [3], mean=0.2, rho=0.05)

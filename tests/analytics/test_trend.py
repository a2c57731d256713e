"""Control charts: the handbook's numbers, gaps, and when there are no limits yet."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import trend
from analytics.errors import TooFewRounds, WrongShape, WrongValue

FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""NIST/SEMATECH 6.3.2.2."""
HANDBOOK = [52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, *FLOW]
"""NIST/SEMATECH 6.3.2.4."""


def test_the_handbooks_individuals_chart():
    chart = trend.xmr(FLOW, baseline=10)
    assert chart.centre == pytest.approx(50.81, abs=5e-3)
    assert chart.moving_range == pytest.approx(1.8778, abs=5e-5)
    assert chart.high == pytest.approx(55.8041, abs=5e-5)
    assert chart.low == pytest.approx(45.8159, abs=5e-5)
    assert chart.range_limit == pytest.approx(3.267 * 1.8778, abs=5e-4)
    assert chart.provisional
    assert not chart.outside.any()


def test_the_handbooks_exponentially_weighted_mean():
    chart = trend.ewma(HANDBOOK, lam=0.3, width=3, centre=50, sd=2.0539)
    assert chart.high == pytest.approx(52.5884, abs=5e-5)
    assert chart.low == pytest.approx(47.4115, abs=1e-4)
    assert chart.smoothed[-1] == pytest.approx(51.99, abs=5e-3)
    assert not chart.outside.any()


def test_limits_rest_on_the_baseline_alone():
    chart = trend.xmr([*FLOW, 70, 20], baseline=10)
    assert chart.high == trend.xmr(FLOW, baseline=10).high
    assert chart.outside.tolist() == [False] * 10 + [True, True]


def test_twelve_points_make_limits_firm():
    assert not trend.xmr([*FLOW, 50, 51], baseline=12).provisional


def test_a_gap_is_no_point_and_no_range_crosses_it():
    values = [*FLOW[:5], np.nan, *FLOW[5:]]
    chart = trend.xmr(values, baseline=10)
    without = np.abs(np.diff(FLOW))
    assert chart.centre == pytest.approx(50.81)
    assert chart.moving_range == pytest.approx(np.delete(without, 4).mean())
    assert not chart.outside[5]
    assert not chart.run[5]


def test_eight_points_in_a_row_on_one_side_signal():
    level = [3.0, 3.2] * 6
    chart = trend.xmr([*level, *[3.15] * 8, np.nan, 3.15, 3.1, 3.0], baseline=12)
    assert np.flatnonzero(chart.run).tolist() == [18, 19, 21]


def test_a_point_on_the_centre_ends_a_run():
    flat = trend.xmr([2.0] * 20, baseline=8)
    assert not flat.run.any()
    assert (flat.low, flat.high) == (2, 2)


def test_a_shift_moves_the_weighted_mean_out_of_its_limits():
    base = np.random.default_rng(2).normal(3.6, 0.2, 20)
    chart = trend.ewma([*base, *(base[:8] - 0.6)], baseline=20)
    assert not chart.outside[:20].any()
    assert chart.outside[-1]


def test_a_gap_leaves_the_weighted_mean_where_it_was():
    chart = trend.ewma([*FLOW, np.nan, 50.0])
    assert chart.smoothed[10] == chart.smoothed[9]
    given = trend.ewma(FLOW, centre=50.0)
    assert given.centre == 50
    assert given.high - given.low == pytest.approx(chart.high - chart.low, rel=0.5)
    assert trend.ewma(FLOW, sd=1.0).centre == pytest.approx(50.81)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (FLOW[:7], TooFewRounds),
        ([1, np.nan] * 10, TooFewRounds),
        ([FLOW], WrongShape),
    ],
)
def test_without_a_baseline_there_are_no_limits(values, error):
    with pytest.raises(error):
        trend.xmr(values, baseline=10)


@pytest.mark.parametrize("lam", [0, 1.1])
def test_the_newest_point_must_have_some_weight_and_not_more_than_all(lam):
    with pytest.raises(WrongValue):
        trend.ewma(FLOW, lam=lam)

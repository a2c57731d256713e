"""Reliability: the values R's packages print, and what is too little to say anything."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.multivariate.factor import Factor

from analytics import reliability
from analytics.errors import NoConvergence, TooFewMembers, TooFewResponders, WrongShape


def test_alpha_of_rs_attitude_data(attitude):
    found = reliability.alpha(attitude)
    assert found.raw == pytest.approx(0.843143, abs=5e-7)
    assert found.standardized == pytest.approx(0.839084, abs=5e-7)
    assert found.lambda6 == pytest.approx(0.875215, abs=5e-7)


def test_omega_of_rs_attitude_data(attitude):
    assert reliability.omega(attitude) == pytest.approx(0.840545, abs=1e-6)


def test_a_factor_that_is_not_found_is_refused(attitude, monkeypatch):
    monkeypatch.setattr(reliability, "STEPS", 1)
    with pytest.raises(NoConvergence):
        reliability.omega(attitude)


def test_omega_uses_the_loadings_of_maximum_likelihood(attitude):
    oracle = Factor(attitude, n_factor=1, method="ml").fit()
    np.testing.assert_allclose(
        np.abs(oracle.loadings[:, 0]),
        np.abs(reliability._one_factor(np.corrcoef(attitude, rowvar=False))),
        atol=2e-3,
    )


def test_an_incomplete_row_is_left_out_not_filled(attitude):
    holes = attitude.copy()
    holes[3, 2] = np.nan
    assert reliability.alpha(holes) == reliability.alpha(np.delete(attitude, 3, axis=0))


def test_items_that_never_vary_have_no_correlations(attitude):
    flat = attitude.copy()
    flat[:, 0] = 50
    assert np.isfinite(reliability.alpha(flat).raw)
    assert np.isnan([reliability.alpha(flat).standardized, reliability.omega(flat)]).all()
    assert np.isnan(reliability.alpha(np.ones((5, 3))).raw)


def test_an_item_asked_twice_in_the_same_words_has_no_lambda6(attitude):
    doubled = np.column_stack([attitude, attitude[:, 0]])
    assert np.isnan(reliability.alpha(doubled).lambda6)


def test_alpha_is_unchanged_by_the_order_of_items_and_people(attitude):
    turned = attitude[::-1, ::-1]
    assert reliability.alpha(turned).raw == pytest.approx(reliability.alpha(attitude).raw)


def by_hand():
    """Three teams of two: means 1.5, 3.5 and 5.5, each person half a point away."""
    return [1, 2, 3, 4, 5, 6], ["x", "x", "y", "y", "z", "z"]


def test_intraclass_correlations_by_hand():
    """Between mean square 16/2 = 8, within 3·0.5/3 = 0.5."""
    found = reliability.icc1_icc2(*by_hand())
    assert found.icc1 == pytest.approx(7.5 / 8.5)
    assert found.icc2 == pytest.approx(7.5 / 8)
    assert reliability.spearman_brown(found.icc1, 2) == pytest.approx(found.icc2)


def test_a_missing_score_is_left_out():
    scores, teams = by_hand()
    found = reliability.icc1_icc2([*scores, np.nan], [*teams, "z"])
    assert found == reliability.icc1_icc2(scores, teams)


def test_scores_that_never_vary_tell_no_teams_apart():
    found = reliability.icc1_icc2([2, 2, 2, 2], [1, 1, 2, 2])
    assert np.isnan([found.icc1, found.icc2]).all()


def test_intraclass_correlation_finds_what_was_put_in():
    rng = np.random.default_rng(5)
    team = np.repeat(np.arange(2000), 6)
    scores = rng.normal(0, np.sqrt(0.2), 2000)[team] + rng.normal(0, np.sqrt(0.8), team.size)
    found = reliability.icc1_icc2(scores, team)
    assert found.icc1 == pytest.approx(0.2, abs=0.02)
    assert found.icc2 == pytest.approx(reliability.spearman_brown(0.2, 6), abs=0.03)


@pytest.mark.parametrize(
    ("scores", "teams"), [([1, 2, 3], ["x", "x", "x"]), ([1, 2, 3], ["x", "y", "z"])]
)
def test_one_team_or_only_single_people_give_no_intraclass_correlation(scores, teams):
    with pytest.raises(TooFewMembers):
        reliability.icc1_icc2(scores, teams)


def test_scores_and_teams_must_go_together():
    with pytest.raises(WrongShape):
        reliability.icc1_icc2([1, 2], ["x"])


def test_agreement_by_hand():
    """Two items, sample variances 1/2 and 2: mean 1.25 against chance 2 on five points."""
    rows = [[3, 1], [4, 3]]
    ratio = 1.25 / 2
    assert reliability.rwg_j(rows) == pytest.approx(2 * (1 - ratio) / (2 * (1 - ratio) + ratio))
    assert reliability.ad_m(rows) == pytest.approx((0.5 + 1) / 2)


def test_a_team_that_agrees_and_one_that_is_split():
    alike, split = [[4, 4]] * 5, [[1, 5], [5, 1]] * 3
    assert (reliability.rwg_j(alike), reliability.ad_m(alike)) == (1, 0)
    assert (reliability.rwg_j(split), reliability.ad_m(split)) == (0, 2)


def test_another_chance_variance_may_be_named():
    assert reliability.rwg_j([[3], [4]], random_variance=1.0) == pytest.approx(0.5)


def test_doubling_a_test_of_one_half():
    assert reliability.spearman_brown(0.5, 2) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("items", "needed"), [(0.3, 9.3), (0.4, 6), (0.5, 4), (0.6, 2.7)])
def test_how_many_items_reach_point_eight(items, needed):
    assert reliability.spearman_brown(items, needed) == pytest.approx(0.8, abs=0.003)


@pytest.mark.parametrize(
    ("call", "rows", "error"),
    [
        (reliability.alpha, [[1, 2], [2, 3]], TooFewResponders),
        (reliability.alpha, [[1], [2], [3]], TooFewMembers),
        (reliability.omega, [[1, 2], [2, 3], [3, 1]], TooFewMembers),
        (reliability.rwg_j, [[1, 2]], TooFewResponders),
        (reliability.ad_m, [1, 2], WrongShape),
    ],
)
def test_too_little_to_say_anything_is_refused(call, rows, error):
    with pytest.raises(error):
        call(rows)

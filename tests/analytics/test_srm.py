"""The Social Relations Model: published tables, missing pairs, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds.round_robins import simulated

from analytics import srm
from analytics.errors import (
    NoConvergence,
    TooFewMembers,
    TooFewResponders,
    WrongShape,
    WrongValue,
)

WARNER = {
    "T1": (102.525, 46.572619, 156.665476, -40.989881, -67.114286),
    "T2": (76.580952, 38.711905, 240.639286, -21.8, -160.271429),
    "T3": (87.417857, 17.775, 154.671429, -32.391667, -103.352381),
}


@pytest.mark.parametrize("time", WARNER)
def test_warner_kenny_and_stotos_components(warner, time):
    assert srm.round_robin(warner[time]).values == pytest.approx(WARNER[time], abs=5e-7)


def anova(x):
    """The round-robin analysis of variance in its textbook form."""
    n = len(x)
    c = n * (n - 2)
    found = srm.effects(x)
    upper = np.triu_indices(n, 1)
    g, back = found.relationship[upper], found.relationship.T[upper]
    between = 2 * (((g + back) / 2) ** 2).sum() / ((n - 1) * (n - 2) / 2 - 1)
    within = ((g - back) ** 2).sum() / 2 / ((n - 1) * (n - 2) / 2)
    pair, both = (between + within) / 2, (between - within) / 2
    a, b = found.actor, found.partner
    noise, shared = pair * (n - 1) / c + both / c, both * (n - 1) / c + pair / c
    return (
        a @ a / (n - 1) - noise,
        b @ b / (n - 1) - noise,
        pair,
        a @ b / (n - 1) - shared,
        both,
    )


@given(st.integers(4, 9), st.integers(0, 1000))
def test_complete_groups_are_the_textbook_analysis_of_variance(n, seed):
    x = np.random.default_rng(seed).normal(3, 2, (n, n))
    np.testing.assert_allclose(srm.round_robin(x).values, anova(x), atol=1e-9)


@given(st.integers(0, 1000))
def test_order_of_people_and_where_the_scale_begins_change_nothing(seed):
    rng = np.random.default_rng(seed)
    x, order = rng.normal(3, 2, (7, 7)), rng.permutation(7)
    x[1, 4] = x[5, 2] = np.nan
    found = srm.round_robin(x)
    moved = srm.round_robin(100 + x[np.ix_(order, order)])
    np.testing.assert_allclose(moved.values, found.values, atol=1e-8)
    np.testing.assert_allclose(moved.errors, found.errors, atol=1e-8)
    doubled = srm.round_robin(2 * x)
    np.testing.assert_allclose(doubled.values, 4 * np.array(found.values), atol=1e-9)


def test_standard_errors_are_lashley_and_bonds():
    """Components of 54 people as TripleR prints them for its likingLong data, with its errors."""
    values = (0.171679036, 0.105318771, 0.608813358, 0.014090206, 0.079503569)
    expected = (0.034936, 0.022282, 0.016532, 0.020030, 0.016532)
    assert srm._errors(values, 54) == pytest.approx(expected, abs=6e-7)


def test_pooling_weighs_groups_by_their_size_less_one(warner):
    groups = [warner["T1"], warner["T2"][:6, :6]]
    first, second = (srm.round_robin(group) for group in groups)
    found = srm.pooled(groups)
    assert (found.members, found.groups) == (14, 2)
    for part, one, other in zip(found.values, first.values, second.values, strict=True):
        assert part == pytest.approx((7 * one + 5 * other) / 12)
    for part, one, other in zip(found.errors, first.errors, second.errors, strict=True):
        assert part == pytest.approx(np.hypot(7 * one, 5 * other) / 12)


def test_pooling_one_group_is_that_group(warner):
    alone, pooled = srm.round_robin(warner["T3"]), srm.pooled([warner["T3"]])
    assert pooled.values == pytest.approx(alone.values)
    assert pooled.errors == pytest.approx(alone.errors)


def test_correlations_come_from_positive_variances_only(warner):
    found = srm.round_robin(warner["T1"])
    assert found.generalized_r == pytest.approx(-40.989881 / np.sqrt(102.525 * 46.572619))
    assert found.dyadic_r == pytest.approx(-67.114286 / 156.665476)
    negative = srm.SrmComponents(-1, 1, 0, 0.5, 0.5, (0,) * 5, 6)
    assert np.isnan([negative.generalized_r, negative.dyadic_r]).all()


def test_effects_add_up_to_what_was_observed(warner):
    x = warner["T1"]
    found = srm.effects(x)
    rebuilt = found.mean + found.actor[:, None] + found.partner + found.relationship
    off = ~np.eye(8, dtype=bool)
    np.testing.assert_allclose(rebuilt[off], x[off])
    assert found.actor.sum() == pytest.approx(0)
    assert 0 < found.partner_reliability < found.actor_reliability < 1


def test_a_variance_below_zero_has_no_reliability():
    rng = np.random.default_rng(4)
    groups = [rng.normal(size=(4, 4)) for _ in range(30)]
    for group in groups:
        found, effects = srm.round_robin(group), srm.effects(group)
        assert np.isnan(effects.actor_reliability) == (found.actor <= 0)


def test_missing_pairs_are_left_out_and_people_without_a_role_too(warner):
    x = np.full((10, 10), np.nan)
    x[:8, :8] = warner["T1"]
    x[8, :3] = 50  # tells, but nobody tells of them
    found = srm.round_robin(x)
    assert found.members == 8
    assert found.values == pytest.approx(WARNER["T1"], abs=5e-7)


def test_an_incomplete_group_has_the_errors_of_a_jackknife(warner):
    x = warner["T1"].copy()
    x[2, 5] = np.nan
    found = srm.round_robin(x)
    assert found.values == pytest.approx(WARNER["T1"], rel=0.25)
    assert (np.array(found.errors) > 0).all()


def test_four_people_with_a_hole_have_values_but_no_errors():
    x = np.random.default_rng(1).normal(size=(4, 4))
    x[0, 1] = np.nan
    found = srm.round_robin(x)
    assert np.isfinite(found.values).all()
    assert np.isnan(found.errors).all()


def with_holes(x):
    holed = x.copy()
    holed[2, 5] = holed[0, 1] = holed[1, 0] = holed[6, 3] = np.nan
    return holed


def test_triplers_rule_for_missing_cells_gives_triplers_values(warner):
    """TripleR 1.5.4 prints these for Warner and others' first time, four cells removed."""
    found = srm.round_robin(with_holes(warner["T1"]), filled=True)
    values = (90.98365243, 36.58282197, 139.56313702, -35.03300199, -57.80507209)
    errors = (52.08468378, 26.60214438, 31.60298096, 31.07069517, 31.60298096)
    assert found.values == pytest.approx(values, abs=5e-9)
    assert found.errors == pytest.approx(errors, abs=5e-9)


def test_a_complete_group_has_nothing_to_fill(warner):
    assert srm.round_robin(warner["T2"], filled=True) == srm.round_robin(warner["T2"])


def test_triplers_rule_is_pooled_with_the_same_weights(warner):
    holed = with_holes(warner["T1"])
    found = srm.pooled([holed, warner["T2"]], filled=True)
    first, second = srm.round_robin(holed, filled=True), srm.round_robin(warner["T2"])
    assert found.values == pytest.approx(np.mean([first.values, second.values], axis=0))


def test_filling_in_makes_relationships_too_small_and_leaving_out_does_not():
    rng = np.random.default_rng(3)
    groups = simulated(rng, teams=400, n=8)
    groups[rng.random(groups.shape) < 0.1] = np.nan
    left_out, filled = (
        np.mean([srm.round_robin(group, filled=rule).relationship for group in groups])
        for rule in (False, True)
    )
    assert left_out == pytest.approx(0.6, abs=0.03)
    assert filled == pytest.approx(0.47, abs=0.03)


def test_filling_in_that_does_not_settle_is_refused(warner, monkeypatch):
    monkeypatch.setattr(srm, "SWEEPS", 1)
    with pytest.raises(NoConvergence):
        srm.round_robin(with_holes(warner["T1"]), filled=True)


@pytest.mark.parametrize(
    ("x", "error"),
    [
        (np.ones((3, 3)), TooFewMembers),
        (np.full((6, 6), np.nan), TooFewMembers),
        (np.ones((4, 5)), WrongShape),
        (np.full((5, 5), np.inf), WrongValue),
    ],
)
def test_what_is_below_its_limits_is_refused(x, error):
    with pytest.raises(error):
        srm.round_robin(x)


def test_a_ring_of_pairs_cannot_tell_the_components_apart():
    x = np.where(np.roll(np.eye(6), 1, axis=1) > 0, 1.0, np.nan)
    with pytest.raises(TooFewResponders):
        srm.round_robin(x)


def test_effects_need_every_pair(warner):
    x = warner["T1"].copy()
    x[0, 1] = np.nan
    with pytest.raises(TooFewResponders):
        srm.effects(x)


def test_nothing_cannot_be_pooled():
    with pytest.raises(TooFewMembers):
        srm.pooled([])


@pytest.mark.parametrize("n", [5, 8])
@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_estimates_are_unbiased(n, missing):
    rng = np.random.default_rng(n)
    groups = simulated(rng, teams=2500, n=n)
    groups[rng.random(groups.shape) < missing] = np.nan
    found = np.array([srm._moments(srm._cells(group)) for group in groups if whole(group)])
    spread = found.std(axis=0) / np.sqrt(len(found))
    truth = np.array([0.2, 0.2, 0.6, 0.05, 0.18])
    # Centring an incomplete group costs a little: allow it a hundredth beside the noise.
    assert (np.abs(found.mean(axis=0) - truth) < 3.5 * spread + 0.012 * (missing > 0)).all()


def whole(group):
    """Whether everybody both tells and is told of, so that nobody is left out."""
    seen = ~np.isnan(group) & ~np.eye(len(group), dtype=bool)
    return len(group) > 5 or bool(seen.sum() > 15)


@pytest.mark.parametrize(("n", "share"), [(5, 0.24), (6, 0.16), (8, 0.06), (9, 0.03), (12, 0.01)])
def test_in_small_teams_a_variance_is_often_below_zero(n, share):
    groups = simulated(np.random.default_rng(n), teams=1500, n=n)
    below = np.mean([srm._moments(srm._cells(group))[0] <= 0 for group in groups])
    assert below == pytest.approx(share, abs=0.035)

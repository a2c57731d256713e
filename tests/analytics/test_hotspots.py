"""Hotspots: what the posterior means, what it refuses, and the published adjusted p-values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from analytics import hotspots, thresholds
from analytics.errors import NoCutOff, TooFewMembers, WrongShape, WrongValue

BENJAMINI_HOCHBERG_1995 = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1),
]


def everyone(rounds=8, people=8):
    return np.ones((rounds, people), dtype=bool)


def ring(rounds=8, people=8):
    """Everybody is helped by the next person, every week."""
    return np.broadcast_to(np.roll(np.eye(people), 1, axis=1), (rounds, people, people)).copy()


def test_a_person_named_by_everybody_every_week_stands_out():
    weeks = ring()
    weeks[:, 1:, 0] = 1
    found = hotspots.posterior(weeks, np.zeros_like(weeks), everyone())
    assert found.argmax() == 0
    assert found[0] > hotspots.cut_off(8, 8)
    assert (found[1:] < 0.05).all()


def test_in_an_even_team_nobody_stands_out():
    found = hotspots.posterior(ring(), ring().transpose(0, 2, 1), everyone())
    assert (found < hotspots.cut_off(8, 8)).all()


def test_the_posterior_is_the_gamma_integral_it_says():
    counts, exposure = np.array([12.0, 4, 4, 4]), np.array([24.0, 24, 24, 24])
    found = hotspots.rate_above(counts, exposure, multiple=1.5)
    mean, prior = 24 / 96, 1 / 0.03 - 1
    for person, count in enumerate(counts):
        density = stats.gamma(mean * prior + count, scale=1 / (prior + 24)).pdf
        beyond, _ = integrate.quad(density, 1.5 * mean, 5)
        assert found[person] == pytest.approx(beyond, abs=1e-8)


def test_either_report_makes_a_tie_and_two_reports_make_one():
    received, given = np.zeros((1, 4, 4), dtype=bool), np.zeros((1, 4, 4), dtype=bool)
    received[0, 0, 1] = True  # 0 says 1 helped them …
    given[0, 1, 0] = True  # … and 1 says so too
    given[0, 2, 3] = True  # only the giver tells
    support = hotspots.union_of_reports(received, given, np.ones((1, 4), dtype=bool))
    assert np.argwhere(support.ties[0]).tolist() == [[0, 1], [3, 2]]
    assert support.exposure[0].sum() == 12


def test_one_report_shows_the_part_that_reports_of_that_side_usually_tell():
    received, given = np.zeros((1, 5, 5), dtype=bool), np.zeros((1, 5, 5), dtype=bool)
    received[0, 0, 1] = received[0, 1, 2] = received[0, 2, 0] = True
    given[0, 1, 0] = True
    answered = np.array([[1, 1, 1, 0, 0]], dtype=bool)
    exposure = hotspots.union_of_reports(received, given, answered).exposure[0]
    assert exposure[0, 1] == 1
    assert exposure[0, 3] == pytest.approx((3 + 1) / (3 + 2))  # the receiver answered
    assert exposure[3, 0] == pytest.approx((1 + 1) / (3 + 2))  # the giver answered
    assert exposure[3, 4] == exposure[0, 0] == 0


def test_what_an_absent_person_left_is_not_read():
    rng = np.random.default_rng(1)
    received, given = rng.random((2, 8, 8, 8)) < 0.2
    answered = rng.random((8, 8)) < 0.7
    cleared = hotspots.posterior(
        received & answered[:, :, None], given & answered[:, :, None], answered
    )
    np.testing.assert_array_equal(hotspots.posterior(received, given, answered), cleared)


def test_what_is_left_without_whoever_tells_most_is_the_union_of_all_others_reports():
    rng = np.random.default_rng(4)
    received, given = rng.random((2, 6, 8, 7, 7)) < 0.2
    answered = rng.random((6, 8, 7)) < 0.8
    left = []
    for person in range(7):
        others = answered.copy()
        others[:, :, person] = False
        left.append(hotspots.union_of_reports(received, given, others).ties.sum(axis=(1, 2, 3)))
    found = hotspots.without_any_one(received, given, answered)
    assert found.tolist() == np.min(left, axis=0).tolist()


def test_order_of_people_changes_nothing_but_the_order():
    rng = np.random.default_rng(2)
    received, given = rng.random((2, 8, 8, 8)) < 0.2
    answered, order = rng.random((8, 8)) < 0.8, rng.permutation(8)
    found = hotspots.posterior(received, given, answered)
    moved = (each[:, order][:, :, order] for each in (received, given))
    np.testing.assert_allclose(
        hotspots.posterior(*moved, answered[:, order]), found[order], rtol=1e-12
    )


def test_nobody_is_judged_where_nothing_was_told_or_nobody_could_tell():
    nothing = np.zeros((8, 8, 8))
    assert np.isnan(hotspots.posterior(nothing, nothing, everyone())).all()
    alone = np.zeros((8, 8), dtype=bool)
    alone[:, 0] = True
    found = hotspots.posterior(ring(), nothing, alone)
    assert not np.isnan(found[1:]).any()
    assert np.isnan(hotspots.posterior(ring(), nothing, np.zeros((8, 8)))).all()


def test_two_people_cannot_be_compared_with_their_mean():
    with pytest.raises(TooFewMembers):
        hotspots.posterior(np.ones((8, 2, 2)), np.ones((8, 2, 2)), np.ones((8, 2)))


def test_two_reports_of_different_shape_are_refused():
    with pytest.raises(WrongShape):
        hotspots.posterior(ring(), ring(rounds=4), everyone())


def test_every_size_the_product_asks_has_a_cut_off_and_no_other_has():
    for n in range(5, 31):
        for rounds in (4, 8, 12, 16):
            assert 0 < hotspots.cut_off(n, rounds) < 1
            assert hotspots.cut_off(n, rounds) == thresholds.hotspot_cut_off(n, rounds)
    for n, rounds in ((4, 8), (31, 8), (8, 5)):
        with pytest.raises(NoCutOff):
            hotspots.cut_off(n, rounds)


def test_the_table_of_benjamini_and_hochberg_rejects_four():
    q = hotspots.benjamini_hochberg(BENJAMINI_HOCHBERG_1995)
    expected = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765]
    np.testing.assert_allclose(q[:10], [*expected, 0.486], atol=5e-9)
    assert int((q <= 0.05).sum()) == 4


def test_adjusted_values_are_those_of_statsmodels_in_any_order():
    # Takes longer to load than all the rest of this file.
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415

    p = np.random.default_rng(3).random(40) ** 2
    np.testing.assert_allclose(
        hotspots.benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1], atol=1e-12
    )


def test_an_undefined_test_is_no_test():
    q = hotspots.benjamini_hochberg([0.01, np.nan, 0.04])
    np.testing.assert_allclose(q, [0.02, np.nan, 0.04])
    assert hotspots.benjamini_hochberg([]).size == 0


@pytest.mark.parametrize("p", [[1.2], [-0.1], [[0.1]]])
def test_what_is_no_row_of_p_values_is_refused(p):
    with pytest.raises(WrongValue):
        hotspots.benjamini_hochberg(p)

"""Reciprocity: published values, what cannot be said, and what no relabelling may change."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics import configuration, nulls, reciprocity
from analytics.errors import NoConvergence, TooFewResponders, WrongShape, WrongValue

ties = st.integers(2, 7).flatmap(lambda n: arrays(np.int64, (n, n), elements=st.integers(0, 4)))


def test_the_example_worked_by_hand_has_eight_of_thirteen_returned(small):
    assert reciprocity.weighted(small) == pytest.approx(8 / 13, abs=1e-12)


def test_the_weighted_configuration_model_expects_the_published_values(small):
    assert reciprocity.wcm_expectation(small) == pytest.approx(0.301809, abs=5e-7)
    assert reciprocity.rho_wcm(small) == pytest.approx(0.449126, abs=5e-7)


def test_the_configuration_model_gives_the_published_value_for_warners_first_occasion(warner):
    """Shares of time between every two of eight people: full ratings with a ceiling."""
    shares = np.nan_to_num(warner["T1"]) / 100
    assert reciprocity.wcm_expectation(shares) == pytest.approx(0.236, abs=5e-4)


def test_the_configuration_model_overstates_reciprocity_of_bounded_ratings():
    """Thirty people on a circle rate everybody: a two, eleven ones, seventeen noughts each.

    Geometric weights have no ceiling, so the model expects less return than there is when each
    rater's own values meet shuffled targets: .236 against .383 ± .017.
    """
    given = np.zeros(30)
    given[1:13] = [2, *[1] * 11]
    ratings = np.array([np.roll(given, rater) for rater in range(30)])
    by_targets = reciprocity.excess(ratings[None], np.ones((1, 30)), draws=999, seed=1)
    assert reciprocity.wcm_expectation(ratings) == pytest.approx(0.236, abs=5e-4)
    assert by_targets.r0 == pytest.approx(0.383, abs=0.017)


def test_a_person_sees_what_of_theirs_is_returned(small):
    person = reciprocity.per_person(small)
    np.testing.assert_allclose(person.share, [2 / 4, 3 / 3, 2 / 2, 1 / 4])
    np.testing.assert_allclose(person.unreturned_out, [2, 0, 0, 3])
    np.testing.assert_allclose(person.unreturned_in, [3, 2, 0, 0])


def test_a_person_who_leans_on_nobody_has_no_share():
    assert np.isnan(reciprocity.per_person([[0, 0], [1, 0]]).share[0])


@pytest.mark.parametrize(
    ("network", "census", "rates", "rho"),
    [
        ("advice", (45, 100, 65), (0.4736842, 0.5238095, 0.3103448), 0.038902),
        ("friends", (23, 56, 131), (0.4509804, 0.7333333, 0.2911392), 0.274880),
    ],
)
def test_krackhardts_managers_have_the_census_of_sna(request, network, census, rates, rho):
    matrix = request.getfixturevalue(network)
    counted = reciprocity.dyad_census(matrix)
    assert (counted.mutual, counted.asymmetric, counted.null) == census
    found = (counted.edgewise, counted.dyadic, counted.nonnull)
    assert found == pytest.approx(rates, abs=5e-8)
    assert reciprocity.binary_rho(matrix) == pytest.approx(rho, abs=5e-7)
    graph = nx.from_numpy_array(matrix, create_using=nx.DiGraph)
    assert reciprocity.weighted(matrix) == pytest.approx(nx.overall_reciprocity(graph), abs=1e-12)


def test_without_ties_there_is_no_reciprocity():
    nothing = np.zeros((4, 4))
    counted = reciprocity.dyad_census(nothing)
    undefined = (
        reciprocity.weighted(nothing),
        reciprocity.wcm_expectation(nothing),
        reciprocity.rho_wcm(nothing),
        reciprocity.binary_rho(nothing),
        counted.edgewise,
        counted.nonnull,
    )
    assert np.isnan(undefined).all()
    assert counted.dyadic == 1


def test_where_everybody_names_everybody_density_leaves_no_room():
    assert np.isnan(reciprocity.binary_rho(np.ones((3, 3))))


@given(ties)
def test_order_of_people_and_size_of_weights_change_nothing(w):
    shuffled = np.random.default_rng(1).permutation(len(w))
    r = reciprocity.weighted(w)
    assert reciprocity.weighted(w[np.ix_(shuffled, shuffled)]) == pytest.approx(r, nan_ok=True)
    assert reciprocity.weighted(7 * w) == pytest.approx(r, nan_ok=True)


@given(ties)
def test_symmetric_ties_are_all_returned_and_ordered_ones_never(w):
    both, ordered = w + w.T, np.triu(w, 1)
    if both.sum() > np.trace(both):
        assert reciprocity.weighted(both) == pytest.approx(1)
    if ordered.sum():
        assert reciprocity.weighted(ordered) == 0


@given(ties)
def test_the_configuration_model_keeps_strengths(w):
    matrix = np.where(np.eye(len(w)), 0, w + 1).astype(float)
    p = configuration.probabilities(matrix)
    expected = p / (1 - p)
    np.testing.assert_allclose(expected.sum(axis=1), matrix.sum(axis=1), rtol=1e-7)
    np.testing.assert_allclose(expected.sum(axis=0), matrix.sum(axis=0), rtol=1e-7)


@pytest.mark.parametrize(
    ("matrix", "error"),
    [
        ([[0, 1, 2]], WrongShape),
        ([0, 1], WrongShape),
        ([[0, -1], [0, 0]], WrongValue),
        ([[0, np.nan], [0, 0]], WrongValue),
        ([[0, np.inf], [0, 0]], WrongValue),
    ],
)
def test_what_is_no_matrix_of_ties_is_refused(matrix, error):
    with pytest.raises(error):
        reciprocity.weighted(matrix)


def test_a_model_that_cannot_be_fitted_says_so(small, monkeypatch):
    monkeypatch.setattr(configuration, "STEPS", 1)
    with pytest.raises(NoConvergence):
        reciprocity.wcm_expectation(small)


# ── against the permuted window ──────────────────────────────────────────────────────────────────


def window(rng, rounds=8, people=8, names=2):
    """People who name the same few others most weeks, whoever names them back."""
    weeks = np.zeros((rounds, people, people), dtype=bool)
    for person in range(people):
        others = np.delete(np.arange(people), person)
        habit = rng.choice(others, names + 1, replace=False)
        for week in weeks:
            week[person, rng.choice(habit, names, replace=False)] = True
    return weeks


def test_only_rounds_in_which_both_answered_count():
    weeks = np.zeros((2, 4, 4))
    weeks[0, 0, 1] = weeks[0, 1, 0] = 1
    weeks[1, 0, 1] = weeks[1, 1, 0] = weeks[1, 2, 3] = 1
    answered = np.ones((2, 4), dtype=bool)
    answered[1, 1] = False
    np.testing.assert_array_equal(
        reciprocity.both_answered(weeks, answered),
        [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]],
    )


def test_what_an_absent_person_left_is_not_read():
    rng = np.random.default_rng(5)
    weeks = window(rng)
    answered = rng.random((8, 8)) < 0.7
    told = weeks & answered[:, :, None]
    assert reciprocity.excess(weeks, answered, seed=1) == reciprocity.excess(told, answered, seed=1)


def test_the_same_seed_gives_the_same_answer_and_another_nearly_so():
    weeks, answered = window(np.random.default_rng(2)), np.ones((8, 8), dtype=bool)
    first, again, other = (reciprocity.excess(weeks, answered, seed=s) for s in (1, 1, 2))
    assert first == again
    assert other.r == first.r
    assert other.r0 == pytest.approx(first.r0, abs=0.02)


def test_pairs_who_always_help_each_other_are_more_mutual_than_chance():
    weeks = np.zeros((8, 8, 8))
    for person in range(0, 8, 2):
        weeks[:, person, person + 1] = weeks[:, person + 1, person] = 1
    found = reciprocity.excess(weeks, np.ones((8, 8)), seed=1)
    assert found.r == found.rho == 1
    assert found.p_value < 0.01
    assert found.interval[0] < 0 < found.interval[1] < 1


def test_permuting_keeps_everyones_own_answers_and_all_their_weeks():
    """A draw moves whole habits: what a person gave in all is the same, and so is how it clumps."""
    weeks, answered = window(np.random.default_rng(4)), np.ones((8, 8), dtype=bool)
    source = nulls.permuted_targets(nulls.everyone_else(8), 50, np.random.default_rng(1))
    drawn = nulls.redrawn(weeks.astype(float), answered, source)
    kept = np.sort(weeks.sum(axis=0), axis=1)
    np.testing.assert_array_equal(np.sort(drawn, axis=2), np.broadcast_to(kept, drawn.shape))
    assert (drawn[:, range(8), range(8)] == 0).all()


def test_nobody_receives_what_was_told_of_someone_who_may_not_be_named():
    eligible = np.ones((6, 6), dtype=bool)
    eligible[:, 5] = False
    mask = nulls.eligibility(eligible, 6)
    source = nulls.permuted_targets(mask, 30, np.random.default_rng(1))
    assert (source[:, :5, 5] == 5).all()
    assert (np.sort(source, axis=2) == np.arange(6)).all()


def test_every_order_is_drawn_as_often_as_any_other():
    """Each of the 24 orders of four targets, within five standard deviations of a thousand."""
    everyone = nulls.everyone_else(5)
    source = nulls.permuted_targets(everyone, 24_000, np.random.default_rng(1))
    for person in range(5):
        _, times = np.unique(source[:, person], axis=0, return_counts=True)
        assert len(times) == 24
        assert np.abs(times - 1000).max() < 5 * (1000 * 23 / 24) ** 0.5


@pytest.mark.parametrize("people", [41, 300])
def test_in_a_large_group_everybody_is_drawn_once_a_person_too(people):
    everyone = nulls.everyone_else(people)
    source = nulls.permuted_targets(everyone, 2, np.random.default_rng(1))
    assert (np.sort(source, axis=2) == np.arange(people)).all()
    assert (np.diagonal(source, axis1=1, axis2=2) == np.arange(people)).all()
    assert (source[0] != source[1]).mean() > 0.9


def test_keeping_received_totals_asks_whether_it_is_pairs_or_popularity():
    """Everybody names two stars, who name some back: mutual, but not once totals are kept."""
    weeks = np.zeros((4, 7, 7))
    weeks[:, :, :2] = 1
    weeks[:, 0, 2:4] = weeks[:, 1, 3:5] = 1
    weeks[:, range(7), range(7)] = 0
    answered = np.ones((4, 7))
    plain = reciprocity.excess(weeks, answered, draws=199, seed=1)
    kept = reciprocity.excess(weeks, answered, draws=199, seed=1, null="margins")
    assert plain.rho > 0.2
    assert abs(kept.rho) < plain.rho / 2


def test_swaps_keep_what_everyone_received():
    weeks = window(np.random.default_rng(9), people=7)
    totals = weeks.sum(axis=0).astype(float)
    source = nulls.margin_keeping_targets(
        totals, nulls.everyone_else(7), 40, np.random.default_rng(1)
    )
    drawn = nulls.redrawn(weeks.astype(float), np.ones((8, 7), dtype=bool), source)
    np.testing.assert_allclose(drawn.sum(axis=1), np.broadcast_to(totals.sum(axis=0), (40, 7)))
    np.testing.assert_allclose(drawn.sum(axis=2), np.broadcast_to(totals.sum(axis=1), (40, 7)))
    assert len(np.unique(drawn.reshape(40, -1), axis=0)) > 10


def test_three_people_have_nothing_to_swap():
    totals = np.ones((3, 3))
    source = nulls.margin_keeping_targets(
        totals, nulls.everyone_else(3), 5, np.random.default_rng(1)
    )
    assert (source == np.arange(3)).all()


@pytest.mark.parametrize(
    ("people", "null", "may"),
    [
        (8, "targets", "all"),
        (8, "targets", "some"),
        (8, "margins", "all"),
        (9, "targets", "some"),
        (nulls.LARGE, "targets", "all"),
        (nulls.LARGE + 1, "targets", "all"),
    ],
)
def test_what_two_draw_of_each_other_is_what_stands_in_the_drawn_windows(people, null, may):
    rng = np.random.default_rng(people)
    weeks = window(rng, rounds=3, people=people).astype(float)
    answered = rng.random((3, people)) < 0.8
    eligible = nulls.eligibility(
        rng.random((people, people)) < 0.7 if may == "some" else None, people
    )
    asked = {"draws": 70, "seed": 3, "null": null}
    whole = np.concatenate([*nulls.windows(weeks, answered, eligible, **asked)])
    drawn = nulls.pairs(weeks, answered, eligible, **asked)
    told, back = np.concatenate([some.copy() for some in drawn], axis=2)
    one, other = np.triu_indices(people, 1)
    np.testing.assert_array_equal(told, whole[:, one, other].T)
    np.testing.assert_array_equal(back, whole[:, other, one].T)


def test_many_draws_come_in_blocks_and_each_is_told_of(monkeypatch):
    monkeypatch.setattr(nulls, "CELLS_AT_A_TIME", 64 * 10)
    done = []
    weeks, answered = window(np.random.default_rng(2)), np.ones((8, 8), dtype=bool)
    found = reciprocity.excess(weeks, answered, draws=25, seed=1, progress=done.append)
    assert done == [10, 10, 5]
    assert (found.p_value * 26) == pytest.approx(round(found.p_value * 26))


def test_a_window_looked_at_again_without_a_person_draws_no_permutation_anew(monkeypatch):
    """A report leaves each person out once: drawing would be most of its work."""
    weeks, answered, asked = window(np.random.default_rng(2)), np.ones((8, 8)), []
    draw = nulls.permuted_targets
    monkeypatch.setattr(
        nulls, "permuted_targets", lambda *about: asked.append(about) or draw(*about)
    )
    nulls._kept.cache_clear()
    whole = reciprocity.excess(weeks, answered, seed=1)
    weeks[:, 0] = weeks[:, :, 0] = 0
    without = reciprocity.excess(weeks, answered, seed=1)
    assert len(asked) == 1
    nulls._kept.cache_clear()
    assert reciprocity.excess(weeks, answered, seed=1) == without != whole
    monkeypatch.setattr(nulls, "KEPT_CELLS", 0)
    assert reciprocity.excess(weeks, answered, seed=1) == without
    assert len(asked) == 3


def test_below_four_people_who_answered_nothing_is_computed():
    answered = np.zeros((8, 8), dtype=bool)
    answered[:, :3] = True
    with pytest.raises(TooFewResponders):
        reciprocity.excess(window(np.random.default_rng(1)), answered, seed=1)


def test_a_window_of_nobody_is_undefined_not_zero():
    found = reciprocity.excess(np.zeros((8, 8, 8)), np.ones((8, 8)), seed=1)
    assert np.isnan([found.r, found.r0, found.rho, found.p_value, *found.interval]).all()


def test_where_chance_returns_everything_there_is_no_room_for_more():
    """Everybody names everybody every week: r and r0 are 1, rho has no meaning."""
    full = np.ones((4, 5, 5))
    found = reciprocity.excess(full, np.ones((4, 5)), draws=19, seed=1)
    assert found.r == found.r0 == found.p_value == 1
    assert np.isnan(found.rho)


@pytest.mark.parametrize(
    ("weeks", "answered", "eligible"),
    [
        (np.zeros((2, 3, 4)), np.ones((2, 3)), None),
        (np.zeros((5, 5)), np.ones((5, 5)), None),
        (np.zeros((2, 5, 5)), np.ones((3, 5)), None),
        (np.zeros((2, 5, 5)), np.ones((2, 5)), np.ones((4, 4))),
    ],
)
def test_windows_whose_shapes_disagree_are_refused(weeks, answered, eligible):
    with pytest.raises(WrongShape):
        reciprocity.excess(weeks, answered, eligible=eligible, seed=1)


def test_windows_with_negative_ties_are_refused():
    with pytest.raises(WrongValue):
        reciprocity.excess(-np.ones((2, 5, 5)), np.ones((2, 5)), seed=1)

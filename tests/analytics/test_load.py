"""Load: published values of concentration, and who would be missed."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import load
from analytics.errors import TooFewMembers, TooFewRounds, WrongShape, WrongValue

ILOCOS = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
loads = st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(any)


def test_the_gini_of_the_ineq_manual():
    assert load.gini(ILOCOS, corrected=False) == pytest.approx(0.4620911, abs=5e-8)
    assert load.gini(ILOCOS) == pytest.approx(0.5134346, abs=5e-8)


@pytest.mark.parametrize(
    ("network", "gini", "into", "out", "top"),
    [
        ("advice", 0.246115, 0.4700, 0.5750, 18 / 190),
        ("friends", 0.243697, 0.2700, 0.6900, 10 / 102),
    ],
)
def test_krackhardts_managers_are_as_concentrated_as_sna_says(
    request, network, gini, into, out, top
):
    matrix = request.getfixturevalue(network)
    degree = matrix.sum(axis=0)
    assert load.gini(degree, corrected=False) == pytest.approx(gini, abs=5e-7)
    assert load.in_degree_centralization(matrix) == pytest.approx(into, abs=5e-5)
    assert load.in_degree_centralization(matrix.T) == pytest.approx(out, abs=5e-5)
    assert load.top_share(degree) == pytest.approx(top, abs=1e-12)


def test_the_herfindahl_index_of_the_examples(small, advice):
    carried = small.sum(axis=0)
    assert load.gini(carried, corrected=False) == pytest.approx(0.288462, abs=5e-7)
    assert load.hhi(carried) == pytest.approx(0.325444, abs=5e-7)
    assert load.hhi(carried, normalized=True) == pytest.approx(0.100592, abs=5e-7)
    assert load.effective_carriers(carried) == pytest.approx(1 / 0.325444, abs=1e-5)
    assert load.hhi(advice.sum(axis=0)) == pytest.approx(0.056787, abs=5e-7)
    assert load.hhi(advice.sum(axis=0), normalized=True) == pytest.approx(0.009626, abs=5e-7)


def test_seven_and_eight_of_twenty_one_managers_give_half_of_all_support(advice, friends):
    assert load.truck_factor(advice) == 7
    assert load.truck_factor(friends) == 8
    assert load.truck_factor(advice, share=1) == 21


def test_giving_and_taking_of_the_example(small):
    np.testing.assert_allclose(load.give_take(small), [1 / 9, 1 / 4, 0, -0.6])
    ratio, low, high = load.give_take_log_ratio(small)
    assert (low < ratio).all()
    assert (ratio < high).all()
    assert np.sign(ratio).tolist() == [1, 1, 0, -1]


def test_people_without_ties_neither_give_nor_take():
    w = np.zeros((3, 3))
    w[0, 1] = 1
    assert np.isnan(load.give_take(w)).tolist() == [False, False, True]
    assert np.isnan(load.give_take_log_ratio(w)[0]).tolist() == [False, False, True]


def test_a_star_is_fully_centralized_and_held_by_one():
    star = np.zeros((6, 6))
    star[1:, 0] = 1
    carried = star.sum(axis=0)
    assert load.in_degree_centralization(star) == 1
    assert load.gini(carried) == 1
    assert load.hhi(carried, normalized=True) == 1
    assert load.effective_carriers(carried) == 1
    assert load.truck_factor(star) == 1
    assert load.sole_support(star).tolist() == [5, 0, 0, 0, 0, 0]
    assert load.articulation_points(star) == (0,)


def test_even_load_has_no_concentration():
    assert load.gini([3, 3, 3]) == 0
    assert load.hhi([3, 3, 3], normalized=True) == pytest.approx(0)
    assert load.effective_carriers([3, 3, 3]) == pytest.approx(3)


def test_sole_support_counts_people_who_name_nobody_else_in_the_whole_window():
    weeks = np.zeros((2, 4, 4))
    weeks[0, 0, 1] = weeks[1, 0, 1] = 1  # always the same one
    weeks[0, 2, 1] = weeks[1, 2, 3] = 1  # two different ones
    assert load.sole_support(weeks.sum(axis=0)).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("graph", "points"), [(nx.krackhardt_kite_graph(), (7, 8)), (nx.karate_club_graph(), (0,))]
)
def test_articulation_points_are_those_of_networkx(graph, points):
    assert load.articulation_points(nx.to_numpy_array(graph)) == points
    assert sorted(nx.articulation_points(graph)) == list(points)


def test_a_person_alone_holds_nothing_together():
    w = np.zeros((3, 3))
    w[0, 1] = 1
    assert load.articulation_points(w) == ()


@given(loads)
def test_order_and_unit_of_loads_change_nothing(x):
    for measure in (load.gini, load.hhi, load.effective_carriers, load.top_share):
        value = measure(x)
        assert measure(x[::-1]) == pytest.approx(value)
        assert measure([5 * one for one in x]) == pytest.approx(value)


@given(loads)
def test_concentration_stays_inside_its_ends(x):
    assert -1e-9 <= load.gini(x) <= 1 + 1e-9
    assert 1 - 1e-9 <= load.effective_carriers(x) <= len(x) + 1e-9
    assert load.top_share(x) >= 1 / len(x) - 1e-9


def test_where_nobody_carries_anything_there_is_no_concentration():
    for measure in (load.gini, load.hhi, load.effective_carriers, load.top_share):
        assert np.isnan(measure([0, 0, 0]))
        assert np.isnan(measure([]))
    assert np.isnan(load.gini([4]))
    assert np.isnan(load.hhi([4], normalized=True))
    assert np.isnan(load.hhi([], normalized=True))
    with pytest.raises(TooFewRounds):
        load.truck_factor(np.zeros((3, 3)))


@pytest.mark.parametrize(
    ("x", "error"), [([[1]], WrongShape), ([-1], WrongValue), ([np.nan], WrongValue)]
)
def test_loads_that_are_none_are_refused(x, error):
    with pytest.raises(error):
        load.gini(x)


def test_one_person_cannot_be_centralized():
    with pytest.raises(TooFewMembers):
        load.in_degree_centralization([[0]])


# ── windows with people away ─────────────────────────────────────────────────────────────────────


def test_support_is_counted_per_opportunity_not_per_week():
    """Two of three others answered once, one twice: three opportunities, two ties."""
    weeks = np.zeros((2, 4, 4))
    weeks[0, 0, 3] = weeks[1, 0, 3] = 1
    weeks[1, 2, 3] = 1  # told by someone who did not answer: not read
    answered = np.array([[1, 1, 0, 0], [1, 0, 0, 0]])
    assert load.received_rate(weeks, answered)[3] == pytest.approx(2 / 3)
    told, chances = load.received(weeks, answered)
    assert (told[3], chances[3]) == (2, 3)


def test_a_person_nobody_could_name_has_no_rate():
    weeks = np.zeros((1, 3, 3))
    eligible = np.ones((3, 3))
    eligible[:, 2] = 0
    rates = load.received_rate(weeks, np.ones((1, 3)), eligible=eligible)
    assert np.isnan(rates).tolist() == [False, False, True]


def test_the_largest_share_is_compared_with_the_largest_by_chance():
    weeks = np.zeros((4, 8, 8))
    weeks[:, 1:, 0] = 1
    weeks[:, 0, 1] = 1
    found = load.top_share_by_chance(weeks, np.ones((4, 8)), draws=199, seed=1)
    assert found.share == pytest.approx(7 / 8)
    assert 1 / 8 < found.by_chance < 0.5
    assert found.p_value == pytest.approx(1 / 200)


def test_an_even_team_has_an_ordinary_largest_share():
    ring = np.roll(np.eye(8), 1, axis=1)
    found = load.top_share_by_chance(ring[None], np.ones((1, 8)), draws=99, seed=1)
    assert found.share == 1 / 8
    assert found.p_value == 1


def test_without_ties_the_largest_share_is_undefined():
    found = load.top_share_by_chance(np.zeros((2, 5, 5)), np.ones((2, 5)), draws=9, seed=1)
    assert np.isnan([found.share, found.by_chance, found.p_value]).all()


def test_an_isolate_had_the_opportunity_and_no_tie():
    weeks = np.zeros((5, 4, 4))
    weeks[:, 0, 1] = 1
    answered = np.ones((5, 4))
    answered[1:, 3] = 0
    assert load.isolates(weeks, answered).tolist() == [False, False, True, False]


def test_krackhardts_friends_have_two_who_name_nobody_and_none_unnamed(friends):
    assert int((friends.sum(axis=1) == 0).sum()) == 2
    assert not load.isolates(np.stack([friends] * 4), np.ones((4, 21))).any()

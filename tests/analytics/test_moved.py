"""Permuted windows of large groups: the same null as for small ones, at a fraction of the cost."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import load, moved, nulls, reciprocity


def group(rng, *, people=40, rounds=4, ties=3):
    weeks = np.zeros((rounds, people, people))
    for week in weeks:
        for person in range(people):
            others = np.delete(np.arange(people), person)
            week[person, rng.choice(others, ties, replace=False)] = 1
    return weeks


def drawn(weeks, present, eligible, draws=60, seed=1):
    people, rng = len(eligible), np.random.default_rng(seed)
    place = np.arange(people**2).reshape(people, people)
    some = moved.cells(weeks, present, eligible, place, draws=draws, rng=rng)
    return np.concatenate([*some]).reshape(draws, people, people)


def test_everybody_keeps_what_they_told_and_names_nobody_twice_or_themself():
    weeks = group(np.random.default_rng(1))
    found = drawn(weeks, np.ones((4, 40), dtype=bool), nulls.everyone_else(40))
    kept = np.sort(weeks.sum(axis=0), axis=1)
    np.testing.assert_array_equal(np.sort(found, axis=2), np.broadcast_to(kept, found.shape))
    assert (found[:, range(40), range(40)] == 0).all()
    assert len(np.unique(found.reshape(60, -1), axis=0)) == 60


def test_each_target_is_as_likely_as_every_other():
    weeks = np.zeros((1, 9, 9))
    weeks[0, 0, 1] = 1
    weeks[0, 0, 2] = 2
    found = drawn(weeks, np.ones((1, 9), dtype=bool), nulls.everyone_else(9), draws=8000)
    for told in (1, 2):
        share = (found[:, 0] == told).mean(axis=0)
        np.testing.assert_allclose(share[1:], 1 / 8, atol=0.015)


def test_a_tie_lands_only_where_the_target_answered_in_its_round():
    """Two rounds; in the second, only half the others were there."""
    rng = np.random.default_rng(2)
    weeks = group(rng, rounds=2)
    present = np.ones((2, 40), dtype=bool)
    present[1, ::2] = False
    found = drawn(weeks, present, nulls.everyone_else(40), draws=400)
    assert found[:, ::2].max() == 1
    same = [*nulls.permuted_targets(nulls.everyone_else(40), 400, rng)]
    usual = nulls.redrawn(weeks * present[:, :, None], present, np.array(same))
    assert found.sum(axis=(1, 2)).mean() == pytest.approx(usual.sum(axis=(1, 2)).mean(), rel=0.01)


def test_ties_to_people_outside_the_permuted_targets_stay_where_they_are():
    weeks = group(np.random.default_rng(3))
    eligible = nulls.everyone_else(40)
    eligible[:, :20] = False
    found = drawn(weeks, np.ones((4, 40), dtype=bool), eligible)
    totals = weeks.sum(axis=0)
    np.testing.assert_array_equal(found[:, :, :20], np.broadcast_to(totals[:, :20], (60, 40, 20)))
    assert (found[:, :, 20:] != totals[:, 20:]).any()


def test_nobody_with_ties_moves_nothing():
    found = drawn(np.zeros((2, 5, 5)), np.ones((2, 5), dtype=bool), nulls.everyone_else(5))
    assert found.shape == (60, 5, 5)
    assert found.sum() == 0


def test_large_and_small_groups_are_compared_with_the_same_chance(monkeypatch):
    rng = np.random.default_rng(4)
    weeks, answered = group(rng), rng.random((4, 40)) < 0.8
    large = reciprocity.excess(weeks, answered, draws=999, seed=1)
    top = load.top_share_by_chance(weeks, answered, draws=999, seed=1)
    monkeypatch.setattr(nulls, "LARGE", 40)
    small = reciprocity.excess(weeks, answered, draws=999, seed=1)
    assert large.r == small.r
    assert large.r0 == pytest.approx(small.r0, abs=0.003)
    assert large.interval == pytest.approx(small.interval, abs=0.02)
    assert large.p_value == pytest.approx(small.p_value, abs=0.05)
    usual = load.top_share_by_chance(weeks, answered, draws=999, seed=1)
    assert top.by_chance == pytest.approx(usual.by_chance, rel=0.02)


def test_p_is_valid_in_large_groups_in_which_nobody_helps_back_on_purpose():
    rng = np.random.default_rng(5)
    p = np.array(
        [
            reciprocity.excess(group(rng, rounds=2), np.ones((2, 40)), draws=99, seed=seed).p_value
            for seed in range(200)
        ]
    )
    for level in (0.05, 0.1, 0.5):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / len(p))

"""The batch gives what the single measures give, for every team-week at once."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import batch, load, reciprocity
from analytics.errors import WrongShape, WrongValue


@pytest.fixture(scope="module")
def weeks():
    rng = np.random.default_rng(1)
    ties = (rng.random((batch.CHUNK + 40, 6, 6)) < 0.25) * rng.integers(1, 4, (1, 6, 6))
    ties[7] = 0
    return ties.astype(np.uint8)


@pytest.fixture(scope="module")
def masks(weeks):
    rng = np.random.default_rng(2)
    members = np.ones((len(weeks), 6), dtype=bool)
    members[:, 5] = rng.random(len(weeks)) < 0.5
    answered = (rng.random((len(weeks), 6)) < 0.8) & members
    answered[9] = False
    return members, answered


SAMPLE = [0, 1, 2, 3, 7, 9, 100, batch.CHUNK - 1, batch.CHUNK, batch.CHUNK + 39]


def test_complete_team_weeks_have_the_values_of_the_single_measures(weeks):
    found = batch.team_weeks(weeks)
    for row in SAMPLE:
        ties = weeks[row] * ~np.eye(6, dtype=bool)
        carried = ties.sum(axis=0)
        single = (reciprocity.weighted(ties), load.gini(carried), load.top_share(carried))
        batched = (found.reciprocity[row], found.gini[row], found.top_share[row])
        np.testing.assert_allclose(batched, single, rtol=1e-12)
    assert np.isnan([found.reciprocity[7], found.gini[7], found.top_share[7]]).all()


def test_padded_teams_with_people_away_have_them_too(weeks, masks):
    members, answered = masks
    found = batch.team_weeks(weeks, members, answered)
    for row in SAMPLE:
        here = np.flatnonzero(members[row])
        ties = weeks[row][np.ix_(here, here)][None]
        present = answered[row][here][None]
        rates = load.received_rate(ties, present)
        rates = rates[~np.isnan(rates)]
        single = (
            reciprocity.weighted(reciprocity.both_answered(ties, present)),
            load.gini(rates),
            load.top_share(rates),
        )
        batched = (found.reciprocity[row], found.gini[row], found.top_share[row])
        np.testing.assert_allclose(batched, single, rtol=1e-12)


def test_masks_of_pairs_say_the_same_as_masks_of_people(weeks, masks):
    members, answered = masks
    pairs = members[:, :, None] & members[:, None, :]
    both = answered[:, :, None] & answered[:, None, :]
    by_people, by_pairs = (batch.team_weeks(weeks, mask, answered) for mask in (members, pairs))
    np.testing.assert_array_equal(by_people.gini, by_pairs.gini)
    only = batch.team_weeks(weeks, members, both)
    np.testing.assert_array_equal(by_people.reciprocity, only.reciprocity)


def test_masks_of_everybody_change_nothing(weeks):
    everybody = np.ones(weeks.shape[:2], dtype=bool)
    plain, masked = batch.team_weeks(weeks), batch.team_weeks(weeks, everybody, everybody)
    np.testing.assert_allclose(masked.gini, plain.gini, rtol=1e-12)
    np.testing.assert_array_equal(masked.reciprocity, plain.reciprocity)


def test_the_tensor_handed_in_stays_as_it_was(weeks):
    before = weeks.copy()
    batch.team_weeks(weeks)
    batch.reciprocity_by_chance(weeks[:5], draws=3, seed=1)
    np.testing.assert_array_equal(weeks, before)


def test_chance_is_the_permutation_of_targets_within_one_week(weeks):
    found = batch.reciprocity_by_chance(weeks[:8], draws=1999, seed=1)
    for row in (0, 1, 2):
        single = reciprocity.excess(weeks[row][None], np.ones((1, 6)), draws=1999, seed=2)
        assert found.r0[row] == pytest.approx(single.r0, abs=0.02)
        assert found.rho[row] == pytest.approx(single.rho, abs=0.05)
        assert found.p_value[row] == pytest.approx(single.p_value, abs=0.05)
    assert np.isnan([found.r0[7], found.rho[7], found.p_value[7]]).all()


def test_chance_reads_only_eligible_people_who_answered(weeks, masks):
    members, answered = masks[0][:40], masks[1][:40]
    found = batch.reciprocity_by_chance(weeks[:40], members, answered, draws=1999, seed=1)
    for row in (0, 1, 2, 3):
        if answered[row].sum() < 4:
            continue
        eligible = members[row][:, None] & members[row]
        single = reciprocity.excess(
            weeks[row][None], answered[row][None], eligible=eligible, draws=1999, seed=2
        )
        np.testing.assert_allclose(found.r0[row], single.r0, atol=0.03)
        np.testing.assert_allclose(found.p_value[row], single.p_value, atol=0.05)
    assert np.isnan(found.rho[9])


def test_p_values_are_valid_where_everybody_names_at_random():
    ties = (np.random.default_rng(3).random((4000, 8, 8)) < 0.3).astype(np.uint8)
    p = batch.reciprocity_by_chance(ties, draws=199, seed=1).p_value
    for level in (0.05, 0.1, 0.5):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / 4000)


@pytest.mark.parametrize(
    ("w", "mask", "error"),
    [
        (np.zeros((2, 3, 4), dtype=np.uint8), None, WrongShape),
        (np.zeros((3, 3), dtype=np.uint8), None, WrongShape),
        (np.zeros((2, 3, 3)), None, WrongValue),
        (np.zeros((2, 3, 3), dtype=np.uint8), np.ones((2, 4), dtype=bool), WrongShape),
        (np.zeros((2, 3, 3), dtype=np.uint8), np.ones((2, 3)), WrongShape),
    ],
)
def test_tensors_that_are_none_are_refused(w, mask, error):
    with pytest.raises(error):
        batch.team_weeks(w, mask)

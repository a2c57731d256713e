"""Agreement: both reports of a tie beside each other, never one in the place of the other."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import agreement
from analytics.errors import WrongShape


def told(*ties, rounds=1, people=4):
    weeks = np.zeros((rounds, people, people), dtype=bool)
    for tie in ties:
        weeks[tie] = True
    return weeks


def test_agreement_by_hand():
    """12 ordered pairs: 2 told by both, 1 by the receiver, 1 by the giver, 8 by neither."""
    received = told((0, 0, 1), (0, 1, 2), (0, 2, 0))
    given = told((0, 1, 0), (0, 2, 1), (0, 3, 0))
    found = agreement.of_reports(received, given, np.ones((1, 4)))
    assert (found.both, found.either, found.pairs) == (2, 4, 12)
    assert found.jaccard == 0.5
    chance = 0.25 * 0.25 + 0.75 * 0.75
    assert found.kappa == pytest.approx((10 / 12 - chance) / (1 - chance))


def test_the_band_runs_from_what_both_told_to_what_either_told():
    received, given = told((0, 0, 1), (1, 0, 1), rounds=2), told((0, 1, 0), (0, 2, 3), rounds=2)
    band = agreement.band(received, given, np.ones((2, 4)))
    assert (band.union[0, 1], band.intersection[0, 1]) == (2, 1)
    assert (band.union[3, 2], band.intersection[3, 2]) == (1, 0)
    assert (band.intersection <= band.union).all()


def test_pairs_with_someone_away_are_in_neither_end():
    received, given = told((0, 0, 1), (0, 1, 0)), told((0, 1, 0), (0, 0, 1))
    here = np.array([[1, 0, 1, 1]])
    found = agreement.of_reports(received, given, here)
    assert (found.pairs, found.either) == (6, 0)
    assert agreement.band(received, given, here).union.sum() == 0


def test_reports_that_are_the_same_agree_fully():
    received = told((0, 0, 1), (0, 2, 3))
    found = agreement.of_reports(received, received.transpose(0, 2, 1), np.ones((1, 4)))
    assert found.jaccard == found.kappa == 1


def test_where_nothing_was_told_or_nobody_was_there_agreement_is_undefined():
    silent = agreement.of_reports(told(), told(), np.ones((1, 4)))
    assert np.isnan([silent.jaccard, silent.kappa]).all()
    assert silent.pairs == 12
    away = agreement.of_reports(told(), told(), np.zeros((1, 4)))
    assert np.isnan([away.jaccard, away.kappa]).all()
    assert away.pairs == 0


def test_reports_of_different_shape_are_refused():
    with pytest.raises(WrongShape):
        agreement.of_reports(told(), told(rounds=2), np.ones((1, 4)))

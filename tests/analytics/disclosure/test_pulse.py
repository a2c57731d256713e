"""The pulse without names against readings worked out by hand."""

from datetime import date

import numpy as np
import pytest

from analytics import disclosure
from analytics.matrices import PulseWindow
from analytics.records import FamilyHistory, Scale, Status, WindowSpan

SIX = frozenset("abcdef")


def settle(given, received, same_people, *, rounds=8):
    """One value a person, the same in every round; NaN is not answered."""
    window = PulseWindow(
        *(
            np.tile(np.asarray(values, dtype=np.float64), (rounds, 1))
            for values in (given, received, same_people)
        )
    )
    return settle_window(window)


def settle_window(window, *, lean=0.0):
    settled = disclosure.settle(
        WindowSpan("pulse", 1, 8, date(2026, 3, 2)),
        window,
        members=6,
        population=SIX,
        history=FamilyHistory(),
        churn=0,
        seed=1,
        lean=lean,
    )
    return {reading.measure: reading for reading in settled.readings}


@pytest.mark.parametrize(
    ("received", "word"),
    [
        ([1, 2, 3, 0, 1, 2], "most"),
        ([1, 2, 3, 1, 3, 0], "half"),
        ([0, 1, 2, 3, 3, 0], "half"),
        ([1, 2, 1, 3, 3, 0], "few"),
        ([3, 0, 0, 3, 0, 2], "few"),
    ],
)
def test_people_whose_means_differ_by_at_most_one_give_and_receive_alike(received, word):
    readings = settle([1, 2, 3, 1, 1, 2], received, [3, 2, 4, 3, 3, 3])
    reading = readings["give_and_receive"]
    assert (reading.value, reading.scale) == (word, Scale.STATEMENT)


def test_means_that_differ_by_more_than_one_are_not_alike():
    """Two people's means differ by a half, four people's by one and a half."""
    given = np.ones((8, 6))
    received = np.tile([[2.0], [3.0]], (4, 6))
    received[1::2, :2] = 1
    window = PulseWindow(given, received, np.tile([1.0, 2, 3, 4, 5, 3], (8, 1)))
    assert settle_window(window)["give_and_receive"].value == "few"


def test_the_same_few_people_is_a_word():
    readings = settle([1, 2, 3, 1, 1, 2], [1] * 6, [4, 5, 4, 4, 5, 3])
    reading = readings["same_people"]
    assert (reading.value, reading.scale, reading.respondents) == ("high", Scale.LEVEL, "5-6")


def test_half_of_the_rounds_make_a_respondent_and_nobody_is_an_answer():
    given = np.zeros((8, 6))
    received = np.ones((8, 6))
    received[:, 0] = 3
    same = np.tile([1.0, 2, 3, 4, 5, 3], (8, 1))
    given[4:, 5] = np.nan
    assert settle_window(PulseWindow(given, received, same))["give_and_receive"].value == "most"
    given[3:, 4:] = np.nan
    held = settle_window(PulseWindow(given, received, same))
    assert held["give_and_receive"].status is Status.HELD


def test_the_same_few_is_held_by_itself_when_too_few_answered_it():
    readings = settle([1, 2, 3, 1, 1, 2], [1] * 6, [4, 5, 4, 4, np.nan, np.nan])
    assert readings["same_people"].status is Status.HELD
    assert readings["give_and_receive"].status is Status.SHOWN


def test_all_alike_is_held():
    readings = settle([1] * 6, [2] * 6, [3] * 6)
    assert {reading.status for reading in readings.values()} == {Status.HELD}


def test_a_window_nobody_answered_is_held():
    readings = settle([np.nan] * 6, [np.nan] * 6, [np.nan] * 6)
    assert {reading.status for reading in readings.values()} == {Status.HELD}

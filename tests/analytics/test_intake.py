"""Plain lists in, the arrays of the library out."""

from __future__ import annotations

import numpy as np

from analytics import intake


def test_scale_answers_become_counts_by_person_item_and_point():
    counts = [[[0, 0, 1, 0, 0]], [[0, 0, 0, 2, 0]]]
    found = intake.scale_window(["a"], counts)
    assert (found.items, found.counts.shape) == (("a",), (2, 1, 5))
    assert found.counts[1, 0].tolist() == [0, 0, 0, 2, 0]
    assert (found.reason_codes, found.reasons) == ((), None)


def test_nobody_answering_is_an_empty_window_not_an_error():
    assert intake.scale_window(["a", "b"], []).counts.shape == (0, 2, 5)


def test_reasons_are_kept_only_with_the_codes_that_name_them():
    counts, reasons = [[[0, 0, 1, 0, 0]]], [[1, 0]]
    named = intake.scale_window(["a"], counts, reason_codes=["time", "whom"], reasons=reasons)
    assert (named.reason_codes, named.reasons.tolist()) == (("time", "whom"), [[1, 0]])
    unnamed = intake.scale_window(["a"], counts, reasons=reasons)
    assert (unnamed.reason_codes, unnamed.reasons) == ((), None)


def test_ties_keep_both_reports_apart_and_who_answered():
    told = [
        [(((1, "care"), (2, None)), None)],  # the first was helped by two and skipped the second
        [((), ((0, None),))],
        [(None, None)],
    ]
    found = intake.tie_weeks(told, kind_codes=["hands", "care"])
    assert np.argwhere(found.helped_me).tolist() == [[0, 0, 1], [0, 0, 2]]
    assert np.argwhere(found.i_helped).tolist() == [[0, 1, 0]]
    assert np.argwhere(found.kinds).tolist() == [[1, 0, 0, 1]]
    assert found.answered.tolist() == [[True, True, False]]


def test_the_two_prompts_are_kept_apart_with_when_they_were_asked_and_who_could_be_named():
    told = [[((), None), (None, ())], [((), None), (None, None)]]
    asked, listed = [(True, False), (False, True)], [[True, False], [True, True]]
    found = intake.tie_weeks(told, kind_codes=[], asked=asked, listed=listed).each_prompt
    assert found.helped_me.tolist() == [[True, True], [False, False]]
    assert found.i_helped.tolist() == [[False, False], [True, False]]
    assert found.asked.tolist() == [[True, False], [False, True]]
    assert found.listed.tolist() == listed
    both = intake.tie_weeks(told, kind_codes=[]).each_prompt
    assert both.asked.all()
    assert both.listed.all()


def test_a_tie_to_oneself_is_no_tie():
    found = intake.tie_weeks([[(((0, "care"),), ((0, None),))]], kind_codes=["care"])
    assert [part.any() for part in (found.helped_me, found.i_helped, found.kinds)] == [False] * 3


def test_no_people_make_no_ties():
    assert intake.tie_weeks([], kind_codes=[]).helped_me.shape == (0, 0, 0)


def test_the_pulse_has_rounds_before_people_and_nan_for_what_was_not_said():
    found = intake.pulse_window([[(3, 1, None), (0, None, 5)], [(2, 2, 2), (None, None, None)]])
    np.testing.assert_array_equal(found.given, [[3, 2], [0, np.nan]])
    np.testing.assert_array_equal(found.received, [[1, 2], [np.nan, np.nan]])
    np.testing.assert_array_equal(found.same_people, [[np.nan, 2], [5, np.nan]])


def test_a_pulse_of_nobody_is_empty():
    assert intake.pulse_window([]).given.shape == (0, 0)

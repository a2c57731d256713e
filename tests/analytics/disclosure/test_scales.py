"""Facets, patterns and the follow-up against readings worked out by hand."""

from datetime import date

import numpy as np
import pytest

from analytics import disclosure, thresholds
from analytics.instrument import bank
from analytics.matrices import ScaleWindow
from analytics.records import FamilyHistory, GateHistory, Scale, Status, Trend, WindowSpan

EIGHT = frozenset("abcdefgh")
SIX = frozenset("abcdef")


def window(answers, *, reasons=None):
    """Answers as {item: one list of points a person}; 0 is missing, a tuple is several rounds."""
    people = len(next(iter(answers.values())))
    counts = np.zeros((people, len(answers), 5), dtype=np.uint16)
    for place, given in enumerate(answers.values()):
        for person, points in enumerate(given):
            for point in points if isinstance(points, tuple) else (points,):
                if point:
                    counts[person, place, point - 1] += 1
    codes = tuple(bank.load().reasons) if reasons is not None else ()
    return ScaleWindow(tuple(answers), counts, codes, reasons)


def settle(family, data, *, population=EIGHT, history=None, members=8, churn=0, k=5, lean=0.0):
    return disclosure.settle(
        WindowSpan(family, 1, 4, date(2026, 3, 2)),
        data,
        members=members,
        population=population,
        history=history or FamilyHistory(),
        churn=churn,
        k=k,
        seed=1,
        lean=lean,
    )


def facet(**changes):
    answers = {
        "reciprocity_1": [4, 4, 4, 4, 3, 4, 0, 0],
        "reciprocity_2": [4, 4, 4, 4, 3, 0, 0, 0],
        "reciprocity_3": [2, 2, 2, 2, 3, 0, 0, 0],
    }
    return window(answers | changes)


def test_a_facet_is_the_mean_of_the_means_of_the_people_who_answered_any_of_its_items():
    # Turned, the third item reads 4 4 4 4 3; the means of six people are 4 4 4 4 3 4, so 3.83.
    (reading,) = settle("reciprocity", facet()).readings
    assert reading.status is Status.SHOWN
    assert reading.scale is Scale.STEP
    assert reading.value == 4.0
    assert reading.respondents == "5-6"
    assert reading.trend is Trend.FIRST
    assert reading.before is None
    assert reading.half_width == thresholds.tables()["half_widths_leaning"]["4.0"]["5-6"]


def test_a_shown_step_is_compared_with_the_step_shown_before():
    history = FamilyHistory(sticky={"reciprocity": 3.0})
    (reading,) = settle("reciprocity", facet(), history=history).readings
    assert (reading.value, reading.before, reading.trend) == (4.0, 3.0, Trend.HIGHER)


def test_within_the_stickiness_nothing_moved():
    history = FamilyHistory(sticky={"reciprocity": 3.5})
    (reading,) = settle("reciprocity", facet(), history=history).readings
    assert (reading.value, reading.before, reading.trend) == (3.5, 3.5, Trend.UNCLEAR)


def test_one_answer_makes_a_respondent_in_a_small_team_too():
    answers = {
        "reciprocity_1": [(4, 4), (4, 5), (4, 4), (3, 3), (0, 4), (0, 0)],
        "reciprocity_2": [(4, 0), (4, 0), (4, 0), (3, 0), (0, 0), (0, 0)],
        "reciprocity_3": [0, 0, 0, 0, 0, 0],
    }
    shown = settle("reciprocity", window(answers), population=SIX, members=6)
    assert shown.readings[0].respondents == "5-6"
    answers["reciprocity_1"][4] = (0, 0)
    held = settle("reciprocity", window(answers), population=SIX, members=6)
    assert held.readings[0].status is Status.HELD
    assert held.history.gates["reciprocity"].suppressed


def test_a_held_reading_says_nothing_but_that_it_is_held():
    too_few = facet(
        reciprocity_1=[0] * 8, reciprocity_2=[0] * 8, reciprocity_3=[2, 2, 2, 3, 0, 0, 0, 0]
    )
    alike = facet(
        reciprocity_1=[4] * 8, reciprocity_2=[3] * 8, reciprocity_3=[2, 2, 2, 2, 2, 2, 0, 0]
    )
    one_left = FamilyHistory(gates={"reciprocity": GateHistory(frozenset("abcdefghi"))})
    held = [
        settle("reciprocity", too_few),
        settle("reciprocity", alike),
        settle("reciprocity", facet(), history=one_left),
        disclosure.held(WindowSpan("reciprocity", 1, 4, date(2026, 3, 2)), FamilyHistory()),
    ]
    assert len({settled.readings for settled in held}) == 1
    (reading,) = held[0].readings
    assert reading.status is Status.HELD
    assert (reading.value, reading.respondents, reading.half_width) == (None, None, None)
    assert (reading.trend, reading.before, reading.details) == (None, None, ())


def test_a_history_remembers_the_population_the_step_and_the_holds_in_a_row():
    first = settle("reciprocity", facet())
    assert first.history.reference == EIGHT
    assert first.history.sticky == {"reciprocity": 4.0}
    assert first.history.held_in_a_row == 0
    assert first.history.published_on == first.readings[0].span.ends_on
    too_few = facet(
        reciprocity_1=[0] * 8, reciprocity_2=[0] * 8, reciprocity_3=[2, 2, 2, 3, 0, 0, 0, 0]
    )
    second = settle("reciprocity", too_few, history=first.history)
    third = settle("reciprocity", too_few, history=second.history)
    assert third.history.held_in_a_row == 2
    assert third.history.reference == EIGHT
    assert third.history.sticky == {"reciprocity": 4.0}


def test_an_expired_window_is_held_and_changes_nothing_else_that_is_remembered():
    history = FamilyHistory(
        reference=SIX, sticky={"autonomy": 3.0}, gates={"autonomy": GateHistory(SIX, 1)}
    )
    span = WindowSpan("autonomy", 1, 4, date(2026, 3, 2))
    settled = disclosure.held(span, history)
    assert [reading.status for reading in settled.readings] == [Status.HELD]
    assert settled.history == FamilyHistory(SIX, 1, history.sticky, history.gates)


@pytest.mark.parametrize("family", bank.FAMILIES)
def test_every_family_can_be_held(family):
    settled = disclosure.held(WindowSpan(family, 1, 8, date(2026, 3, 2)), FamilyHistory())
    assert settled.readings
    assert {reading.status for reading in settled.readings} == {Status.HELD}


def test_after_many_changes_a_facet_is_a_word_without_a_half_width():
    (reading,) = settle("reciprocity", facet(), churn=5).readings
    assert (reading.scale, reading.value, reading.half_width) == (Scale.LEVEL, "high", None)
    assert reading.trend is Trend.FIRST


def test_words_and_steps_are_not_compared_with_each_other():
    history = FamilyHistory(sticky={"reciprocity": "low"})
    (reading,) = settle("reciprocity", facet(), history=history).readings
    assert (reading.value, reading.trend) == (4.0, Trend.FIRST)
    history = FamilyHistory(sticky={"reciprocity": 1.5})
    (reading,) = settle("reciprocity", facet(), churn=9, history=history).readings
    assert (reading.value, reading.trend) == ("high", Trend.FIRST)


def test_a_raised_k_moves_the_bands_with_it():
    (reading,) = settle("reciprocity", facet(), k=6).readings
    assert reading.respondents == "6-9"
    (reading,) = settle("reciprocity", facet(), k=7).readings
    assert reading.status is Status.HELD


def patterns(people=8, *, reasons=None, **changes):
    answers = {
        f"{pattern}_{turn}": [3, 4] * (people // 2)
        for pattern in bank.PATTERNS
        for turn in (1, 2, 3, 4)
    }
    return window(answers | changes, reasons=reasons)


def by_measure(settled):
    return {reading.measure: reading for reading in settled.readings}


def test_the_six_patterns_are_six_words_never_one_mean():
    readings = by_measure(settle("patterns", patterns()))
    assert list(readings) == list(bank.PATTERNS)
    # 3 and 4 alternate: three items at 3.5 and one turned to 2.5 give 3.25; two turned give 3.0.
    assert {reading.value for reading in readings.values()} == {"middle"}
    assert {reading.scale for reading in readings.values()} == {Scale.LEVEL}
    assert {reading.half_width for reading in readings.values()} == {None}


def test_a_pattern_needs_two_of_its_items_from_five_people_and_the_others_are_still_shown():
    few = [3, 4, 3, 4, 0, 0, 0, 0]
    changes = {f"rigid_{turn}": few for turn in (1, 2, 3, 4)}
    settled = settle("patterns", patterns(**changes))
    readings = by_measure(settled)
    assert readings["rigid"].status is Status.HELD
    assert readings["porous"].status is Status.SHOWN
    assert settled.history.gates["rigid"].suppressed
    assert not settled.history.gates["porous"].suppressed
    one_item = {f"rigid_{turn}": [0] * 8 for turn in (2, 3, 4)}
    assert by_measure(settle("patterns", patterns(**one_item)))["rigid"].status is Status.HELD


def test_a_pattern_compares_itself_with_the_population_of_its_own_last_publication():
    gates = {"rigid": GateHistory(frozenset("abcdefghi")), "porous": GateHistory(EIGHT)}
    readings = by_measure(settle("patterns", patterns(), history=FamilyHistory(gates=gates)))
    assert readings["rigid"].status is Status.HELD
    assert readings["porous"].status is Status.SHOWN


def test_only_reasons_that_five_people_gave_are_told_in_a_fixed_order():
    reasons = np.zeros((8, 4), dtype=np.uint16)
    reasons[:5, 2] = 1
    reasons[3:, 0] = 4
    reasons[:4, 1] = 9
    readings = by_measure(settle("patterns", patterns(reasons=reasons)))
    assert readings["not_asking"].details == ("burden", "time")
    assert readings["porous"].details == ()


@pytest.mark.parametrize(
    ("people", "givers", "told"), [(5, 5, False), (6, 5, False), (8, 8, False), (7, 5, True)]
)
def test_a_reason_that_nearly_everybody_gave_is_not_told(people, givers, told):
    """In a team of five, "five gave it" would be known of each of them."""
    reasons = np.zeros((8, 4), dtype=np.uint16)
    reasons[:givers, 2] = 1
    answering = [3, 4, 3, 4, 3, 4, 3, 4][:people] + [0] * (8 - people)
    changes = {f"not_asking_{turn}": answering for turn in (1, 2, 3, 4)}
    readings = by_measure(settle("patterns", patterns(reasons=reasons, **changes)))
    assert readings["not_asking"].status is Status.SHOWN
    assert (readings["not_asking"].details == ("time",)) is told


def test_reasons_of_people_who_are_not_respondents_do_not_count():
    reasons = np.ones((8, 4), dtype=np.uint16)
    few = [3, 4, 3, 4, 3, 0, 0, 0]
    changes = {f"not_asking_{turn}": few for turn in (1, 2, 3, 4)}
    reasons[:1] = 0
    readings = by_measure(settle("patterns", patterns(reasons=reasons, **changes)))
    assert readings["not_asking"].status is Status.SHOWN
    assert readings["not_asking"].details == ()


def test_where_only_words_are_published_reasons_are_left_out():
    reasons = np.ones((8, 4), dtype=np.uint16)
    readings = by_measure(settle("patterns", patterns(reasons=reasons), churn=9))
    assert readings["not_asking"].details == ()


@pytest.mark.parametrize(
    ("points", "word"),
    [
        ([5, 5, 4, 4, 4, 4, 1, 2], "high"),
        ([5, 4, 4, 4, 4, 4, 1, 2], "middle"),
        ([5, 1, 1, 4, 3, 3, 1, 2], "middle"),
        ([5, 1, 1, 3, 3, 3, 1, 2], "low"),
    ],
)
def test_the_follow_up_says_how_clearly_people_noticed_in_three_words(points, word):
    (reading,) = settle("follow_up", window({"follow_up_1": points})).readings
    assert (reading.measure, reading.value, reading.scale) == ("noticed", word, Scale.STATEMENT)
    assert reading.trend is None


def test_a_window_nobody_answered_is_held():
    nobody = {item: [0] * 8 for item in ("reciprocity_1", "reciprocity_2", "reciprocity_3")}
    assert settle("reciprocity", window(nobody)).readings[0].status is Status.HELD

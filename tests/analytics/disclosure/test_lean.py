"""The scores of few people are shifted by a secret amount of theirs, which changes nothing else."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import disclosure, thresholds
from analytics.disclosure import shown
from analytics.instrument.bank import PATTERN_FAMILY, PATTERNS, load
from analytics.matrices import PulseWindow, ScaleWindow
from analytics.records import FamilyHistory, GateHistory, Status, Trend, WindowSpan

MOST = thresholds.LEAN_MOST
ITEMS = ("reciprocity_1", "reciprocity_2")
PATTERN_ITEMS = tuple(item.id for pattern in PATTERNS for item in load().core(pattern))
LEANS = st.floats(-MOST, MOST)
PEOPLE = st.integers(5, 12)


def answers(people, items, seed):
    """Everybody answers every item once, no two of them alike."""
    points = np.random.default_rng(seed).integers(0, 5, (people, len(items)))
    points[0], points[1] = 1, 3
    return ScaleWindow(items, np.eye(5, dtype=np.uint16)[points])


def mean(window):
    """The exact mean of a window of items none of which is turned round."""
    return float((window.counts * np.arange(1, 6)).sum(axis=2).mean())


def population(people):
    return frozenset(f"p{place}" for place in range(people))


def settle(family, window, people, *, history=None, **more):
    return disclosure.settle(
        WindowSpan(family, 1, 8, date(2026, 3, 2)),
        window,
        members=people,
        population=population(people),
        history=history or FamilyHistory(),
        churn=0,
        seed=1,
        **more,
    )


@given(people=PEOPLE, seed=st.integers(0, 99), lean=LEANS)
def test_a_step_is_that_of_the_mean_and_the_lean_in_small_teams_and_of_the_mean_in_others(
    people, seed, lean
):
    window = answers(people, ITEMS, seed)
    (reading,) = settle("reciprocity", window, people, lean=lean).readings
    assert reading.value == shown.step(mean(window) + (lean if people <= 8 else 0.0))


@given(people=PEOPLE, seed=st.integers(0, 99), lean=LEANS)
def test_nothing_but_values_depends_on_a_lean(people, seed, lean):
    """Whether something is shown, to how many and what is remembered of it tell nothing of it."""
    window = answers(people, PATTERN_ITEMS, seed)
    plain, leaning = (settle(PATTERN_FAMILY, window, people, lean=amount) for amount in (0.0, lean))
    assert leaning.history.gates == plain.history.gates
    assert [(one.measure, one.status, one.respondents) for one in leaning.readings] == [
        (one.measure, one.status, one.respondents) for one in plain.readings
    ]
    if people > 8:
        assert leaning == plain


@given(seed=st.integers(0, 99), lean=LEANS, before=st.sampled_from([2.0, 3.0, 4.0]))
def test_a_step_that_leans_sticks_as_any_other(seed, lean, before):
    window = answers(6, ITEMS, seed)
    history = FamilyHistory(sticky={"reciprocity": before})
    (reading,) = settle("reciprocity", window, 6, history=history, lean=lean).readings
    stays = abs(mean(window) + lean - before) <= thresholds.STEP_STICKS_WITHIN + 1e-9
    assert (reading.value == before) >= stays
    assert reading.before == before


def test_words_of_the_pulse_lean_and_its_statement_does_not():
    said = np.tile([[3.0, 4.0, 3.0, 4.0, 3.0, 4.0]], (8, 1))
    window = PulseWindow(np.tile([[0.0, 1, 2, 3, 1, 2]], (8, 1)), said - 2, said)
    plain, leaning = (
        {one.measure: one.value for one in settle("pulse", window, 6, lean=amount).readings}
        for amount in (0.0, MOST)
    )
    assert (plain["same_people"], leaning["same_people"]) == ("middle", "high")
    assert plain["give_and_receive"] == leaning["give_and_receive"]


@pytest.mark.parametrize(("people", "word"), [(6, "high"), (9, "middle")])
def test_the_word_about_an_experiment_leans_and_does_not_stick(people, word):
    """Where two thirds say 4 and the others 2, the mean lies below 3.5 by less than a lean."""
    points = [3, 3, 1, 3, 3, 1, 3, 3, 1][:people]
    window = ScaleWindow(("follow_up_1",), np.eye(5, dtype=np.uint16)[[[one] for one in points]])
    history = FamilyHistory(sticky={"noticed": "low"})
    (reading,) = settle("follow_up", window, people, history=history, lean=MOST).readings
    assert (reading.value, reading.trend) == (word, None)


@pytest.mark.parametrize("lean", [MOST + 0.01, -MOST - 0.01])
def test_a_lean_larger_than_readers_are_told_is_refused(lean):
    with pytest.raises(ValueError, match="no more than their page says"):
        settle("reciprocity", answers(6, ITEMS, 1), 6, lean=lean)


def published_of(reference):
    """A team whose last published window was of these people."""
    return FamilyHistory(gates={"reciprocity": GateHistory(reference)}, sticky={"reciprocity": 3.0})


def others(people):
    return frozenset(f"other{place}" for place in range(people))


@pytest.mark.parametrize(
    ("before", "now", "compared"),
    [
        (population(8), 8, True),
        (others(7), 8, False),
        (others(8), 8, False),
        (others(8), 9, False),
        (others(9), 8, False),
        (others(9), 10, True),
    ],
    ids=["the same", "seven others", "eight others", "from eight", "to eight", "never few"],
)
@given(seed=st.integers(0, 99), lean=LEANS)
def test_what_is_shifted_by_another_amount_begins_anew(before, now, compared, seed, lean):
    """Neither is a change told, nor does the step shown of other people stick."""
    window = answers(now, ITEMS, seed)
    history = published_of(before)
    (reading,) = settle("reciprocity", window, now, history=history, lean=lean).readings
    assert reading.status is Status.SHOWN
    assert (reading.before is not None) == compared
    assert (reading.trend is Trend.FIRST) == (not compared)
    if not compared:
        (fresh,) = settle("reciprocity", window, now, lean=lean).readings
        assert reading == fresh


def test_once_it_began_anew_the_same_people_are_compared_again():
    settled = settle("reciprocity", answers(6, ITEMS, 2), 6, history=published_of(others(6)))
    (reading,) = settle("reciprocity", answers(6, ITEMS, 2), 6, history=settled.history).readings
    assert reading.trend is Trend.UNCLEAR


def test_how_sure_a_step_is_takes_in_by_how_much_it_may_lean():
    widths = thresholds.tables()
    for people, table in ((6, "half_widths_leaning"), (9, "half_widths")):
        (reading,) = settle("reciprocity", answers(people, ITEMS, 3), people).readings
        band = {6: "5-6", 9: "7-9"}[people]
        assert reading.half_width == widths[table][f"{reading.value:.1f}"][band]

"""The rules on who is in a window, walked window by window."""

from dataclasses import replace
from datetime import date

import pytest

from analytics.disclosure.gates import Group, Terms, decide
from analytics.records import FamilyHistory, GateHistory, WindowSpan

SPAN = WindowSpan("reciprocity", 1, 4, date(2026, 3, 2))


def people(text):
    return frozenset(text)


def terms(population="abcdefgh", *, members=8, siblings=(), k=5, churn=0, history=None):
    return Terms(
        span=SPAN,
        members=members,
        population=people(population),
        siblings=tuple(people(sibling) for sibling in siblings),
        history=history or FamilyHistory(),
        k=k,
        churn=churn,
        seed=1,
        lean=0.0,
    )


def group(respondents=8, *, floor=5, unanimous=False, population_floor=0):
    return Group("reciprocity", respondents, floor, unanimous, population_floor)


def walk(*windows):
    """Settle windows one after another: (population, respondents) and changes to the terms."""
    history = FamilyHistory()
    shown = []
    for population, respondents, *more in windows:
        changes = dict(*more)
        unanimous = changes.pop("unanimous", False)
        decision = decide(
            group(respondents, unanimous=unanimous), terms(population, history=history, **changes)
        )
        history = replace(history, gates={"reciprocity": decision.history})
        shown.append("words" if decision.coarse else "steps" if decision.shown else "-")
    return shown


def test_the_first_window_of_a_family_is_never_held_for_who_is_in_it():
    assert walk(("abcdefgh", 5)) == ["steps"]


def test_four_respondents_are_too_few_and_five_are_enough():
    assert walk(("abcdefgh", 4)) == ["-"]
    assert walk(("abcdefgh", 5)) == ["steps"]


def test_a_higher_k_is_obeyed_and_a_lower_one_is_not():
    assert terms(k=7).respondents_floor == 7
    assert terms(k=3).respondents_floor == 5


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        ("abcdefgh", "steps"),
        ("abcdefg", "-"),
        ("abcdefghi", "-"),
        ("abcdefgi", "steps"),
        ("abcdefghij", "steps"),
        ("abcdef", "steps"),
    ],
    ids=["the same", "one left", "one came", "one replaced", "two came", "two left"],
)
def test_a_window_is_held_while_exactly_one_person_differs(second, outcome):
    assert walk(("abcdefgh", 6), (second, 6)) == ["steps", outcome]


def test_after_two_windows_held_for_one_person_words_are_published_and_then_steps_again():
    one_left = ("abcdefg", 6)
    assert walk(("abcdefgh", 6), one_left, one_left, one_left, one_left) == [
        "steps",
        "-",
        "-",
        "words",
        "steps",
    ]


def test_the_published_words_become_the_reference():
    one_left, another_left = ("abcdefg", 6), ("abcdef", 6)
    assert walk(("abcdefgh", 6), one_left, one_left, one_left, another_left) == [
        "steps",
        "-",
        "-",
        "words",
        "-",
    ]


def test_a_held_window_is_not_the_reference_so_a_second_change_publishes():
    assert walk(("abcdefgh", 6), ("abcdefg", 6), ("abcdefgi", 6)) == ["steps", "-", "steps"]


def test_windows_held_for_another_reason_do_not_count_towards_the_cap():
    suppressed, alike = ("abcdefg", 4), ("abcdefg", 7, {"unanimous": True})
    one_left = ("abcdefg", 7)
    assert walk(("abcdefgh", 6), suppressed, alike, one_left, one_left, one_left) == [
        "steps",
        "-",
        "-",
        "-",
        "-",
        "words",
    ]


def test_after_a_suppression_six_respondents_reopen_at_once():
    assert walk(("abcdefgh", 4), ("abcdefgh", 6)) == ["-", "steps"]


def test_after_a_suppression_five_respondents_reopen_in_the_second_window():
    assert walk(("abcdefgh", 4), ("abcdefgh", 5), ("abcdefgh", 5)) == ["-", "-", "steps"]


def test_a_second_suppression_starts_the_count_again():
    windows = [("abcdefgh", respondents) for respondents in (4, 5, 4, 5, 5)]
    assert walk(*windows) == ["-", "-", "-", "-", "steps"]


def test_a_team_of_five_reopens_with_all_of_its_people():
    assert walk(("abcde", 4, {"members": 5}), ("abcde", 5, {"members": 5})) == ["-", "steps"]


def test_once_reopened_five_respondents_are_enough_again():
    windows = [("abcdefgh", respondents) for respondents in (4, 6, 5)]
    assert walk(*windows) == ["-", "steps", "steps"]


def test_the_difference_of_one_person_is_tested_before_reopening():
    assert walk(
        ("abcdefgh", 6), ("abcdefgh", 4), ("abcdefg", 6), ("abcdefg", 6), ("abcdefg", 6)
    ) == ["steps", "-", "-", "-", "words"]


def test_all_alike_is_held():
    assert walk(("abcdefgh", 8, {"unanimous": True})) == ["-"]


@pytest.mark.parametrize(
    ("sibling", "outcome"),
    [
        ("abcdefgh", "steps"),
        ("abcdefg", "-"),
        ("abcdefghijkl", "-"),
        ("abcdefghijklm", "steps"),
        ("abcdijkl", "steps"),
    ],
    ids=["the same people", "one fewer", "four more", "five more", "eight differ"],
)
def test_a_population_near_that_of_another_team_is_held(sibling, outcome):
    assert walk(("abcdefgh", 8, {"siblings": (sibling,)})) == [outcome]


def test_a_hold_for_another_team_does_not_become_the_reference():
    near = {"siblings": ("abcdefgi",)}
    assert walk(("abcdefgh", 8), ("abcdefgj", 8, near), ("abcdefgi", 8)) == ["steps", "-", "steps"]


@pytest.mark.parametrize(
    ("members", "churn", "outcome"),
    [(8, 4, "steps"), (8, 5, "words"), (12, 6, "steps"), (12, 7, "words")],
)
def test_a_roster_that_changes_often_gets_words_only(members, churn, outcome):
    assert walk(("abcdefgh", 8, {"members": members, "churn": churn})) == [outcome]


def test_a_population_below_the_floor_of_ties_is_held_without_becoming_a_suppression():
    ties = group(7, floor=6, population_floor=8)
    decision = decide(ties, terms("abcdefg"))
    assert not decision.shown
    assert decision.history == GateHistory()


def test_a_publication_forgets_all_earlier_holds():
    history = FamilyHistory(
        gates={"reciprocity": GateHistory(people("abcdefgx"), 1, suppressed=True, reopening=1)}
    )
    decision = decide(group(8), terms(history=history))
    assert decision.shown
    assert decision.history == GateHistory(reference=people("abcdefgh"))

"""Facet scores: one voice a person, one weight an item, nothing filled in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from analytics import climate
from analytics.errors import UnknownItem
from analytics.instrument import bank
from analytics.matrices import ScaleWindow


@dataclass(frozen=True)
class Key:
    polarity: int = 1
    constant: float = 0.0


PLAIN = {"a": Key(), "b": Key(), "c": Key()}


def window(*people, items=("a", "b", "c")):
    """People's answers: for each item a tuple of the points they chose, one an occasion."""
    counts = np.zeros((len(people), len(items), 5), dtype=np.uint16)
    for person, answers in enumerate(people):
        for item, points in enumerate(answers):
            for point in points:
                counts[person, item, point - 1] += 1
    return ScaleWindow(items=tuple(items), counts=counts)


def test_a_person_who_answered_more_often_has_no_louder_voice():
    often, once = ((5, 5, 5), (5,), (5,)), ((1,), (), ())
    score = climate.team_score(window(often, once), PLAIN)
    assert score == climate.TeamScore(3.0, 2, unanimous=False)


def test_an_item_asked_more_often_weighs_no_more():
    scores = climate.person_scores(window(((1, 1, 1), (4,), ())), PLAIN)
    assert scores.tolist() == [2.5]


def test_an_item_that_speaks_against_is_turned_and_constants_are_taken_off():
    items = {"a": Key(polarity=-1), "b": Key(constant=0.5), "c": Key()}
    found = climate.item_scores(window(((2,), (4,), ())), items)
    np.testing.assert_allclose(found, [[4, 3.5, np.nan]])


def test_who_answered_too_little_is_no_respondent():
    everything, two, one = ((3,), (3,), (3,)), ((5,), (5,), ()), ((1,), (), ())
    score = climate.team_score(window(everything, two, one), PLAIN, least_answers=2)
    assert score == climate.TeamScore(4.0, 2, unanimous=False)


def test_two_answers_on_one_item_are_not_two_items():
    scores = climate.person_scores(window(((3, 3), (), ()), ((3,), (3,), ())), PLAIN, least_items=2)
    assert np.isnan(scores).tolist() == [True, False]


def test_all_alike_on_each_item_is_unanimous_also_when_items_differ():
    alike = ((4,), (2,), ())
    assert climate.team_score(window(alike, alike, ((4,), (), ())), PLAIN).unanimous
    assert not climate.team_score(window(alike, ((5,), (2,), ())), PLAIN).unanimous


def test_a_non_respondent_does_not_break_unanimity():
    alike, other = ((4,), (2,), ()), ((1,), (), ())
    assert climate.team_score(window(alike, alike, other), PLAIN, least_answers=2).unanimous


def test_without_respondents_there_is_no_score():
    score = climate.team_score(window(((), (), ())), PLAIN)
    assert np.isnan(score.score)
    assert (score.respondents, score.unanimous) == (0, False)


def test_an_item_without_a_key_is_refused_by_name():
    with pytest.raises(UnknownItem, match="c"):
        climate.team_score(window(((1,), (), ())), {"a": Key(), "b": Key()})


def test_the_shipped_item_bank_is_a_key():
    items = bank.load().items
    facet = [item.id for item in bank.load().core("autonomy")]
    answers = tuple((5,) if items[item].polarity > 0 else (1,) for item in facet)
    score = climate.team_score(window(answers, answers, items=facet), items)
    assert score.score == pytest.approx(5 - np.mean([items[item].constant for item in facet]))


def test_reliability_is_reached_through_climate():
    assert climate.reliability.alpha is not None

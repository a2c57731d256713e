"""More mutual than chance is never said for the ties that one person has a part in."""

from __future__ import annotations

from dataclasses import dataclass

import mutual as study
import numpy as np
import pytest

from analytics import reciprocity, thresholds
from analytics.disclosure import mutual

ROUNDS, PEOPLE = 8, 8
EVERYBODY = np.ones((ROUNDS, PEOPLE), dtype=np.bool_)
ONE, OTHER, THIRD = 0, 3, 5


def nobody(people=PEOPLE):
    return np.zeros((ROUNDS, people, people), dtype=np.bool_)


def said(told):
    return mutual.word(told, seed=3)


def everybody_named(people):
    told = nobody(people)
    told[0, range(people), np.roll(range(people), 1)] = True
    return told


def plain(told):
    return reciprocity.excess(told, EVERYBODY, seed=3).p_value


def of_one_alone(rng):
    """One names some and is named by some, as often as it comes; nobody else names anybody."""
    told = nobody()
    told[:, ONE, 1:] = rng.random((ROUNDS, PEOPLE - 1)) < rng.random(PEOPLE - 1)
    told[:, 1:, ONE] = rng.random((ROUNDS, PEOPLE - 1)) < rng.random(PEOPLE - 1)
    return told


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_told_to_and_by_one_person_alone_it_cannot_be_told(seed):
    told = of_one_alone(np.random.default_rng(seed))
    assert said(told) == mutual.CANNOT_TELL


@pytest.mark.parametrize("often", range(ROUNDS + 1))
def test_one_who_names_another_all_the_time_learns_nothing_of_being_named_back(often):
    """By p alone the first tie back would decide it."""
    told = nobody()
    told[:, ONE, OTHER] = True
    told[:often, OTHER, ONE] = True
    assert (plain(told) < 0.05) == (often > 0)
    assert said(told) == mutual.CANNOT_TELL


def in_a_quiet_team(rng):
    """Together seven others tell about one tie; one names another in every round."""
    told = rng.random((ROUNDS, PEOPLE, PEOPLE)) < 0.003
    told[:, range(PEOPLE), range(PEOPLE)] = False
    told[:, ONE] = False
    told[:, ONE, OTHER] = True
    return told


@pytest.mark.slow
def test_in_a_quiet_team_the_word_does_not_turn_on_whom_one_person_names():
    rng, turned = np.random.default_rng(5), 0
    for _ in range(40):
        told = in_a_quiet_team(rng)
        told[:, OTHER] = False
        words, by_p = set(), set()
        for named in (None, ONE, THIRD):
            if named is not None:
                told[4, OTHER] = np.arange(PEOPLE) == named
            words.add(said(told))
            by_p.add(plain(told) < 0.05)
        assert len(words) == 1
        turned += len(by_p) > 1
    assert turned > 10


@pytest.mark.parametrize(("pairs", "word"), [(2, mutual.CANNOT_TELL), (3, mutual.MORE)])
def test_two_pairs_that_help_each_other_are_not_enough_and_three_are(pairs, word):
    told = nobody()
    for first in range(0, 2 * pairs, 2):
        told[:, first, first + 1] = told[:, first + 1, first] = True
    assert said(told) == word


def three_who_agree():
    """They name each other in two check-ins, and one given person in all."""
    told = nobody()
    told[:2, :3, :3] = ~np.eye(3, dtype=np.bool_)
    told[:, :3, OTHER] = True
    return told


def test_who_is_named_need_not_answer_for_what_is_told_of_them_to_count():
    """By ties of pairs that both answered it would be: the unreturned ones would not count."""
    told, silent = three_who_agree(), EVERYBODY.copy()
    silent[:, OTHER] = False
    by_pairs = [reciprocity.excess(told, each, seed=3).p_value for each in (EVERYBODY, silent)]
    assert by_pairs[0] > thresholds.MUTUAL_P > by_pairs[1]
    assert said(told) == mutual.CANNOT_TELL


@pytest.mark.slow
def test_who_is_away_throughout_makes_no_help_look_mutual():
    """Chance would name them too, and so find less of it returned than there was to find."""
    world, rng = study.questionnaire.World(), np.random.default_rng(7)
    told = study.questionnaire.play(world, teams=150, n=6, rounds=ROUNDS, rng=rng)
    two_away = [np.pad(each, ((0, 0), (0, 2), (0, 2))) for each in told.helped_me]
    share = np.mean([said(each) != mutual.CANNOT_TELL for each in two_away])
    assert share < 0.1


@dataclass
class Excess:
    p_value: float
    rho: float


@pytest.mark.parametrize(
    ("one_of_twelve", "word"),
    [
        (Excess(0.01, 0.5), mutual.CLEARLY_MORE),
        (Excess(0.01, 0.3), mutual.MORE),
        (Excess(0.08, 0.5), mutual.CANNOT_TELL),
        (Excess(float("nan"), float("nan")), mutual.CANNOT_TELL),
    ],
)
def test_the_least_is_said_of_what_holds_with_everybody_and_without_any_one(
    monkeypatch, one_of_twelve, word
):
    found = [Excess(0.001, 0.9)] * 12 + [one_of_twelve]
    monkeypatch.setattr(reciprocity, "excess", lambda *_, **__: found.pop(0))
    assert said(everybody_named(12)) == word


def test_nobody_is_left_out_any_more_once_it_cannot_be_told(monkeypatch):
    calls = []

    def excess(told, answered, *, seed):
        calls.append(told)
        return Excess(0.5, 0.0)

    monkeypatch.setattr(reciprocity, "excess", excess)
    assert said(everybody_named(PEOPLE)) == mutual.CANNOT_TELL
    assert len(calls) == 1


@pytest.mark.slow
def test_a_team_that_helps_back_keeps_it():
    """As often as by p alone, but for a few windows in a hundred."""
    by_p, ours, _ = study.returned(8, (1.2, 2.4), 0.5, 200)
    assert by_p > 0.45
    assert ours > by_p - 0.08


@pytest.mark.slow
def test_among_few_ties_it_is_hardly_ever_said_where_one_names_another_all_the_time():
    _, by_p, _, ours, _ = study.attacked((0.1, 0.2), 400)
    assert float(by_p) > 0.02
    assert float(ours) < 0.01


@pytest.mark.parametrize(("team", "word"), [(46, mutual.MORE), (71, mutual.CANNOT_TELL)])
def test_near_its_border_the_word_does_not_hang_on_what_is_drawn(monkeypatch, team, word):
    """Every installation draws others: two would tell different things of the same answers."""
    rng = np.random.default_rng(team)
    told = rng.random((ROUNDS, PEOPLE, PEOPLE)) < 0.15
    told |= told.transpose(0, 2, 1) & (rng.random(told.shape) < 0.25)
    told[:, range(PEOPLE), range(PEOPLE)] = False

    def words():
        return {mutual.word(told, seed=seed) for seed in range(6)}

    assert words() == {word}
    monkeypatch.setattr(thresholds, "MUTUAL_P_NEAR", 0.0)
    assert words() == {mutual.MORE, mutual.CANNOT_TELL}

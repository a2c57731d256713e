"""The attack on sentences is sound: it knows what they are of, and concludes what follows."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.disclosure.pulse import ALIKE
from tests.privacy.attack import statements as drawing
from tests.privacy.attack.pipeline import PLACE
from tests.privacy.attack.replay import replay
from tests.privacy.attack.statements import STATEMENTS, Attack, Said, said, statements
from tests.privacy.attack.worlds import NOTICED as WHETHER
from tests.privacy.attack.worlds import Cell, world

SEED = 7
GIVING, NOTICED = STATEMENTS
EVERYBODY = frozenset()


def team_of(people, **how):
    return world(Cell(people, pulse=True, experiment=True, **how), seed=SEED, number=0)


@pytest.mark.parametrize("statement", STATEMENTS, ids=[one.measure for one in STATEMENTS])
@pytest.mark.parametrize("people", [6, 8])
def test_what_an_attacker_knows_of_a_sentence_is_true(statement, people):
    """Of the answers it is said to be of, the same would be said again."""
    team = team_of(people, churn=0.02)
    sentences = list(said(statement, team, replay(team)))
    assert len(sentences) >= 3
    for one in sentences:
        answers = statement.answers(team)[np.ix_(one.people, one.weeks)]
        lean = 0.0 if one.lean is None else team.lean(one.lean)
        assert statement.word(answers[None], one.told, lean) == one.word


def test_whoever_took_no_part_is_in_no_sentence():
    team = team_of(8)
    sentences = said(NOTICED, team, replay(team, absent=frozenset({2})), frozenset({2}))
    assert not any(2 in one.people for one in sentences)


def read(team, word, *, people=(0, 1), known=EVERYBODY):
    told = np.ones((len(people), 1), bool)
    sentence = Said(np.array([0]), np.array(people), told, word)
    return Attack(NOTICED, team, [sentence], known, np.random.default_rng(1)), sentence


@pytest.mark.parametrize(("word", "points"), [("high", {4, 5}), ("low", {1, 2})])
def test_what_is_said_of_one_alone_is_known_of_them(word, points):
    attack, sentence = read(team_of(6), word, people=(0,))
    assert int(attack._guess(sentence, 0)[0, 0]) in points


def test_an_accomplice_gives_away_the_other_of_two():
    """Together above 3.5, or below 2.5, with a 3."""
    team = team_of(6)
    team.points[0, 0, PLACE[WHETHER]] = 3
    for word, points in (("high", {5}), ("low", {1})):
        attack, sentence = read(team, word, known=frozenset({0}))
        assert int(attack._guess(sentence, 1)[0, 0]) in points, word


def test_what_was_said_every_week_tells_what_people_tend_to(monkeypatch):
    """Of those it is of, and of nobody else, up to the number of teams drawn."""
    monkeypatch.setattr(drawing, "DRAWN", 20_000)
    team = team_of(6)
    people, told = np.arange(2), np.ones((2, 1), bool)
    sentences = [Said(np.array([week]), people, told, "low") for week in range(8)]
    attack = Attack(NOTICED, team, sentences, EVERYBODY, np.random.default_rng(1))
    tends = attack.tends[:, :, 0].mean(axis=0)
    assert (tends[:2] < -0.5).all()
    assert np.allclose(tends[2:], 0, atol=0.15)
    assert attack.named(list(range(6))) in {0, 1}


def test_nothing_is_learned_where_nothing_was_said():
    team = team_of(6)
    for statement in STATEMENTS:
        attack = Attack(statement, team, [], EVERYBODY, np.random.default_rng(1))
        assert np.allclose(attack.tends.mean(axis=0), 0, atol=0.1)
        usual = attack._usual(0)
        assert (usual == (4 if statement is NOTICED else usual)).all()


def test_a_team_is_attacked_alike_each_time():
    cell = Cell(6, weeks=18, pulse=True, experiment=True)
    once, again = (statements(cell, seed=1, number=3) for _ in range(2))
    assert once == again
    assert once[f"{ALIKE} c3 teams"] == 1

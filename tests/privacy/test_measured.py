"""The page of measured figures is what its command writes, and a run that stops goes on."""

from __future__ import annotations

import re

import pytest

from tests.privacy.attack import __main__ as attack
from tests.privacy.attack import plan
from tests.privacy.attack.figures import MARKS
from tests.privacy.attack.modes import modes_page
from tests.privacy.attack.page import Missing, page
from tests.privacy.attack.plan import SURE, Question, chunks, store, stored
from tests.privacy.attack.trials import scores
from tests.privacy.attack.words import (
    BEFORE,
    BESIDE,
    COUNTED,
    ELSEWHERE,
    MODES,
    MODES_TITLES,
    TITLES,
)
from tests.privacy.attack.worlds import Cell

SIZE = re.compile(r"(make attack ARGS='--teams (\d+) --seed (\d+)')")


def test_what_the_page_says_is_what_the_command_says():
    """Its figures take hours, its sentences do not."""
    written = attack.PAGE.read_text(encoding="utf-8")
    command, teams, seed = SIZE.search(written).groups()
    assert int(teams) >= 1_000
    before = BEFORE.format(command=command, teams=teams, seed=seed, sure=SURE)
    assert written.startswith(before)
    assert written.endswith(ELSEWHERE)
    told = written[written.index(TITLES["lowest"]) :]
    counted = {f"count{place}": told.count(f" {mark} |") for place, mark in enumerate(MARKS)}
    for part in (COUNTED.format(**counted), BESIDE, *TITLES.values()):
        assert part in written


def test_what_the_second_page_says_is_what_the_same_command_says():
    written = attack.MODES_PAGE.read_text(encoding="utf-8")
    command, teams, seed = SIZE.search(written).groups()
    assert command in attack.PAGE.read_text(encoding="utf-8")
    assert written.startswith(MODES.format(command=command, seed=seed))
    for part in MODES_TITLES.values():
        assert part.format(teams=teams) in written


def test_no_page_is_written_while_a_result_is_missing(tmp_path):
    with pytest.raises(Missing):
        page(tmp_path, teams=2, seed=1)
    with pytest.raises(Missing):
        modes_page(tmp_path, teams=2, seed=1)


@pytest.mark.parametrize("asked", [plan.questions, plan.modes], ids=["first", "modes"])
def test_a_run_has_every_team_of_every_question_once(asked):
    numbers = {}
    for chunk in chunks(120, 1, asked):
        numbers.setdefault(chunk.question, []).extend(range(chunk.first, chunk.last))
    assert numbers == {one: list(range(round(120 * one.share))) for one in asked()}


def test_a_team_is_attacked_alike_each_time():
    once, again = (scores(Cell(6, weeks=16), seed=1, number=3) for _ in range(2))
    assert once == again


def number_of(_cell, *, seed, number):
    """A trial that takes no time."""
    return {"teams": 1, "number": number, "seed": seed}


def test_a_run_that_was_stopped_does_what_is_missing_and_nothing_again(tmp_path, monkeypatch):
    question = Question("numbers", number_of, Cell(6), 1)
    asked = {"first": (lambda: iter([question]), attack.PAGE, page)}
    monkeypatch.setattr(attack, "PARTS", asked)
    monkeypatch.setattr(attack, "ROOT", tmp_path)
    monkeypatch.setattr("sys.argv", ["attack", "--teams", "120", "--no-page"])
    attack.main()
    (folder,) = (tmp_path / "var" / "attack").iterdir()
    first, second, third = chunks(120, 1, asked["first"][0])
    whole = [stored(chunk, folder) for chunk in (first, second, third)]
    assert [row["number"] for rows in whole for row in rows] == list(range(120))
    store(first, folder, ["done before"])
    second.path(folder).unlink()
    attack.main()
    assert [stored(chunk, folder) for chunk in (first, second, third)] == [
        ["done before"],
        *whole[1:],
    ]

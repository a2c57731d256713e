"""A press beside *Check in* writes the same whether one has answered or not."""

from __future__ import annotations

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.snooze import Later
from slackapp.services.mirrors import Mirrors
from slackapp.services.snoozes import Snoozes
from tests.slackapp.services.house import at

MADE_UP = {"id", "respondent_key"}
"""Columns that hold nothing but chance."""


def skip(house, row, user):
    house.check_ins.skip(round_id=row.id, workspace="W1", user=user).result(timeout=10)


def remind(later):
    def press(house, row, user):
        snoozes = Snoozes(house.check_ins)
        when = snoozes.later(round_id=row.id, workspace="W1", user=user, later=later)
        snoozes.snooze(round_id=row.id, workspace="W1", user=user, at=when).result(timeout=10)

    return press


PRESSES = {"skip": skip, "in an hour": remind(Later.HOUR), "tomorrow": remind(Later.MORNING)}


def rows_of(dumper):
    """Every row there is, as (table, column → value)."""
    rows = dumper.rows()
    return [(table, row) for table in sorted(rows) for row in rows[table]]


def written(before, after, names):
    """What was written between two dumps, with the same names for whichever team it was."""
    fresh = [(table, row) for table, row in after if (table, row) not in before]
    return sorted((table, str(plainly(row, names))) for table, row in fresh)


def plainly(row, names):
    told = {column: value for column, value in row.items() if column not in MADE_UP}
    for column, value in told.items():
        if isinstance(value, (bytes, memoryview)):
            told[column] = len(value)
        elif column == "target":
            told[column] = value[1:]
        else:
            told[column] = names.get(value, value)
    return told


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_what_is_written_says_nothing_about_an_answer(house, dumper, press):
    """Two teams that differ in one thing: in the first, whoever presses has answered."""
    teams = [house.team(), house.team(channel="C2", prefix="V")]
    house.go(at(1))
    first, second = [house.newest(team) for team in teams]
    house.answer(first.id, "U01", Answer(items={first.asks.items[0]: 4}))
    dumps = [rows_of(dumper)]
    for row, user in ((first, "U01"), (second, "V01")):
        press(house, row, user)
        dumps.append(rows_of(dumper))
    answered = written(*dumps[:2], {teams[0]: "team", first.id: "round"})
    assert answered == written(*dumps[1:], {teams[1]: "team", second.id: "round"})
    assert [table for table, _ in answered].count("answer_box") == 1


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_an_answer_outlives_every_press(house, press):
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    given = Answer(items={row.asks.items[0]: 4}, helped_me=())
    house.answer(row.id, "U01", given)
    press(house, row, "U01")
    mirrors = Mirrors(house.database, house.keys, house.clock)
    assert mirrors.of(workspace="W1", user="U01", team=team).now == given
    house.go(row.closes_at)
    assert house.newest(team).state == "closed"

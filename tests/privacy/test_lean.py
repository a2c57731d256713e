"""By how much a small team's scores are shifted: only in what is shown, and in no one's hands."""

from __future__ import annotations

import logging
import struct
from dataclasses import replace

import pytest

from analytics.disclosure import shown
from slackapp.domain.policy import Policy
from slackapp.services import windows
from tests.privacy.test_admin import mixed
from tests.slackapp.services.house import ADMIN, PEPPER

ROUNDS = 8
"""After these, facets of a small team have settled."""
MEAN = 19 / 6
"""Of six who answer `mixed`: x = 3, 4, 5, 2, 3, 4, and the third item is turned: (x + 6) / 3."""


def lean_by(house, team, *, more_than, less_than):
    """Give the installation a secret under which the team leans between two amounts."""
    peppers = (str(number).encode() for number in range(999))
    pepper = next(p for p in peppers if more_than < windows.lean(p, "W1", team) < less_than)
    house.steps = replace(house.steps, pepper=pepper)
    return windows.lean(pepper, "W1", team)


def play(house, team, *, meanwhile=lambda: None):
    """Eight rounds; in the middle, all its first windows open, something else is done."""
    for number in range(1, ROUNDS + 1):
        house.week(team, number, mixed)
        if number == ROUNDS // 2:
            meanwhile()
    return [one.value for one in house.readings(team) if one.measure == "reciprocity"]


@pytest.mark.parametrize(
    ("people", "more_than", "less_than", "step"),
    [(6, 0.1, 0.3, 3.5), (6, -0.3, 0.05, 3.0), (8, 0.1, 0.3, 3.0)],
    ids=["six that lean up", "six that lean down", "eight do not lean"],
)
def test_a_small_team_s_step_is_that_of_its_mean_and_its_lean(
    house, people, more_than, less_than, step
):
    team = house.team(people)
    lean_by(house, team, more_than=more_than, less_than=less_than)
    assert set(play(house, team)) == {step}


def test_it_is_stored_and_logged_nowhere(house, dumper, caplog):
    caplog.set_level(logging.DEBUG)
    team = house.team(6)
    assert play(house, team)
    lean = windows.lean(PEPPER, "W1", team)
    dump = dumper.take()
    spelt = [str(abs(lean))[:8].encode(), struct.pack("<d", lean), struct.pack(">d", lean)]
    assert [place for one in spelt for place in dump.places(one)] == []
    assert str(abs(lean))[:6] not in caplog.text
    columns = {column for rows in dump.rows.values() for row in rows for column in row}
    assert not any("lean" in column for column in columns)


def test_nothing_an_admin_can_set_changes_it(sqlite_house):
    house = sqlite_house
    team = house.team(6)
    lean = lean_by(house, team, more_than=0.1, less_than=0.3)

    def everything():
        light = Policy(light=True, not_for_appraisal=True)
        for policy in (light, replace(light, light=False)):
            house.settings.change_policy(team=team, policy=policy, actor=ADMIN)
        house.settings.rename(team=team, name="Another", actor=ADMIN)
        house.settings.set_leads(team=team, leads=[ADMIN], actor=ADMIN)

    assert play(house, team, meanwhile=everything) == [shown.step(MEAN + lean)]

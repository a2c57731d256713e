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
from tests.slackapp.services.house import ADMIN, PEPPER, at

ROUNDS = 8
"""After these, facets of a small team have settled."""
MEAN = 19 / 6
"""Of six who answer `mixed`: x = 3, 4, 5, 2, 3, 4, and the third item is turned: (x + 6) / 3."""


def leaning(*, more_than, less_than):
    """A channel in which a team's lean lies between two amounts, under the pepper of the house."""
    channels = (f"C{number}" for number in range(1, 999))
    return next(c for c in channels if more_than < windows.lean(PEPPER, "W1", c) < less_than)


def play(house, team, *, first=1, meanwhile=lambda: None):
    """Eight rounds; in the middle, all its first windows open, something else is done."""
    for number in range(first, first + ROUNDS):
        house.week(team, number, mixed)
        if number == first + ROUNDS // 2:
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
    channel = leaning(more_than=more_than, less_than=less_than)
    steps = play(house, house.team(people, channel=channel))
    assert set(steps) == {step}


def test_it_is_stored_and_logged_nowhere(house, dumper, caplog):
    caplog.set_level(logging.DEBUG)
    assert play(house, house.team(6))
    lean = windows.lean(PEPPER, "W1", "C1")
    dump = dumper.take()
    spelt = [str(abs(lean))[:8].encode(), struct.pack("<d", lean), struct.pack(">d", lean)]
    assert [place for one in spelt for place in dump.places(one)] == []
    assert str(abs(lean))[:6] not in caplog.text
    columns = {column for rows in dump.rows.values() for row in rows for column in row}
    assert not any("lean" in column for column in columns)


def test_nothing_an_admin_can_set_changes_it(sqlite_house):
    house = sqlite_house
    channel = leaning(more_than=0.1, less_than=0.3)
    team = house.team(6, channel=channel)

    def everything():
        light = Policy(light=True, not_for_appraisal=True)
        for policy in (light, replace(light, light=False)):
            house.settings.change_policy(team=team, policy=policy, actor=ADMIN)
        house.settings.rename(team=team, name="Another", actor=ADMIN)
        house.settings.set_leads(team=team, leads=[ADMIN], actor=ADMIN)

    assert play(house, team, meanwhile=everything) == [
        shown.step(MEAN + windows.lean(PEPPER, "W1", channel))
    ]


def test_a_team_founded_anew_in_its_channel_leans_as_before(sqlite_house):
    """Two amounts for the same people would tell more of their scores than one."""
    house = sqlite_house
    channel = leaning(more_than=0.1, less_than=0.3)
    told = []
    for first in (1, 1 + ROUNDS):
        house.move(at(first, hour=0))
        team = house.team(6, channel=channel)
        told.append(play(house, team, first=first))
        house.settings.end(team=team, actor=ADMIN)
    assert told == [[3.5], [3.5]]

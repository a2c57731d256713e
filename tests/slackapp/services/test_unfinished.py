"""Nothing sealed waits for a check-in that a team which has ended never has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.services.removal import remove_team
from slackapp.services.retention import retain_team
from tests.slackapp.services.house import ADMIN, MONDAY, at


def apart(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def last_day(house, team):
    """Its fourth Monday is over, and its cadence has no turn left."""
    cadence = house.read(lambda store: store.teams.get(team)).cadence
    ends = replace(cadence, ends=MONDAY + timedelta(weeks=3))
    house.settings.change_cadence(team=team, cadence=ends, actor=ADMIN)


def end(house, team):
    house.settings.end(team=team, actor=ADMIN)


def tidied(house, team):
    retain_team(house.database, team=team, now=house.now)
    house.work()


@pytest.mark.parametrize("way", [end, last_day])
def test_it_is_destroyed_once_the_last_report_is_there_and_the_team_has_ended(house, way):
    team = house.team()
    for number in range(1, 4):
        house.week(team, number, apart)
    if way is last_day:
        way(house, team)
    house.go(at(4))
    house.ask(team, apart)
    if way is end:
        way(house, team)
    tidied(house, team)
    assert house.windows(team)
    house.go(at(4, day=4))
    if way is last_day:
        tidied(house, team)
        assert house.windows(team), "with a later last day it would be counted"
        house.go(at(5, day=4))
    tidied(house, team)
    assert house.windows(team) == ()
    assert house.keys.ids() == frozenset()
    # What was complete with the last check-in is told as ever, and of the rest nothing.
    assert [(one.measure, one.status) for one in house.readings(team)] == [("reciprocity", "shown")]


def test_of_a_team_that_is_paused_all_that_is_sealed_stays(house):
    team = house.team()
    house.week(team, 1, apart)
    house.settings.pause(team=team, actor=ADMIN)
    before = house.windows(team)
    tidied(house, team)
    assert house.windows(team) == before != ()


def test_of_a_team_that_is_gone_there_is_nothing_to_look_at(house):
    team = house.team()
    house.step(lambda store: remove_team(store, team))
    tidied(house, team)

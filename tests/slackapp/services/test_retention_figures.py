"""No figure outlives a team's reports, not even as what the next one would be compared with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.services.retention import retain
from tests.slackapp.services.house import ADMIN


def apart(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def shown_last(house, team):
    known = house.read(lambda store: store.readings.histories(team))
    return {name: value for one in known.values() for name, value in one.sticky.items()}


def behind(house, team):
    known = house.read(lambda store: store.readings.histories(team))
    return {family: (one.reference, one.counted, one.gates) for family, one in known.items()}


@pytest.fixture
def told(house):
    """A team of which figures were shown."""
    team = house.team(retention_weeks=4)
    for number in range(1, 5):
        house.week(team, number, apart)
    assert shown_last(house, team)
    return house, team


def later(house, weeks):
    house.move(house.now + timedelta(weeks=weeks))
    retain(house.database, house.keys, now=house.now)


def test_what_a_team_that_has_ended_showed_last_is_forgotten_with_its_readings(told):
    house, team = told
    house.settings.end(team=team, actor=ADMIN)
    before = behind(house, team)
    later(house, weeks=3)
    assert shown_last(house, team)
    later(house, weeks=3)
    assert house.readings(team) == ()
    assert shown_last(house, team) == {}
    assert behind(house, team) == before


def test_a_team_that_is_paused_goes_on_with_what_it_showed_last(told):
    house, team = told
    house.settings.pause(team=team, actor=ADMIN)
    before = shown_last(house, team)
    later(house, weeks=6)
    assert house.readings(team) == ()
    assert shown_last(house, team) == before

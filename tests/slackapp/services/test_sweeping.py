"""Teams are compared with Slack once a day, one after the other, at a pace of their workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from slackapp.services.sweeping import AGAIN, CALL_EVERY, CALLS_BESIDE, Sweeps
from tests.slackapp.services.house import ADMIN, LEAD, House, at

NOW = at(1)
DAY = timedelta(days=1)


@pytest.fixture
def sweeps(house):
    return Sweeps(house.database)


def due(house, now):
    return house.read(lambda store: store.teams.to_sweep(now, limit=9))


def begin(sweeps, team, *, now=NOW, real_now=NOW):
    return replace(sweeps, real_now=lambda store: real_now).begin(team, now=now)


def test_a_team_that_was_looked_at_is_due_again_a_day_later(house, sweeps):
    team = house.team()
    house.move(NOW)
    house.join(team, [*House.users(8), LEAD])
    assert due(house, NOW) == ()
    assert due(house, NOW + DAY) == (team,)
    house.settings.pause(team=team, actor=LEAD)
    assert due(house, NOW + DAY) == (team,)
    house.settings.end(team=team, actor=ADMIN)
    assert due(house, NOW + DAY) == ()


def test_one_turn_belongs_to_one_worker_and_is_tried_again_when_it_dies(house, sweeps):
    team = house.team()
    later = NOW + DAY
    assert begin(sweeps, team, now=later).id == team
    assert begin(sweeps, team, now=later) is None
    assert due(house, later + AGAIN - timedelta(seconds=1)) == ()
    assert due(house, later + AGAIN) == (team,)


def test_teams_of_one_workspace_are_spread_so_that_its_limits_are_left_to_others(house, sweeps):
    teams = [house.team(channel=f"C{n}", prefix=f"U{n}x") for n in range(3)]
    later, real = NOW + DAY, NOW
    taken = []
    while len(taken) < len(teams):
        taken += [
            (team, real)
            for team in due(house, later)
            if begin(sweeps, team, now=later, real_now=real)
        ]
        later, real = later + timedelta(seconds=1), real + timedelta(seconds=1)
    gaps = [(other[1] - one[1]).total_seconds() for one, other in pairwise(taken)]
    people = 9
    assert all(gap >= CALL_EVERY * (CALLS_BESIDE + people) for gap in gaps)
    assert {team for team, _ in taken} == set(teams)

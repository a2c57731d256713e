"""A report promises no date that cannot come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.teams import TeamState
from slackapp.services.coming import next_on
from slackapp.services.opening import mode_of
from tests.slackapp.services.house import at


@pytest.fixture
def asked(house):
    """A team with an open round: what its report would promise if the team were another one."""
    team = house.team()
    house.go(at(1))
    row = house.newest(team)

    def promised(*, now=None, **changes):
        def unit(store):
            there = store.teams.get(team)
            mode = mode_of(there, store.rosters.get(row.epoch))
            cadence = replace(there.cadence, **changes.pop("cadence", {}))
            changed = replace(there, cadence=cadence, **changes)
            return next_on(store, row, changed, mode, now or at(1, day=4), experiment=False)

        return house.step(unit)

    return promised


def test_a_team_that_goes_on_is_promised_every_family(asked):
    assert len(asked()) > 3


def test_a_team_that_has_ended_is_promised_nothing(asked):
    assert asked(state=TeamState.ENDED) == {}


def test_a_pilot_is_promised_what_its_last_day_leaves_time_for(asked):
    every = asked()
    last = at(4).date()
    some = asked(cadence={"ends": last})
    assert 0 < len(some) < len(every)
    assert all(every[family] == day for family, day in some.items())
    assert asked(cadence={"ends": at(1).date()}) == {}


def test_a_paused_team_is_promised_nothing_until_it_goes_on(asked):
    assert asked(state=TeamState.PAUSED) == {}


def test_a_check_in_that_was_left_out_moves_every_date_by_its_week(asked):
    every, late = asked(), asked(now=at(2, day=3))
    assert late == {family: day + timedelta(weeks=1) for family, day in every.items()}


def test_no_date_counts_on_a_quiet_day(asked):
    quiet = asked(cadence={"quiet_days": frozenset({at(2).date(), at(3).date()})})
    assert quiet == {family: day + timedelta(weeks=2) for family, day in asked().items()}

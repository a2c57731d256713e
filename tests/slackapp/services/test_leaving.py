"""Whoever leaves a team that cannot be asked who is in it leaves it all the same."""

from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.retention import LEFT_FOR
from slackapp.domain.teams import Group
from slackapp.services.departures import Departures
from slackapp.services.reports import Reports
from slackapp.services.retention import let_go
from tests.slackapp.services.house import ADMIN, MONDAY, at


def members(house, team):
    return {one.user for one in house.read(lambda store: store.people.members(team))}


@pytest.fixture
def departures(house):
    return Departures(house.database, house.clock)


@pytest.fixture
def paused(house, departures):
    """A team with a report, whose channel is shared with another organisation by now."""
    team = house.team()
    house.go(at(1))
    house.go(at(1, day=4))
    departures.channel_shared(workspace="W1", channel="C1")
    return team


def test_whoever_leaves_a_paused_team_reads_its_reports_no_more(house, departures, paused):
    def read():
        return Reports(house.database).of_person(workspace="W1", user="U01")

    assert read()
    departures.left(team=paused, user="U01")
    assert "U01" not in members(house, paused)
    assert not read()


def test_in_a_team_that_can_be_asked_the_word_of_it_is_a_hint_alone(house, departures):
    team = house.team()
    departures.left(team=team, user="U01")
    departures.deactivated(team=team)
    assert "U01" in members(house, team)


def test_whoever_is_deactivated_leaves_a_paused_team_and_is_forgotten_in_time(
    house, departures, paused
):
    def deactivate(store):
        store.people.put([replace(store.people.get("W1", "U01"), is_active=False)])

    house.step(deactivate)
    departures.deactivated(team=paused)
    assert {"U01", "U02"} - members(house, paused) == {"U01"}
    house.move(house.now + LEFT_FOR + timedelta(days=2))
    let_go(house.database, house.keys, workspace="W1", now=house.now)
    assert house.read(lambda store: store.people.get("W1", "U01")) is None


def test_who_comes_back_to_a_paused_team_is_in_it_and_at_home_there_as_before(
    house, departures, paused
):
    departures.left(team=paused, user="U01")
    house.move(house.now + timedelta(days=3))
    departures.back(team=paused, user="U01")
    assert "U01" in members(house, paused)
    house.move(house.now + LEFT_FOR)
    let_go(house.database, house.keys, workspace="W1", now=house.now)
    assert house.read(lambda store: store.people.get("W1", "U01")).home_team == paused


def test_nobody_comes_to_a_paused_team_who_was_never_in_it_nor_by_a_channel_to_a_group(
    house, departures, paused
):
    departures.back(team=paused, user="U55")
    assert "U55" not in members(house, paused)

    def follow(store):
        team = store.teams.lock(paused)
        store.teams.put(replace(team, group=Group("S1", "crew")))

    departures.left(team=paused, user="U01")
    house.step(follow)
    departures.back(team=paused, user="U01")
    assert "U01" not in members(house, paused)


def test_who_left_and_is_in_it_once_it_goes_on_is_in_it_again(house, departures, paused):
    departures.left(team=paused, user="U01")
    house.settings.resume(team=paused, actor=ADMIN)
    house.join(paused, ["U01", *members(house, paused)])
    assert "U01" in members(house, paused)


def test_whoever_left_while_a_team_was_set_up_is_not_kept_as_one_who_left_it(house):
    draft = house.settings.create(
        workspace="W1",
        channel="C1",
        name="Harbour",
        leads=[],
        cadence=Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY),
        policy=Policy(),
        actor=ADMIN,
    )
    house.join(draft.id, house.users(9))
    house.join(draft.id, house.users(8))
    ever_in = partial(house.read, lambda store: store.people.ever_in("W1", "U09"))
    assert ever_in() == (draft.id,)
    house.settings.confirm(team=draft.id, actor=ADMIN)
    assert ever_in() == ()
    assert members(house, draft.id) == {*house.users(8)}

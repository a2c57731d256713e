"""Two windows of one family held in a row: asking less often is suggested to the lead, once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.screens import Slower
from slackapp.services import slowing
from tests.slackapp.services.house import ADMIN, at


def nobody(user, row):
    return None


def everybody(user, row):
    level = 1 + (int(user[1:]) + row.number) % 5
    named = () if row.asks.prompts else None
    given = {"given": 1, "received": 1, "same_people": level} if row.asks.pulse else {}
    items = dict.fromkeys(row.asks.items, level)
    return Answer(items=items, helped_me=named, i_helped=named, **given)


def suggestions(house, team):
    """What each round's report suggests, oldest first."""

    def unit(store):
        rows = store.rounds.of_team(team)[::-1]
        issued = [(row, report) for row in rows if (report := store.reports.of_round(row.id))]
        return [slowing.suggested(store, row, report, house.now) for row, report in issued]

    return house.read(unit)


def test_it_is_suggested_once_however_many_families_are_held(house):
    team = house.team()
    for number in range(1, 11):
        house.week(team, number, nobody)
    assert suggestions(house, team) == [None] * 7 + [Slower(team, 2)] + [None] * 2


def test_it_is_suggested_once_more_after_a_quarter_of_a_year(sqlite_house):
    house = sqlite_house
    team = house.team()
    for number in range(1, 22):
        house.week(team, number, nobody if number < 9 or number > 12 else everybody)
    told = [number for number, one in enumerate(suggestions(house, team), start=1) if one]
    assert told[0] == 8
    assert all(later - one > slowing.AGAIN_AFTER for one, later in pairwise(told))


def test_nothing_is_suggested_while_something_can_be_shown(sqlite_house):
    team = sqlite_house.team()
    for number in range(1, 10):
        sqlite_house.week(team, number, everybody)
    assert suggestions(sqlite_house, team) == [None] * 9


@pytest.mark.parametrize(("count", "every_weeks"), [(8, 4), (6, 2)])
def test_nothing_is_suggested_where_a_longer_interval_would_leave_nothing_to_read(
    sqlite_house, count, every_weeks
):
    house = sqlite_house
    team = house.team(count)
    before = house.read(lambda store: store.teams.get(team))
    slow = replace(before.cadence, every_weeks=every_weeks)
    house.settings.change_cadence(team=team, cadence=slow, actor=ADMIN)
    for number in range(16):
        house.go(at(1 + number * every_weeks))
        house.go(at(1 + number * every_weeks, day=4))
    reports = house.read(
        lambda store: [store.reports.get(one) for one, _ in store.reports.of_team(team)]
    )
    assert any(report.slower for _, report in reports)
    assert set(suggestions(house, team)) == {None}


@pytest.mark.parametrize(("left", "suggested"), [(0, {4}), (1, set())])
def test_who_counts_by_now_decides_and_not_who_counted_in_that_check_in(
    sqlite_house, left, suggested
):
    house = sqlite_house
    team = house.team(8)
    before = house.read(lambda store: store.teams.get(team))
    slow = replace(before.cadence, every_weeks=2)
    house.settings.change_cadence(team=team, cadence=slow, actor=ADMIN)
    for number in range(8):
        house.go(at(1 + number * 2))
        house.go(at(1 + number * 2, day=4))
    gone = house.users(8)[:left]
    house.step(lambda store: store.people.leave(team, gone, on=house.now.date()))
    assert {one.every_weeks for one in suggestions(house, team) if one} == suggested

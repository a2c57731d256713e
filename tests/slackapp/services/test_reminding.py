"""One private reminder: a day after the invitation, in working hours, to who is here and silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from tests.slackapp.services.house import ADMIN, MONDAY, House, at

USER, OTHER = House.users(2)


def reminders(house, team):
    row = house.newest(team)
    rows = house.read(lambda store: store.deliveries.of_round(row.id))
    return {one.target: one.due_at for one in rows if one.kind is Kind.REMINDER}


def wanted(house, team):
    """Who would be reminded now."""
    row = house.newest(team)
    roster = house.read(lambda store: store.rosters.get(row.epoch))
    needs = house.check_ins.needs_reminder
    return {m.user for m in roster.members if needs(round_id=row.id, workspace="W1", user=m.user)}


def change(house, user, **changes):
    def unit(store):
        store.people.put([replace(store.people.get("W1", user), **changes)])

    house.step(unit)


def test_everyone_is_reminded_in_their_own_working_hours(house):
    team = house.team()
    places = ("Asia/Tokyo", "America/New_York", "?", "UTC")
    for user, zone in zip(House.users(4), places, strict=True):
        change(house, user, zone=zone)
    house.go(at(1))
    house.go(at(1, day=1))
    due = reminders(house, team)
    assert len(due) == 9
    assert due["U01"] == datetime(2026, 1, 7, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert due["U02"] == datetime(2026, 1, 6, 9, tzinfo=ZoneInfo("America/New_York"))
    assert {due["U03"], due["U04"], due["U05"]} == {at(1, day=1)}


def test_a_worker_that_comes_back_at_night_waits_for_the_morning(sqlite_house):
    team = sqlite_house.team()
    sqlite_house.go(at(1))
    sqlite_house.go(at(1, hour=23, day=1))
    assert set(reminders(sqlite_house, team).values()) == {at(1, hour=9, day=2)}


@pytest.mark.parametrize(
    "off", [{"quiet_days": frozenset({MONDAY + timedelta(days=1)})}, {"holidays": "DE-BY"}]
)
def test_nobody_is_reminded_on_a_day_that_the_team_has_off(sqlite_house, off):
    rule = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY, **off)
    team = sqlite_house.team(cadence=rule)
    change(sqlite_house, USER, zone="America/New_York")
    sqlite_house.go(at(1))
    sqlite_house.go(at(1, day=1))
    due = reminders(sqlite_house, team)
    assert due.pop(USER) == datetime(2026, 1, 7, 9, tzinfo=ZoneInfo("America/New_York"))
    assert set(due.values()) == {at(1, hour=9, day=2)}


@pytest.mark.parametrize("hour", [9, 10])
def test_nobody_is_reminded_on_a_day_that_became_a_quiet_day_once_it_was_open(sqlite_house, hour):
    """Before the reminders of the day are due, and after it was decided when each is."""
    team = sqlite_house.team()
    change(sqlite_house, USER, zone="America/New_York")
    sqlite_house.go(at(1))
    sqlite_house.go(at(1, hour=hour, day=1))
    own = sqlite_house.read(lambda store: store.teams.get(team))
    quiet = replace(own.cadence, quiet_days=frozenset({MONDAY + timedelta(days=1)}))
    sqlite_house.settings.change_cadence(team=team, cadence=quiet, actor=ADMIN)
    sqlite_house.go(at(1, hour=10, day=1))
    due = reminders(sqlite_house, team)
    today = {user for user, when in due.items() if when.date() == quiet.first + timedelta(days=1)}
    assert bool(today) is (hour == 10)
    for when in (at(1, hour=10, day=1), at(1, hour=16, day=1)):
        sqlite_house.move(when)
        assert wanted(sqlite_house, team) == set()
    sqlite_house.move(at(1, hour=10, day=2))
    assert wanted(sqlite_house, team) == {*House.users(8), "U99"} - {USER}


def test_a_round_that_opened_late_does_not_remind_in_the_same_breath(sqlite_house):
    team = sqlite_house.team()
    sqlite_house.go(at(1, hour=18, day=1))
    row = sqlite_house.newest(team)
    assert row.state is RoundState.OPEN
    assert reminders(sqlite_house, team) == {}
    assert row.remind_at == at(1, hour=9, day=3)
    sqlite_house.go(row.remind_at)
    assert len(reminders(sqlite_house, team)) == 9


def test_only_who_is_here_and_has_done_nothing_is_reminded(house):
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    house.answer(row.id, USER, Answer(skipped=True))
    house.go(at(1, day=1))
    everybody = set(House.users(8)) | {"U99"}
    assert wanted(house, team) == everybody - {USER}
    change(house, OTHER, away=True)
    assert wanted(house, team) == everybody - {USER, OTHER}
    change(house, OTHER, away=False, paused_until=date(2026, 1, 20))
    assert wanted(house, team) == everybody - {USER, OTHER}
    change(house, OTHER, paused_until=date(2026, 1, 6), ask_me=False)
    assert wanted(house, team) == everybody - {USER, OTHER}
    change(house, OTHER, ask_me=True)
    assert OTHER in wanted(house, team)


@pytest.mark.parametrize("hour", [8, 17, 23])
def test_nobody_is_reminded_outside_working_hours_however_late_a_message_is(sqlite_house, hour):
    team = sqlite_house.team()
    sqlite_house.go(at(1))
    sqlite_house.move(at(1, hour=hour, day=1))
    assert wanted(sqlite_house, team) == set()


def test_a_reminder_that_would_come_after_the_close_goes_with_the_round(sqlite_house):
    team = sqlite_house.team(open_days=2)
    change(sqlite_house, USER, zone="Pacific/Auckland")
    sqlite_house.go(at(1, hour=10))
    sqlite_house.go(at(1, hour=10, day=1))
    assert reminders(sqlite_house, team)[USER] == datetime(2026, 1, 6, 20, tzinfo=UTC)
    sqlite_house.go(at(1, day=2))
    assert reminders(sqlite_house, team) == {}


def test_absence_asks_nobody_and_changes_no_population(house):
    team = house.team()
    house.go(at(1))
    before = house.read(lambda store: store.rosters.get(house.newest(team).epoch))
    house.go(at(1, day=4))
    change(house, USER, away=True)
    change(house, OTHER, paused_until=MONDAY + timedelta(weeks=3))
    house.go(at(2))
    after = house.read(lambda store: store.rosters.get(house.newest(team).epoch))
    assert before.counting == after.counting
    assert not after.member(USER).asked
    assert not after.member(OTHER).asked
    house.go(at(2, day=1))
    assert wanted(house, team).isdisjoint({USER, OTHER})
    assert house.read(lambda store: store.people.moves(team, since=MONDAY)) == 0

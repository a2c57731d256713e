"""Reports are issued once, never changed, and read by leads and their team alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.policy import Policy
from slackapp.errors import ReportGone, UnknownReport
from slackapp.services.reports import Reports
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, House, at


def mixed(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def test_leads_and_members_read_the_same_and_others_nothing(sqlite_house):
    house = sqlite_house
    team = house.team()
    other = house.team(channel="C2", prefix="V")
    house.week(team, 1, mixed)
    reports = Reports(house.database)
    (issued,) = [one for one in reports.of_person(workspace="W1", user="U01") if one.team == team]
    page = reports.page(issued.id, workspace="W1", user="U01", locale="en-GB")
    assert page == b"Team C1 2026-01-05"
    assert reports.page(issued.id, workspace="W1", user=LEAD, locale="de") == page
    for workspace, user in (("W1", "V01"), ("W1", "nobody"), ("W2", "U01")):
        with pytest.raises(UnknownReport) as refused:
            reports.get(issued.id, workspace=workspace, user=user)
        assert not isinstance(refused.value, ReportGone)
    with pytest.raises(ReportGone):
        reports.page("none", workspace="W1", user="U01", locale="en")
    latest = reports.latest(team=team)
    assert latest == reports.of_round(round_id=house.newest(team).id)
    assert reports.latest(team=other)[1].round_date == MONDAY
    assert reports.of_round(round_id="none") is None


def test_of_an_ended_team_its_leads_and_who_was_in_it_to_the_end_still_read(house):
    team = house.team(9)
    house.week(team, 1, mixed)
    everyone = [*House.users(9), LEAD]
    house.move(at(1, day=5))
    house.join(team, [user for user in everyone if user != "U05"])
    house.go(at(2))
    house.settings.end(team=team, actor=ADMIN)
    house.go(at(2, day=5))
    reports = Reports(house.database)
    found = [reports.of_person(workspace="W1", user=user) for user in ("U01", LEAD, "U05")]
    assert [one.team_name for one in found[0]] == ["Team C1", "Team C1"]
    assert found[1] == found[0]
    assert found[2] == ()
    house.settings.create(
        workspace="W1",
        channel="C1",
        name="Another",
        leads=["U05"],
        cadence=house.read(lambda store: store.teams.get(team)).cadence,
        policy=Policy(),
        actor=ADMIN,
    )
    assert reports.of_person(workspace="W1", user="U05") == ()


def test_an_ended_team_that_slack_is_asked_about_once_more_stays_as_it_ended(house):
    """Some of it were in another team before; what it had planned is due after the end."""
    before = house.team(9, prefix="V", channel="C2")
    house.week(before, 1, mixed)
    house.join(before, [*House.users(7, "V"), LEAD])
    team = house.team(6)
    everyone = [*House.users(6), "V08", "V09", LEAD]
    house.join(team, everyone)
    house.week(team, 2, mixed)
    house.settings.end(team=team, actor=ADMIN)
    house.join(team, everyone)
    house.go(at(3))
    house.join(team, [*everyone, "U70"])
    house.go(at(3, day=5))
    reports = Reports(house.database)
    for user in ("U01", "V08"):
        found = reports.of_person(workspace="W1", user=user)
        assert [one.team for one in found] == [team]
        reports.get(found[0].id, workspace="W1", user=user)
        assert house.read(lambda store, u=user: store.people.get("W1", u)).home_team is None
    assert reports.of_person(workspace="W1", user="U70") == ()
    assert house.read(lambda store: store.people.members(team)) == ()


def test_issuing_again_changes_nothing(house):
    team = house.team()
    row = house.week(team, 1, mixed)
    before = Reports(house.database).latest(team=team)
    house.steps.perform(Due(Step.ISSUE, row.id), now=house.now + timedelta(days=1))
    assert Reports(house.database).latest(team=team) == before


def test_a_report_waits_for_ten_in_the_morning(sqlite_house):
    from datetime import time  # noqa: PLC0415

    from slackapp.domain.cadence import Cadence  # noqa: PLC0415

    house = sqlite_house
    team = house.team(cadence=Cadence(zone="UTC", weekday=0, at=time(15), first=MONDAY))
    house.go(at(1, hour=15))
    house.go(at(1, hour=15, day=4))
    assert Reports(house.database).latest(team=team) is None
    assert not house.newest(team).reported
    house.go(at(1, hour=10, day=5))
    assert Reports(house.database).latest(team=team) is not None
    assert house.newest(team).next_due_at is None


def test_the_board_says_when_each_family_is_due(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.week(team, 1, mixed)
    board = {
        entry.family: entry.next_on for entry in Reports(house.database).latest(team=team)[1].board
    }
    friday = at(1, day=4).date()
    assert board == {
        "reciprocity": friday + timedelta(weeks=3),
        "autonomy": friday + timedelta(weeks=4),
        "trust_and_safety": friday + timedelta(weeks=4),
        "emotional_presence": friday + timedelta(weeks=5),
        "shared_responsibility": friday + timedelta(weeks=6),
        "ties": friday + timedelta(weeks=7),
        "patterns": friday + timedelta(weeks=11),
    }


def test_two_held_windows_in_a_row_suggest_asking_less_often(sqlite_house):
    house = sqlite_house
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, lambda *_: None)
        expected = number == 8
        assert Reports(house.database).latest(team=team)[1].slower is expected


def test_what_is_older_than_the_policy_keeps_goes_with_the_next_report(sqlite_house):
    house = sqlite_house
    team = house.team(retention_weeks=2)
    for number in range(1, 8):
        house.week(team, number, mixed)
    kept = house.read(lambda store: store.reports.of_team(team))
    assert [day for _, day in kept] == [MONDAY + timedelta(weeks=week) for week in (6, 5, 4)]
    assert {one.span.last_round for one in house.readings(team)} == {5, 6, 7}

"""What is expected for a while: set by a lead, told to everybody, gone by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.expectations import Expectation, Expected
from slackapp.domain.policy import Policy
from slackapp.errors import DayOver, NotAllowed, UnknownTeam
from slackapp.errors.people import ExpectedTooLong
from slackapp.services.expectations import Expectations
from slackapp.services.reports import Reports
from tests.slackapp.services.house import ADMIN, LEAD, at


@pytest.fixture
def expecting(house):
    """A team and its lead."""
    return Expecting(house)


class Expecting:
    def __init__(self, house):
        self.house = house
        self.team = house.team()
        self.using = Expectations(house.database, house.clock)
        self.until = at(2).date()

    def choose(self, *what, until=None, actor=LEAD, workspace="W1"):
        return self.using.choose(
            team=self.team,
            workspace=workspace,
            actor=actor,
            what=what,
            until=until or self.until,
        )

    @property
    def now(self):
        return self.noted.expected

    @property
    def noted(self):
        return self.using.of_team(team=self.team, workspace="W1", actor=LEAD)

    @property
    def told(self):
        due = self.house.now + timedelta(days=1)
        later = due + timedelta(days=1)
        rows = self.house.step(
            lambda store: store.deliveries.claim(
                due, real_now=due, owner="test", lease_until=later, limit=99
            )
        )
        return [row.topic for row in rows if row.topic.startswith("expected")]


def test_what_a_lead_says_is_expected_is_announced_and_ends_by_itself(expecting):
    expecting.choose(Expected.ON_CALL, Expected.ONBOARDING)
    assert set(expecting.now) == {
        Expectation(Expected.ON_CALL, expecting.until),
        Expectation(Expected.ONBOARDING, expecting.until),
    }
    assert expecting.told == [f"expected:on_call={expecting.until}:onboarding={expecting.until}"]
    expecting.house.move(at(2, hour=23))
    assert len(expecting.now) == 2
    expecting.house.move(at(2, day=1))
    assert expecting.now == ()


def test_choosing_again_replaces_what_was_and_the_same_again_is_told_once(expecting):
    assert expecting.choose(Expected.DEADLINE) is True
    assert expecting.choose(Expected.DEADLINE, actor=ADMIN) is False
    assert len(expecting.told) == 1
    assert expecting.choose() is True
    assert expecting.now == ()
    assert expecting.told == ["expected:"]
    assert expecting.choose() is False


def test_nothing_is_expected_for_longer_than_a_year(expecting):
    today = expecting.house.now.date()
    with pytest.raises(ExpectedTooLong):
        expecting.choose(Expected.ON_CALL, until=today + timedelta(days=367))
    assert expecting.now == ()
    expecting.choose(Expected.ON_CALL, until=today + timedelta(days=366))
    assert len(expecting.now) == 1


def test_the_day_has_to_come_and_without_one_it_ends_in_four_weeks(expecting):
    with pytest.raises(DayOver):
        expecting.choose(Expected.MENTORING, until=at(1).date() - timedelta(days=7))
    assert expecting.now == ()
    usual = expecting.house.now.date() + timedelta(weeks=4)
    assert expecting.noted.until == usual
    expecting.using.choose(
        team=expecting.team,
        workspace="W1",
        actor=LEAD,
        what=[Expected.MENTORING],
        until=None,
    )
    assert expecting.now == (Expectation(Expected.MENTORING, usual),)
    expecting.house.move(at(2))
    assert expecting.noted.until == usual


def test_a_page_keeps_what_was_expected_when_it_was_written(expecting):
    house, team = expecting.house, expecting.team
    house.go(at(1))
    expecting.choose(Expected.ON_CALL)
    house.go(at(1, day=4))
    expecting.choose(Expected.HANDOVER)
    reports = Reports(house.database)
    report_id, _ = reports.latest(team=team)
    page = reports.page(report_id, workspace="W1", user=LEAD, locale="en")
    assert page.endswith(b" on_call")


def test_only_leads_and_admins_of_the_workspace_may_say_so(expecting):
    with pytest.raises(NotAllowed):
        expecting.choose(Expected.HANDOVER, actor="U01")
    with pytest.raises(UnknownTeam):
        expecting.choose(Expected.HANDOVER, workspace="W2")


def test_before_a_team_is_started_nothing_is_told(expecting):
    house = expecting.house
    cadence = house.read(lambda store: store.teams.get(expecting.team)).cadence
    given = {"workspace": "W1", "channel": "C2", "name": "Draft", "leads": [LEAD]}
    settings = {"cadence": cadence, "policy": Policy(), "actor": ADMIN}
    expecting.team = house.settings.create(**given, **settings).id
    expecting.choose(Expected.ON_CALL)
    assert len(expecting.now) == 1
    assert expecting.told == []

"""Where no figure comes every place names the one reason for it, and what mends that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analytics.instrument.windows import Lack, Remedy
from slackapp.bootstrap.letters import Letters
from slackapp.domain.awaited import TOO_SHORT, Never
from slackapp.domain.deliveries import Kind
from slackapp.services.rounds import delivery
from slackapp.ui import check_in
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, at
from tests.slackapp.services.test_foreseeing import Places

LAST = date(2027, 6, 30)
MENDED = "Any one of these mends it: ask more often; have eight or more people count."


def change(places, **times):
    """Change when the team is asked."""
    house = places.house
    own = house.read(lambda store: store.teams.get(places.team))
    cadence = replace(own.cadence, **times)
    house.settings.change_cadence(team=places.team, cadence=cadence, actor=ADMIN)


def posted(places):
    """The newest report as the channel and the lead read it."""
    house = places.house
    row = next(one for one in reversed(house.rounds(places.team)) if one.reported)
    own = house.read(lambda store: store.teams.get(places.team))
    letters = Letters(house.database, house.check_ins)
    return [
        str(letters(delivery(own, kind, to, house.now, "", row.id)).blocks)
        for kind, to in ((Kind.REPORT_TEAM, own.channel), (Kind.REPORT_LEAD, LEAD))
    ]


def announced(places):
    """What the channel was told last, in words."""
    house = places.house
    soon = house.now + timedelta(minutes=1)
    due = house.read(lambda store: store.deliveries.late(soon, limit=100))
    letters = Letters(house.database, house.check_ins)
    return [letters(one).text for one in due if one.kind is Kind.ANNOUNCEMENT][-1]


def until(house, week):
    """Live through the weeks up to the opening of the check-in in this one."""
    first = (house.now.date() - MONDAY).days // 7 + 1
    for number in range(first, week):
        house.go(at(number))
        house.go(at(number, day=4))
    house.go(at(week))


@pytest.fixture
def seldom(sqlite_house):
    """Six who count, asked every four weeks as two more would, of whom one left again."""

    def begun(ends=LAST):
        house = sqlite_house
        team = house.team(count=6)
        places = Places(house, team)
        change(places, every_weeks=2, ends=ends)
        until(house, 4)
        house.join(team, [*house.users(6), "N1", "N2", LEAD])
        change(places, every_weeks=4)
        house.join(team, [*house.users(6), "N1", LEAD])
        until(house, 9)
        return places

    return begun


@pytest.mark.parametrize("ends", [LAST, date(2028, 12, 31), None])
def test_where_the_interval_is_why_no_figure_comes_the_last_day_is_not_blamed(seldom, ends):
    places = seldom(ends)
    why = Never(Lack.CADENCE, (Remedy.INTERVAL, Remedy.PEOPLE))
    assert places.card().never == places.page().never == places.form().never == why
    form, home = str(check_in.view(places.form())), places.home()
    places.house.go(at(9, day=4))
    for said in (form, home, *posted(places)):
        assert MENDED in said
        assert "at this interval sealed answers are gone before then" in said
        assert "before the last day" not in said
        assert "last day leaves too few" not in said
    assert "ask more often" in places.team_page()


def test_a_useless_change_is_told_with_what_would_be_of_use(seldom):
    places = seldom()
    change(places, ends=date(2028, 12, 31))
    assert "*No figure comes, as this team is now:* at this interval" in announced(places)
    assert MENDED in announced(places)


def test_the_last_day_is_why_where_a_later_one_would_bring_a_figure(sqlite_house):
    places = Places(sqlite_house, sqlite_house.team(count=6))
    sqlite_house.go(at(1))
    change(places, ends=at(3).date())
    until(sqlite_house, 2)
    assert places.card().never == places.page().never == places.form().never == TOO_SHORT
    assert "its last day leaves too few check-ins" in str(check_in.view(places.form()))
    assert "never counted before the last day" in places.home()
    sqlite_house.go(at(2, day=4))
    for said in posted(places):
        assert "*No figure comes before the last day" in said
        assert "with a later last day" in said

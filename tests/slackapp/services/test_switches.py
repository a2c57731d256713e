"""A person's own settings hold from the next round on, and nobody else's change with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.screens import NotAsked
from slackapp.errors import DayOver
from slackapp.errors.people import AskedElsewhere, NoPart, NotKept, PauseTooLong
from slackapp.services.home import Home
from slackapp.services.members import Switches
from slackapp.services.reports import Reports
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, at

PLAIN = {"ask_me": True, "list_me": True, "paused_until": None, "home": None}


def choose(house, user="U01", **changed):
    switches = Switches(house.database, house.clock)
    return switches.choose(workspace="W1", user=user, **(PLAIN | changed))


def place(house, team, user):
    row = house.newest(team)
    return house.read(lambda store: store.rosters.get(row.epoch)).member(user)


def test_everything_is_set_at_once_and_shown_again(sqlite_house):
    team = sqlite_house.team()
    day = MONDAY + timedelta(days=3)
    shown = choose(sqlite_house, ask_me=False, list_me=False, paused_until=day)
    assert (shown.ask_me, shown.list_me, shown.paused_until) == (False, False, day)
    assert shown.teams == ((team, "Team C1"),)
    assert shown.home == team


def test_who_is_not_to_be_asked_or_listed_still_counts(sqlite_house):
    team = sqlite_house.team()
    choose(sqlite_house, ask_me=False, list_me=False)
    sqlite_house.go(at(1))
    seen = place(sqlite_house, team, "U01")
    assert (seen.counts, seen.asked, seen.listed) == (True, False, False)


def test_a_pause_ends_on_its_day(sqlite_house):
    team = sqlite_house.team()
    choose(sqlite_house, paused_until=at(2).date())
    sqlite_house.go(at(1))
    assert not place(sqlite_house, team, "U01").asked
    sqlite_house.go(at(1, day=4))
    sqlite_house.go(at(2))
    assert place(sqlite_house, team, "U01").asked


def test_a_pause_that_is_over_is_not_shown_so_that_the_form_can_be_saved_again(sqlite_house):
    sqlite_house.team()
    day = MONDAY + timedelta(days=3)
    choose(sqlite_house, paused_until=day)
    switches = Switches(sqlite_house.database, sqlite_house.clock)
    seen = []
    for passed in (2, 3, 10):
        sqlite_house.move(at(1, day=passed))
        seen.append(switches.shown(workspace="W1", user="U01").paused_until)
    assert seen == [day, None, None]
    assert choose(sqlite_house, list_me=False, paused_until=seen[-1]).list_me is False


def test_a_pause_cannot_end_before_it_begins(sqlite_house):
    sqlite_house.team()
    with pytest.raises(DayOver):
        choose(sqlite_house, paused_until=sqlite_house.now.date())


def test_a_home_is_one_of_the_persons_own_teams(sqlite_house):
    house = sqlite_house
    first = house.team()
    second = house.team(channel="C2", prefix="V")
    with pytest.raises(NoPart):
        choose(house, home=second)
    house.join(second, [*house.users(8, "V"), "U01", "U99"])
    shown = choose(house, home=second)
    assert (shown.home, set(shown.teams)) == (second, {(first, "Team C1"), (second, "Team C2")})


def open_for(house, user):
    return [one.team for one in house.check_ins.open_for(workspace="W1", user=user)]


def test_who_is_in_two_teams_finds_the_check_in_of_their_home_alone_also_as_a_lead(sqlite_house):
    house = sqlite_house
    first, second = house.team(), house.team(channel="C2", prefix="V")
    house.join(second, [*house.users(8, "V"), "U01", LEAD])
    house.go(at(1))
    for user in ("U01", LEAD):
        assert open_for(house, user) == ["Team C1"]
        house.check_ins.form(round_id=house.newest(first).id, workspace="W1", user=user)
        with pytest.raises(AskedElsewhere):
            house.check_ins.skip(round_id=house.newest(second).id, workspace="W1", user=user)
        with pytest.raises(AskedElsewhere) as refused:
            house.check_ins.form(round_id=house.newest(second).id, workspace="W1", user=user)
        assert refused.value.home == "Team C1"
        cards = Home(house.database, house.clock, house.check_ins).view("W1", user).teams
        homes = {"Team C1": "", "Team C2": "Team C1"}
        assert {card.name: card.home for card in cards} == homes


def test_who_chooses_another_home_still_answers_the_open_check_in_that_counts_them(sqlite_house):
    house = sqlite_house
    first, second = house.team(), house.team(channel="C2", prefix="V")
    house.join(second, [*house.users(8, "V"), "U01", LEAD])
    house.go(at(1))
    choose(house, home=second)
    house.check_ins.form(round_id=house.newest(first).id, workspace="W1", user="U01")
    house.go(at(1, day=4))
    house.go(at(2))
    assert open_for(house, "U01") == ["Team C2"]


def test_whose_team_ends_while_its_check_in_is_open_answers_it_as_everybody_there_does(
    sqlite_house,
):
    house = sqlite_house
    first, second = house.team(), house.team(channel="C2", prefix="V")
    house.join(second, [*house.users(8, "V"), "U01", LEAD])
    house.go(at(1))
    house.settings.end(team=first, actor=ADMIN)
    for user in ("U01", LEAD):
        assert sorted(open_for(house, user)) == ["Team C1", "Team C2"]
        for team in (first, second):
            house.check_ins.form(round_id=house.newest(team).id, workspace="W1", user=user)
    house.go(at(1, day=4))
    house.go(at(2))
    for user in ("U01", LEAD):
        assert open_for(house, user) == ["Team C2"]


def test_a_stranger_has_no_settings(sqlite_house):
    with pytest.raises(NotKept):
        choose(sqlite_house, user="U77")


def test_a_pause_of_ones_own_lasts_a_year_at_most(sqlite_house):
    sqlite_house.team()
    today = sqlite_house.now.date()
    choose(sqlite_house, paused_until=today + timedelta(days=366))
    with pytest.raises(PauseTooLong):
        choose(sqlite_house, paused_until=today + timedelta(days=367))


def test_ones_own_home_and_form_know_of_a_switch_while_it_is_on(sqlite_house):
    team = sqlite_house.team()
    sqlite_house.go(at(1))
    row = sqlite_house.newest(team)
    looking = Home(sqlite_house.database, sqlite_house.clock, sqlite_house.check_ins)

    def known():
        form = sqlite_house.check_ins.form(round_id=row.id, workspace="W1", user="U01")
        home = looking.view("W1", "U01").not_asked
        assert form.not_asked == home
        assert looking.view("W1", "U02").not_asked is None
        return home

    assert known() is None
    choose(sqlite_house, paused_until=at(2).date())
    assert known() == NotAsked(at(2).date())
    choose(sqlite_house, ask_me=False, paused_until=at(2).date())
    assert known() == NotAsked()


def test_home_says_the_dates_that_the_last_report_said(sqlite_house):
    team = sqlite_house.team(8)
    sqlite_house.week(team, 1, lambda user, row: Answer(items=dict.fromkeys(row.asks.items, 3)))
    looking = Home(sqlite_house.database, sqlite_house.clock, sqlite_house.check_ins)
    [card] = looking.view("W1", "U01").teams
    _, report = Reports(sqlite_house.database).latest(team=team)
    assert dict(card.coming) == {one.family: one.next_on for one in report.board if one.next_on}


def test_whoever_cannot_be_picked_reads_so_on_home_and_nobody_else_does(house):
    house.team()
    home = Home(house.database, house.clock, house.check_ins)
    assert not home.view("W1", "U01").unlisted
    choose(house, list_me=False)
    assert home.view("W1", "U01").unlisted
    assert not home.view("W1", "U02").unlisted
    choose(house)
    assert not home.view("W1", "U01").unlisted

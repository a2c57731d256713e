"""The Home tab of somebody in a team says what is known by then, and never who took part."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.awaited import Counting
from slackapp.domain.rounds import Reason
from slackapp.domain.teams import Person
from slackapp.errors import NotOnRoster
from slackapp.errors.people import CameLater
from slackapp.services import members
from slackapp.services.coming import due
from slackapp.services.home import Home
from slackapp.ui import status
from slackapp.ui.errors import sentence
from slackapp.ui.words import moment
from tests.slackapp.services.house import ADMIN, LEAD, at


def card(house, user="U01"):
    return Home(house.database, house.clock, house.check_ins).view("W1", user).teams[0]


def test_the_day_of_each_first_figure_is_known_before_the_first_check_in(sqlite_house):
    house = sqlite_house
    house.team()
    seen = card(house)
    assert seen.asked == 0
    assert {family for family, _ in seen.coming} == {entry.family for entry in seen.calendar.gets}
    assert dict(seen.coming)["reciprocity"] == at(4, day=4).date()


def test_a_team_paused_before_its_first_check_in_is_promised_no_day(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.settings.pause(team=team, actor=ADMIN)
    assert card(house).coming == ()


def test_a_paused_team_says_since_when_and_until_when_one_is_open_all_the_same(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    assert card(house).stopped is None
    house.move(at(1, day=1))
    house.settings.pause(team=team, actor=ADMIN)
    seen = card(house)
    assert seen.stopped == ("paused", at(1, day=1))
    assert seen.open_until == house.newest(team).closes_at
    house.go(at(1, day=4))
    assert card(house).open_until is None


def test_who_asks_after_a_removal_reads_what_paused_their_team_and_how_it_goes_on(house):
    house.team()
    house.uninstall()
    house.install(token="xoxb-2")
    told = status.message(Home(house.database, house.clock, house.check_ins).view("W1", "U01"))
    assert " (Bearings removed). A lead or an admin lets it go on with `/bearings " in told["text"]


def test_names_are_asked_by_what_is_being_counted_and_only_then_by_who_counts(sqlite_house):
    house = sqlite_house
    small, large = house.team(count=6), house.team(count=9, channel="C2", prefix="V")

    def naming(team, now):
        """As if so many counted now."""

        def unit(store):
            return due(store, store.teams.get(team), Counting(now), house.now).naming

        return house.read(unit)

    assert not card(house).naming.asked
    assert card(house, "V01").naming.asked
    house.go(at(1))
    assert not naming(small, 9).asked
    assert naming(small, 9).starts_on == at(9).date()
    assert naming(large, 6).asked
    assert naming(large, 6).ends


def test_a_home_tab_warns_of_a_check_in_that_is_left_out_for_too_many_people(sqlite_house):
    house = sqlite_house
    team = house.team(count=29)
    assert not card(house).many, "29 and the lead"
    house.join(team, [*house.users(29), LEAD, "N01"])
    assert card(house).many
    house.go(at(1))
    assert house.newest(team).reason == Reason.TOO_LARGE


def test_a_team_whose_people_are_new_says_from_when_on_enough_of_them_count(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    there = [*house.users(4), LEAD, *house.users(3, "V")]
    house.move(at(2))
    house.join(team, there)
    house.move(at(2, day=1))
    house.join(team, [*there, *house.users(5, "W")])
    seen = card(house)
    assert (seen.few, seen.enough_from) == (True, (at(2) + timedelta(days=14)).date())
    growing = house.settings.preview(team=team).growing
    assert growing == ((seen.enough_from, 7), (seen.enough_from + timedelta(days=1), 12))
    house.move(at(4, day=2))
    seen = card(house)
    assert (seen.few, seen.enough_from) == (False, None)


def arrived(house, team, user, **switches):
    """Somebody comes while a check-in is open, beside everybody who was there."""
    everybody = [Person("W1", one, one) for one in (*house.users(8), LEAD)]
    there = [*everybody, Person("W1", user, user, **switches)]
    members.apply(house.database, team=team, people=there, now=house.now)


def opened_for(house, team, user):
    row = house.newest(team)
    return house.check_ins.form(round_id=row.id, workspace="W1", user=user)


def test_whoever_came_after_it_opened_is_told_so_and_from_when_they_count(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    arrived(house, team, "UNEW")
    day = (house.now + timedelta(days=14)).date()
    with pytest.raises(CameLater) as told:
        opened_for(house, team, "UNEW")
    assert told.value.counts_from == day
    assert "your answers count in figures that begin from Monday, January 19, 2026 on" in sentence(
        told.value
    )
    own, other = (status.next_line(card(house, user), moment) for user in ("UNEW", "U01"))
    assert "The check-in that is open does not ask you, as you came after it opened." in own
    assert "your answers count in figures that begin from Monday, January 19, 2026 on" in own
    assert "you came" not in other
    assert "You are new here" not in other
    house.go(at(2))
    assert opened_for(house, team, "UNEW").counts_from == day
    own = status.next_line(card(house, "UNEW"), moment)
    assert "does not ask you" not in own
    assert "You are new here" not in own, "the next check-in opens on that day"


def test_a_guest_reads_that_nothing_of_theirs_counts_in_a_figure(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    arrived(house, team, "UGUEST", is_guest=True)
    with pytest.raises(CameLater) as told:
        opened_for(house, team, "UGUEST")
    assert told.value.counts_from is None
    house.go(at(2))
    own = status.next_line(card(house, "UGUEST"), moment)
    assert "You are a guest in Slack: what you answer counts in no figure" in own
    assert "14 days" not in own


def test_a_stranger_is_told_only_that_a_check_in_does_not_ask_them(sqlite_house):
    house = sqlite_house
    team = house.team()
    house.go(at(1))
    with pytest.raises(NotOnRoster) as told:
        opened_for(house, team, "UELSE")
    assert not isinstance(told.value, CameLater)

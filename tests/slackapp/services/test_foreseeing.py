"""What comes when is one plan everywhere, and foresees who counts at each check-in to come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.instrument.bank import PULSE, TIES
from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import Kind
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.services.mirrors import Mirrors
from slackapp.services.reports import newest
from slackapp.services.rounds import delivery
from slackapp.ui import calendar, report_coming, report_words, standing
from slackapp.ui.mirror import view
from slackapp.ui.words import day
from tests.slackapp.services.house import ADMIN, LEAD, at

NEW = "V01"


class Places:
    """Every place that says what comes when."""

    def __init__(self, house, team):
        self.house, self.team = house, team

    def card(self):
        home = Home(self.house.database, self.house.clock, self.house.check_ins)
        return home.view("W1", "U01").teams[0]

    def home(self):
        return "\n".join(calendar.lines(self.card()))

    def report(self):
        return self.house.read(lambda store: newest(store, self.team))

    def promised(self):
        return {one.family: one.next_on for one in self.report().board if one.next_on}

    def page(self):
        managing = Managing(self.house.database, self.house.clock)
        return managing.preview(workspace="W1", team=self.team, actor=ADMIN)

    def team_page(self):
        """What the page of the team says to whoever looks after it."""
        managing = Managing(self.house.database, self.house.clock)
        managed = managing.team(workspace="W1", team=self.team, actor=ADMIN)
        return str(list(standing.ahead(managed)))

    def mirror(self):
        mirrors = Mirrors(self.house.database, self.house.keys, self.house.clock)
        return mirrors.of(workspace="W1", user="U01", team=self.team)

    def form(self):
        row = self.house.newest(self.team)
        return self.house.check_ins.form(round_id=row.id, workspace="W1", user="U01")

    def invitation(self):
        row = self.house.newest(self.team)
        own = self.house.read(lambda store: store.teams.get(self.team))
        letter = delivery(own, Kind.INVITATION, own.channel, self.house.now, "", row.id)
        return str(Letters(self.house.database, self.house.check_ins)(letter).blocks)


@pytest.fixture
def places(sqlite_house):
    """A team of eight in which one left and one joined after the third check-in opened."""
    house = sqlite_house
    team = house.team(count=8)
    for number in (1, 2, 3):
        house.go(at(number))
    house.move(at(3, day=1))
    house.join(team, [*house.users(7), LEAD, NEW])
    return Places(house, team)


def test_somebody_new_is_in_the_plan_before_they_count_and_it_is_one_plan_everywhere(places):
    """The window that began with eight has seven in one round; the next begins with eight."""
    anew = at(16, day=4).date()
    for number in (4, 5, 6, 7):
        places.house.go(at(number, day=-3))
        assert places.promised() == dict(places.card().coming) == dict(places.page().coming)
        assert places.promised()[TIES] == anew
        assert PULSE not in places.promised()
        assert report_coming.gone(places.report()) == ""
        places.house.go(at(number))
        naming = places.card().naming
        assert naming == places.form().naming == places.page().naming == places.mirror().naming
        assert (naming.on, naming.enough, naming.ends) == (at(8, day=4).date(), False, False)
        anew_said = f"The report of {day(naming.on)} shows nothing of the names given until then"
        assert anew_said in places.invitation()
        assert anew_said in places.team_page()
        assert "no names" not in places.invitation()
    assert "too few people" not in places.home()


def test_what_was_said_to_come_on_a_day_comes_or_is_moved_or_given_up_in_words(places):
    """However people come and go, week after week, no day vanishes or returns unsaid."""
    house, before = places.house, {}
    comings = {4: 6, 6: 9, 9: 7, 12: 8, 15: 5, 18: 9}
    for number in range(4, 26):
        if count := comings.get(number):
            house.join(places.team, [*house.users(count), LEAD])
        house.go(at(number))
        house.go(at(number, day=4))
        report = places.report()
        settled = {one.span.family for one in report.settled}
        now = {one.family: one for one in report.board}
        for family, promised in before.items():
            if promised and family not in settled:
                entry = now[family]
                assert promised in {entry.next_on, entry.moved_from}
                assert entry.next_on or entry.why
        for family, entry in now.items():
            was_gone = family in before and not before[family] and family not in settled
            assert not (entry.next_on and was_gone and not entry.again), (number, family)
        before = {one.family: one.next_on for one in report.board if one.next_on or one.why}


def test_names_that_ended_are_said_to_start_once_enough_count_again(places):
    house = places.house
    house.join(places.team, [*house.users(6), LEAD])
    for number in range(4, 10):
        house.go(at(number))
    ended = places.card().naming
    assert not ended.asked
    assert calendar.names(ended) == ""
    assert places.mirror().naming.on is None
    house.join(places.team, [*house.users(6), LEAD, NEW, "V02"])
    starts = places.card().naming
    assert starts == places.form().naming == places.mirror().naming
    assert starts.starts_on == at(17).date()
    told = f"Names are asked from {day(at(17).date())} on"
    assert told in places.invitation()
    assert told in places.team_page()
    for number in range(10, 18):
        house.go(at(number))
        assert (told in places.invitation()) is (number < 17)
    assert places.card().naming.begins
    assert "Names are asked from this check-in on" in places.invitation()
    house.go(at(18))
    assert calendar.names(places.card().naming) == ""


def test_home_leaves_out_nothing_of_what_a_report_says_is_not_to_come(sqlite_house):
    house = sqlite_house
    team = house.team(count=8)
    places = Places(house, team)
    for number in (1, 2, 3):
        house.go(at(number))
    house.go(at(3, day=4))
    own = house.read(lambda store: store.teams.get(team))
    ends = replace(own.cadence, ends=at(7).date(), every_weeks=2)
    house.settings.change_cadence(team=team, cadence=ends, actor=ADMIN)
    told = []
    for number in (4, 5):
        house.go(at(number))
        house.go(at(number, day=4))
        told.append(report_coming.gone(places.report()))
    first_told = "".join(told)
    report = places.report()
    gone = {one.family for one in report.board if not one.next_on and one.why}
    card = places.card()
    lacking = {family for family, _lack in card.calendar.lacks}
    assert gone <= {*card.late, *card.lost, *lacking}
    assert gone & {*card.late, *card.lost}
    reasons = {one.why for one in report.board if one.family in gone & {*card.late, *card.lost}}
    assert reasons == {"last day", "too long"}
    assert "too few check-ins are left before the last day" in first_told
    assert f"last day: {day(at(7).date())}" in places.home()


@pytest.mark.parametrize(
    "changes", [{"every_weeks": 2}, {"every_weeks": 4}, {"ends": at(9).date()}, {"light": True}]
)
def test_a_report_and_home_give_the_same_reasons_for_what_does_not_come(sqlite_house, changes):
    house = sqlite_house
    team = house.team(count=8)
    places = Places(house, team)
    for number in (1, 2, 3):
        house.go(at(number))
    house.go(at(3, day=4))
    own = house.read(lambda store: store.teams.get(team))
    if "light" in changes:
        policy = replace(own.policy, **changes)
        house.settings.change_policy(team=team, policy=policy, actor=ADMIN)
    else:
        cadence = replace(own.cadence, **changes)
        house.settings.change_cadence(team=team, cadence=cadence, actor=ADMIN)
    number = 3
    while places.card().asked == 3:
        number += 1
        house.go(at(number))
    house.go(at(number, day=4))
    report, card = places.report(), places.card()
    assert report.rounds_asked == 4
    days = {coming.day: coming.what for coming in report_coming.days(report)}
    again = "(after that no more of it: "
    assert str(days).count(again) == places.home().count(again)
    said = " ".join(report_coming.cannot_tell(report))
    missing = {*card.late, *card.lost, *dict(card.calendar.lacks)} - {PULSE, *dict(card.coming)}
    for family in missing:
        assert report_words.FAMILIES[family] in said
    for reason in calendar.misses(card.calendar, but={*card.lost, *dict(card.coming)}):
        if reason.startswith("Because "):
            assert reason.removeprefix("Because ").removesuffix(":") in said
    assert ("before the last day" in said) is ("ends" in changes)
    assert ("longer than sealed answers are kept" in said) is ("every_weeks" in changes)


def test_a_mirror_promises_nothing_that_came_to_somebody_where_too_few_count(sqlite_house):
    house = sqlite_house
    team = house.team(count=8)
    places = Places(house, team)
    house.go(at(1))
    house.join(team, [*house.users(7), LEAD])
    seen = places.mirror()
    assert (seen.naming.enough, seen.naming.ends, seen.naming.starts_on) == (False, True, None)
    said = str(view(seen, slack_team="T1", week=0))
    assert "what came to you is not, as too few people count" in said
    assert "What you gave, and how many named you where" not in said

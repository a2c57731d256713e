"""After a move the channel is told that too few count once it is known who is there, not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import FEW
from slackapp.domain.overview import Wanted
from slackapp.domain.teams import Person, TeamState
from slackapp.services.arriving import arrive
from slackapp.services.home import Home
from slackapp.services.managing import Managing
from slackapp.services.members import Seen
from slackapp.services.reports import newest
from slackapp.ui import calendar, report_coming, standing
from slackapp.ui.words import day
from tests.slackapp.services.conftest import sqlite_house  # noqa: F401 (fixture)
from tests.slackapp.services.house import ADMIN, at
from tests.slackapp.services.test_restoring import Text, exchanged


def told(house):
    """What channels are told from now on: where, topic, and the words as they are posted now."""
    soon = house.now + timedelta(minutes=1)
    letters = Letters(house.database, house.check_ins)
    due = house.read(lambda store: store.deliveries.late(soon, limit=100))
    return [(one.target, one.topic, letters(one)) for one in due]


def there_are(house, team, users):
    """Slack says who is where the team is asked now."""
    own = house.read(lambda store: store.teams.get(team))
    people = tuple(Person("W1", user, name=user, zone="UTC") for user in users)
    house.move(house.now + timedelta(minutes=1))
    arrive(house.database, team=team, seen=Seen(people, of=own), now=house.now)


def few(house):
    return [
        (channel, words.text) for channel, topic, words in told(house) if topic == FEW and words
    ]


@pytest.fixture
def pair(sqlite_house):  # noqa: F811
    """Two teams that were asked already, so that whoever comes counts after 14 days."""
    house = sqlite_house
    teams = house.team(count=6), house.team(count=6, channel="C2", prefix="V")
    house.go(at(1))
    return house, *teams


def test_both_channels_of_an_exchange_are_told_that_too_few_count(pair):
    house, one, other = pair
    text = Text(house)
    at_ = text.restore(exchanged(text, names=False, channels=True))
    assert few(house) == [], "nobody knows yet who is there"
    there_are(house, one, house.users(6, "V"))
    there_are(house, other, house.users(6))
    said = dict(few(house))
    assert said.keys() == {"C1", "C2"}
    for words in said.values():
        assert "No check-in opens here while fewer than five people count" in words
        assert "on enough of those who are in the channel now count." in words
    text.take_back(at_)
    assert few(house) == [], "what was to be said there holds no more"
    there_are(house, one, house.users(6))
    there_are(house, other, house.users(6, "V"))
    assert few(house) == [], "all of them counted before"


def test_only_the_first_look_after_a_move_tells_it(pair):
    house, one, _other = pair
    there_are(house, one, house.users(3))
    assert few(house) == [], "it was not moved"
    team = house.read(lambda store: store.teams.get(one))
    Managing(house.database, house.clock).edit(
        workspace="W1", team=one, wanted=replace(Wanted.of(team), channel="C3"), actor=ADMIN
    )
    there_are(house, one, house.users(6, "N"))
    there_are(house, one, house.users(7, "N"))
    assert [channel for channel, _ in few(house)] == ["C3"]
    assert team.state is TeamState.RUNNING


@pytest.fixture
def grown_anew(sqlite_house):  # noqa: F811
    """A team that was asked twice, and in which only people are by now who are new there."""
    house = sqlite_house
    team = house.team(count=9)
    house.go(at(1))
    house.go(at(1, day=4))
    house.go(at(2))
    house.move(at(2, day=1))
    house.join(team, house.users(9, "N"))
    return house, team


def test_a_report_names_the_days_that_follow_once_enough_count(grown_anew):
    house, team = grown_anew
    house.go(at(2, day=4))
    report = house.read(lambda store: newest(store, team))
    days = {entry.family: entry.next_on for entry in report.board}
    assert not any(entry.moved_from and not entry.next_on for entry in report.board)
    assert "Not to come" not in str(report_coming.gone(report))
    card = Home(house.database, house.clock, house.check_ins).view("W1", "N01").teams[0]
    assert dict(card.coming).items() <= days.items()
    assert card.coming, "there are days, and they are those that Home names"
    enough = at(4, day=1).date()
    assert (card.few, card.enough_from, card.opens_on) == (True, enough, at(5).date())
    assert all(day > enough for _family, day in card.coming)
    assert "too few people count" not in "\n".join(calendar.lines(card))


def test_a_page_names_the_check_in_that_is_left_out_and_the_first_that_can_open(grown_anew):
    house, team = grown_anew
    house.go(at(2, day=4))
    managed = Managing(house.database, house.clock).team(workspace="W1", team=team, actor=ADMIN)
    assert standing.coming(managed) == (
        f"The check-in of {day(at(3).date())} is left out, as too few count by then. "
        f"The first that can open is on {day(at(5).date())}."
    )


def test_a_channel_without_a_check_in_reads_when_the_next_is_tried(grown_anew):
    house, _team = grown_anew
    house.go(at(3))
    [said] = [words.text for _channel, topic, words in told(house) if topic.startswith("skipped")]
    assert f"The next one is tried on {day(at(5).date())}." in said

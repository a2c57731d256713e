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
from slackapp.services.managing import Managing
from slackapp.services.members import Seen
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
    house.go(at(1, day=1))
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

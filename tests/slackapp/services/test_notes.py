"""A note that an earlier version wrote, with counts, is read in levels and makes way for levels."""

from __future__ import annotations

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.mirror import VERSION, Given, Note, Share
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.services.erasure import Erasure
from slackapp.services.mirrors import Mirrors
from tests.slackapp.services.house import at

USERS = [f"U0{place}" for place in range(1, 9)]
COUNTS = (8, 3, 2, 1, 0)
"""Rounds answered, helped, helpers, and weeks with nobody: fine and not."""
LEVELS = Note(at(8).date(), Given.SEVERAL, received=True, named_by=Share.FEW)


def naming(user, row):
    return Answer(helped_me=(Tie("U01" if user != "U01" else "U02"),), i_helped=())


@pytest.fixture
def earlier(sqlite_house):
    """A team whose ties have settled once, under the version before."""
    house, team = sqlite_house, sqlite_house.team()
    for number in range(1, 9):
        house.week(team, number, naming)
    key = house.read(lambda store: store.notes.key_id(team))
    seal = Seal(house.keys.open(key))
    payload = bytes((1, *at(8).date().toordinal().to_bytes(4), *COUNTS, 1, 0))
    people = map(seal.respondent_key, USERS)
    boxes = {one: seal.seal(BoxKind.NOTE, team, one, payload) for one in people}
    house.step(lambda store: store.notes.replace(team, key, boxes))
    return house, team


def note(house, team, user):
    mirrors = Mirrors(house.database, house.keys, house.clock)
    return mirrors.of(workspace="W1", user=user, team=team).note


def payloads(house, team):
    key = house.read(lambda store: store.notes.key_id(team))
    seal, boxes = Seal(house.keys.open(key)), house.read(lambda store: store.notes.all(team))
    return {
        user: seal.open(BoxKind.NOTE, team, one, boxes[one])
        for user in USERS
        if (one := seal.respondent_key(user)) in boxes
    }


def test_a_note_with_counts_still_makes_a_mirror(earlier):
    house, team = earlier
    assert {note(house, team, user) for user in USERS} == {LEVELS}


def test_an_erasure_writes_everybodys_note_without_counts(earlier):
    """Else the note of whoever erased would be told from a blank one by its version."""
    house, team = earlier
    Erasure(house.database, house.keys).erase(workspace="W1", user="U01")
    blank = Note(LEVELS.ends_on).encode()
    assert payloads(house, team) == dict.fromkeys(USERS, LEVELS.encode()) | {"U01": blank}


def test_no_note_with_counts_is_left_once_ties_are_counted_again(earlier):
    house, team = earlier
    for number in range(9, 17):
        house.week(team, number, naming)
    held = payloads(house, team)
    assert held.keys() == {*USERS}
    assert {payload[0] for payload in held.values()} == {VERSION}

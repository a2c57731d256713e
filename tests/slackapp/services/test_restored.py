"""An older copy of the database is put back; the key store is as it is."""

from __future__ import annotations

import shutil

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.windows import WindowState
from slackapp.services.erasure import Erasure
from slackapp.services.mirrors import Mirrors
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from tests.databases import MASTERS, fresh
from tests.slackapp.services.house import House, at


def differing(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


@pytest.fixture
def take(database_url, request, tmp_path):
    """Copies the database of a house, and returns the URL of the copy."""

    def sqlite():
        copy = tmp_path / "backup.db"
        shutil.copy(database_url.removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}"

    def postgresql():
        server = request.getfixturevalue("postgresql_server")
        return fresh(server, template=database_url.split("?")[0].rsplit("/", 1)[1])

    def backup(house):
        # Nobody may be connected to what is copied; the log of SQLite goes into the file.
        house.database.close()
        copy = sqlite() if database_url.startswith("sqlite") else postgresql()
        reopen(house, database_url)
        return copy

    return backup


def reopen(house, url):
    house._open(Database(url, Cipher(MASTERS)), house.keys, house.now)


def sealed_of(house, team, user):
    """How many answers of a person are sealed in windows."""
    mirrors = Mirrors(house.database, house.keys, house.clock)
    seen = mirrors.of(workspace="W1", user=user, team=team)
    return sum(count for one in seen.scales for item in one.tally.counts for count in item)


def test_what_was_erased_since_is_gone_and_so_are_the_windows_it_was_in(house, take):
    """The price, for the whole team; it goes on with the windows that begin next."""
    team = house.team()
    for number in (1, 2):
        house.week(team, number, differing)
    backup = take(house)
    assert sealed_of(house, team, "U03") > 0
    Erasure(house.database, house.keys).erase(workspace="W1", user="U03")
    house.work()
    house.database.close()
    reopen(house, backup)
    old = house.windows(team)
    assert [sealed_of(house, team, user) for user in House.users(8)] == [0] * 8
    house.week(team, 3, differing)
    states = {house.read(lambda store, w=one: store.windows.get(w.id)).state for one in old}
    assert states == {WindowState.LOST}
    assert {reading.status for reading in house.readings(team)} == {"held"}
    assert sealed_of(house, team, "U03") == sealed_of(house, team, "U04") > 0
    for number in range(4, 9):
        house.week(team, number, differing)
    assert "shown" in {reading.status for reading in house.readings(team)}
    house.database.close()


def test_without_an_erasure_an_open_window_goes_on_with_what_the_copy_has(house, take):
    team = house.team()
    for number in (1, 2):
        house.week(team, number, differing)
    backup = take(house)
    before = sealed_of(house, team, "U03")
    house.database.close()
    reopen(house, backup)
    assert sealed_of(house, team, "U03") == before > 0
    for number in (3, 4):
        house.week(team, number, differing)
    assert {reading.status for reading in house.readings(team)} == {"shown"}
    house.database.close()


def test_what_was_open_then_and_has_been_counted_since_is_lost(house, take):
    team = house.team()
    house.go(at(1))
    house.ask(team, differing)
    backup = take(house)
    house.go(at(1, day=4))
    house.database.close()
    reopen(house, backup)
    house.work()
    row = house.newest(team)
    assert row.state == "lost"
    house.database.close()

"""What operators do by hand: rotate the master key, delete what is old, erase, export."""

from __future__ import annotations

import csv
import json
import os
import stat

import pytest

from slackapp.bootstrap import keeping, masterkey, operating, rotating
from slackapp.bootstrap.house import open_house
from slackapp.domain.answers import Answer
from slackapp.domain.retention import LEFT_FOR
from slackapp.errors import KeyStoreAway, UnknownTeam
from slackapp.services import members
from slackapp.services.mirrors import Mirrors
from slackapp.settings import PREFIX, load
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store
from tests.databases import drop, fresh
from tests.slackapp.services.house import House, at


@pytest.fixture
def key_server(postgresql_server):
    """An empty database for keys."""
    url = fresh(postgresql_server)
    yield url
    drop(postgresql_server, url)


@pytest.fixture(params=["in files", "on servers"])
def told(request, tmp_path, monkeypatch):
    """An empty installation, its database and keys in files or on servers; what is said."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    if request.param == "on servers":
        monkeypatch.setenv(f"{PREFIX}DATABASE_URL", request.getfixturevalue("postgresql_url"))
        monkeypatch.setenv(f"{PREFIX}KEY_STORE", request.getfixturevalue("key_server"))
    said = []
    operating.migrate(said.append)
    return said


@pytest.fixture
def lived(told):
    """The same with a team that was asked once and answered."""
    opened = open_house(load())
    house = House(opened.database, opened.keys)
    team = house.team()
    house.week(team, 1, lambda user, row: Answer(items=dict.fromkeys(row.asks.items, 3)))
    house.go(at(2))
    house.ask(team, lambda user, row: Answer(items=dict.fromkeys(row.asks.items, 4)))
    yield house, team
    opened.close()


def sealed_scales(house, team, user):
    mirrors = Mirrors(house.database, house.keys, house.clock)
    seen = mirrors.of(workspace="W1", user=user, team=team)
    return sum(sum(map(sum, scale.tally.counts)) for scale in seen.scales), seen.now


def test_a_rotation_wraps_every_key_and_token_anew_and_nothing_sealed_is_lost(lived, told):
    house, team = lived
    before = masterkey.read(load())
    rotating.rotate(told.append)
    after = masterkey.read(load())
    assert (before.current, after.current) == (1, 2)
    assert before.keys.items() <= after.keys.items()
    assert stat.S_IMODE(load().master_key_file.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert "Restart every process now" in told[-1]
    fresh = open_house(load())
    try:
        house.database, house.keys = fresh.database, fresh.keys
        assert sealed_scales(house, team, "U01")[1] is not None
        assert fresh.database.read(lambda store: store.workspaces.token("W1")) == "xoxb-1"
        assert fresh.pepper == open_pepper(before)
    finally:
        fresh.close()


def open_pepper(masters):
    return masters.derive(1, b"published populations")


def test_after_a_rotation_the_old_master_key_alone_opens_nothing(lived, told):
    house, team = lived
    (row,) = house.read(lambda store: store.rounds.of_team(team, states=["open"]))
    old = masterkey.read(load())
    rotating.rotate(told.append)
    store = open_key_store(load().key_store, old)
    with pytest.raises(KeyStoreAway):
        store.open(row.key)
    database = Database(load().database_url, Cipher(old))
    try:
        assert database.read(lambda s: s.workspaces.token("W1")) is None
    finally:
        database.close()


@pytest.mark.usefixtures("lived")
def test_keys_from_a_secret_are_wrapped_with_the_highest_version(told, monkeypatch):
    both = load().master_key_file.read_text() + masterkey.line(7, b"k" * 32)
    monkeypatch.setenv(f"{PREFIX}MASTER_KEY", both.replace("\n", ","))
    rotating.rotate(told.append)
    assert "2:" not in load().master_key_file.read_text()
    assert "into BEARINGS_MASTER_KEY" in told[-1]
    fresh = open_house(load())
    try:
        assert fresh.database.read(lambda store: store.workspaces.token("W1")) == "xoxb-1"
    finally:
        fresh.close()


@pytest.mark.usefixtures("lived")
def test_an_export_holds_what_was_published_and_set_and_no_answer(told, tmp_path):
    keeping.export("Team C1", tmp_path / "out", told.append)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"settings.json", "changes.json", "readings.csv", "report-2026-01-05.json"}
    settings = json.loads((tmp_path / "out" / "settings.json").read_text())
    assert (settings["name"], settings["state"], settings["policy"]["k"]) == (
        "Team C1",
        "running",
        5,
    )
    changes = json.loads((tmp_path / "out" / "changes.json").read_text())
    assert {"created", "started"} <= {change["event"] for change in changes}
    with (tmp_path / "out" / "readings.csv").open(newline="") as lines:
        assert next(csv.reader(lines))[0] == "Figure"
    with pytest.raises(UnknownTeam):
        keeping.export("Nobody's", tmp_path / "none", told.append)


def test_one_persons_sealed_answers_are_erased_by_hand(lived, told):
    house, team = lived
    assert sealed_scales(house, team, "U01") != (0, None)
    keeping.purge("U01", told.append)
    assert sealed_scales(house, team, "U01") == (0, None)
    assert sealed_scales(house, team, "U02") != (0, None)
    assert "What has been counted stays" in told[-1]


def test_a_purge_by_hand_forgets_who_left_long_ago(lived, told):
    house, team = lived
    stays = house.users(8)[1:]
    people = house.read(lambda store: store.people.many("W1", [*stays, "U99"]))
    members.apply(house.database, team=team, people=people.values(), now=house.now - LEFT_FOR)
    house.go(at(2, day=4))
    keeping.purge(None, told.append)
    assert "1 people who left are forgotten" in told[-1]
    assert house.read(lambda store: store.people.get("W1", "U01")) is None

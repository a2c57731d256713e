"""What one copy of the files tells: no row that was replaced, and of an erasure what is said."""

from __future__ import annotations

import shutil
import struct
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest

from slackapp.domain.answers import Answer
from slackapp.services.erasure import Erasure
from slackapp.services.experiments import Experiments
from slackapp.services.members import Switches
from slackapp.services.retention import retain
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store
from tests.databases import MASTERS
from tests.privacy.heap import rows_in_files
from tests.slackapp.services.house import LEAD, House, at

PAUSED_UNTIL = at(3, day=2).date()
"""No day on which anything else happens."""
LOG_HEADER, FRAME = 32, 24 + 4096
"""Bytes of SQLite's log."""


def all_fours(_user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 4))


def day(house, team):
    """What a day brings: a look at the channel, and tidying."""
    house.join(team, [*house.users(8), LEAD])
    tidy_up(house)


def tidy_up(house):
    retain(house.database, house.keys, now=house.now)
    house.work()


def held(url, table):
    """The rows of a table in its files, those that were replaced or deleted included.

    On SQLite that is everything in file and log.
    """
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        return [file.read_bytes() for file in path.parent.glob(path.name + "*")]
    return rows_in_files(url, table)


def is_held(url, table, marker):
    return any(marker in row for row in held(url, table))


def paused(url, team, until):
    """The end of the row of somebody who pauses: language and home on SQLite, and the day."""
    if url.startswith("sqlite"):
        return b"en-US" + team.encode() + until.isoformat().encode()
    return struct.pack("<i", (until - date(2000, 1, 1)).days)


def test_a_pause_that_is_over_leaves_no_row_that_tells_of_it(house, database_url):
    """Looked at each day, as in a running installation."""
    team = house.team()
    house.go(at(2))
    switches = Switches(house.database, house.clock)
    switches.pause(workspace="W1", user="U03", until=PAUSED_UNTIL)
    marker = paused(database_url, team, PAUSED_UNTIL)
    house.ask(team, all_fours)
    for number in range(1, 10):
        house.go(at(2, day=number))
        day(house, team)
        assert is_held(database_url, "person", marker)
    house.go(at(3, day=3))
    tidy_up(house)
    assert not is_held(database_url, "person", marker)


def places(url, users):
    """Where in the file the row of each person begins."""
    content = Path(url.removeprefix("sqlite:///")).read_bytes()
    return [content.index(f"W1{user}Person {user}".encode()) for user in users]


def test_no_place_of_a_row_shows_whose_pause_it_was(sqlite_house, sqlite_url):
    """What makes a row longer moves it, and whoever joins next is written where it was."""
    house, team = sqlite_house, sqlite_house.team()
    founders = house.users(8)
    house.go(at(2))
    tidy_up(house)
    before = places(sqlite_url, founders)
    Switches(house.database, house.clock).pause(workspace="W1", user="U03", until=PAUSED_UNTIL)
    house.join(team, [*house.users(9), LEAD])
    house.go(at(3, day=3))
    tidy_up(house)
    assert places(sqlite_url, founders) == before


def written_by(url, table):
    """How many transactions wrote the rows of a table."""
    with psycopg.connect(url) as connection:
        query = f"SELECT count(DISTINCT xmin::text) FROM {table}"
        return connection.execute(query).fetchone()[0]


@pytest.fixture
def postgresql_house(postgresql_database, keystore):
    return House(postgresql_database, keystore)


def test_no_row_shows_whose_pause_it_was_that_ended(postgresql_house, postgresql_url):
    house = postgresql_house
    house.team()
    switches = Switches(house.database, house.clock)
    switches.pause(workspace="W1", user="U03", until=at(1).date())
    switches.pause(workspace="W1", user="U04", until=at(3).date())
    before = written_by(postgresql_url, "person")
    assert before > 1
    house.move(at(1))
    tidy_up(house)
    assert written_by(postgresql_url, "person") == before
    house.move(at(2))
    tidy_up(house)
    assert written_by(postgresql_url, "person") == 1
    assert switches.of(workspace="W1", user="U04").paused_until == at(3).date()


def asked(url, user):
    """What the rows of a person hold of *Don't ask me*, those that were replaced included."""
    # After the name zone and language, each after its length, and five flags: `away` is the last.
    name, between = f"Person {user}".encode(), len("_UTC_en-US") + 5
    rows = [row for row in held(url, "person") if name in row]
    return {bool(row[row.index(name) + len(name) + between]) for row in rows}


def test_a_switch_that_is_back_leaves_no_row_of_the_rounds_that_are_counted(
    postgresql_house, postgresql_url
):
    """On SQLite what is replaced is overwritten."""
    house, user = postgresql_house, "U05"
    team = house.team()
    switches = Switches(house.database, house.clock)
    switches.ask_me(workspace="W1", user=user, on=False)
    house.week(team, 1, all_fours)
    assert False in asked(postgresql_url, user)
    switches.ask_me(workspace="W1", user=user, on=True)
    assert asked(postgresql_url, user) == {True, False}
    house.week(team, 2, all_fours)
    assert asked(postgresql_url, user) == {True}


def test_a_vote_that_an_erasure_took_back_leaves_no_row(house, database_url):
    team = house.team()
    house.week(team, 1, all_fours)
    (offered,) = house.read(lambda store: store.experiments.of_team(team))
    choice = offered.options[0]
    using = Experiments(house.database, house.clock)
    for user in ("U01", "U06", "U07"):
        using.vote(experiment=offered.id, workspace="W1", user=user, choice=choice)

    def is_there(user):
        length = b"" if database_url.startswith("sqlite") else bytes([2 * len(choice) + 3])
        return is_held(database_url, "vote", user.encode() + length + choice.encode())

    assert is_there("U06")
    Erasure(house.database, house.keys).erase(workspace="W1", user="U06")
    house.work()
    assert [user for user in ("U01", "U06", "U07") if is_there(user)] == ["U01", "U07"]


def test_every_day_is_tidied_whether_or_not_there_was_an_erasure(postgresql_house, postgresql_url):
    """So that the day on which a table was last vacuumed is no day of an erasure."""
    team = postgresql_house.team()
    postgresql_house.week(team, 1, all_fours)

    def vacuumed():
        with psycopg.connect(postgresql_url) as connection:
            query = "SELECT relname, vacuum_count FROM pg_stat_user_tables WHERE vacuum_count > 0"
            return dict(connection.execute(query).fetchall())

    before = vacuumed()
    assert {"answer_box", "window_box", "private_note", "person", "vote"} < before.keys()
    for number in range(1, 4):
        postgresql_house.move(at(2, day=-number))
        tidy_up(postgresql_house)
        assert vacuumed() == {table: count + number for table, count in before.items()}


@contextmanager
def on_sqlite(folder, template):
    """A house of its own, and the file its database is in."""
    folder.mkdir()
    path = folder / "bearings.db"
    shutil.copy(template, path)
    keys = open_key_store(folder / "keys", MASTERS)
    keys.initialise()
    database = Database(f"sqlite:///{path}", Cipher(MASTERS))
    try:
        yield House(database, keys), path
    finally:
        database.close()


def log_of(path):
    """(number of restarts, transactions) of the log beside a database."""
    log = path.with_name(path.name + "-wal").read_bytes()
    frames = range(LOG_HEADER, len(log), FRAME)
    commits = [struct.unpack_from(">I", log, frame + 4)[0] for frame in frames]
    return struct.unpack_from(">I", log, 12)[0], sum(size > 0 for size in commits)


def play(house, path, *, erases):
    """Return the log on the day of an erasure, and on the day after."""
    team = house.team()
    house.week(team, 1, all_fours)
    house.go(at(2))
    row = house.newest(team)
    logs = []
    for number in (1, 2):
        house.go(at(2, day=number))
        day(house, team)
        house.answer(row.id, f"U0{number}", all_fours("", row))
        if erases and number == 1:
            Erasure(house.database, house.keys).erase(workspace="W1", user="U03")
            house.work()
        house.answer(row.id, f"U0{number + 2}", all_fours("", row))
        logs.append(log_of(path))
    return logs


def test_the_log_of_sqlite_shows_an_erasure_on_that_day_alone(tmp_path, sqlite_template):
    """As the threat model says; also the number of times it was emptied counts no erasures."""
    with (
        on_sqlite(tmp_path / "one", sqlite_template) as one,
        on_sqlite(tmp_path / "other", sqlite_template) as other,
    ):
        erased, quiet = play(*one, erases=True), play(*other, erases=False)
    assert erased[0] != quiet[0]
    assert erased[1] == quiet[1]
    assert {restarts for restarts, _ in erased + quiet} == {0}

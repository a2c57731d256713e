"""The log of SQLite is kept short beside whoever writes: it begins anew once it is long."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from slackapp.storage import wal
from slackapp.storage.engine import LONGEST_LOG, connect
from tests.slackapp.storage.samples import KEYS, open_round, settle_in, window_of

LONGEST_WAIT = 20.0
PAGE = 4096
OPEN = open_round()
FILLED = bytes(8192)
SALT = slice(16, 24)
"""Of the log's first bytes: SQLite draws another each time it begins anew."""


@pytest.fixture
def file(sqlite_url):
    return Path(make_url(sqlite_url).database)


@pytest.fixture
def log(file):
    return Path(f"{file}-wal")


@pytest.fixture
def no_rest(monkeypatch):
    monkeypatch.setattr(wal, "REST", 0.0)


def write(database, number=0):
    """Write about a megabyte and a half."""
    boxes = {key: number.to_bytes(4, "big") + FILLED for key in KEYS}

    def unit(store):
        store.windows.replace_boxes("trust-1", boxes)

    database.write(unit).result()


def touch(database):
    """Write next to nothing."""
    database.step(lambda store: store.people.end_pauses("w1", before=OPEN.date))


def prepare(database):
    settle_in(database, rounds=[OPEN])
    database.step(lambda store: store.windows.add(window_of()))


def write_until(database, is_so):
    """Write much and little by turns, for as long as it takes."""
    until = time.monotonic() + LONGEST_WAIT
    number = 0
    while not is_so():
        assert time.monotonic() < until
        write(database, number)
        for _ in range(wal.OFTEN):
            touch(database)
        number += 1


def begun(log):
    """What tells one beginning of the log from another."""
    return log.read_bytes()[SALT]


def stored(database):
    return {bytes(box)[:4] for box in database.read(lambda s: s.windows.boxes("trust-1")).values()}


def test_a_long_log_begins_anew_and_what_was_written_is_there(sqlite_database, log, no_rest):
    prepare(sqlite_database)
    first = begun(log)
    write_until(sqlite_database, lambda: begun(log) != first)
    write(sqlite_database, 7)
    assert stored(sqlite_database) == {(7).to_bytes(4, "big")}
    assert log.stat().st_size < LONGEST_LOG * PAGE / 2


def test_a_log_that_is_not_long_is_left_alone(sqlite_database, log, no_rest):
    prepare(sqlite_database)
    first = begun(log)
    for _ in range(4 * wal.OFTEN):
        touch(sqlite_database)
    time.sleep(0.1)
    touch(sqlite_database)
    assert log.stat().st_size < wal.LONG
    assert begun(log) == first


def test_no_commit_moves_the_log_itself_before_it_is_very_long(sqlite_database, sqlite_url):
    prepare(sqlite_database)
    engine = connect(sqlite_url, pooled=False)
    with engine.connect() as connection:
        asked = connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one()
    assert asked == LONGEST_LOG
    assert LONGEST_LOG * PAGE >= 10 * wal.LONG


def test_a_reader_hinders_it_but_nobody_who_writes(sqlite_database, file, log, no_rest):
    prepare(sqlite_database)
    touch(sqlite_database)
    first = begun(log)
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM team").fetchone()
        write_until(sqlite_database, lambda: log.stat().st_size > 3 * wal.LONG)
        assert begun(log) == first
        reader.execute("COMMIT")
    write_until(sqlite_database, lambda: begun(log) != first)


def test_it_rests_between_two_times(sqlite_database, monkeypatch):
    looks = []
    monkeypatch.setattr(wal, "REST", 3600.0)
    monkeypatch.setattr(wal.WriteAheadLog, "move", lambda _self: bool(looks.append(1)))
    prepare(sqlite_database)
    write_until(sqlite_database, lambda: looks)
    for _ in range(4 * wal.OFTEN):
        touch(sqlite_database)
    assert len(looks) == wal.TIMES


def test_whoever_closes_waits_for_it(sqlite_database, log, no_rest):
    prepare(sqlite_database)
    for number in range(4):
        write(sqlite_database, number)
    for _ in range(2 * wal.OFTEN):
        touch(sqlite_database)
    sqlite_database.close()
    # The last connection that closes takes the log away.
    assert not log.exists()

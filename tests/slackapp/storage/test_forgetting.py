"""What is deleted is gone from the files, once `forget` says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from slackapp.storage.engine import BUSY_MILLISECONDS
from tests.slackapp.storage.samples import open_round, settle_in, window_of

MARKER = b"planted-marker-"
OPEN = open_round()


def plant(database):
    """Store a marked box for each of thirty people, wherever there are boxes."""
    settle_in(database, rounds=[OPEN])
    boxes = {bytes([number]) * 16: MARKER + b"%03d" % number + bytes(200) for number in range(30)}

    def unit(store):
        store.windows.add(window_of())
        store.answers.seed(OPEN.id, boxes)
        store.windows.replace_boxes("trust-1", boxes)
        store.notes.replace("t1", "k1", boxes)

    database.step(unit)


def uproot(database):
    def unit(store):
        store.answers.delete(OPEN.id)
        store.windows.delete_boxes("trust-1")
        store.notes.delete("t1")

    database.step(unit)


def found(url):
    """Count markers in the database file and its log."""
    path = Path(url.removeprefix("sqlite:///"))
    files = path.parent.glob(path.name + "*")
    return sum(file.read_bytes().count(MARKER) for file in files)


def test_deleted_boxes_are_in_neither_file_nor_log(sqlite_url, sqlite_database):
    plant(sqlite_database)
    assert found(sqlite_url) >= 90
    uproot(sqlite_database)
    assert found(sqlite_url) > 0
    assert sqlite_database.forget() is True
    assert found(sqlite_url) == 0


def test_boxes_that_were_replaced_are_in_neither_file_nor_log(sqlite_url, sqlite_database):
    plant(sqlite_database)
    decoys = {bytes([number]) * 16: bytes(218) for number in range(30)}

    def unit(store):
        for key, decoy in decoys.items():
            store.answers.put(OPEN.id, key, decoy)
        store.windows.replace_boxes("trust-1", decoys)
        store.notes.replace("t1", "k1", decoys)

    sqlite_database.step(unit)
    assert sqlite_database.forget() is True
    assert found(sqlite_url) == 0


def test_with_a_reader_open_sqlite_says_that_it_has_not_forgotten(sqlite_url, sqlite_database):
    plant(sqlite_database)
    reader = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answer_box").fetchall()
    uproot(sqlite_database)
    assert sqlite_database.forget() is False
    assert found(sqlite_url) > 0
    with closing(sqlite_database._engine.raw_connection()) as connection:
        (patience,) = connection.cursor().execute("PRAGMA busy_timeout").fetchone()
    assert patience == BUSY_MILLISECONDS
    reader.execute("COMMIT")
    reader.close()
    assert sqlite_database.forget() is True
    assert found(sqlite_url) == 0


@pytest.fixture
def heap(postgresql_url):
    """Counts markers in the files of a database's tables, after all is written out."""
    query = (
        "SELECT current_setting('data_directory'), pg_relation_filepath(oid::regclass)"
        " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )

    def count():
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            files = connection.execute(query).fetchall()
        return sum((Path(base) / path).read_bytes().count(MARKER) for base, path in files)

    return count


def test_deleted_boxes_are_vacuumed_out_of_the_tables(postgresql_database, heap):
    plant(postgresql_database)
    assert heap() == 90
    uproot(postgresql_database)
    assert heap() == 90
    assert postgresql_database.forget() is True
    assert heap() == 0


def test_with_an_old_snapshot_postgresql_says_that_it_has_not_forgotten(
    postgresql_url, postgresql_database, heap
):
    plant(postgresql_database)
    with psycopg.connect(postgresql_url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM answer_box").fetchall()
        uproot(postgresql_database)
        assert postgresql_database.forget() is False
        assert heap() == 90
    assert postgresql_database.forget() is True
    assert heap() == 0


def test_a_young_transaction_does_not_keep_postgresql_from_forgetting(
    postgresql_url, postgresql_database
):
    plant(postgresql_database)
    uproot(postgresql_database)
    postgresql_database.step(lambda store: store.tombstones.add(["k1"]))
    with psycopg.connect(postgresql_url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM team").fetchall()
        assert postgresql_database.forget() is True


def test_a_settled_private_row_is_the_same_on_disk_whoever_answered(sqlite_url, sqlite_database):
    """The files of SQLite hold no time and no order beside a respondent."""
    plant(sqlite_database)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        for table in ("answer_box", "window_box", "private_note"):
            keys = [row[0] for row in connection.execute(f"SELECT respondent_key FROM {table}")]
            assert keys == sorted(keys), table
            with pytest.raises(sqlite3.OperationalError, match="no such column"):
                connection.execute(f"SELECT rowid FROM {table}")
    connection.close()

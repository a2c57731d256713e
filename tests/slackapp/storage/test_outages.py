"""A database that is locked, full or away is said so, and comes back by itself."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import Future

import psycopg
import pytest
from sqlalchemy import event

from slackapp.errors import NotConfirmed, StorageAway, StorageFull
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.engine import BUSY_MILLISECONDS
from tests.databases import MASTERS
from tests.slackapp.storage.samples import DEADLINE, KEYS, OPEN, answer, boxes, held, seeded

ANSWER = (OPEN.id, KEYS[0], b"answer")
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_a_locked_database_is_away_and_recovers(sqlite_url, sqlite_database):
    seeded(sqlite_database)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    futures = [sqlite_database.write(answer(key)) for key in KEYS[:30]]
    for future in futures:
        with pytest.raises(StorageAway):
            future.result(DEADLINE)
    assert set(boxes(sqlite_database).values()) == {b"decoy"}
    other.execute("ROLLBACK")
    other.close()
    assert sqlite_database.write(answer(KEYS[0])).result(DEADLINE)


def test_a_writer_asks_often_for_its_turn_and_stays_as_patient_as_it_was(
    sqlite_url, sqlite_database
):
    """SQLite's own waiting pauses longer each time, and sleeps through the gaps others leave."""
    seeded(sqlite_database)
    tries = []

    @event.listens_for(sqlite_database._engine, "checkout")
    def _watch(connection, *_):
        connection.set_trace_callback(tries.append)

    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageAway):
        sqlite_database.write(answer(KEYS[0])).result(DEADLINE)
    other.close()
    # It pauses a dozen times in half a second by itself, and this waits three times as long.
    assert tries.count("BEGIN IMMEDIATE") > 60
    with sqlite_database._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_MILLISECONDS


def test_a_locked_row_is_away_and_recovers(postgresql_url, postgresql_database):
    seeded(postgresql_database)
    with psycopg.connect(postgresql_url) as other:
        other.execute("SELECT FROM round FOR UPDATE")
        with pytest.raises(StorageAway):
            postgresql_database.write(answer(KEYS[0])).result(DEADLINE)
        unrelated = postgresql_database.write(lambda store: store.tombstones.add(["k1"]))
        assert unrelated.result(DEADLINE) is None
    assert postgresql_database.write(answer(KEYS[0])).result(DEADLINE)


def test_a_deadlock_between_two_workers_ends_with_both_stored(postgresql_url, postgresql_database):
    seeded(postgresql_database)
    both = threading.Barrier(2)

    def crossing(first, second):
        tries = []

        def unit(store):
            store.answers.put(OPEN.id, first, b"first")
            if not tries:
                tries.append(1)
                both.wait(DEADLINE)
            return store.answers.put(OPEN.id, second, b"second")

        return unit

    other = Database(postgresql_url, Cipher(MASTERS))
    futures: list[Future[bool]] = [
        postgresql_database.write(crossing(KEYS[0], KEYS[1])),
        other.write(crossing(KEYS[1], KEYS[0])),
    ]
    assert all(future.result(DEADLINE) for future in futures)
    other.close()


@pytest.mark.parametrize("moment", ["before a statement", "before the commit"])
def test_a_server_that_ends_our_connections_is_noticed(postgresql_url, postgresql_database, moment):
    seeded(postgresql_database)
    ended = []

    def end_once():
        if not ended:
            with psycopg.connect(postgresql_url, autocommit=True) as other:
                ended.extend(other.execute(END_OTHERS).fetchall())

    def unit(store):
        stored = store.answers.put(OPEN.id, KEYS[0], b"answer")
        end_once()
        return stored and (moment == "before the commit" or store.answers.put(*ANSWER))

    if moment == "before the commit":
        with pytest.raises(NotConfirmed):
            postgresql_database.write(unit).result(DEADLINE)
        assert boxes(postgresql_database)[KEYS[0]] == b"decoy"
    assert postgresql_database.write(unit).result(DEADLINE)
    assert ended
    ended.clear()
    end_once()
    assert boxes(postgresql_database)[KEYS[0]] == b"answer"


def test_when_nobody_can_know_every_unit_of_the_transaction_hears_so(
    postgresql_url, postgresql_database
):
    seeded(postgresql_database)

    def ends(_store):
        with psycopg.connect(postgresql_url, autocommit=True) as other:
            other.execute(END_OTHERS)

    go_on = held(postgresql_database)
    futures = [postgresql_database.write(answer(key)) for key in KEYS[:5]]
    futures.append(postgresql_database.write(ends, key="last"))
    go_on.set()
    for future in futures:
        with pytest.raises(NotConfirmed):
            future.result(DEADLINE)
    assert len({id(future.exception()) for future in futures}) == 6


def test_forgetting_says_when_the_database_is_away():
    database = Database("postgresql://bearings@127.0.0.1:1/bearings", Cipher(MASTERS))
    with pytest.raises(StorageAway):
        database.forget()
    with pytest.raises(StorageAway):
        database.read(lambda store: store.workspaces.all())
    with pytest.raises(StorageAway):
        database.write(lambda store: store.workspaces.all()).result(DEADLINE)
    database.close()


def test_a_full_disk_is_said_so_and_what_was_acknowledged_stays(sqlite_url, sqlite_database):
    seeded(sqlite_database)
    box = bytes(400)

    @event.listens_for(sqlite_database._engine, "checkout")
    def _limit(connection, *_):
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes the size it has by now

    futures = [sqlite_database.write(answer(key, box)) for key in KEYS]
    outcomes = [future.exception(DEADLINE) for future in futures]
    full = [outcome for outcome in outcomes if outcome is not None]
    assert full
    assert {type(outcome) for outcome in full} == {StorageFull}
    event.remove(sqlite_database._engine, "checkout", _limit)
    stored = boxes(sqlite_database)
    for key, outcome in zip(KEYS, outcomes, strict=True):
        assert stored[key] == (b"decoy" if outcome else box)
    sqlite_database._engine.dispose()
    assert sqlite_database.write(answer(KEYS[-1], box)).result(DEADLINE)

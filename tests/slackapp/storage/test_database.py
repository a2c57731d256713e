"""Shared writes, steps and reads: what is acknowledged is stored, and the rest is said so."""

from __future__ import annotations

import sqlite3
import threading
import traceback
from concurrent.futures import Future, wait
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import event, text

from slackapp.errors import NotConfirmed, NotStored, RoundClosed, StorageAway, StorageFull
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from tests.databases import MASTERS
from tests.slackapp.storage.samples import TEAM, open_round, settle_in

KEYS = [number.to_bytes(16, "big") for number in range(200)]
OPEN = open_round()
ANSWER = (OPEN.id, KEYS[0], b"answer")
DEADLINE = 30
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def asked(database):
    """A database with one open round and a box for everybody."""
    settle_in(database, rounds=[OPEN])
    database.step(lambda store: store.answers.seed(OPEN.id, dict.fromkeys(KEYS, b"decoy")))
    return database


def answer(key, box=b"answer"):
    return lambda store: store.answers.put(OPEN.id, key, box)


def boxes(database):
    return database.read(lambda store: store.answers.all(OPEN.id))


def held(database):
    """Stop the writer between two batches; returns what lets it go on."""
    stopped, go_on = threading.Event(), threading.Event()
    database._writer.exclusively(lambda: (stopped.set(), go_on.wait(DEADLINE)))
    assert stopped.wait(DEADLINE)
    return go_on


def transactions(database, monkeypatch):
    """Count the units of each transaction that the writer runs."""
    sizes = []
    run = type(database._transactions).run

    def counted(self, units, kind):
        sizes.append((kind, len(units)))
        return run(self, units, kind)

    monkeypatch.setattr(type(database._transactions), "run", counted)
    return sizes


def test_waiting_units_share_one_transaction(asked, monkeypatch):
    go_on = held(asked)
    sizes = transactions(asked, monkeypatch)
    futures = [asked.write(answer(key)) for key in KEYS[:100]]
    go_on.set()
    assert all(future.result(DEADLINE) for future in futures)
    assert sizes == [("write", 100)]
    assert sum(box == b"answer" for box in boxes(asked).values()) == 100


def test_units_of_one_transaction_run_in_the_order_of_their_keys(asked):
    go_on, order = held(asked), []
    futures = [asked.write(lambda _, key=key: order.append(key), key=key) for key in "cab"]
    go_on.set()
    wait(futures, DEADLINE)
    assert order == ["a", "b", "c"]


def test_a_failing_unit_fails_alone_and_the_others_are_stored_once(asked):
    def fails(store):
        store.answers.put(OPEN.id, KEYS[5], b"half")
        raise RoundClosed

    def counts(store):
        store.teams.put(replace(TEAM, asked=store.teams.get("t1").asked + 1))

    go_on = held(asked)
    before = [asked.write(answer(key)) for key in KEYS[:5]]
    failing, counting = asked.write(fails), asked.write(counts)
    after = [asked.write(answer(key)) for key in KEYS[6:10]]
    go_on.set()
    with pytest.raises(RoundClosed):
        failing.result(DEADLINE)
    assert all(future.result(DEADLINE) for future in before + after)
    counting.result(DEADLINE)
    stored = boxes(asked)
    assert stored[KEYS[5]] == b"decoy"
    assert sum(box == b"answer" for box in stored.values()) == 9
    assert asked.read(lambda store: store.teams.get("t1")).asked == TEAM.asked + 1


def test_a_statement_that_fails_spoils_neither_its_neighbours_nor_the_next_batch(asked):
    go_on = held(asked)
    good = [asked.write(answer(key)) for key in KEYS[:3]]
    bad = asked.write(lambda store: store.answers.seed(OPEN.id, {KEYS[0]: b"twice"}))
    go_on.set()
    with pytest.raises(NotStored):
        bad.result(DEADLINE)
    assert all(future.result(DEADLINE) for future in good)
    assert asked.write(answer(KEYS[9])).result(DEADLINE)


def test_a_unit_that_hides_its_failure_is_not_acknowledged(postgresql_database):
    settle_in(postgresql_database, rounds=[OPEN])

    def hides(store):
        store.tombstones.add(["k1"])
        connection = store.tombstones._connection
        with pytest.raises(Exception, match="division"):
            connection.execute(text("SELECT 1 / 0"))

    with pytest.raises(NotStored):
        postgresql_database.write(hides).result(DEADLINE)
    assert postgresql_database.read(lambda store: store.tombstones.pending()) == ()


def test_a_transaction_that_sqlite_dropped_is_not_acknowledged(sqlite_database):
    """With a full disk SQLite drops the transaction, and what follows commits by itself."""
    settle_in(sqlite_database, rounds=[OPEN])

    def drops(store):
        store.tombstones.add(["k1"])
        store.tombstones._connection.connection.dbapi_connection.execute("ROLLBACK")

    with pytest.raises(NotStored):
        sqlite_database.write(drops).result(DEADLINE)
    assert sqlite_database.read(lambda store: store.tombstones.pending()) == ()


def test_a_step_that_fails_leaves_nothing(asked):
    def fails(store):
        store.answers.put(OPEN.id, KEYS[0], b"half")
        raise RoundClosed

    with pytest.raises(RoundClosed):
        asked.step(fails)
    assert boxes(asked)[KEYS[0]] == b"decoy"


def test_a_read_cannot_change_anything(asked):
    with pytest.raises((NotStored, StorageAway)):
        asked.read(answer(KEYS[0]))
    assert boxes(asked)[KEYS[0]] == b"decoy"
    assert asked.write(answer(KEYS[0])).result(DEADLINE)


def test_a_cancelled_write_is_not_run(asked):
    go_on = held(asked)
    cancelled, kept = asked.write(answer(KEYS[0])), asked.write(answer(KEYS[1]))
    assert cancelled.cancel()
    go_on.set()
    assert kept.result(DEADLINE)
    assert boxes(asked)[KEYS[0]] == b"decoy"


def test_closing_stores_what_is_queued_and_refuses_what_comes_later(asked, database_url):
    go_on = held(asked)
    futures = [asked.write(answer(key)) for key in KEYS[:10]]
    closing = threading.Thread(target=asked.close)
    closing.start()
    go_on.set()
    closing.join(DEADLINE)
    assert all(future.result(DEADLINE) for future in futures)
    with pytest.raises(StorageAway):
        asked.write(answer(KEYS[0])).result(DEADLINE)
    asked.close()
    again = Database(database_url, Cipher(MASTERS))
    assert sum(box == b"answer" for box in boxes(again).values()) == 10
    again.close()


def test_no_exception_repeats_what_was_to_be_stored(asked, caplog):
    """Neither an error nor a log names a value: the driver's own text would."""
    caplog.set_level("DEBUG")
    secret = b"marker-in-a-box"
    key = b"marker-as-a-key!"

    def seeds_twice(store):
        for _ in range(2):
            store.answers.seed(OPEN.id, {key: secret})

    def has_no_zone(store):
        store.rounds.put(replace(OPEN, opens_at=OPEN.opens_at.replace(tzinfo=None), id="marker"))

    for unit in (seeds_twice, has_no_zone):
        for run in (asked.step, lambda unit: asked.write(unit).result(DEADLINE)):
            with pytest.raises(NotStored) as caught:
                run(unit)
            told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
            chain = (caught.value.__context__, caught.value.__cause__)
            assert "marker" not in told + caplog.text + repr(chain)
            assert secret.hex() not in told


def test_a_locked_database_is_away_and_recovers(sqlite_url, sqlite_database):
    settle_in(sqlite_database, rounds=[OPEN])
    sqlite_database.step(lambda store: store.answers.seed(OPEN.id, dict.fromkeys(KEYS, b"decoy")))
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


def test_a_locked_row_is_away_and_recovers(postgresql_url, postgresql_database):
    settle_in(postgresql_database, rounds=[OPEN])
    seed = dict.fromkeys(KEYS, b"decoy")
    postgresql_database.step(lambda store: store.answers.seed(OPEN.id, seed))
    with psycopg.connect(postgresql_url) as other:
        other.execute("SELECT FROM round FOR UPDATE")
        with pytest.raises(StorageAway):
            postgresql_database.write(answer(KEYS[0])).result(DEADLINE)
        unrelated = postgresql_database.write(lambda store: store.tombstones.add(["k1"]))
        assert unrelated.result(DEADLINE) is None
    assert postgresql_database.write(answer(KEYS[0])).result(DEADLINE)


def test_a_deadlock_between_two_workers_ends_with_both_stored(postgresql_url, postgresql_database):
    settle_in(postgresql_database, rounds=[OPEN])
    seed = dict.fromkeys(KEYS, b"decoy")
    postgresql_database.step(lambda store: store.answers.seed(OPEN.id, seed))
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
    settle_in(postgresql_database, rounds=[OPEN])
    seed = dict.fromkeys(KEYS, b"decoy")
    postgresql_database.step(lambda store: store.answers.seed(OPEN.id, seed))
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
    settle_in(postgresql_database, rounds=[OPEN])
    seed = dict.fromkeys(KEYS, b"decoy")
    postgresql_database.step(lambda store: store.answers.seed(OPEN.id, seed))

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
    settle_in(sqlite_database, rounds=[OPEN])
    box = bytes(400)
    sqlite_database.step(lambda store: store.answers.seed(OPEN.id, dict.fromkeys(KEYS, b"decoy")))

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

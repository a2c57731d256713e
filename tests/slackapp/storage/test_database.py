"""Shared writes, steps and reads: what is acknowledged is stored, and the rest is said so."""

from __future__ import annotations

import threading
import traceback
from concurrent.futures import wait
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text

from slackapp.errors import NotStored, RoundClosed, StorageAway
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from tests.databases import MASTERS
from tests.slackapp.storage.samples import (
    DEADLINE,
    KEYS,
    OPEN,
    TEAM,
    answer,
    boxes,
    held,
    seeded,
    settle_in,
)


@pytest.fixture
def asked(database):
    """A database with one open round and a box for everybody."""
    return seeded(database)


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


def test_a_unit_waits_for_no_more_than_one_work_that_has_the_writer_to_itself(asked):
    go_on, order = held(asked), []
    works = [asked._writer.exclusively(partial(order.append, number)) for number in range(3)]
    unit = asked.write(lambda _: order.append("unit"))
    go_on.set()
    wait([*works, unit], DEADLINE)
    assert order == ["unit", 0, 1, 2]


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


def test_a_step_inside_a_step_is_an_error_and_not_a_standstill(sqlite_database):
    with pytest.raises(RuntimeError):
        sqlite_database.step(lambda _: sqlite_database.step(lambda store: store.workspaces.all()))


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


def test_a_rehearsal_returns_what_would_be_and_changes_nothing(database):
    seeded(database)
    before = database.read(lambda store: store.teams.get(TEAM.id))

    def unit(store):
        store.teams.put(replace(before, name="Pier"))
        return store.teams.get(TEAM.id).name

    assert database.rehearse(unit) == "Pier"
    assert database.read(lambda store: store.teams.get(TEAM.id)) == before
    assert database.step(unit) == "Pier"
    assert database.read(lambda store: store.teams.get(TEAM.id)).name == "Pier"

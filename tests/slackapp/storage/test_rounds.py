"""Rounds and the sealed answers to them, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from slackapp.domain.rounds import RoundState
from slackapp.errors import UnknownRound
from tests.slackapp.storage.samples import MONDAY, NINE, open_round, round_of, settle_in

KEYS = [bytes([number]) * 16 for number in range(8)]
WEEK = timedelta(days=7)


def test_a_round_comes_back_as_it_was(database):
    opened = open_round(reminded=True, reason="holiday")
    settle_in(database, rounds=[opened, round_of(MONDAY + WEEK)])
    assert database.read(lambda store: store.rounds.get(opened.id)) == opened
    assert database.step(lambda store: store.rounds.lock(opened.id)) == opened
    assert database.step(lambda store: store.rounds.share(opened.id)) == opened
    planned = database.read(lambda store: store.rounds.get("r-2026-03-09"))
    assert planned == round_of(MONDAY + WEEK)


def test_a_team_has_one_round_a_day(database):
    settle_in(database)
    twin = round_of(id="another")
    assert database.step(lambda store: store.rounds.add(round_of())) is True
    assert database.step(lambda store: store.rounds.add(twin)) is False
    with pytest.raises(UnknownRound):
        database.read(lambda store: store.rounds.get("another"))


def test_an_unknown_round_is_said_so(database):
    settle_in(database)
    for unit in (
        lambda store: store.rounds.lock("r0"),
        lambda store: store.rounds.share("r0"),
        lambda store: store.rounds.put(round_of(id="r0")),
    ):
        with pytest.raises(UnknownRound):
            database.step(unit)


def test_rounds_are_due_in_their_order(database):
    rounds = [
        round_of(MONDAY, next_due_at=NINE + timedelta(hours=2)),
        round_of(MONDAY + WEEK, next_due_at=NINE),
        round_of(MONDAY + 2 * WEEK, next_due_at=None),
        round_of(MONDAY + 3 * WEEK, next_due_at=NINE + timedelta(hours=1)),
    ]
    settle_in(database, rounds=rounds)

    def due(hours, limit=10):
        found = database.read(
            lambda store: store.rounds.due(NINE + timedelta(hours=hours), limit=limit)
        )
        return [rounds.index(one) for one in found]

    assert due(-1) == []
    assert due(1) == [1, 3]
    assert due(9) == [1, 3, 0]
    assert due(9, limit=2) == [1, 3]
    assert database.read(lambda store: store.rounds.next_due_at()) == NINE


def test_nothing_is_due_without_rounds(database):
    assert database.read(lambda store: store.rounds.next_due_at()) is None
    assert database.read(lambda store: store.rounds.due(NINE, limit=5)) == ()


def test_a_teams_rounds_are_listed_newest_first(database):
    first, second = open_round(), round_of(MONDAY + WEEK)
    settle_in(database, rounds=[first, second])
    assert database.read(lambda store: store.rounds.of_team("t1")) == (second, first)
    assert database.read(lambda store: store.rounds.of_team("t1", limit=1)) == (second,)
    states = (RoundState.OPEN, RoundState.CLOSED)
    assert database.read(lambda store: store.rounds.of_team("t1", states=states)) == (first,)


def test_asked_rounds_are_found_by_number(database):
    asked = [
        open_round(
            id=f"a{number}", date=MONDAY + number * WEEK, number=number, state=RoundState.CLOSED
        )
        for number in (1, 2, 3)
    ]
    settle_in(database, rounds=[round_of(), *asked])
    found = database.read(lambda store: store.rounds.numbered("t1", first=2, last=9))
    assert found == (asked[1], asked[2])
    assert database.read(lambda store: store.rounds.numbered("t1", first=0, last=1)) == (asked[0],)


def test_an_answer_replaces_the_box_of_an_open_round(database):
    opened = open_round()
    settle_in(database, rounds=[opened])
    database.step(lambda store: store.answers.seed(opened.id, dict.fromkeys(KEYS, b"decoy")))
    assert database.write(lambda store: store.answers.put(opened.id, KEYS[3], b"answer")).result()
    boxes = database.read(lambda store: store.answers.all(opened.id))
    assert boxes == {key: b"answer" if key == KEYS[3] else b"decoy" for key in KEYS}
    assert database.read(lambda store: store.answers.get(opened.id, KEYS[3])) == b"answer"
    assert database.read(lambda store: store.answers.get(opened.id, b"?" * 16)) is None


def test_an_answer_needs_a_box_and_an_open_round(database):
    opened, planned = open_round(), round_of(MONDAY + WEEK)
    settle_in(database, rounds=[opened, planned])

    def unit(store):
        for one in (opened, planned):
            store.answers.seed(one.id, {KEYS[0]: b"decoy"})

    database.step(unit)
    put = [(opened.id, KEYS[1]), (planned.id, KEYS[0]), ("r0", KEYS[0])]
    for round_id, key in put:
        done = database.write(lambda store, r=round_id, k=key: store.answers.put(r, k, b"answer"))
        assert done.result() is False
    assert database.read(lambda store: store.answers.all(planned.id)) == {KEYS[0]: b"decoy"}
    database.step(lambda store: store.rounds.put(replace(opened, state=RoundState.CLOSING)))
    closed = database.write(lambda store: store.answers.put(opened.id, KEYS[0], b"late"))
    assert closed.result() is False


def test_a_box_written_meanwhile_is_not_replaced_by_who_saw_what_was_in_it_before(
    database,
):
    """Another process answers in between: whoever is second sees what the first one wrote."""
    opened = open_round()
    settle_in(database, rounds=[opened])
    database.step(lambda store: store.answers.seed(opened.id, dict.fromkeys(KEYS, b"0")))

    def count(_number):
        def unit(store):
            while True:
                box = store.answers.get(opened.id, KEYS[0])
                if store.answers.put(opened.id, KEYS[0], b"%d" % (int(box) + 1), seen=box):
                    return True

        return database.step(unit)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(count, range(20)))
    boxes = database.read(lambda store: store.answers.all(opened.id))
    assert boxes == {KEYS[0]: b"20", **dict.fromkeys(KEYS[1:], b"0")}


def test_nothing_seen_is_replaced_in_a_round_that_is_not_open_or_of_nobody(database):
    opened, planned = open_round(), round_of(MONDAY + WEEK)
    settle_in(database, rounds=[opened, planned])
    for one in (opened, planned):
        database.step(lambda store, one=one: store.answers.seed(one.id, {KEYS[0]: b"decoy"}))
    boxes = [(opened.id, KEYS[0]), (opened.id, KEYS[1]), (planned.id, KEYS[0]), ("r0", KEYS[0])]
    done = [
        database.step(lambda store, of=each: store.answers.put(*of, b"new", seen=b"decoy"))
        for each in boxes
    ]
    assert done == [True, False, False, False]
    stale = database.step(lambda store: store.answers.put(*boxes[0], b"newer", seen=b"decoy"))
    assert stale is False


def test_deleted_answers_are_gone(database):
    opened = open_round()
    settle_in(database, rounds=[opened])
    database.step(lambda store: store.answers.seed(opened.id, {KEYS[0]: b"box"}))
    database.step(lambda store: store.answers.delete(opened.id))
    assert database.read(lambda store: store.answers.all(opened.id)) == {}
    database.step(lambda store: store.answers.seed(opened.id, {}))


def test_an_acknowledged_answer_is_always_among_those_a_close_gathers(database):
    """Answers race a close; each that was told "stored" was seen by the gather."""
    opened = open_round()
    settle_in(database, rounds=[opened])
    database.step(lambda store: store.answers.seed(opened.id, dict.fromkeys(KEYS, b"decoy")))
    stored, start = [], threading.Barrier(len(KEYS) + 1)

    def answer(key):
        start.wait()
        for attempt in range(20):
            box = b"%d" % attempt
            put = database.write(lambda store, box=box: store.answers.put(opened.id, key, box))
            if put.result():
                stored.append((key, box))

    def gather(store):
        store.rounds.lock(opened.id)
        boxes = store.answers.all(opened.id)
        store.answers.delete(opened.id)
        store.rounds.put(replace(opened, state=RoundState.GATHERED))
        return boxes

    threads = [threading.Thread(target=answer, args=(key,)) for key in KEYS]
    for thread in threads:
        thread.start()
    start.wait()
    gathered = database.step(gather)
    for thread in threads:
        thread.join()
    assert gathered == {**dict.fromkeys(KEYS, b"decoy"), **dict(stored)}


def test_an_answer_waits_for_a_close_that_has_read_the_boxes(postgresql_url, postgresql_database):
    """Told "stored" in that moment, it would be deleted without having been counted."""
    opened = open_round()
    settle_in(postgresql_database, rounds=[opened])
    postgresql_database.step(lambda store: store.answers.seed(opened.id, {KEYS[0]: b"decoy"}))
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"

    def gather(store):
        store.rounds.lock(opened.id)
        boxes = store.answers.all(opened.id)
        put = postgresql_database.write(
            lambda store: store.answers.put(opened.id, KEYS[0], b"answer")
        )
        with psycopg.connect(postgresql_url, autocommit=True) as other:
            while not put.done() and other.execute(waiting).fetchone() == (0,):
                pass
        store.answers.delete(opened.id)
        store.rounds.put(replace(opened, state=RoundState.GATHERED))
        return boxes, put

    boxes, put = postgresql_database.step(gather)
    assert boxes == {KEYS[0]: b"decoy"}
    assert put.result() is False

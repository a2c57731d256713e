"""PostgreSQL shows which transaction wrote a row: once counted, that is one for all boxes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import psycopg
import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.snooze import Later
from slackapp.services.erasure import Erasure
from slackapp.services.members import Switches, remember
from slackapp.services.snoozes import Snoozes
from tests.privacy.heap import numbers, rows_in_files
from tests.slackapp.services.house import House, at

OWNERS = {"answer_box": "round", "window_box": "window", "private_note": "team"}


@pytest.fixture
def house(postgresql_database, keystore):
    return House(postgresql_database, keystore)


def unlike(url):
    """Tables with boxes of one owner that were not all written by one transaction."""
    found = set()
    with psycopg.connect(url) as connection:
        for table, owner in OWNERS.items():
            rows = connection.execute(
                f'SELECT "{owner}", count(DISTINCT xmin::text) FROM {table} GROUP BY 1'
            )
            found |= {table for _, written in rows if written > 1}
    return found


def beside(url):
    """Tables that name people of whom one transaction wrote some together with boxes."""
    named = {"person": "user", "membership": "user", "roster_member": "user", "delivery": "target"}
    with psycopg.connect(url) as connection:
        boxes = {
            xid
            for table in OWNERS
            for (xid,) in connection.execute(f"SELECT DISTINCT xmin::text FROM {table}")
        }
        found = {}
        for table, person in named.items():
            rows = connection.execute(f'SELECT xmin::text, "{person}" FROM {table}').fetchall()
            written = Counter(xid for xid, user in rows if user.startswith("U") and xid in boxes)
            found |= {(table, xid): many for xid, many in written.items()}
    return found


def now(url):
    """The number of the next transaction; reading uses none up."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT txid_snapshot_xmax(txid_current_snapshot())")
        return int(found.fetchone()[0])


def marked(url, first, last):
    """Tables with a row that a transaction of these numbers, `last` excluded, wrote or locked.

    Rows that were replaced or deleted count as long as they are in the files.
    """
    with psycopg.connect(url) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = [table for (table,) in connection.execute(query).fetchall()]
    return {
        table
        for table in tables
        for row in rows_in_files(url, table)
        if any(first <= xid < last for xid in numbers(row))
    }


def all_fours(user, row):
    return None if user == "U08" else Answer(items=dict.fromkeys(row.asks.items, 4))


def test_while_open_only_the_boxes_of_answers_differ_and_no_person_stands_beside_one(
    house, postgresql_url
):
    """As the threat model says; whoever wants to be reminded leaves a row for everybody."""
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    snoozes = Snoozes(house.check_ins)
    later = snoozes.later(round_id=row.id, workspace="W1", user="U02", later=Later.HOUR)
    snoozes.snooze(round_id=row.id, workspace="W1", user="U02", at=later).result(timeout=10)
    house.ask(team, all_fours)
    assert unlike(postgresql_url) == {"answer_box"}
    assert set(beside(postgresql_url).values()) == {9}


def test_an_erasure_leaves_every_box_of_a_row_alike(house, postgresql_url):
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, all_fours)
    assert unlike(postgresql_url) == set()
    house.go(at(9))
    house.ask(team, all_fours)
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U05", on=False)
    Erasure(house.database, house.keys).erase(workspace="W1", user="U06")
    assert unlike(postgresql_url) == set()
    house.go(at(9, day=4))
    assert unlike(postgresql_url) == set()
    assert set(beside(postgresql_url).values()) <= {9}


@pytest.mark.parametrize("weeks", [3, 10])
def test_an_erasure_leaves_no_transaction_number_behind_the_next_count(
    house, postgresql_url, weeks
):
    """Not in any table: whoever has one copy of the database sees no more that somebody erased.

    Until then it stands in all that is sealed of the team, and in the windows.
    """
    team = house.team()
    for number in range(1, weeks):
        house.week(team, number, all_fours)
    house.go(at(weeks))
    house.ask(team, all_fours)
    first = now(postgresql_url)
    Erasure(house.database, house.keys).erase(workspace="W1", user="U06")
    last = now(postgresql_url)
    sealed = {"answer_box", "window_box", "window"} | ({"private_note"} if weeks > 8 else set())
    assert sealed <= marked(postgresql_url, first, last)
    house.go(at(weeks, day=4))
    assert house.newest(team).state == "closed"
    assert marked(postgresql_url, first, last) == set()


def test_what_slack_says_of_somebody_again_writes_no_name_beside_a_box(house, postgresql_url):
    """A lead or an admin is asked about with each window of settings they open."""
    house.team()
    known = house.read(lambda store: store.people.many("W1", House.users(2)))

    def written():
        with psycopg.connect(postgresql_url) as connection:
            rows = connection.execute('SELECT "user", xmin::text FROM person').fetchall()
        return dict(rows)

    before = written()
    remember(house.database, known["U01"])
    assert written() == before
    remember(house.database, replace(known["U02"], name="Another"))
    assert {user for user, xid in written().items() if before[user] != xid} == {"U02"}


def test_a_row_does_not_tell_whether_its_last_press_was_an_answer_or_skip(house, postgresql_url):
    """A lock taken to look into the box first would stay in it, as `xmax`."""
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    house.answer(row.id, "U01", all_fours("U01", row))
    for user in ("U01", "U02"):
        house.check_ins.skip(round_id=row.id, workspace="W1", user=user).result(timeout=10)
    house.answer(row.id, "U03", all_fours("U03", row))
    with psycopg.connect(postgresql_url) as connection:
        left = connection.execute("SELECT DISTINCT xmax::text FROM answer_box").fetchall()
    assert left == [("0",)]

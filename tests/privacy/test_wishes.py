"""A press beside *Check in* writes the same whether one has answered or not, and is forgotten."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.snooze import Later
from slackapp.services.mirrors import Mirrors
from slackapp.services.snoozes import Snoozes
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.engine import connect
from slackapp.storage.keystore import open_key_store
from tests.databases import MASTERS, drop, fresh
from tests.slackapp.services.house import House, at

MADE_UP = {"id", "respondent_key"}
"""Columns that hold nothing but chance."""


def skip(house, row, user):
    house.check_ins.skip(round_id=row.id, workspace="W1", user=user).result(timeout=10)


def remind(later):
    def press(house, row, user):
        snoozes = Snoozes(house.check_ins)
        when = snoozes.later(round_id=row.id, workspace="W1", user=user, later=later)
        snoozes.snooze(round_id=row.id, workspace="W1", user=user, at=when).result(timeout=10)

    return press


PRESSES = {"skip": skip, "in an hour": remind(Later.HOUR), "tomorrow": remind(Later.MORNING)}


def rows_of(dumper):
    """Every row there is, as (table, column → value)."""
    rows = dumper.rows()
    return [(table, row) for table in sorted(rows) for row in rows[table]]


def written(before, after, names):
    """What was written between two dumps, with the same names for whichever team it was."""
    fresh = [(table, row) for table, row in after if (table, row) not in before]
    return sorted((table, str(plainly(row, names))) for table, row in fresh)


def plainly(row, names):
    told = {column: value for column, value in row.items() if column not in MADE_UP}
    for column, value in told.items():
        if isinstance(value, (bytes, memoryview)):
            told[column] = len(value)
        elif column == "target":
            told[column] = value[1:]
        else:
            told[column] = names.get(value, value)
    return told


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_what_is_written_says_nothing_about_an_answer(house, dumper, press):
    """Two teams that differ in one thing: in the first, whoever presses has answered."""
    teams = [house.team(), house.team(channel="C2", prefix="V")]
    house.go(at(1))
    first, second = [house.newest(team) for team in teams]
    house.answer(first.id, "U01", Answer(items={first.asks.items[0]: 4}))
    dumps = [rows_of(dumper)]
    for row, user in ((first, "U01"), (second, "V01")):
        press(house, row, user)
        dumps.append(rows_of(dumper))
    answered = written(*dumps[:2], {teams[0]: "team", first.id: "round"})
    assert answered == written(*dumps[1:], {teams[1]: "team", second.id: "round"})
    assert [table for table, _ in answered].count("answer_box") == 1


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_an_answer_outlives_every_press(house, press):
    team = house.team()
    house.go(at(1))
    row = house.newest(team)
    given = Answer(items={row.asks.items[0]: 4}, helped_me=())
    house.answer(row.id, "U01", given)
    press(house, row, "U01")
    mirrors = Mirrors(house.database, house.keys, house.clock)
    assert mirrors.of(workspace="W1", user="U01", team=team).now == given
    house.go(row.closes_at)
    assert house.newest(team).state == "closed"


@pytest.fixture(params=["sqlite", "postgresql"])
def found(request, tmp_path):
    """Founds houses, each on an empty database of its own; returns one with its URL."""
    kept = ExitStack()
    template = request.getfixturevalue(f"{request.param}_template")

    def house_in(name):
        folder = tmp_path / name
        folder.mkdir()
        if request.param == "sqlite":
            shutil.copy(template, folder / "bearings.db")
            url = f"sqlite:///{folder}/bearings.db"
        else:
            server = request.getfixturevalue("postgresql_server")
            url = fresh(server, template=template)
            kept.callback(drop, server, url)
        keys = open_key_store(folder / "keys", MASTERS)
        keys.initialise()
        database = Database(url, Cipher(MASTERS))
        kept.callback(database.close)
        return House(database, keys), url

    with kept:
        yield house_in


def places(url):
    """Where the rows of the ledger lie, with what each is."""
    place = "rowid" if url.startswith("sqlite") else "ctid"
    engine = connect(url, pooled=False)
    with engine.connect() as connection:
        query = f"SELECT {place}, kind, state FROM delivery ORDER BY 1"
        lying = [tuple(row) for row in connection.exec_driver_sql(query)]
    engine.dispose()
    return lying


def post_invitation(house, row):
    claim = {"real_now": house.now, "owner": "w", "lease_until": at(9), "limit": 99}
    for one in house.step(lambda store: store.deliveries.claim(house.now, **claim)):
        house.step(lambda store, one=one: store.deliveries.settle(as_taken(one)))


def as_taken(one):
    return replace(one, state=DeliveryState.SENT, sent_ts="17.1")


def played(house, url, *, wishes, is_lost):
    """Two check-ins, with so many wishes in the first; where the rows lie after each."""
    team, lying = house.team(), []
    for number in (1, 2):
        house.go(at(number))
        row = house.newest(team)
        post_invitation(house, row)
        for hour in range(wishes if number == 1 else 0):
            house.move(at(number) + timedelta(hours=hour))
            remind(Later.HOUR)(house, row, "U01")
        if is_lost and number == 1:
            house.keys.destroy(row.key)
        house.go(at(number, day=3, hour=12))
        house.go(row.closes_at)
        lying.append(places(url))
        house.go(at(number, day=5))
        lying.append(places(url))
    return lying


@pytest.mark.parametrize("is_lost", [False, True], ids=["counted", "lost"])
def test_no_gap_in_the_list_of_messages_tells_of_wishes_in_a_check_in_that_is_over(found, is_lost):
    """The rows of wishes are gone; what is added once they are takes their places."""
    quiet, wished = (
        played(*found(f"with {wishes}"), wishes=wishes, is_lost=is_lost) for wishes in (0, 3)
    )
    assert quiet == wished
    assert {kind for _, kind, _ in quiet[0]} >= {Kind.INVITATION, Kind.OUTCOME}

"""Killed between any two statements, opening, gathering and settling lose and betray nothing.

A fuse burns at every call to the store or the key store and once after every commit. For each
moment at which it can blow, the house is built again from what lay on disk at the start; the step
dies there, and a new process goes on.
"""

from __future__ import annotations

import shutil
from itertools import count

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.windows import WindowState
from slackapp.services.gathering import open_box
from slackapp.services.rounds import Step
from slackapp.services.steps import Steps
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store
from tests.databases import MASTERS
from tests.slackapp.services.house import PEPPER, House, at

MANY = 400
"""More moments than any step has."""


class Killed(Exception):
    """The process dies here."""


class Fuse:
    def __init__(self, length):
        self.left = length

    def burn(self):
        if self.left == 0:
            raise Killed
        self.left -= 1


class Fused:
    """Burns at every call, and hands out parts that do."""

    def __init__(self, inner, fuse):
        self._inner = inner
        self._fuse = fuse

    def __getattr__(self, name):
        part = getattr(self._inner, name)
        if not callable(part):
            return Fused(part, self._fuse)

        def call(*args, **kwargs):
            self._fuse.burn()
            result = part(*args, **kwargs)
            self._fuse.burn()
            return result

        return call


class FusedDatabase:
    """Dies inside a transaction, or right after its commit."""

    def __init__(self, inner, fuse):
        self._inner = inner
        self._fuse = fuse

    def step(self, unit):
        result = self._inner.step(lambda store: unit(Fused(store, self._fuse)))
        self._fuse.burn()
        return result

    def read(self, unit):
        return self._inner.read(unit)

    def forget(self):
        self._fuse.burn()
        return self._inner.forget()


class Disk:
    """A SQLite file and a key folder that can be copied and opened again, as after a crash."""

    def __init__(self, folder, template):
        self.folder = folder
        folder.mkdir()
        shutil.copy(template, folder / "bearings.db")

    def open(self):
        database = Database(f"sqlite:///{self.folder / 'bearings.db'}", Cipher(MASTERS))
        keys = open_key_store(self.folder / "keys", MASTERS)
        keys.initialise()
        return database, keys

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        other = object.__new__(Disk)
        other.folder = folder
        return other


class Again(House):
    """A house that stands already."""

    def __init__(self, disk, now):
        self._disk = disk
        database, keys = disk.open()
        self._open(database, keys, now)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.database.close()


def answer(user, row):
    number = int(user[1:])
    if number == 8 or "helped_me" not in row.asks.prompts:
        return None
    ties = (Tie(UserId(f"U{number % 8 + 1:02}"), "care"),)
    items = dict.fromkeys(row.asks.items, 1 + (number + row.number) % 5)
    return Answer(items=items, helped_me=ties, i_helped=ties)


@pytest.fixture(scope="module")
def before(sqlite_template, tmp_path_factory):
    """Four weeks answered; the fourth is about to open, to be gathered, or to be settled."""
    folder = tmp_path_factory.mktemp("disk")
    disk = Disk(folder / "now", sqlite_template)
    database, keys = disk.open()
    house = House(database, keys)
    team = house.team()
    for number in range(1, 4):
        house.week(team, number, answer)
    states = {}
    house.move(at(4))
    for step in (Step.OPEN, Step.GATHER, Step.SETTLE):
        house.until(step)
        database.forget()
        states[step] = (disk.copy(folder / step), house.now)
        if step is Step.OPEN:
            house.until(Step.PLAN)
            house.ask(team, answer)
            house.move(house.newest(team).closes_at)
    database.close()
    return states


def contents(house):
    """What every open window holds, by person; raises when a key was destroyed too early."""
    held = {}
    (team,) = house.read(lambda store: store.teams.running())
    for window in house.windows(team.id):
        boxes = house.read(lambda store, window=window: store.windows.boxes(window.id))
        seal = Seal(house.keys.open(window.key))
        for user in House.users(8):
            payload = open_box(seal, BoxKind.WINDOW, window.id, user, boxes)
            held[window.family, window.first_round, user] = payload
    return held


def is_sound(house):
    """A key is gone only when what it protects is committed elsewhere."""
    (team,) = house.read(lambda store: store.teams.running())
    alive = house.keys.ids()
    for row in house.rounds(team.id):
        if row.key is not None and row.state not in {RoundState.GATHERED, RoundState.CLOSED}:
            assert row.key in alive
    for window in house.windows(team.id):
        assert window.state is WindowState.OPEN
        assert window.key in alive


def finish(house):
    """Go on to the report of the fourth week, and say how everything stands."""
    (team,) = house.read(lambda store: store.teams.running())
    house.work()
    house.go(max(house.now, at(4, day=4)))
    pending = house.read(lambda store: store.tombstones.pending())
    assert pending == ()
    rows = [row for row in house.rounds(team.id) if row.state is not RoundState.PLANNED]
    assert [row.state for row in rows] == [RoundState.CLOSED] * 4
    assert all(row.key not in house.keys.ids() for row in rows)
    return contents(house), house.readings(team.id)


@pytest.mark.slow
@pytest.mark.parametrize("step", [Step.OPEN, Step.GATHER, Step.SETTLE])
def test_a_step_killed_at_any_moment_is_finished_by_the_next_process(before, tmp_path, step):
    disk, now = before[step]
    with Again(disk.copy(tmp_path / "whole"), now) as house:
        expected = finish(house)
    for moment in count():
        assert moment < MANY
        copy = disk.copy(tmp_path / "killed")
        with Again(copy, now) as house:
            fuse = Fuse(moment)
            fused = Steps(
                FusedDatabase(house.database, fuse),
                Fused(house.keys, fuse),
                PEPPER,
                house.steps.compose,
                house.steps.render,
            )
            try:
                house.once(step, fused)
            except Killed:
                is_sound(house)
            else:
                break
        with Again(copy, now) as house:
            is_sound(house)
            found = finish(house)
        if step is not Step.OPEN:
            assert found == expected
    assert moment > 5

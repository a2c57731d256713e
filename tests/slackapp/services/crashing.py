"""A worker process that is killed before a chosen statement: SIGKILL, nothing is tidied up.

A fuse burns before every statement that writes, before every commit, and before every call that
touches the key store's files. A kill between two reads leaves what a kill before the first leaves,
so those are not boundaries of their own.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event

from slackapp.errors import StorageAway
from slackapp.services import rounds
from slackapp.services.departures import Departures
from slackapp.services.erasure import Erasure
from slackapp.services.everything import Everything
from slackapp.services.managing import Managing
from slackapp.services.retention import retain
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store
from slackapp.storage.wal import WriteAheadLog
from tests.databases import MASTERS
from tests.slackapp.services.house import ADMIN, ROUNDS_AHEAD, House

ERASED = "U02"
DELETED = "C1"
NEVER = 10**9
REST = 0.02
LONGEST_START = 60.0
FILE_CALLS = ("open", "write", "pwrite", "fsync")
READING = ("SELECT", "BEGIN", "PRAGMA query_only", "WITH RECURSIVE", "SHOW", "SET")


@dataclass(frozen=True)
class Place:
    """Where a database and a key folder lie."""

    url: str
    keys: str

    def open(self):
        keys = open_key_store(self.keys, MASTERS)
        keys.initialise()
        return Database(self.url, Cipher(MASTERS)), keys


class Again(House):
    """A house that stands already."""

    def __init__(self, place, now):
        self._open(*place.open(), now)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.database.close()


class Fuse:
    """Kills this process when it has burnt down."""

    def __init__(self, length, begun):
        self.length = length
        self.begun = begun
        self.burnt = 0

    def burn_before(self, _connection, _cursor, statement, *_):
        if not statement.lstrip().startswith(READING):
            self.burn()

    def burn(self, *_):
        if not self.burnt:
            self.begun.release()
        self.burnt += 1
        if self.burnt > self.length:
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self, house):
        """From here on every boundary burns; the house is open and its connections are made."""
        house.read(lambda store: store.tombstones.pending())
        event.listen(Engine, "before_cursor_execute", self.burn_before)
        event.listen(Engine, "commit", self.burn)
        for name in FILE_CALLS:
            setattr(os, name, self.before(getattr(os, name)))
        Path.unlink = self.before(Path.unlink)
        # The checkpoints are told to the driver itself.
        for name in ("move", "empty"):
            setattr(WriteAheadLog, name, self.before(getattr(WriteAheadLog, name)))

    def before(self, call):
        def burning(*args, **kwargs):
            self.burn()
            return call(*args, **kwargs)

        return burning


def act(place: Place, now: datetime, deed: str, length: int, told, all_here, begun) -> None:
    """Do a deed in a process of its own; `told` hears how many boundaries it had, if it lives.

    Whoever has a fuse begins when all are here, the others once it is at its first boundary: there
    is work for it, and it dies there at the latest that can be told beforehand.
    """
    with Again(place, now) as house:
        fuse = Fuse(length, begun)
        all_here.wait(LONGEST_START)
        if length < NEVER:
            fuse.lay(house)
        else:
            assert begun.acquire(timeout=LONGEST_START)
            begun.release()
        DEEDS[deed](house)
        told.send(fuse.burnt)


def work(house):
    """Do what is due until nothing is, as a runner does, which tries again what others hinder."""
    for _ in range(ROUNDS_AHEAD):
        due = rounds.due(house.database, house.now)
        if not due:
            return
        for one in due:
            with suppress(StorageAway):
                if not house.steps.perform(one, now=house.now):
                    # Another worker's checkpoint is under way: a runner rests before it comes back.
                    time.sleep(REST)
    raise AssertionError(f"there is no end to {due}")


def erase(house):
    """Erase what is sealed of one person."""
    Erasure(house.database, house.keys).erase(workspace="W1", user=ERASED)
    work(house)


def leave(house):
    """Hear that the team's channel is gone."""
    Departures(house.database, house.clock).channel_gone(workspace="W1", channel="C1")
    work(house)


def forget(house):
    """Do what is done each day: whoever left long ago is forgotten, with what is sealed of them."""
    retain(house.database, house.keys, now=house.now)
    work(house)


def delete_team(house):
    """Delete the team of a channel, if nobody did."""
    team = house.read(lambda store: store.teams.in_channel("W1", DELETED))
    if team is not None:
        Managing(house.database, house.clock).delete(workspace="W1", team=team.id, actor=ADMIN)
    work(house)


def delete_everything(house):
    """Delete everything, if nobody did; what was left is deleted with the tidying."""
    if any(one.name for one in house.read(lambda store: store.teams.of_workspace("W1"))):
        everything = Everything(house.database, house.clock)
        everything.delete(workspace="W1", actor=ADMIN, name="Acme")
    house.tidy()
    work(house)


def uninstall(house):
    """Hear that the app was removed, if the token is still there, and stop every team."""
    if house.read(lambda store: store.workspaces.token("W1")) is not None:
        house.uninstall()
    Departures(house.database, house.clock).finish("W1")
    work(house)


DEEDS = {
    "work": work,
    "erase": erase,
    "leave": leave,
    "forget": forget,
    "delete_team": delete_team,
    "delete_everything": delete_everything,
    "uninstall": uninstall,
}

"""The database is locked or full while somebody submits: the form says so, and keeps its words."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import contextmanager, suppress

import psycopg
import pytest

from slackapp.demo.wire import open_form
from slackapp.errors import NotConfirmed, StorageAway, StorageFull
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING, first_statement, with_team
from tests.slackapp.storage.test_durability import small_disk

pytestmark = pytest.mark.slow

ADA = MEMBERS[0]


@pytest.fixture(params=["http", "socket"])
async def on_a_small_disk(request, stage_of, sqlite_template, tmp_path):
    """A team whose database lies on a disk of its own, and that disk."""
    disk = tmp_path / "disk"
    with small_disk(disk, size="8m"):
        shutil.copy(sqlite_template, disk / "bearings.db")
        async with stage_of(request.param, f"sqlite:///{disk}/bearings.db") as stage:
            play = await with_team(stage)
            stage.app.worker.work()
            yield play, disk


@contextmanager
def locked(url):
    """Somebody else holds what an answer needs: the file, or the round's row."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        other.close()
        return
    with psycopg.connect(url) as other:
        other.execute("SELECT FROM round FOR UPDATE")
        yield


@contextmanager
def full(disk):
    """Nothing fits on the disk any more."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1024))
    yield
    ballast.unlink()


async def filled_in(play):
    """A form with one answer typed in; returns who typed, and into which question."""
    await play.move_to(OPENING)
    actor = play.actor(ADA)
    form = await open_form(actor, await play.invited(ADA))
    item = first_statement(form)
    await actor.fill({item: "4"})
    return actor, item


async def refused(actor, item, error):
    """Submit, and read why not; what was typed is still there."""
    done = await actor.submit()
    if NotConfirmed().sentence in done.errors.values():
        # Too busy a machine to know in time: what it says to do is to press again.
        done = await actor.submit()
    assert error.sentence in done.errors.values()
    modal = await actor.modal("Check-in")
    assert modal.values[item][ids.ANSWER]["selected_option"]["value"] == "4"


async def accepted(actor):
    assert (await actor.submit()).ok
    await actor.sees("Thank you")


async def test_a_locked_database_is_told_in_the_form_and_the_next_press_is_stored(play):
    actor, item = await filled_in(play)
    before = play.boxes()
    with locked(play.stage.app.house.settings.database_url):
        await refused(actor, item, StorageAway())
    assert play.boxes() == before
    await accepted(actor)
    assert sum(before[key] != box for key, box in play.boxes().items()) == 1


async def test_a_full_disk_is_told_in_the_form_and_the_next_press_is_stored(on_a_small_disk):
    play, disk = on_a_small_disk
    actor, item = await filled_in(play)
    before = play.boxes()
    with full(disk):
        await refused(actor, item, StorageFull())
    assert play.boxes() == before
    await accepted(actor)
    assert sum(before[key] != box for key, box in play.boxes().items()) == 1

"""What was acknowledged is stored: after a kill at any moment, and with a full disk."""

from __future__ import annotations

import itertools
import os
import pwd
import random
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from slackapp.errors import NotConfirmed, NotStored, StorageFull
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from tests.databases import MASTERS
from tests.slackapp.storage import answering
from tests.slackapp.storage.answering import PEOPLE, ROUND, box_of, key_of, number_in
from tests.slackapp.storage.samples import open_round, settle_in

DEADLINE = 60
KILLS = 6
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def seed(database):
    settle_in(database, rounds=[open_round()])
    boxes = {key_of(person): box_of(0) for person in range(PEOPLE)}
    database.step(lambda store: store.answers.seed(ROUND, boxes))


def stored(url):
    """Read, in a database opened afresh, which answer of each person is stored."""
    database = Database(url, Cipher(MASTERS))
    boxes = database.read(lambda store: store.answers.all(ROUND))
    database.close()
    return {person: number_in(boxes[key_of(person)]) for person in range(PEOPLE)}


def acknowledged_until_killed(url, lines):
    """Run a process that answers, kill it after some acknowledgements, return them all."""
    command = [sys.executable, answering.__file__, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        told = list(itertools.islice(process.stdout, lines))
        process.kill()
        told += process.stdout.read().splitlines(keepends=True)
    last = {}
    for line in told:
        if line.endswith("\n"):
            person, number = line.split()
            last[int(person)] = int(number)
    return last


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_when_the_process_is_killed(database_url):
    database = Database(database_url, Cipher(MASTERS))
    seed(database)
    database.close()
    moments = random.Random(7)
    for _ in range(KILLS):
        database = Database(database_url, Cipher(MASTERS))
        fresh_boxes = {key_of(person): box_of(0) for person in range(PEOPLE)}
        database.step(
            lambda store, boxes=fresh_boxes: [
                store.answers.put(ROUND, key, box) for key, box in boxes.items()
            ]
        )
        database.close()
        acknowledged = acknowledged_until_killed(database_url, moments.randrange(1, 2000))
        assert acknowledged
        found = stored(database_url)
        assert {p: n for p, n in acknowledged.items() if found[p] < n} == {}


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_when_the_server_drops_connections(
    postgresql_url, postgresql_database
):
    seed(postgresql_database)
    acknowledged, ended = {}, threading.Event()

    def answer(person):
        for number in itertools.count(1):
            if ended.is_set():
                return
            put = postgresql_database.write(
                lambda store, n=number: store.answers.put(ROUND, key_of(person), box_of(n))
            )
            try:
                assert put.result(DEADLINE)
            except (NotStored, NotConfirmed):
                continue
            acknowledged[person] = number

    threads = [threading.Thread(target=answer, args=(person,)) for person in range(PEOPLE)]
    for thread in threads:
        thread.start()
    with psycopg.connect(postgresql_url, autocommit=True) as admin:
        dropped = 0
        while dropped < 40:
            dropped += len(admin.execute(END_OTHERS).fetchall())
    ended.set()
    for thread in threads:
        thread.join(DEADLINE)
    found = stored(postgresql_url)
    assert acknowledged
    assert {p: n for p, n in acknowledged.items() if found[p] < n} == {}


@contextmanager
def small_disk(where: Path, *, size: str):
    """Mount a small disk of its own, where that is allowed."""
    where.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(where)]
    if mount is None or os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield
    finally:
        subprocess.run([shutil.which("umount"), "--lazy", str(where)], check=True)


def answer_until_full(database):
    """Everybody answers with growing boxes until the disk is full; returns what was said."""
    acknowledged, errors = {}, []

    def answer(person):
        for number in range(1, 3000):
            box = box_of(number, size=300 + 40 * number)
            put = database.write(
                lambda store, box=box: store.answers.put(ROUND, key_of(person), box)
            )
            try:
                assert put.result(DEADLINE)
            except NotStored as error:
                errors.append(error)
                return
            acknowledged[person] = number

    threads = [threading.Thread(target=answer, args=(person,)) for person in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
    return acknowledged, errors


def check(url, database, *, make_room):
    acknowledged, errors = answer_until_full(database)
    assert len(errors) == PEOPLE
    assert {type(error) for error in errors} == {StorageFull}
    assert acknowledged
    found = stored(url)
    assert {person: found[person] for person in acknowledged} == acknowledged
    make_room()
    again = database.write(lambda store: store.answers.put(ROUND, key_of(0), box_of(9999)))
    assert again.result(DEADLINE)
    assert stored(url)[0] == 9999


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_on_a_full_disk_with_sqlite(sqlite_template, tmp_path):
    disk = tmp_path / "disk"
    with small_disk(disk, size="3m"):
        shutil.copy(sqlite_template, disk / "bearings.db")
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(1 << 20))
        url = f"sqlite:///{disk}/bearings.db"
        database = Database(url, Cipher(MASTERS))
        seed(database)
        check(url, database, make_room=ballast.unlink)
        database.close()


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_on_a_full_disk_with_postgresql(
    postgresql_url, postgresql_database, tmp_path
):
    seed(postgresql_database)
    disk = Path("/tmp") / f"bearings-disk-{tmp_path.name}-{os.getpid()}"
    with small_disk(disk, size="2m"), psycopg.connect(postgresql_url, autocommit=True) as admin:
        space, ballast = disk / "space", disk / "ballast"
        space.mkdir()
        owner = pwd.getpwuid(Path(admin.execute("SHOW data_directory").fetchone()[0]).stat().st_uid)
        os.chown(space, owner.pw_uid, owner.pw_gid)
        ballast.write_bytes(bytes(1 << 20))
        admin.execute(f"CREATE TABLESPACE tiny LOCATION '{space}'")
        try:
            admin.execute("ALTER TABLE answer_box SET TABLESPACE tiny")
            check(postgresql_url, postgresql_database, make_room=ballast.unlink)
        finally:
            admin.execute("DROP TABLE answer_box")
            admin.execute("DROP TABLESPACE tiny")
    disk.rmdir()

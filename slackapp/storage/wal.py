"""SQLite's write-ahead log, kept short beside whoever writes.

Left alone, SQLite moves the log into the file within the commit that made it long. Whoever writes
just then waits until the disk has taken a thousand pages, and so does everybody behind.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from slackapp.errors import StorageAway
from slackapp.storage.engine import connect

LONG = 4 << 20
"""Bytes its file has when it is kept short from then on: about the thousand pages of SQLite."""
OFTEN = 64
"""Commits after which it is then moved, and begins anew.

No sooner: each time leaves a number in the file one higher, which is not to tell of every answer.
"""
LITTLE = 50
"""Pages that may be left to move while nobody writes: more would be waited for."""
TIMES = 3
"""How often they are moved beside whoever writes, each time fewer, until so few are left."""
REST = 0.1
"""Seconds between two times at least."""
EMPTYING_MILLISECONDS = 25
"""How long answers may wait for a reader to let the log be emptied."""
RESTARTING_MILLISECONDS = 5
"""How long they may wait for it to begin anew, which can wait for another time."""


class WriteAheadLog:
    """The log of one SQLite file; `note` is for the one thread that writes, in this process."""

    def __init__(
        self, url: str, engine: Engine, exclusively: Callable[[Callable[[], bool]], Future[Any]]
    ) -> None:
        """`exclusively` runs work while nobody here writes; the engine's connections move pages."""
        self._engine = engine
        self._path = Path(f"{engine.url.database}-wal").absolute()
        # SQLite writes into its log how often a connection has emptied it: a new one never has.
        self._emptying = connect(url, pooled=False)
        self._exclusively = exclusively
        self._commits = 0
        self._not_before = 0.0
        self._told = threading.Event()
        self._is_closed = False
        # Nobody waits for it where a process ends without closing: the log is whole at any time.
        self._beside = threading.Thread(target=self._work, name="bearings-wal", daemon=True)
        self._beside.start()

    def note(self) -> None:
        """Have the log kept short; call it after commits. It waits for nothing."""
        self._commits += 1
        if self._commits < OFTEN or time.monotonic() < self._not_before:
            return
        self._commits = 0
        if self._is_long():
            self._not_before = float("inf")
            self._told.set()

    def move(self) -> bool:
        """Move what nobody reads any more from the log into the file, beside whoever writes.

        Returns whether little is left to move; not where another process moves it.
        """
        with closing(self._engine.raw_connection()) as connection:
            told = connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        busy, pages, moved = told
        return not busy and pages - moved <= LITTLE

    def empty(self) -> bool:
        """Move the log into the file and empty it. With a reader open, SQLite quietly does not."""
        return self._finish("TRUNCATE", EMPTYING_MILLISECONDS)

    def close(self) -> None:
        """Wait for what is under way; the thread that writes has ended before."""
        self._is_closed = True
        self._told.set()
        self._beside.join()

    def _work(self) -> None:
        while not self._is_closed:
            self._told.wait()
            self._told.clear()
            if not self._is_closed:
                self._shorten()

    def _shorten(self) -> None:
        """Move most of it beside whoever writes, so that little is left to wait for.

        Its file stays as long as it is: whatever makes a file longer takes the disk more time.
        """
        try:
            # What hinders it now is tried again, and the log is no worse for being longer.
            with suppress(SQLAlchemyError, sqlite3.Error, StorageAway):
                if any(self.move() for _ in range(TIMES)):
                    self._exclusively(self._restart).result()
        finally:
            self._not_before = time.monotonic() + REST

    def _is_long(self) -> bool:
        try:
            return self._path.stat().st_size >= LONG
        except FileNotFoundError:
            return False

    def _restart(self) -> bool:
        return self._finish("RESTART", RESTARTING_MILLISECONDS)

    def _finish(self, kind: str, patience: int) -> bool:
        with self._emptying.connect() as connection:
            # Answers queue behind this, and it is tried again anyway: wait only briefly.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
            busy, _, _ = connection.exec_driver_sql(f"PRAGMA wal_checkpoint({kind})").one()
            return not busy

"""The database behind its ways to work: `write`, `step`, `rehearse` and `read`."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from sqlalchemy import Table, text
from sqlalchemy.exc import SQLAlchemyError

from slackapp.storage.administration_tables import named_admin
from slackapp.storage.cipher import Cipher
from slackapp.storage.engine import LOCK_MILLISECONDS, Begin, connect, let_go
from slackapp.storage.experiment_tables import experiment, vote
from slackapp.storage.faults import Phase, fault_of
from slackapp.storage.spares import table as spare_key
from slackapp.storage.store import Store
from slackapp.storage.strangers import stranger
from slackapp.storage.tables import (
    answer_box,
    bucket,
    delivery,
    family_history,
    membership,
    person,
    private_note,
    roster_member,
    tombstone,
    window,
    window_box,
)
from slackapp.storage.transaction import LONGEST_PAUSE, Transactions
from slackapp.storage.wal import WriteAheadLog
from slackapp.storage.writer import Writer

T = TypeVar("T")

STEP_PATIENCE = 10.0
"""Seconds in which a step is tried again; whoever planned it comes back later anyway."""
SHORT_PATIENCE = 1.5
"""The same where somebody waits: for a read, and for a step that answers queue behind."""
FORGET_PATIENCE = 2.0
"""Seconds to wait for transactions that may still see deleted rows."""


class Database:
    """One SQLite file or one PostgreSQL database. Close it when the process ends."""

    def __init__(self, url: str, cipher: Cipher) -> None:
        self._engine = connect(url)
        self._embedded = self._engine.dialect.name == "sqlite"
        self._transactions = Transactions(self._engine, cipher)
        self._reading = self._engine if self._embedded else connect(url, reads=True)
        self._reads = Transactions(self._reading, cipher)
        # Short writes have a connection of their own: nobody behind them may wait for one lock.
        self._short = (
            self._engine if self._embedded else connect(url, lock_milliseconds=LOCK_MILLISECONDS)
        )
        self._writer = Writer(Transactions(self._short, cipher), after=self._after_commits)
        self._wal = (
            WriteAheadLog(url, self._engine, self._writer.exclusively) if self._embedded else None
        )

    def write(self, unit: Callable[[Store], T], *, key: str = "") -> Future[T]:
        """Run a short unit with others in one transaction; the future resolves after its commit.

        Units of one transaction run in the order of `key`. The future raises what the unit raised,
        `StorageAway`, `StorageFull` or `NotStored` when nothing was stored, and `NotConfirmed` when
        nobody can know.
        """
        return self._writer.submit(unit, key=key)

    def step(self, unit: Callable[[Store], T]) -> T:
        """Run one unit in its own transaction and commit it. Raises what `write` raises."""
        return self._alone(unit, "write")

    def rehearse(self, unit: Callable[[Store], T]) -> T:
        """Return what a unit would return, and change nothing. Raises what `step` would raise."""
        return self._alone(unit, "rehearsal")

    def read(self, unit: Callable[[Store], T]) -> T:
        """Run a unit that changes nothing; raises `StorageAway` when that is not possible now."""
        return self._reads.alone(unit, "read", patience=SHORT_PATIENCE)

    def forget(self) -> bool:
        """Truncate the log or vacuum, so that deleted boxes are gone; False: try again later."""
        if self._wal is None:
            return self._quietly(self._vacuum)
        empty = partial(self._quietly, self._wal.empty)
        # Most of the log moves while others write; what is left is little to wait for.
        self._quietly(self._wal.move)
        return bool(self._writer.exclusively(empty).result())

    def close(self) -> None:
        """Commit what is queued, then let go of every connection."""
        self._writer.close()
        if self._wal is not None:
            self._wal.close()
        let_go(self._short)
        let_go(self._reading)
        let_go(self._engine)

    def _alone(self, unit: Callable[[Store], T], kind: Begin) -> T:
        if not self._embedded:
            return self._transactions.alone(unit, kind, patience=STEP_PATIENCE)
        # SQLite has one writer: taking turns on its thread is fairer than fighting for the lock.
        alone = partial(self._transactions.alone, unit, kind, patience=SHORT_PATIENCE)
        result: T = self._writer.exclusively(alone).result()
        return result

    def _after_commits(self) -> None:
        if self._wal is not None:
            self._wal.note()

    def _quietly(self, work: Callable[[], bool]) -> bool:
        try:
            return work()
        except SQLAlchemyError as error:
            fault = fault_of(error, Phase.RUN)
        raise fault.error

    def _vacuum(self) -> bool:
        """Wait until nobody may still see what is deleted by now, then vacuum.

        Pages that other teams' boxes keep in use may hold the bytes of a deleted box until they
        are written again. Those bytes are sealed; what makes them unreadable is that their key is
        destroyed, here and in every copy of the log.
        """
        with self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            horizon = connection.scalar(_HORIZON)
            until = time.monotonic() + FORGET_PATIENCE
            while older := connection.scalar(_OLDER, {"horizon": horizon}):
                if time.monotonic() > until:
                    break
                time.sleep(LONGEST_PAUSE)
            # FREEZE waits for pages in use instead of skipping them.
            connection.exec_driver_sql(f"VACUUM (FREEZE, INDEX_CLEANUP ON) {_SEALED}")
            connection.exec_driver_sql(f"VACUUM (FREEZE, ANALYZE, INDEX_CLEANUP ON) {_FORGETFUL}")
            return not older


_HORIZON = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text")
_OLDER = text(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND datname = current_database() AND backend_type = 'client backend'"
    " AND age(backend_xmin) > age(CAST(CAST(:horizon AS text) AS xid)))"
)


def _names(*tables: Table) -> str:
    return ", ".join(f'"{table.name}"' for table in tables)


_SEALED = _names(answer_box, window_box, spare_key)
"""What is often all gone: the server keeps its sample of a table that it then finds empty."""
_FORGETFUL = _names(
    private_note,
    delivery,
    bucket,
    membership,
    roster_member,
    person,
    stranger,
    named_admin,
    vote,
    experiment,
    window,
    family_history,
    tombstone,
)
"""What tells who was not asked, and whatever else an erasure or a goodbye writes into.

The server's sample of a table is a copy of what was there when it last looked, so it looks anew.
"""

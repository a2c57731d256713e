"""An engine whose connections are durable, forgetful and silent, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from typing import Any, Literal

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

from slackapp.errors import InvalidSettings
from slackapp.storage.address import ESCAPED, taken_apart

Begin = Literal["write", "read", "rehearsal"]
"""How a transaction goes: a `read` cannot change anything, a `rehearsal` is never committed."""

BUSY_MILLISECONDS = 500
"""Slack waits three seconds for an acknowledgement; another process seldom locks for longer."""
ASK_MILLISECONDS = 1
"""How often a writer on SQLite asks for its turn beside another process.

SQLite itself pauses longer after each try, up to 100 ms: whoever comes often passes it by.
"""
LOCK_MILLISECONDS = 200
"""How long a short write waits for a row on PostgreSQL before it gives way and tries again."""
STEP_LOCK_MILLISECONDS = 10_000
LONGEST_LOG = 20_000
"""Pages of the log on SQLite (80 MB) after which a commit moves it itself.

That is for when nothing empties it beside those who write: everybody would wait for it.
"""
_POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 2}
"""Connections of one process, and seconds to wait for one: more only wait on the server."""

_POSTGRESQL_OPTIONS = (
    "-c synchronous_commit=on -c timezone=UTC -c idle_in_transaction_session_timeout=60s"
)
# ON, not FAST: FAST leaves deleted boxes in the file.
_SQLITE_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    f"PRAGMA wal_autocheckpoint={LONGEST_LOG}",
)


def parse_url(url: str) -> URL:
    """Read a database URL; `postgresql://` means psycopg, and SQLite needs a file."""
    found = taken_apart(url)
    backend = found.get_backend_name() if found is not None else None
    if found is not None and backend in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    if found is not None and backend == "sqlite" and found.database not in {None, "", ":memory:"}:
        return found.set(drivername="sqlite")
    if found is None:
        said = "BEARINGS_DATABASE_URL, or the address in BEARINGS_KEY_STORE, cannot be read."
        raise InvalidSettings(f"{said} {ESCAPED}")
    raise InvalidSettings("The database URL must be sqlite:///a/file.db or postgresql://…")


def connect(
    url: str,
    *,
    pooled: bool = True,
    reads: bool = False,
    lock_milliseconds: int = STEP_LOCK_MILLISECONDS,
) -> Engine:
    """Make an engine. Nothing is connected yet; parameters appear in no log and no exception.

    With `reads`, PostgreSQL lets nothing be changed and is asked once for each statement: what
    begins and ends a transaction around one would be two more ways there and back.
    `lock_milliseconds` is how long PostgreSQL waits for a row that somebody else has locked.
    """
    parsed = parse_url(url)
    pool = _POOL if pooled else {"poolclass": NullPool}
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            hide_parameters=True,
            echo=False,
            **pool,
            connect_args={"timeout": BUSY_MILLISECONDS / 1000},
        )
        event.listen(engine, "do_connect", _keep_to_its_owner)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    given = parsed.query.get("options", "")
    options = f"{given} {_POSTGRESQL_OPTIONS} -c lock_timeout={lock_milliseconds}"
    return create_engine(
        parsed,
        hide_parameters=True,
        echo=False,
        **pool,
        **({"isolation_level": "AUTOCOMMIT"} if reads else {}),
        connect_args={
            "connect_timeout": 3,
            "application_name": "bearings",
            "options": f"{options} -c default_transaction_read_only=on" if reads else options,
        },
    )


def let_go(engine: Engine) -> None:
    """Close every connection; one that somebody still reads through, as soon as it comes back."""
    event.listen(engine, "checkin", _close)
    engine.dispose()


def _close(_connection: object, record: ConnectionPoolEntry) -> None:
    record.invalidate()


def _keep_to_its_owner(_dialect: object, _record: object, given: list[str], _more: object) -> None:
    """Make a file that is not there yet one that others on the machine cannot read.

    Its log gets the same rights from SQLite, which says what is wrong where no file can be made.
    """
    with suppress(OSError):
        os.close(os.open(given[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself: `begin` does, and says of which kind.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def begin(connection: Connection, kind: Begin) -> None:
    """Begin a transaction; a `read` cannot change anything (on PostgreSQL: its engine cannot)."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if kind == 'read' else 'OFF'}")
        if kind == "read" or not _has_begun(connection.connection.dbapi_connection):
            # Also where nothing helped: SQLAlchemy's words for it are those that are understood.
            connection.exec_driver_sql("BEGIN" if kind == "read" else "BEGIN IMMEDIATE")


def _has_begun(driver: Any) -> bool:  # noqa: ANN401 - sqlite3's own connection
    """Ask for the write lock as often as may help; False where it was not to be had."""
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    driver.execute(f"PRAGMA busy_timeout={ASK_MILLISECONDS}")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY":
                    return False
            else:
                return True
        return False
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def is_intact(connection: Connection) -> bool:
    """Say whether everything since `begin` is still in one open, healthy transaction.

    SQLite drops a transaction when the disk is full, and PostgreSQL answers COMMIT of a failed one
    with a quiet rollback: committing either would acknowledge what was never stored.
    """
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        return bool(driver.in_transaction)
    return driver.info.transaction_status.name in {"IDLE", "INTRANS"}

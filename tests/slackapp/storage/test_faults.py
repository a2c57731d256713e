"""What each failure of a driver means, and that nothing of its text goes on."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from slackapp.errors import NotConfirmed, NotStored, StorageAway, StorageFull
from slackapp.storage.faults import Phase, fault_of


def sqlite_error(code):
    error = sqlite3.OperationalError("marker")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_SOMETHING"
    return DBAPIError("UPDATE answer_box", {}, error)


def postgresql_error(state, *, lost=False):
    error = psycopg.errors.lookup(state)("marker") if state else psycopg.OperationalError("marker")
    return DBAPIError("UPDATE answer_box", {}, error, connection_invalidated=lost)


@pytest.mark.parametrize(
    ("error", "phase", "means", "transient"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), Phase.BEGIN, StorageAway, True),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Phase.COMMIT, StorageAway, True),
        (sqlite_error(sqlite3.SQLITE_LOCKED), Phase.RUN, StorageAway, True),
        (sqlite_error(sqlite3.SQLITE_FULL), Phase.COMMIT, StorageFull, False),
        (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), Phase.COMMIT, NotConfirmed, False),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), Phase.RUN, StorageAway, False),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), Phase.BEGIN, StorageAway, False),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT), Phase.RUN, NotStored, False),
        (postgresql_error("40001"), Phase.COMMIT, StorageAway, True),
        (postgresql_error("40P01"), Phase.RUN, StorageAway, True),
        (postgresql_error("55P03"), Phase.RUN, StorageAway, True),
        (postgresql_error("53100"), Phase.RUN, StorageFull, False),
        (postgresql_error("53300"), Phase.BEGIN, StorageAway, True),
        (postgresql_error("57P01"), Phase.RUN, StorageAway, True),
        (postgresql_error("57P01"), Phase.COMMIT, NotConfirmed, False),
        (postgresql_error(None, lost=True), Phase.COMMIT, NotConfirmed, False),
        (postgresql_error(None, lost=True), Phase.RUN, StorageAway, True),
        (postgresql_error("25006"), Phase.RUN, StorageAway, False),
        (postgresql_error("23505"), Phase.COMMIT, NotStored, False),
        (PoolTimeout(), Phase.BEGIN, StorageAway, True),
        (InvalidRequestError("marker"), Phase.RUN, NotStored, False),
    ],
)
def test_a_failure_means(error, phase, means, transient):
    fault = fault_of(error, phase)
    assert (type(fault.error), fault.phase, fault.transient) == (means, phase, transient)
    assert "marker" not in repr(fault) + str(getattr(fault.error, "__notes__", ""))


def test_the_note_names_code_and_statement():
    fault = fault_of(postgresql_error("40P01"), Phase.RUN)
    assert fault.error.__notes__ == ["DeadlockDetected 40P01: UPDATE answer_box"]

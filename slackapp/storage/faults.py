"""What a failing database means for whoever waits: one typed error, and never a parameter.

A driver's own text may repeat values (PostgreSQL's DETAIL does), so it ends here: the typed error
carries the driver's code and the statement, whose values are always bound.
"""

from __future__ import annotations

import enum
import sqlite3
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from slackapp.errors import BearingsError, NotConfirmed, NotStored, StorageAway, StorageFull


class Phase(enum.Enum):
    """How far a transaction had come."""

    BEGIN = enum.auto()
    RUN = enum.auto()
    COMMIT = enum.auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong. `transient`: nothing is stored, and the same again may well succeed."""

    error: BearingsError
    phase: Phase
    transient: bool = False


class Aborted(Exception):
    """A transaction was not, or perhaps not, committed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.phase.name)
        self.fault = fault


_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_AWAY = frozenset(
    {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOTADB}
)
# Deadlock, serialization failure, lock timeout, and a server that starts, stops or is crowded.
_RETRY_STATES = frozenset({"40001", "40P01", "55P03", "53300"})
_AWAY_CLASSES = frozenset({"08", "53", "57", "58"})
_DISK_FULL = "53100"
_READ_ONLY = "25006"


def fault_of(error: SQLAlchemyError, phase: Phase) -> Fault:
    """Say what a failed transaction means, without repeating what the driver said."""
    if isinstance(error, PoolTimeout):
        return Fault(StorageAway(), phase, transient=True)
    if not isinstance(error, DBAPIError):
        return Fault(_noted(NotStored(), type(error).__name__, None), phase)
    if isinstance(error.orig, sqlite3.Error):
        fault = _sqlite(error.orig, phase)
    else:
        fault = _postgresql(error, phase)
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    _noted(fault.error, f"{type(error.orig).__name__} {code}", error.statement)
    return fault


def _noted(error: BearingsError, cause: str, statement: str | None) -> BearingsError:
    error.add_note(cause if statement is None else f"{cause}: {statement}")
    return error


def _sqlite(error: sqlite3.Error, phase: Phase) -> Fault:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return Fault(StorageAway(), phase, transient=True)
    if code == sqlite3.SQLITE_FULL:
        return Fault(StorageFull(), phase)
    if phase is Phase.COMMIT:
        # The pages may have reached the disk although the sync failed.
        return Fault(NotConfirmed(), phase)
    if code in _AWAY:
        return Fault(StorageAway(), phase)
    return Fault(NotStored(), phase)


def _postgresql(error: DBAPIError, phase: Phase) -> Fault:
    state: str = getattr(error.orig, "sqlstate", None) or ""
    away = not state or error.connection_invalidated or state[:2] in _AWAY_CLASSES
    if phase is Phase.COMMIT and away:
        # Gone between our COMMIT and its answer.
        return Fault(NotConfirmed(), phase)
    if state in _RETRY_STATES:
        return Fault(StorageAway(), phase, transient=True)
    if state == _DISK_FULL:
        return Fault(StorageFull(), phase)
    if away:
        return Fault(StorageAway(), phase, transient=True)
    if state == _READ_ONLY:
        return Fault(StorageAway(), phase)
    return Fault(NotStored(), phase)

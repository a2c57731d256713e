"""INSERT … ON CONFLICT in the dialect at hand: a conflict is no error with values in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

Row = dict[str, Any]

_LOT = 8
"""Random bytes each row draws for its place; two alike would lie in the order they came in."""


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; where the primary key exists already, all other columns are replaced."""
    if not rows:
        return
    insert = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Row], *, unique: Sequence[str] = ()
) -> int:
    """Insert rows; one that exists already, by `unique` or by anything, stays as it is.

    Returns how many were inserted.
    """
    insert = _insert(connection, table).on_conflict_do_nothing(index_elements=unique or None)
    counted = insert.execution_options(preserve_rowcount=True)
    return sum(connection.execute(counted, row).rowcount for row in rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, all at once; one whose primary key exists already stays as it is."""
    keys = [column.name for column in table.primary_key]
    connection.execute(_insert(connection, table).on_conflict_do_nothing(index_elements=keys), rows)


def shuffled(rows: Iterable[T]) -> list[T]:
    """Return the rows in an order that says nothing about where they came from."""
    mixed = list(rows)
    lots = secrets.token_bytes(_LOT * len(mixed))
    drawn = sorted(range(len(mixed)), key=lambda at: lots[at * _LOT : (at + 1) * _LOT])
    return [mixed[at] for at in drawn]


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)

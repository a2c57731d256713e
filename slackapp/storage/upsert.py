"""INSERT … ON CONFLICT in the dialect at hand: a conflict is no error with values in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Insert = postgresql.Insert | sqlite.Insert

Row = dict[str, Any]

_LOT = 8
"""Random bytes each row draws for its place; two alike would lie in the order they came in."""


def upsert(
    connection: Connection, table: Table, rows: Sequence[Row], *, stays: tuple[str, ...] = ()
) -> None:
    """Insert rows; where the primary key exists already, all other columns are replaced.

    Those in `stays` are written only where they hold nothing yet.
    """
    if not rows:
        return
    replacing = _replacing(connection.dialect.name, table, tuple(rows[0]), stays)
    connection.execute(replacing, rows)


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Row], *, unique: Sequence[str] = ()
) -> int:
    """Insert rows; one that exists already, by `unique` or by anything, stays as it is.

    Returns how many were inserted.
    """
    insert = _keeping(connection.dialect.name, table, tuple(unique))
    return sum(connection.execute(insert, row).rowcount for row in rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, all at once; one whose primary key exists already stays as it is."""
    keys = tuple(column.name for column in table.primary_key)
    connection.execute(_keeping(connection.dialect.name, table, keys), rows)


def shuffled(rows: Iterable[T]) -> list[T]:
    """Return the rows in an order that says nothing about where they came from."""
    mixed = list(rows)
    lots = secrets.token_bytes(_LOT * len(mixed))
    drawn = sorted(range(len(mixed)), key=lambda at: lots[at * _LOT : (at + 1) * _LOT])
    return [mixed[at] for at in drawn]


@cache
def _replacing(
    dialect: str, table: Table, names: tuple[str, ...], stays: tuple[str, ...]
) -> Insert:
    """Made once: to put a statement together costs as much as to perform it."""
    insert = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed: dict[str, Any] = {name: insert.excluded[name] for name in names if name not in keys}
    changed |= {name: func.coalesce(table.c[name], insert.excluded[name]) for name in stays}
    return insert.on_conflict_do_update(index_elements=keys, set_=changed)


@cache
def _keeping(dialect: str, table: Table, unique: tuple[str, ...]) -> Insert:
    insert = _insert(dialect, table).on_conflict_do_nothing(index_elements=unique or None)
    return insert.execution_options(preserve_rowcount=True)


def _insert(dialect: str, table: Table) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)

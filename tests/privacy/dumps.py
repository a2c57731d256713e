"""Everything an operator could carry away: rows in the order a dump has them, and raw bytes."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

SEALED = ("answer_box", "window_box", "private_note")
"""The tables with boxes."""


@dataclass(frozen=True)
class Dump:
    """One moment: table → rows (column → value) in the order of the dump, and file → bytes."""

    rows: dict[str, list[dict]]
    files: dict[str, bytes]

    def values(self, *, without: tuple[str, ...] = ()) -> Iterator[tuple[str, str, bytes]]:
        """(table, column, value as bytes) of everything that is stored."""
        for table, rows in self.rows.items():
            for row in rows if table not in without else ():
                for column, value in row.items():
                    yield table, column, as_bytes(value)

    def places(self, marker: bytes) -> set[str]:
        """The files and columns with a marker in them, however it is spelt."""
        found = {
            name for name, held in self.files.items() for one in spellings(marker) if one in held
        }
        return found | {
            f"{table}.{column}"
            for table, column, value in self.values()
            if any(one in value for one in spellings(marker))
        }

    def boxes(self) -> Iterator[tuple[str, str, bytes, bytes]]:
        """(table, row the box belongs to, respondent key, box)."""
        for table in SEALED:
            for row in self.rows[table]:
                owner = next(v for k, v in row.items() if k not in {"respondent_key", "box"})
                yield table, owner, row["respondent_key"], row["box"]


@dataclass(frozen=True)
class Dumper:
    """Takes dumps of one database and one key store."""

    url: str
    keys: Path

    def take(self) -> Dump:
        """Copy everything there is now."""
        files = _sqlite_files if self.url.startswith("sqlite") else _postgresql_files
        stored = {f"keys/{path.name}": path.read_bytes() for path in self.keys.iterdir()}
        return Dump(self.rows(), files(self.url) | stored)

    def rows(self) -> dict[str, list[dict]]:
        """Copy the rows alone, as `Dump.rows`."""
        return (_sqlite_rows if self.url.startswith("sqlite") else _postgresql_rows)(self.url)


def as_bytes(value: object) -> bytes:
    """A stored value as it would stand in a file."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, default=str)).encode()


def spellings(marker: bytes) -> set[bytes]:
    """A marker as it is, in hexadecimal and in base64 at each of the three alignments."""
    found = {marker, marker.hex().encode(), marker.hex().upper().encode()}
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + marker)
        found.add(whole[4:-4] if shift else whole[:-4])
    return {one for one in found if len(one) >= min(len(marker), 8)}


def _sqlite_rows(url: str) -> dict[str, list[dict]]:
    connection = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for (name,) in tables
        }
    finally:
        connection.close()


def _sqlite_files(url: str) -> dict[str, bytes]:
    path = Path(url.removeprefix("sqlite:///"))
    return {file.name: file.read_bytes() for file in path.parent.glob(path.name + "*")}


def _postgresql_rows(url: str) -> dict[str, list[dict]]:
    """As `pg_dump` would copy them: in the order of the heap."""
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        names = [row["table_name"] for row in tables]
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY ctid').fetchall()
            for name in names
        }


def _postgresql_files(url: str) -> dict[str, bytes]:
    """The database's own files, the write-ahead log of the server, and the server's log."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        (base, oid) = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    folder = Path(base)
    logs = [path for path in folder.glob("log*") if path.is_file()]
    parts = [*(folder / "base" / str(oid)).iterdir(), *(folder / "pg_wal").glob("0*"), *logs]
    return {str(path.relative_to(folder)): path.read_bytes() for path in parts}

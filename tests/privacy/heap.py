"""What lies in the files of PostgreSQL's tables: every row a page points to, replaced ones too."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import psycopg

HEADER, PAGE = 24, 8192
"""Bytes of a page of the heap."""
NORMAL = 1
"""The state of a pointer that leads to a row."""


def rows_in_files(url: str, table: str) -> list[bytes]:
    """Return every row of a table with its header, after all is written out.

    A page also keeps bytes that nothing points to any more; those are left out.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        query = "SELECT pg_read_binary_file(pg_relation_filepath(quote_ident(%s)))"
        file = bytes(connection.execute(query, (table,)).fetchone()[0])
    pages = [file[begins : begins + PAGE] for begins in range(0, len(file), PAGE)]
    return [row for page in pages for row in _rows_on(page)]


def numbers(row: bytes) -> tuple[int, int]:
    """The transactions that wrote a row, and that replaced, deleted or locked it (or 0)."""
    written, gone = struct.unpack_from("<II", row)
    return written, gone


def _rows_on(page: bytes) -> Iterator[bytes]:
    (ends,) = struct.unpack_from("<H", page, 12)
    for (pointer,) in struct.iter_unpack("<I", page[HEADER:ends]):
        begins, state, length = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
        if state == NORMAL:
            yield page[begins : begins + length]

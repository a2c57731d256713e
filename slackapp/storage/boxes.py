"""Many sealed boxes in one statement: row by row, talking about each costs more than storing it.

PostgreSQL takes and gives them end to end, as one value: those of a window have one length.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from struct import iter_unpack
from typing import Any

from sqlalchemy import Column, Connection, TextClause, delete, func, literal, select, text

from slackapp.domain.ids import RespondentKey
from slackapp.domain.sealing import RESPONDENT_KEY_BYTES as KEY
from slackapp.storage.tables import window_box
from slackapp.storage.upsert import shuffled

Boxes = dict[RespondentKey, bytes]


def read_boxes(
    connection: Connection, owner: Column[str], owners: Collection[str]
) -> dict[str, Boxes]:
    """Return the boxes of each of these owners; `owner` is the column that says whose they are."""
    columns = owner.table.c
    if connection.dialect.name == "postgresql":
        return _read_together(connection, columns, owner, owners)
    found: dict[str, Boxes] = {one: {} for one in owners}
    select_them = select(owner, columns.respondent_key, columns.box).where(owner.in_(owners))
    for one, person, box in connection.execute(select_them).all():
        found[one][person] = box
    return found


def seed_boxes(
    connection: Connection, owner: Column[str], boxes: Mapping[Any, Mapping[RespondentKey, bytes]]
) -> None:
    """Write the first boxes of these owners, those of all of them shuffled together."""
    rows = shuffled((one, person, box) for one, own in boxes.items() for person, box in own.items())
    if not rows:
        return
    table, names = owner.table.name, ("owners", "people", "boxes")
    if connection.dialect.name == "postgresql":
        given = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        connection.execute(_seed_together(table, owner.name), given)
    else:
        connection.exec_driver_sql(_SEED.format(table, owner.name), rows)


def replace_boxes(
    connection: Connection, window: str, boxes: Mapping[RespondentKey, bytes]
) -> None:
    """Write all boxes of a window, shuffled; those of people who are not among them go."""
    rows = shuffled(boxes.items())
    if connection.dialect.name == "postgresql":
        given = {
            "of": window,
            "count": len(rows),
            "length": len(rows[0][1]) if rows else 0,
            "people": b"".join(person for person, _ in rows),
            "boxes": b"".join(box for _, box in rows),
        }
        connection.execute(_REPLACE, given)
        return
    of_window = window_box.c.window == window
    there = connection.scalars(select(window_box.c.respondent_key).where(of_window)).all()
    if gone := set(there) - boxes.keys():
        is_gone = window_box.c.respondent_key.in_(gone)
        connection.execute(delete(window_box).where(of_window, is_gone))
    if rows:
        # Pages stand in the order of their keys; what is in one lies as it was written.
        each = [(window, person, box) for person, box in rows]
        connection.exec_driver_sql(_PUT_IN_PLACE, each)


def _read_together(
    connection: Connection,
    columns: Any,  # noqa: ANN401 - SQLAlchemy does not name the type
    owner: Column[str],
    owners: Collection[str],
) -> dict[str, Boxes]:
    long = func.length(columns.box)
    each = columns.respondent_key.op("||")(columns.box)
    together = select(owner, long, func.string_agg(each, literal(b"")))
    found: dict[str, Boxes] = {one: {} for one in owners}
    of_one_length = together.where(owner.in_(owners)).group_by(owner, long)
    for one, length, rows in connection.execute(of_one_length):
        found[one].update(iter_unpack(f"{KEY}s{length}s", rows))
    return found


_SEED = 'INSERT INTO {} ("{}", respondent_key, box) VALUES (?, ?, ?)'


@cache
def _seed_together(table: str, owner: str) -> TextClause:
    return text(
        f"""
        INSERT INTO {table} ("{owner}", respondent_key, box)
        SELECT * FROM unnest(CAST(:owners AS text[]), CAST(:people AS bytea[]),
                             CAST(:boxes AS bytea[]))
        """  # noqa: S608 (names of our own)
    )


_PUT_IN_PLACE = """
    INSERT INTO window_box ("window", respondent_key, box) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET box = excluded.box
"""
_REPLACE = text(
    f"""
    WITH given AS MATERIALIZED (
        SELECT substr(CAST(:people AS bytea), n * {KEY} + 1, {KEY}) AS person,
               substr(CAST(:boxes AS bytea), n * CAST(:length AS integer) + 1, :length) AS box
          FROM generate_series(0, CAST(:count AS integer) - 1) AS n
    ), gone AS (
        DELETE FROM window_box
         WHERE "window" = :of AND respondent_key NOT IN (SELECT person FROM given)
    )
    INSERT INTO window_box ("window", respondent_key, box)
    SELECT CAST(:of AS text), person, box FROM given
        ON CONFLICT ("window", respondent_key) DO UPDATE SET box = excluded.box
    """  # noqa: S608 (a constant of ours)
)

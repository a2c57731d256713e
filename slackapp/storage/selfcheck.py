"""Refuse to start on a database that could join a person and an answer.

The live schema is looked at, not our idea of it: a column added by hand, or by a later migration
that was not thought through, stops the start.
"""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import Connection, inspect

from slackapp.errors import UnsafeSchema

SEALED: Final = {
    "answer_box": frozenset({"round", "respondent_key", "box"}),
    "window_box": frozenset({"window", "respondent_key", "box"}),
    "private_note": frozenset({"team", "respondent_key", "key_id", "box"}),
}
"""The only tables with boxes, and all the columns they may have."""

_ANSWER = re.compile(
    r"(^|_)(answer|answers|box|boxes|respondent|respondents|item|items|ties?|pulse|given|received"
    r"|helped|score|scores|rating|ratings|skipped|answered|responded|submitted)(_|$)"
)
_OPAQUE: Final = {("workspace", "token"), ("report", "body_hash"), ("report_page", "page")}
"""Binary columns outside the sealed tables, none of them a person's."""


def check(connection: Connection) -> None:
    """Raise `UnsafeSchema`, naming the table and column, if anything could join the two."""
    inspector = inspect(connection)
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            if not _is_safe(table, column["name"], str(column["type"])):
                raise UnsafeSchema(f"{UnsafeSchema.__doc__} ({table}.{column['name']})")


def _is_safe(table: str, column: str, kind: str) -> bool:
    if table in SEALED:
        return column in SEALED[table]
    is_opaque = kind in {"BLOB", "BYTEA"} and (table, column) not in _OPAQUE
    return not is_opaque and _ANSWER.search(column.lower()) is None

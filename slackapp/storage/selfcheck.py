"""Refuse to start on a database that could join a person and an answer.

The live schema is looked at, not our idea of it. A table or column that this version does not know,
a foreign key that leads to or from a sealed table, or a trigger, stops the start: whatever it was
added for, nobody has looked at what it joins. What this version knows is looked at too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Inspector, inspect, text

from slackapp.errors import UnsafeSchema
from slackapp.storage.audit import table as audit
from slackapp.storage.chores import table as chore
from slackapp.storage.experiment_tables import vote
from slackapp.storage.looks import look
from slackapp.storage.spares import table as spare_key
from slackapp.storage.strangers import stranger
from slackapp.storage.tables import answer_box, private_note, window_box

SEALED: Final = {
    answer_box.name: frozenset({"round", "respondent_key", "box"}),
    window_box.name: frozenset({"window", "respondent_key", "box"}),
    private_note.name: frozenset({"team", "respondent_key", "key_id", "box"}),
}
"""The only tables with boxes, and all the columns they may have."""
OWNERS: Final = {
    (answer_box.name, "round"): "round",
    (window_box.name, "window"): "window",
    (private_note.name, "team"): "team",
}
"""The only foreign keys of sealed tables; none may lead to one."""
_ELSEWHERE: Final = (audit, chore, look, spare_key, stranger, vote)
_KNOWN: Final = vote.metadata
"""Every table of this version: whatever is imported here is registered in it."""
ALIEN: Final = frozenset({"alembic_version"})

_ANSWER = re.compile(
    r"(^|_)(answer|answers|box|boxes|respondent|respondents|item|items|ties?|pulse|given|received"
    r"|helped|score|scores|rating|ratings|skipped|answered|responded|submitted)(_|$)"
)
_OPAQUE: Final = {("workspace", "token"), ("report", "body_hash"), ("report_page", "page")}
"""Binary columns outside the sealed tables, none of them a person's."""
_TRIGGERS: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT t.tgisinternal AND n.nspname = current_schema()",
}


def check(connection: Connection) -> None:
    """Raise `UnsafeSchema`, naming what it is, if anything could join the two."""
    inspector = inspect(connection)
    for found in (*_columns(inspector), *_references(inspector), *_triggers(connection)):
        raise UnsafeSchema(f"{UnsafeSchema.__doc__} ({found})")


def _columns(inspector: Inspector) -> Iterator[str]:
    known = {(table.name, column.name) for table in _KNOWN.sorted_tables for column in table.c}
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table) if table not in ALIEN else ():
            name, kind = column["name"], str(column["type"])
            if (table, name) not in known or not _is_safe(table, name, kind):
                yield f"{table}.{name}"


def _is_safe(table: str, column: str, kind: str) -> bool:
    if table in SEALED:
        return column in SEALED[table]
    is_opaque = kind in {"BLOB", "BYTEA"} and (table, column) not in _OPAQUE
    return not is_opaque and _ANSWER.search(column.lower()) is None


def _references(inspector: Inspector) -> Iterator[str]:
    for table in inspector.get_table_names():
        for reference in inspector.get_foreign_keys(table):
            to = reference["referred_table"]
            for column in reference["constrained_columns"]:
                leads_out = table in SEALED and OWNERS.get((table, column)) != to
                if leads_out or to in SEALED:
                    yield f"{table}.{column} → {to}"


def _triggers(connection: Connection) -> Iterator[str]:
    """A trigger could copy a box with the time at which it was written."""
    for name in connection.scalars(text(_TRIGGERS[connection.dialect.name])):
        yield f"trigger {name}"

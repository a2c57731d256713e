"""Keys to destroy, until they are really gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import Connection, delete, func, select

from slackapp.domain.ids import KeyId
from slackapp.storage.spares import table as spare
from slackapp.storage.tables import private_note, round_, window
from slackapp.storage.tables import tombstone as table
from slackapp.storage.upsert import insert_new

TOGETHER: Final = 500
_NAMING: Final = tuple(one.c.key_id for one in (round_, window, private_note, spare, table))


class Tombstones:
    """A key is named here in the transaction that deletes what it sealed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, keys: Iterable[KeyId]) -> None:
        """Name keys to destroy."""
        insert_new(self._connection, table, [{"key_id": key} for key in keys])

    def pending(self) -> tuple[KeyId, ...]:
        """Return the keys that are still to be destroyed."""
        found = self._connection.scalars(select(table.c.key_id).order_by(table.c.key_id))
        return tuple(KeyId(key) for key in found)

    def unnamed(self, keys: Collection[KeyId]) -> frozenset[KeyId]:
        """Return those of some keys that no round, window or note names, nor anything here."""
        asked = sorted(keys)
        left = set(asked)
        for start in range(0, len(asked), TOGETHER):
            for named in _NAMING:
                some = named.in_(asked[start : start + TOGETHER])
                left -= set(self._connection.scalars(select(named).where(some)))
        return frozenset(left)

    def is_any(self) -> bool:
        """Whether there are any: one look into the index, however many there are."""
        return self._connection.scalar(select(func.min(table.c.key_id))) is not None

    def done(self, keys: Iterable[KeyId]) -> None:
        """Forget keys that are gone for good."""
        self._connection.execute(delete(table).where(table.c.key_id.in_(tuple(keys))))

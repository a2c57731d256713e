"""Keys that were made and that nothing names yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Column, Connection, String, Table, delete, select

from slackapp.domain.ids import KeyId
from slackapp.storage.columns import metadata
from slackapp.storage.upsert import insert_new

table = Table("spare_key", metadata, Column("key_id", String, primary_key=True))


class Spares:
    """A key is named here before anything is sealed under it, whatever becomes of that."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, keys: Iterable[KeyId]) -> None:
        """Name keys that were just made."""
        insert_new(self._connection, table, [{"key_id": key} for key in keys])

    def all(self) -> tuple[KeyId, ...]:
        """Return the keys that are named here."""
        found = self._connection.scalars(select(table.c.key_id).order_by(table.c.key_id))
        return tuple(KeyId(key) for key in found)

    def take(self, keys: Collection[KeyId]) -> bool:
        """Name keys here no more, since this unit names them elsewhere; False if one was not."""
        if not keys:
            return True
        taken = self._connection.execute(delete(table).where(table.c.key_id.in_(keys)))
        return taken.rowcount == len(keys)

    def drop(self) -> tuple[KeyId, ...]:
        """Name no key here any more; returns those that were. Nobody can take one of them now."""
        found = self._connection.scalars(delete(table).returning(table.c.key_id))
        return tuple(KeyId(key) for key in found)

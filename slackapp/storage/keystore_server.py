"""Keys on a PostgreSQL server of their own, one without archive, replica or base backup.

A second database on the main server would not do: its write-ahead log, and every backup made of
it, would keep what was destroyed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from slackapp.domain.ids import KeyId
from slackapp.errors import KeyGone, KeyStoreAway
from slackapp.storage.engine import connect
from slackapp.storage.keys import Wrapping, checked, is_id, new_key
from slackapp.storage.masterkeys import MasterKeys

table = Table(
    "bearings_key",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
_MADE = "ADD COLUMN IF NOT EXISTS made timestamptz NOT NULL DEFAULT now()"
"""Added when it is first asked for: a store of an earlier version has none."""


class ServerKeyStore:
    """One row a key. A missing table means `KeyStoreAway`, never that a key is gone."""

    def __init__(self, url: str, masters: MasterKeys) -> None:
        # Keys are cached, so this server is asked too seldom to hold connections open.
        self._engine = connect(url, pooled=False)
        self._wrapping = Wrapping(masters)

    def initialise(self) -> None:
        """Make the table where there is none."""
        with self._transaction() as connection:
            if not inspect(connection).has_table(table.name):
                table.create(connection)
                # The server's sample of its tables would be a second place to destroy a key in.
                unsampled = f"ALTER TABLE {table.name} ALTER wrapped SET STATISTICS 0"
                connection.exec_driver_sql(unsampled)

    def create(self) -> KeyId:
        """Make a key, durable before this returns; raises `KeyStoreAway`."""
        (key_id,) = self.create_many(1)
        return key_id

    def create_many(self, count: int) -> dict[KeyId, bytes]:
        """Make keys, committed to disk before this returns; raises `KeyStoreAway`."""
        if not count:
            return {}
        made = dict(new_key() for _ in range(count))
        with self._transaction() as connection:
            rows = [{"id": one, "wrapped": self._wrapping.wrap(key)} for one, key in made.items()]
            connection.execute(insert(table), rows)
        return made

    def open(self, key: KeyId) -> bytes:
        """Return the 32 bytes; raises `KeyGone`, `KeyStoreAway`."""
        with self._transaction() as connection:
            wrapped = connection.scalar(select(table.c.wrapped).where(table.c.id == checked(key)))
        if wrapped is None:
            raise KeyGone
        return self._wrapping.unwrap(wrapped)

    def destroy(self, key: KeyId) -> None:
        """Delete a key and vacuum; raises `KeyStoreAway` when that is not known to be done."""
        if not is_id(key):
            return
        with self._transaction() as connection:
            connection.execute(delete(table).where(table.c.id == key))
        with self._transaction(isolation="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (FREEZE) {table.name}")

    def ids(self) -> frozenset[KeyId]:
        """Return the ids of all keys; raises `KeyStoreAway`."""
        with self._transaction() as connection:
            return frozenset(KeyId(key) for key in connection.scalars(select(table.c.id)))

    def made_before(self, instant: datetime) -> frozenset[KeyId]:
        """Return the ids of keys whose rows are older than that; raises `KeyStoreAway`.

        Those that a store of an earlier version has begin to age when this is asked first.
        """
        with self._transaction() as connection:
            named = {column["name"] for column in inspect(connection).get_columns(table.name)}
            if "made" not in named:
                connection.exec_driver_sql(f"ALTER TABLE {table.name} {_MADE}")
            made = literal_column("made", DateTime(timezone=True))
            found = connection.scalars(select(table.c.id).where(made < instant))
            return frozenset(map(KeyId, found))

    def rotate(self, masters: MasterKeys) -> int:
        """Wrap every key again, all in one transaction."""
        fresh = Wrapping(masters)
        with self._transaction() as connection:
            keys = connection.execute(select(table).with_for_update()).all()
            for row in keys:
                wrapped = fresh.wrap(self._wrapping.unwrap(row.wrapped))
                connection.execute(
                    update(table).where(table.c.id == row.id).values(wrapped=wrapped)
                )
        self._wrapping = fresh
        with self._transaction(isolation="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (FREEZE) {table.name}")
        return len(keys)

    @contextmanager
    def _transaction(self, *, isolation: str = "READ COMMITTED") -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(isolation_level=isolation) as connection:
                yield connection
                connection.commit()
        except SQLAlchemyError as error:
            cause = type(error).__name__
        else:
            return
        away = KeyStoreAway()
        away.add_note(cause)
        raise away

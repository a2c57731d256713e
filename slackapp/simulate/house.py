"""A database and a key store that live as long as a simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_bytes, token_hex
from tempfile import TemporaryDirectory
from typing import TypeVar

from slackapp.domain.ids import KeyId
from slackapp.domain.sealing import KEY_BYTES
from slackapp.errors import KeyGone
from slackapp.services.ports import Store
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.masterkeys import MasterKeys
from slackapp.storage.schema import migrate

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OneTransaction:
    """A database inside a unit of work: everything is committed together at its end.

    A simulation has one user and nothing to lose, so it need not pay for a commit a step.
    """

    store: Store

    def write(self, unit: Callable[[Store], T], *, key: str = "") -> Future[T]:  # noqa: ARG002
        """Run a unit at once."""
        done: Future[T] = Future()
        done.set_result(unit(self.store))
        return done

    def step(self, unit: Callable[[Store], T]) -> T:
        """Run a unit at once."""
        return unit(self.store)

    def read(self, unit: Callable[[Store], T]) -> T:
        """Run a unit at once."""
        return unit(self.store)

    def forget(self) -> bool:
        """Nothing stays: the whole database is deleted at the end."""
        return True


@dataclass(frozen=True, slots=True)
class MemoryKeys:
    """Keys that end with the process."""

    _kept: dict[KeyId, bytes] = field(default_factory=dict, repr=False)

    def create(self) -> KeyId:
        """Make a key."""
        (key,) = self.create_many(1)
        return key

    def create_many(self, count: int) -> dict[KeyId, bytes]:
        """Make keys."""
        made = {KeyId(token_hex(16)): token_bytes(KEY_BYTES) for _ in range(count)}
        self._kept.update(made)
        return made

    def open(self, key: KeyId) -> bytes:
        """Return the 32 bytes, or raise `KeyGone`."""
        try:
            return self._kept[key]
        except KeyError:
            raise KeyGone from None

    def destroy(self, key: KeyId) -> None:
        """Destroy a key; twice is fine."""
        self._kept.pop(key, None)

    def ids(self) -> frozenset[KeyId]:
        """Return the ids of all keys."""
        return frozenset(self._kept)

    def made_before(self, _instant: datetime) -> frozenset[KeyId]:
        """Return none: it lives no longer than its process."""
        return frozenset()


@contextmanager
def temporary_database() -> Iterator[Database]:
    """Give an SQLite database of the newest schema, and delete it at the end."""
    with TemporaryDirectory(prefix="bearings-simulate-") as folder:
        url = f"sqlite:///{Path(folder) / 'simulate.db'}"
        migrate(url)
        database = Database(url, Cipher(MasterKeys(current=1, keys={1: token_bytes(KEY_BYTES)})))
        try:
            yield database
        finally:
            database.close()

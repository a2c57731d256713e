"""A short-lived memory of unwrapped keys in front of any key store."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from slackapp.domain.fleeting import Fleeting
from slackapp.domain.ids import KeyId

if TYPE_CHECKING:
    from datetime import datetime

    from slackapp.storage.keys import KeyStore
    from slackapp.storage.masterkeys import MasterKeys

TTL_SECONDS = 60.0
"""How long another process may still hold a key that this one has destroyed, idle or not."""
SIZE = 4096


class CachedKeyStore:
    """Remembers the keys used last; a destroyed one is dropped before it is destroyed."""

    def __init__(
        self,
        store: KeyStore,
        *,
        ttl: float = TTL_SECONDS,
        size: int = SIZE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._keys: Fleeting[KeyId, bytes] = Fleeting(ttl, size=size, monotonic=monotonic)

    def create(self) -> KeyId:
        """Make a key, durable before this returns."""
        return self._store.create()

    def create_many(self, count: int) -> dict[KeyId, bytes]:
        """Make keys, all durable before this returns."""
        return self._store.create_many(count)

    def open(self, key: KeyId) -> bytes:
        """Return the 32 bytes; raises `KeyGone`, `KeyStoreAway`."""
        opened = self._keys.get(key)
        if opened is None:
            opened = self._store.open(key)
            self._keys.put(key, opened)
        return opened

    def destroy(self, key: KeyId) -> None:
        """Destroy a key; twice is fine."""
        self._keys.drop(key)
        self._store.destroy(key)
        # Somebody may have opened it in between.
        self._keys.drop(key)

    def ids(self) -> frozenset[KeyId]:
        """Return the ids of all keys."""
        return self._store.ids()

    def made_before(self, instant: datetime) -> frozenset[KeyId]:
        """Return the ids of keys that were made before a real instant."""
        return self._store.made_before(instant)

    def initialise(self) -> None:
        """Make an empty store where there is none."""
        self._store.initialise()

    def rotate(self, masters: MasterKeys) -> int:
        """Wrap every key again; returns how many there are."""
        return self._store.rotate(masters)

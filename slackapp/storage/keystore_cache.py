"""A short-lived memory of unwrapped keys in front of any key store."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from slackapp.domain.ids import KeyId

if TYPE_CHECKING:
    from slackapp.storage.keys import KeyStore
    from slackapp.storage.masterkeys import MasterKeys

TTL_SECONDS = 300.0
"""How long another process may still answer with a key that this one has destroyed elsewhere."""
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
        self._ttl = ttl
        self._size = size
        self._monotonic = monotonic
        self._keys: OrderedDict[KeyId, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def create(self) -> KeyId:
        """Make a key, durable before this returns."""
        return self._store.create()

    def open(self, key: KeyId) -> bytes:
        """Return the 32 bytes; raises `KeyGone`, `KeyStoreAway`."""
        now = self._monotonic()
        with self._lock:
            self._drop_old(now)
            if key in self._keys:
                return self._keys[key][1]
        opened = self._store.open(key)
        with self._lock:
            self._keys[key] = (now + self._ttl, opened)
            while len(self._keys) > self._size:
                self._keys.popitem(last=False)
        return opened

    def destroy(self, key: KeyId) -> None:
        """Destroy a key; twice is fine."""
        self._forget(key)
        self._store.destroy(key)
        # Somebody may have opened it in between.
        self._forget(key)

    def ids(self) -> frozenset[KeyId]:
        """Return the ids of all keys."""
        return self._store.ids()

    def initialise(self) -> None:
        """Make an empty store where there is none."""
        self._store.initialise()

    def rotate(self, masters: MasterKeys) -> int:
        """Wrap every key again; returns how many there are."""
        return self._store.rotate(masters)

    def _forget(self, key: KeyId) -> None:
        with self._lock:
            self._keys.pop(key, None)

    def _drop_old(self, now: float) -> None:
        """Keys are remembered in the order they were opened, so the oldest stand first."""
        while self._keys and next(iter(self._keys.values()))[0] <= now:
            self._keys.popitem(last=False)

"""What every key store is made of: ids, wrapping, and what it promises.

A key is 32 random bytes under a random id, kept outside the database and wrapped with the master
key. Destroying it makes every box it sealed unreadable, in the database and in all its backups.
"""

from __future__ import annotations

import re
import secrets
import struct
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from slackapp.domain.ids import KeyId
from slackapp.errors import KeyGone, KeyStoreAway
from slackapp.storage.masterkeys import KEY_BYTES, MasterKeys

_ID = re.compile(r"[0-9a-f]{32}")
_MAGIC = b"BRNG"
_HEADER = struct.Struct(">4sH")
WRAPPED_BYTES = _HEADER.size + KEY_BYTES + 8
_PURPOSE = b"key wrap"


class KeyStore(Protocol):
    """What `slackapp.services.ports` asks for, with what operating it takes."""

    def create(self) -> KeyId:
        """Make a key under a new random id, durable before this returns."""
        ...

    def create_many(self, count: int) -> dict[KeyId, bytes]:
        """Make keys, which cost less together: all durable before this returns.

        None are made without asking whether the store is there.
        """
        ...

    def open(self, key: KeyId) -> bytes:
        """Return the 32 bytes; raises `KeyGone`, `KeyStoreAway`."""
        ...

    def destroy(self, key: KeyId) -> None:
        """Destroy a key; twice is fine."""
        ...

    def ids(self) -> frozenset[KeyId]:
        """Return the ids of all keys."""
        ...

    def made_before(self, instant: datetime) -> frozenset[KeyId]:
        """Return the ids of keys that were made, or wrapped anew, before a real instant (aware)."""
        ...

    def initialise(self) -> None:
        """Make an empty store where there is none; one that exists stays as it is."""
        ...

    def rotate(self, masters: MasterKeys) -> int:
        """Wrap every key again with the current one of `masters`; returns how many there are."""
        ...


class Wrapping:
    """AES key wrap (RFC 3394) under versioned keys derived from the master keys."""

    def __init__(self, masters: MasterKeys) -> None:
        self.masters = masters
        self._derived: dict[int, bytes] = {}
        """Kept as long as the master keys they come from: six keys or more are wrapped a round."""

    def wrap(self, key: bytes) -> bytes:
        """Return magic ‖ version ‖ wrapped key."""
        version = self.masters.current
        return _HEADER.pack(_MAGIC, version) + aes_key_wrap(self._master(version), key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key.

        Raises:
            KeyGone: what is there is no key, for example one half destroyed.
            KeyStoreAway: the master key it was wrapped with is not the one we have. That is a
                mistake in the settings, and no reason to give the answers up.

        """
        if len(wrapped) != WRAPPED_BYTES or not wrapped.startswith(_MAGIC):
            raise KeyGone
        _, version = _HEADER.unpack_from(wrapped)
        try:
            return aes_key_unwrap(self._master(version), wrapped[_HEADER.size :])
        except InvalidUnwrap:
            raise KeyStoreAway from None

    def _master(self, version: int) -> bytes:
        if version not in self._derived:
            key = self.masters.derive(version, _PURPOSE)
            if key is None:
                raise KeyStoreAway
            self._derived[version] = key
        return self._derived[version]


def new_key() -> tuple[KeyId, bytes]:
    """Return a random id and 32 random bytes."""
    return KeyId(secrets.token_hex(16)), secrets.token_bytes(KEY_BYTES)


def checked(key: KeyId) -> KeyId:
    """Return an id that can be one of ours; raises `KeyGone` (it may come from a damaged row)."""
    if _ID.fullmatch(key) is None:
        raise KeyGone
    return key


def is_id(name: str) -> bool:
    """Say whether a file name can be a key's."""
    return _ID.fullmatch(name) is not None

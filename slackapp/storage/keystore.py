"""Open the key store that the settings name."""

from __future__ import annotations

from pathlib import Path

from slackapp.storage.keys import KeyStore
from slackapp.storage.keystore_cache import CachedKeyStore
from slackapp.storage.keystore_directory import DirectoryKeyStore
from slackapp.storage.keystore_server import ServerKeyStore
from slackapp.storage.masterkeys import MasterKeys

__all__ = ["KeyStore", "open_key_store"]


def open_key_store(location: str | Path, masters: MasterKeys) -> KeyStore:
    """Open the store at a `postgresql://` URL or in a directory, behind a cache.

    A new store must be initialised once, and never one that may only be away just now.
    """
    if str(location).startswith(("postgresql://", "postgresql+psycopg://")):
        return CachedKeyStore(ServerKeyStore(str(location), masters))
    return CachedKeyStore(DirectoryKeyStore(Path(location), masters))

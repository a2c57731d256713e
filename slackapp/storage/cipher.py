"""Bot tokens are sealed before they are stored: a dump lets nobody speak as the app."""

from __future__ import annotations

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from slackapp.storage.masterkeys import MasterKeys

_PURPOSE = b"bot token"
_VERSION = struct.Struct(">H")
_NONCE_BYTES = 12


class Cipher:
    """Seals short texts under keys derived from the master keys."""

    def __init__(self, masters: MasterKeys) -> None:
        self._current = masters.current
        derived = {version: masters.derive(version, _PURPOSE) for version in masters.keys}
        self._ciphers = {version: AESGCM(key) for version, key in derived.items() if key}

    def seal(self, words: str, *, row: str) -> bytes:
        """Return version ‖ nonce ‖ AES-256-GCM of a text, bound to the id of its row."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, words.encode(), row.encode())
        return _VERSION.pack(self._current) + nonce + sealed

    def open(self, sealed: bytes, *, row: str) -> str | None:
        """Return the text, or None when no known master key opens it (install again)."""
        (version,) = _VERSION.unpack_from(sealed)
        cipher = self._ciphers.get(version)
        if cipher is None:
            return None
        nonce, box = sealed[2 : 2 + _NONCE_BYTES], sealed[2 + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, box, row.encode()).decode()
        except InvalidTag:
            return None

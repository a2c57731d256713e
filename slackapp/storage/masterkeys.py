"""Master keys: the secrets that wrap round and window keys and seal bot tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from slackapp.errors import InvalidSettings

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """Versions of the master key, 32 bytes each; the current one wraps, the others only unwrap."""

    current: int
    keys: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key of the wrong size, or a current version that is not there."""
        if self.current not in self.keys or any(
            len(key) != KEY_BYTES or not 0 < version < 2**16 for version, key in self.keys.items()
        ):
            raise InvalidSettings("The master key must be 32 bytes, and the current one be given.")

    def derive(self, version: int, purpose: bytes) -> bytes | None:
        """Return the 32 bytes for one purpose, or None for a version that is not known."""
        master = self.keys.get(version)
        if master is None:
            return None
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"bearings " + purpose).derive(master)

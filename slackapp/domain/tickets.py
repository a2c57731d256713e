"""What addresses and cookies carry: sealed, for a while, and opaque to whoever logs it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Callable


class Tickets:
    """Seals a few words for one purpose; a ticket made for another does not open here."""

    def __init__(
        self, secret: bytes, purpose: bytes, *, seconds: int, real_now: Callable[[], float]
    ) -> None:
        """`secret` is 32 bytes that live outside the database; `real_now` gives POSIX seconds."""
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
        self._fernet = Fernet(base64.urlsafe_b64encode(key))
        self._seconds = seconds
        self._real_now = real_now

    def issue(self, *words: str) -> str:
        """Seal words into a ticket that holds for its seconds."""
        return self._fernet.encrypt_at_time(json.dumps(words).encode(), self._now()).decode()

    def read(self, ticket: str) -> list[str] | None:
        """Return the words; None when the ticket is old, forged, or for something else."""
        try:
            sealed = self._fernet.decrypt_at_time(ticket.encode(), self._seconds, self._now())
        except (InvalidToken, UnicodeEncodeError):
            return None
        words: list[str] = json.loads(sealed)
        return words

    def _now(self) -> int:
        return int(self._real_now())

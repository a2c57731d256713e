"""Sealed boxes: nobody reads one without the key of its round or window, and all look alike.

`respondent_key = HMAC-SHA256(HKDF(key, "person"), user)[:16]` names a person under one key and is
unlinkable under another. `box = nonce ‖ AES-256-GCM(HKDF(key, "box"), padded payload, aad)`, where
the additional data is the row's own key, so that a box moved to another row does not open.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from slackapp.domain.ids import RespondentKey, UserId
from slackapp.errors import BrokenBox, PayloadTooLong

KEY_BYTES = 32
RESPONDENT_KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
_END = b"\x80"
"""Marks where a payload ends and its padding begins."""


class BoxKind(Enum):
    """What is sealed, and the bytes every padded payload of that kind has."""

    ANSWER = ("answer", 64)
    WINDOW = ("window", 256)
    NOTE = ("note", 256)

    def __init__(self, label: str, payload_bytes: int) -> None:
        """Remember the bytes of a padded payload and of a sealed box."""
        self.label = label
        self.payload_bytes = payload_bytes
        self.box_bytes = NONCE_BYTES + payload_bytes + TAG_BYTES


class Seal:
    """One key at work. `row` is the id of what the boxes belong to: a round, a window or a team."""

    __slots__ = ("_box", "_person")

    def __init__(self, key: bytes) -> None:
        """Derive both keys from the 32 bytes of a round or window key."""
        # Copied for each person: to begin with a key is half of the work.
        self._person = HMAC(_derive(key, b"person"), SHA256())
        self._box = AESGCM(_derive(key, b"box"))

    def respondent_key(self, user: UserId) -> RespondentKey:
        """Return the 16 bytes that stand for a person under this key."""
        named = self._person.copy()
        named.update(user.encode())
        return RespondentKey(named.finalize()[:RESPONDENT_KEY_BYTES])

    def seal(self, kind: BoxKind, row: str, person: RespondentKey, payload: bytes) -> bytes:
        """Return a box of the kind's length.

        Raises:
            PayloadTooLong: the payload does not fit into a box of this kind.

        """
        room = kind.payload_bytes - len(_END)
        if len(payload) > room:
            raise PayloadTooLong
        nonce = urandom(NONCE_BYTES)
        padded = (payload + _END).ljust(kind.payload_bytes, b"\x00")
        return nonce + self._box.encrypt(nonce, padded, _bound_to(kind, row, person))

    def open(self, kind: BoxKind, row: str, person: RespondentKey, box: bytes) -> bytes:
        """Return the payload; b"" for a decoy.

        Raises:
            BrokenBox: the box was not sealed under this key for this row and person.

        """
        nonce, sealed = box[:NONCE_BYTES], box[NONCE_BYTES:]
        try:
            padded = self._box.decrypt(nonce, sealed, _bound_to(kind, row, person))
        except (InvalidTag, ValueError) as error:
            raise BrokenBox from error
        return padded[: padded.rindex(_END)]

    def decoys(
        self, kind: BoxKind, row: str, users: Iterable[UserId]
    ) -> dict[RespondentKey, bytes]:
        """Return one empty box a person, not to be told from a full one without the key."""
        people = map(self.respondent_key, users)
        return {person: self.seal(kind, row, person, b"") for person in people}


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _bound_to(kind: BoxKind, row: str, person: RespondentKey) -> bytes:
    return _row(kind.label, row) + person


@lru_cache(maxsize=64)
def _row(label: str, row: str) -> bytes:
    """The same for everybody's box of a row."""
    return f"{label}\x00{row}\x00".encode()

"""Is this request from Slack, fresh, and seen for the first time? Asked of raw bytes alone."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

FRESH_SECONDS: Final = 300
"""Slack's own limit for the age of a signature, in both directions of a skewed clock."""
REMEMBERED: Final = 50_000
"""Signatures kept at most: five minutes at more than 160 requests a second."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is turned away, for a counter, and the HTTP status it gets."""

    reason: str
    status: int
    read: bool = True
    """Whether its body was read; the connection ends where it was not."""


STALE: Final = Refusal("stale", 401)
UNSIGNED: Final = Refusal("unsigned", 401)
REPLAYED: Final = Refusal("replayed", 409)


class Signatures:
    """Slack's `v0` scheme: HMAC-SHA256 over `v0:timestamp:body`.

    The same signed bytes are let in once within their five minutes. Slack's own retries carry a new
    timestamp and so a new signature. A request that failed on our side is forgotten, so that the
    same bytes may come again. Each process remembers its own; a replay through another process can
    only store again what was stored.
    """

    def __init__(self, secret: str, *, real_now: Callable[[], float]) -> None:
        """`secret` is the signing secret; `real_now` gives POSIX seconds that are never moved."""
        if not secret:
            raise ValueError("a signing secret is needed")
        self._secret = secret.encode()
        self._real_now = real_now
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    def check(self, *, timestamp: bytes, signature: bytes, body: bytes) -> Refusal | None:
        """Return why the request is refused, or None and remember it."""
        now = self._real_now()
        # A look at the digits first: int() takes "+1", " 1", "1_0" and digits of other scripts.
        if not (timestamp.isdigit() and len(timestamp) <= 12):  # noqa: PLR2004 - year 33658
            return STALE
        if abs(now - int(timestamp)) > FRESH_SECONDS:
            return STALE
        if not hmac.compare_digest(self._expected(timestamp, body), signature):
            return UNSIGNED
        return self._once(signature, now)

    def forget(self, signature: bytes) -> None:
        """Let the same bytes come again: we failed, not they."""
        self._seen.pop(signature, None)

    def _expected(self, timestamp: bytes, body: bytes) -> bytes:
        signed = b"v0:" + timestamp + b":" + body
        return b"v0=" + hmac.digest(self._secret, signed, hashlib.sha256).hex().encode()

    def _once(self, signature: bytes, now: float) -> Refusal | None:
        while self._seen and (
            len(self._seen) >= REMEMBERED or next(iter(self._seen.values())) <= now
        ):
            self._seen.popitem(last=False)
        if signature in self._seen:
            return REPLAYED
        # A timestamp may lie ahead by the skew, so the bytes stay valid for twice the limit.
        self._seen[signature] = now + 2 * FRESH_SECONDS
        return None

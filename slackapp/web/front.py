"""Slack's front door over HTTP: size, age, signature and replay first, then decode, then Bolt.

Junk never reaches a parser. The answer is the one Bolt's own adapter would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slack_bolt.async_app import AsyncBoltRequest

from slackapp.web.decode import decode
from slackapp.web.signature import UNSIGNED, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt.async_app import AsyncApp
    from slack_bolt.response import BoltResponse
    from starlette.types import Receive, Scope, Send

    from slackapp.web.metrics import Metrics
    from slackapp.web.signature import Signatures

MOST_BYTES: Final = 2_000_000
"""Slack's largest view is 250 kB of JSON; percent-encoding at most triples it, state adds more."""
OVERSIZED: Final = Refusal("oversized", 413, read=False)
MALFORMED: Final = Refusal("malformed", 400)
NOT_POST: Final = Refusal("method", 405, read=False)
SERVER_ERROR: Final = 500
_PASSED_ON: Final = (b"x-slack-retry-num", b"x-slack-retry-reason", b"content-type")
"""Headers a listener may want; nothing else of the outside goes further."""

Headers = dict[bytes, bytes]


class SlackFront:
    """An ASGI endpoint for all of Slack's traffic."""

    def __init__(
        self,
        app: AsyncApp,
        *,
        signatures: Signatures,
        metrics: Metrics,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`most_bytes` bounds a request's body."""
        self._app = app
        self._signatures = signatures
        self._metrics = metrics
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Headers = dict(scope["headers"])
        if scope["method"] != "POST":
            await self._refuse(NOT_POST, send)
            return
        body = await self._body(headers, receive)
        refusal = OVERSIZED if body is None else self._check(headers, body)
        if body is None or refusal is not None:
            await self._refuse(refusal or OVERSIZED, send)
            return
        await self._answer(headers, body, send)

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """Read the body, but never more than the limit; None when it is longer."""
        declared = headers.get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self._most_bytes:
            return None
        read = bytearray()
        while True:
            message = await receive()
            read += message.get("body", b"")
            if len(read) > self._most_bytes:
                return None
            if not message.get("more_body", False):
                return bytes(read)

    def _check(self, headers: Headers, body: bytes) -> Refusal | None:
        timestamp = headers.get(b"x-slack-request-timestamp")
        signature = headers.get(b"x-slack-signature")
        if timestamp is None or signature is None:
            return UNSIGNED
        return self._signatures.check(timestamp=timestamp, signature=signature, body=body)

    async def _answer(self, headers: Headers, body: bytes, send: Send) -> None:
        signature = headers[b"x-slack-signature"]
        try:
            payload = decode(body, content_type=headers.get(b"content-type", b""))
        except (ValueError, RecursionError):
            await self._refuse(MALFORMED, send)
            return
        passed_on: dict[str, str | Sequence[str]] = {
            name.decode(): headers[name].decode("latin-1") for name in _PASSED_ON if name in headers
        }
        status = SERVER_ERROR
        try:
            response = await self._app.async_dispatch(
                AsyncBoltRequest(body=payload, headers=passed_on, mode="socket_mode")
            )
            status = response.status
        finally:
            if status >= SERVER_ERROR:
                self._signatures.forget(signature)
            self._metrics.slack_answered(status)
        await _send(response, send)

    async def _refuse(self, refusal: Refusal, send: Send) -> None:
        self._metrics.slack_refused(refusal.reason)
        headers = [(b"content-length", b"0")]
        if not refusal.read:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


async def _send(response: BoltResponse, send: Send) -> None:
    body = response.body.encode()
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.first_headers_without_set_cookie().items()
    ]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

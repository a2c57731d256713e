"""Keeps other sites out: host and origin are checked, and pages may load nothing from elsewhere."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY.format(form_action="'self'"),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def _own(address: str, port: int | None) -> bool:
    try:
        parts = urlsplit(address)
        at = parts.port
    except ValueError:
        return False
    return parts.hostname in LOOPBACK and port in {None, at}


class Guard:
    """ASGI middleware: only loopback host names on our own port, only our own origin."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        port = scope["server"][1] if scope.get("server") else None
        origin = headers.get("origin")
        known_host = _own(f"//{headers.get('host', '')}", port)
        if not known_host or (origin is not None and not _own(origin, port)):
            await self._refuse(scope, receive, send)
            return
        await self.app(scope, receive, _with_headers(send))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            answer = PlainTextResponse("This sandbox answers only to itself.", status_code=403)
            await answer(scope, receive, send)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            held: MutableMapping[str, Any] = message
            headers = MutableHeaders(scope=held)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending

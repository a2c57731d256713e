"""What a page may do in a browser: run its own scripts and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DATA_TYPES: Final = frozenset({"application/json", "application/ld+json", "text/plain"})
"""Script elements of these types hold data; the browser never runs them."""

_FIXED: Final = (
    "default-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' data: blob:",
    # Plotly writes style attributes as it draws; styles cannot send anything anywhere.
    "style-src 'self' 'unsafe-inline'",
)


def content_security_policy(page: bytes, *, forms: bool = False) -> str:
    """Return the policy for these bytes: scripts of our own origin, and inline ones by their hash.

    `forms` lets the page send a form to our own origin. A stored page never changes, so its scripts
    cannot either; anything injected does not run.
    """
    scripts = _InlineScripts()
    scripts.feed(page.decode())
    scripts.close()
    hashes = " ".join(sorted(f"'sha256-{_sha256(script)}'" for script in set(scripts.found)))
    sends = "form-action 'self'" if forms else "form-action 'none'"
    return "; ".join((*_FIXED, sends, f"script-src 'self' {hashes}".rstrip()))


class Strict:
    """Whatever does not say more about itself may load, run and frame nothing."""

    _MISSING: Final = (
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
    )

    def __init__(self, app: ASGIApp) -> None:
        """Take what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and complete the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"]]
                names = {name.lower() for name, _value in headers}
                headers += [each for each in self._MISSING if each[0] not in names]
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, complete)


class _InlineScripts(HTMLParser):
    """Collects the text of every script element that a browser would run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        runs = (known.get("type") or "") not in DATA_TYPES and "src" not in known
        if tag == "script" and runs:
            self._inside = []

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside is not None:
            self.found.append("".join(self._inside))
            self._inside = None


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

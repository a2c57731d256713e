"""Which language a browser is answered in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.ui.words import preferred, speaking

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Speaking:
    """Everything said while a request is answered is in the language its browser asks for."""

    def __init__(self, app: ASGIApp) -> None:
        """Take what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wishes = dict(scope["headers"]).get(b"accept-language", b"")
        with speaking(preferred(wishes.decode("latin-1"))):
            await self._app(scope, receive, send)

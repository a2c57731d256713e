"""Socket Mode: Slack reaches the app over a connection that the app opened itself."""

from __future__ import annotations

import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from slackapp.gateway.slack import Slack

_log = logging.getLogger("slackapp.gateway.socket_mode")
# The client writes whole payloads, and so answers, at DEBUG.
_log.setLevel(logging.INFO)


class SocketMode:
    """One connection that keeps itself alive; what was not acknowledged is delivered again."""

    def __init__(self, app: AsyncApp, slack: Slack, *, app_token: str) -> None:
        """Take the Bolt app that answers and the token that opens connections."""
        self._handler = AsyncSocketModeHandler(
            app, app_token, logger=_log, web_client=slack.client()
        )

    async def connect(self) -> None:
        """Connect; from then on the client reconnects by itself."""
        await self._handler.client.connect()  # type: ignore[no-untyped-call]

    async def is_connected(self) -> bool:
        """Say whether Slack can reach us right now."""
        return await self._handler.client.is_connected()

    async def close(self) -> None:
        """Disconnect and stop reconnecting."""
        await self._handler.client.close()  # type: ignore[no-untyped-call]

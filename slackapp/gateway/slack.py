"""Slack's Web API client: one shared connection pool, never a silent retry."""

from __future__ import annotations

import logging
import math
from copy import copy
from functools import cached_property
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

TOKEN_REFUSED = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_revoked"})
"""What Slack calls a token that will not work again."""

_sdk_log = logging.getLogger("slackapp.gateway.sdk")
# The client writes whole requests and answers at DEBUG, so its logger never goes below INFO.
_sdk_log.setLevel(logging.INFO)


def said(error: SlackApiError) -> str | None:
    """Slack's own word for what went wrong; None where its answer was no JSON object.

    A proxy or a failing server answers with text, which the client keeps as it is.
    """
    answer = getattr(error.response, "data", None)
    word = answer.get("error") if isinstance(answer, dict) else None
    return None if word is None else str(word)


class Slack:
    """Hands out clients that share one session; use it inside one event loop and close it there."""

    def __init__(self, *, base_url: str, timeout: float) -> None:
        """`timeout` is in seconds, for a whole call."""
        self.base_url = base_url
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Return a client for one token; the ledger decides about retries, not the client."""
        client = copy(self._plain)
        client.token, client.session = token, self._shared()
        return client

    @cached_property
    def _plain(self) -> AsyncWebClient:
        """One without a token, made once: it asks the environment and the platform about itself."""
        client = AsyncWebClient(
            base_url=self.base_url,
            timeout=max(1, round(self._timeout)),
            logger=_sdk_log,
            retry_handlers=[],
        )
        if urlsplit(self.base_url).hostname in _LOOPBACK:
            client.proxy = None
        return client

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # Left to itself the client rounds limits of five seconds and more up to whole seconds.
            limit = aiohttp.ClientTimeout(total=self._timeout, ceil_threshold=math.inf)
            self._session = aiohttp.ClientSession(timeout=limit)
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

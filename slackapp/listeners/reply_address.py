"""Where a request asks to be answered: at Slack, or it is none of Slack's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncBoltRequest

_SLACK: Final = "slack.com"
_HOOKS: Final = "hooks.slack.com"
_REFUSED: Final = 403


class ReplyAddress(AsyncMiddleware):
    """Refuses whoever signs a request that would have the app send words to a server of theirs.

    Slack's own `response_url` is at `hooks.slack.com`; a local Slack's is on the host of its Web
    API, at any port, since several of them may be behind that.
    """

    def __init__(self, *, base_url: str) -> None:
        """`base_url` is where the Web API is."""
        api = urlsplit(base_url)
        self._is_local = api.hostname != _SLACK
        self._at = (api.scheme, api.hostname if self._is_local else _HOOKS)

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        """Go on, before anything was done or looked up; or say that it is refused."""
        url = req.context.response_url
        if url and not self._is_slack(url):
            return BoltResponse(status=_REFUSED)
        return await next()

    def _is_slack(self, url: str) -> bool:
        try:
            place = urlsplit(url)
        except ValueError:
            return False
        return (place.scheme, place.hostname if self._is_local else place.netloc) == self._at

"""Which language somebody is answered in: theirs in Slack, looked up once and remembered."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from slack_bolt.middleware.async_middleware import AsyncMiddleware

from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.errors import BearingsError
from slackapp.ui import ids
from slackapp.ui.words import SOURCE, others, speak

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncBoltContext, AsyncBoltRequest
    from slack_bolt.response import BoltResponse

    from slackapp.listeners.asker import Asker

TTL_SECONDS: Final = 600.0
"""Real time; a language changed in Slack is noticed after this long, or at the next check-in."""
REMEMBERED: Final = 20_000
"""People remembered at most, those seen last."""
_BRINGS_ITS_OWN: Final = ids.CHECK_IN
"""The busiest button: its one read says the language too."""


class Languages(AsyncMiddleware):
    """Answers in English while there are no words in any other language, without a look-up.

    Of Bolt's own kind: for a function Bolt would gather all that any function may want, each time.
    """

    def __init__(
        self,
        locale_of: Callable[[WorkspaceId, UserId], str],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`locale_of` looks a person's Slack locale up."""
        self._locale_of = locale_of
        self._monotonic = monotonic
        self._several = others()
        self._known: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        """Set the language before a listener runs; what Slack reports by itself has no reader."""
        pressed = (req.body.get("actions") or [{}])[0].get("action_id")
        if req.body.get("type") != "event_callback" and pressed != _BRINGS_ITS_OWN:
            speak(await self.of(req.context))
        return await next()

    async def of(self, context: AsyncBoltContext) -> str:
        """Return the locale of whoever asks; English when nobody can say."""
        workspace, user = context.get("workspace"), context.user_id
        if not self._several or workspace is None or user is None:
            return SOURCE
        until, locale = self._known.get((workspace, user), (0.0, SOURCE))
        if until > self._monotonic():
            return locale
        try:
            locale = await asyncio.to_thread(self._locale_of, WorkspaceId(workspace), UserId(user))
        except BearingsError:
            # What is said about the outage itself is better said in English than not at all.
            return SOURCE
        self._remember(workspace, user, locale)
        return locale

    def learnt(self, asker: Asker, locale: str) -> None:
        """Keep what a read said by the way."""
        if self._several:
            self._remember(asker.workspace, asker.user, locale)

    def _remember(self, workspace: str, user: str, locale: str) -> None:
        self._known[workspace, user] = (self._monotonic() + TTL_SECONDS, locale)
        self._known.move_to_end((workspace, user))
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

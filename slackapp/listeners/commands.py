"""`/bearings help|checkin|status`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import ChannelId
from slackapp.errors import NothingOpen
from slackapp.errors.people import AskedElsewhere, CameLater
from slackapp.listeners.answers import Answering
from slackapp.listeners.asker import Asker
from slackapp.listeners.late import open_for
from slackapp.listeners.replies import beside
from slackapp.ui import help as help_words
from slackapp.ui import status
from slackapp.ui.words import speaking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.errors import BearingsError
    from slackapp.listeners.deps import Deps

COMMAND = "/bearings"


def register(app: AsyncApp, deps: Deps) -> None:
    """Register one listener a word; anything else is answered with help."""
    typed = Typed(deps)
    app.command(COMMAND, matchers=[says("checkin", "check-in")])(typed.check_in)
    app.command(COMMAND, matchers=[says("status")])(typed.status)
    app.command(COMMAND)(typed.help)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person can type."""

    deps: Deps

    async def check_in(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open the one check-in that waits, or offer a button for each."""
        asker = Asker.of(context)
        waiting = await open_for(self.deps.check_ins, asker)
        if not waiting:
            raise await self._none_open(asker, here(body))
        if len(waiting) > 1:
            await ack(**beside(status.choose(waiting)))
            return
        await ack()
        await Answering(self.deps).open(waiting[0].round_id, body["trigger_id"], client, asker)

    async def _none_open(self, asker: Asker, channel: str) -> BearingsError:
        """That none is; in the channel of a team that does not ask them, which other one does.

        Where one is open and does not ask them as they came later, that.
        """
        data = await asyncio.to_thread(self.deps.home.view, asker.workspace, asker.user)
        there = (team for team in data.teams if team.channel == channel and team.home)
        visited = next(there, None)
        if visited is not None:
            return AskedElsewhere(home=visited.home)
        later = next((team for team in data.teams if team.came_later and not team.home), None)
        return NothingOpen() if later is None else CameLater(counts_from=later.counts_from)

    async def status(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Say what is open and what comes next, and first that a channel has no team, or had."""
        asker, home = Asker.of(context), self.deps.home
        data = await asyncio.to_thread(home.view, asker.workspace, asker.user)
        channel = here(body)
        find = partial(home.state_in, asker.workspace, ChannelId(channel))
        state = await asyncio.to_thread(find) if channel else None
        with speaking(data.locale):
            answer = status.message(data, here=status.of_channel(state) if channel else "")
        await ack(**beside(answer))

    async def help(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Say what can be typed; of anything but "help", that it was not understood."""
        typed = (body.get("text") or "").strip()
        unknown = "" if typed.lower().startswith("help") else typed
        await ack(**beside(help_words.message(feedback=self.deps.feedback, unknown=unknown)))


def here(body: dict[str, Any]) -> str:
    """The channel somebody types in; "" in a chat."""
    channel: str = body.get("channel_id", "")
    is_chat = not channel.startswith(("C", "G")) or body.get("channel_name") == "directmessage"
    return "" if is_chat else channel


def says(*words: str) -> Callable[[dict[str, Any]], Awaitable[bool]]:
    """Match a command whose first word is one of these."""

    async def matches(command: dict[str, Any]) -> bool:
        first, *_ = (command.get("text") or "").strip().lower().split() or [""]
        return first in words

    return matches

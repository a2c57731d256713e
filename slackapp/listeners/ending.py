"""Ending a team and deleting it: done once Slack has said, after the answer, who presses."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import TeamId
from slackapp.domain.overview import Standing
from slackapp.listeners.acting import ask, certainly
from slackapp.listeners.asker import Asker
from slackapp.listeners.saving import page_of
from slackapp.listeners.window import Window
from slackapp.ui import for_good, ids

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register the two buttons of a team's page; the use cases ask who may."""
    ending = Ending(administration)
    app.action(ids.END_TEAM)(ending.end)
    app.action(ids.DELETE_TEAM)(ending.delete)


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a team; the window that was pressed shows what came of it."""

    using: Administration

    async def end(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Stop asking for good."""
        await ack()
        self._start(self._end, body, client, context)

    async def delete(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Delete a team with everything it owns."""
        await ack()
        self._start(self._delete, body, client, context)

    def _start(
        self,
        do: Callable[[Asker, TeamId], Awaitable[Block]],
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
    ) -> None:
        asker, team = Asker.of(context), TeamId(body["actions"][0]["value"])
        window = Window(client, body["view"]["id"])
        work = certainly(self.using, asker, window, partial(do, asker, team))
        self.using.afterwards.start(work)

    async def _end(self, asker: Asker, team: TeamId) -> Block:
        # Asked first, as it looks whether this is a team of theirs.
        await ask(self.using.manage.team, asker, team=team)
        await asyncio.to_thread(partial(self.using.teams.end, team=team, actor=asker.user))
        return await page_of(self.using, asker, team)

    async def _delete(self, asker: Asker, team: TeamId) -> Block:
        before = await ask(self.using.manage.team, asker, team=team)
        await ask(self.using.manage.delete, asker, team=team)
        return for_good.gone(before.team.name, asked=before.standing is not Standing.DRAFT)

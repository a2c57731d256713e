"""`/bearings pause` and `/bearings resume`, in a team's channel."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import ChannelId, TeamId
from slackapp.listeners.acting import ask, certain
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.replies import beside
from slackapp.ui import status

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Words

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register before the command that answers everything with help."""
    pausing = Pausing(administration)
    app.command(COMMAND, matchers=[says("pause")])(pausing.pause)
    app.command(COMMAND, matchers=[says("resume")])(pausing.resume)


@dataclass(frozen=True, slots=True)
class Pausing:
    """What a team's leads and admins type in its channel."""

    using: Administration

    async def pause(self, ack: AsyncAck, command: Body, context: AsyncBoltContext) -> None:
        """Pause the team of this channel."""
        await self._switch(ack, command, context, on=False)

    async def resume(self, ack: AsyncAck, command: Body, context: AsyncBoltContext) -> None:
        """Let the team of this channel go on."""
        await self._switch(ack, command, context, on=True)

    async def _switch(
        self, ack: AsyncAck, command: Body, context: AsyncBoltContext, *, on: bool
    ) -> None:
        asker = Asker.of(context)
        await certain(self.using, asker)
        channel = ChannelId(command["channel_id"])
        find = partial(self.using.teams.in_channel, workspace=asker.workspace, channel=channel)
        team = await asyncio.to_thread(find)
        change = self.using.teams.resume if on else self.using.teams.pause
        await asyncio.to_thread(partial(change, team=team.id, actor=asker.user))
        await ack(**beside(await self._answer(asker, team.id, on=on)))

    async def _answer(self, asker: Asker, team: TeamId, *, on: bool) -> Words:
        if not on:
            return status.paused()
        found = await ask(self.using.manage.team, asker, team=team)
        return status.resumed(found.next_opens_at, found.team.cadence.zone)

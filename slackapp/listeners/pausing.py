"""`/bearings pause` and `/bearings resume`, in a team's channel."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import ChannelId
from slackapp.domain.teams import TeamState
from slackapp.errors import BearingsError
from slackapp.listeners.acting import UNHURRIED_SECONDS, ask, certain
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.going_on import go_on, pause
from slackapp.listeners.replies import for_one
from slackapp.ui import errors, status

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond

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

    async def pause(
        self, ack: AsyncAck, command: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Pause the team of this channel."""
        await ack()
        self._start(command, context, respond, on=False)

    async def resume(
        self, ack: AsyncAck, command: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Let the team of this channel go on."""
        await ack()
        self._start(command, context, respond, on=True)

    def _start(
        self, command: Body, context: AsyncBoltContext, respond: AsyncRespond, *, on: bool
    ) -> None:
        """Only Slack can say who types, and nobody waits for it: the reply comes by itself."""
        asker, channel = Asker.of(context), ChannelId(command["channel_id"])
        self.using.afterwards.start(self._reply(respond, asker, channel, on=on))

    async def _reply(
        self, respond: AsyncRespond, asker: Asker, channel: ChannelId, *, on: bool
    ) -> None:
        try:
            await certain(self.using, asker, patience=UNHURRIED_SECONDS)
            words = await self._switch(asker, channel, on=on)
        except BearingsError as error:
            words = errors.just_for_you(error)
        await respond(**for_one(words))

    async def _switch(self, asker: Asker, channel: ChannelId, *, on: bool) -> Words:
        find = partial(self.using.teams.in_channel, workspace=asker.workspace, channel=channel)
        team = await asyncio.to_thread(find)
        if on:
            await go_on(self.using, asker, team.id, patience=UNHURRIED_SECONDS)
        else:
            await pause(self.using, asker, team.id)
        if not on:
            return status.paused(already=team.state is TeamState.PAUSED)
        found = await ask(self.using.manage.team, asker, team=team.id)
        ran = team.state is TeamState.RUNNING
        return status.resumed(found, already=ran)

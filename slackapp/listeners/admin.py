"""Set a team up, look before it starts, pause and resume."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.ids import ChannelId, TeamId
from slackapp.errors import NotAllowed
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.replies import beside
from slackapp.listeners.set_up_form import chosen
from slackapp.ui import admin, ids, status
from slackapp.ui.words import speaking

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.teams import Person
    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

PATIENCE_SECONDS: Final = 1.8
"""How long Slack may take to say who is in a channel before we offer to look again."""

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register before the command that answers everything with help."""
    setting_up = SettingUp(administration)
    app.command(COMMAND, matchers=[says("setup", "set-up")])(setting_up.open)
    app.command(COMMAND, matchers=[says("pause")])(setting_up.pause)
    app.command(COMMAND, matchers=[says("resume")])(setting_up.resume)
    app.view(ids.SET_UP_VIEW)(setting_up.draft)
    app.view(ids.PREVIEW_VIEW)(setting_up.start)
    app.action(ids.LOOK_AGAIN)(setting_up.look_again)


@dataclass(frozen=True, slots=True)
class SettingUp:
    """An admin's way from nothing to a running team."""

    using: Administration

    async def open(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open the form, for Slack's admins."""
        await ack()
        person = await self._admin(Asker.of(context))
        with speaking(person.locale):
            view = admin.set_up(zone=person.zone)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def draft(self, ack: AsyncAck, view: Body, context: AsyncBoltContext) -> None:
        """Keep a draft and show exactly what would happen."""
        asker = Asker.of(context)
        person = await self._admin(asker)
        form = chosen(view, today=self.using.today)
        create = partial(
            self.using.teams.create,
            workspace=asker.workspace,
            channel=form.channel,
            name=form.name,
            leads=form.leads,
            cadence=form.cadence,
            policy=form.policy,
            actor=asker.user,
        )
        team = await asyncio.to_thread(create)
        with speaking(person.locale):
            await ack(response_action="update", view=await self._look(team.id))

    async def look_again(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Try again to show what would happen."""
        await ack()
        shown = await self._look(TeamId(body["actions"][0]["value"]))
        await client.views_update(view_id=body["view"]["id"], view=shown)

    async def start(self, ack: AsyncAck, view: Body, context: AsyncBoltContext) -> None:
        """Begin."""
        team, actor = TeamId(view["private_metadata"]), Asker.of(context).user
        await asyncio.to_thread(partial(self.using.teams.confirm, team=team, actor=actor))
        seen = await asyncio.to_thread(partial(self.using.teams.preview, team=team))
        first = next((slot for slot in seen.slots if slot.passed is None), None)
        await ack(response_action="update", view=admin.started(seen.team, first=first))

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
        channel = ChannelId(command["channel_id"])
        find = partial(self.using.teams.in_channel, workspace=asker.workspace, channel=channel)
        team = await asyncio.to_thread(find)
        change = self.using.teams.resume if on else self.using.teams.pause
        await asyncio.to_thread(partial(change, team=team.id, actor=asker.user))
        await ack(**beside(status.switched(on=on)))

    async def _admin(self, asker: Asker) -> Person:
        person = await self.using.person(asker.workspace, asker.user)
        if not person.is_admin:
            raise NotAllowed
        await asyncio.to_thread(self.using.remember, person)
        return person

    async def _look(self, team: TeamId) -> Block:
        """What would happen, or a button when Slack takes its time."""
        try:
            await asyncio.wait_for(self.using.refresh(team), PATIENCE_SECONDS)
        except TimeoutError:
            seen = await asyncio.to_thread(partial(self.using.teams.preview, team=team))
            return admin.looking(seen.team)
        seen = await asyncio.to_thread(partial(self.using.teams.preview, team=team))
        return admin.preview(
            seen.team,
            members=seen.members,
            roster=seen.roster,
            slots=seen.slots,
            calendar=seen.calendar,
        )

"""`/bearings admin`: the teams somebody looks after, and everything that can be done with one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import TeamId
from slackapp.domain.overview import Standing
from slackapp.errors import NotAllowed, UnreadableAnswer
from slackapp.listeners.acting import ask, certain, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.replies import on_top
from slackapp.listeners.set_up import here
from slackapp.listeners.set_up_pages import known_groups
from slackapp.listeners.window import Window
from slackapp.ui import edit, ids, managing, set_up, settings_text, trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.overview import ManagedTeam
    from slackapp.domain.teams import Group
    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register before the command that answers everything with help."""
    looking = Looking(administration)
    app.command(COMMAND, matchers=[says("admin", "teams")])(looking.open)
    app.action(ids.MANAGE_TEAM)(looking.page)
    app.action(ids.EDIT_TEAM)(looking.form)
    app.action(ids.ASK_LESS)(looking.less)
    app.action(ids.SHOW_CHANGES)(looking.changes)
    app.action(ids.SHOW_SETTINGS)(looking.settings)
    changing = Changing(looking)
    app.action(ids.PAUSE_TEAM)(changing.pause)
    app.action(ids.RESUME_TEAM)(changing.resume)
    app.action(ids.END_TEAM)(changing.end)
    app.action(ids.DELETE_TEAM)(changing.delete)


@dataclass(frozen=True, slots=True)
class Looking:
    """What is shown; every view says only what its reader may know."""

    using: Administration

    async def open(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show somebody's teams; an admin without any gets the form that sets one up."""
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        admin = await ask(self.using.roles.is_admin, asker)
        shown = await ask(self.using.manage.teams, asker)
        if not shown and not admin:
            raise NotAllowed
        dead = (await ask(self.using.dead_letters.listing, asker)).count if admin else 0
        typed_in = here(body)
        view = set_up.first(**typed_in)
        if shown:
            typed = ":".join(typed_in.values())
            view = managing.teams(shown, admin=admin, dead=dead, typed_in=typed)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def page(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """One team; the form that changes its settings will want the user groups."""
        await self._push(ack, body, client, context, self._page)
        self.using.afterwards.start(known_groups(self.using, Asker.of(context)))

    async def form(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Its settings, to be changed."""
        opened = await self._push(ack, body, client, context, self._form)
        self._offer_groups(Asker.of(context), body["actions"][0]["value"], client, opened)

    async def changes(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """What was changed, of one team or of all."""
        await self._push(ack, body, client, context, self._changes)

    async def settings(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Its settings, to be kept."""
        await self._push(ack, body, client, context, self._settings)

    async def _push(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        build: Callable[[Asker, str], Block],
    ) -> Body:
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        value = body["actions"][0].get("value", "")
        view = await asyncio.to_thread(build, asker, value)
        return await on_top(client, body, view)

    def _page(self, asker: Asker, team: str) -> Block:
        found = self._team(asker, team)
        lead = asker.user in found.team.leads
        return managing.team(found, admin=self.is_admin(asker), lead=lead)

    async def less(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """The settings with the longer interval chosen that a report suggested; nothing is kept."""
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        team, _, weeks = body["actions"][0]["value"].partition(":")
        if not weeks.isdecimal():
            raise UnreadableAnswer
        form = partial(self._form, asker, team, every_weeks=int(weeks))
        view = await asyncio.to_thread(form)
        opened = await client.views_open(trigger_id=body["trigger_id"], view=view)
        self._offer_groups(asker, team, client, opened["view"], every_weeks=int(weeks))

    def _offer_groups(
        self, asker: Asker, team: str, client: AsyncWebClient, opened: Body, *, every_weeks: int = 0
    ) -> None:
        """Let the form that is open offer the user groups, once Slack has listed them."""

        async def offer() -> None:
            groups = await known_groups(self.using, asker)
            if groups:
                form = partial(self._form, asker, team, groups=groups, every_weeks=every_weeks)
                await Window.of(client, opened).show(await asyncio.to_thread(form))

        if self.using.listed(asker.workspace) is None:
            self.using.afterwards.start(offer())

    def _form(
        self,
        asker: Asker,
        team: str,
        *,
        groups: tuple[Group, ...] | None = None,
        every_weeks: int = 0,
    ) -> Block:
        found, admin = self._team(asker, team).team, self.is_admin(asker)
        if groups is None:
            groups = self.using.listed(asker.workspace) or ()
        return edit.view(found, admin=admin, groups=groups, every_weeks=every_weeks)

    def is_admin(self, asker: Asker) -> bool:
        """Say whether this person is an admin now; blocks."""
        return self.using.roles.is_admin(workspace=asker.workspace, actor=asker.user)

    def _team(self, asker: Asker, team: str) -> ManagedTeam:
        return self.using.manage.team(
            workspace=asker.workspace, team=TeamId(team), actor=asker.user
        )

    def _changes(self, asker: Asker, team: str) -> Block:
        manage = self.using.manage
        chosen = TeamId(team) if team != ids.ALL_TEAMS else None
        found = manage.changes(workspace=asker.workspace, actor=asker.user, team=chosen)
        teams = manage.teams(workspace=asker.workspace, actor=asker.user)
        return trail.changes(found, {one.team.id: one.team.name for one in teams})

    def _settings(self, asker: Asker, team: str) -> Block:
        written = self.using.manage.settings(
            workspace=asker.workspace, team=TeamId(team), actor=asker.user
        )
        return settings_text.view(written)


@dataclass(frozen=True, slots=True)
class Changing:
    """What changes a team; the page that was pressed shows how it stands afterwards."""

    looking: Looking

    async def pause(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Stop asking for a while."""
        await self._switch(ack, body, client, context, self.looking.using.teams.pause)

    async def resume(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Go on asking."""
        await self._switch(ack, body, client, context, self.looking.using.teams.resume)

    async def end(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Stop asking for good."""
        await certain(self.looking.using, Asker.of(context))
        await self._switch(ack, body, client, context, self.looking.using.teams.end)

    async def delete(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Delete a team with everything it owns."""
        await ack()
        asker = Asker.of(context)
        await certain(self.looking.using, asker)
        team = await self._pressed(asker, body)
        await ask(self.looking.using.manage.delete, asker, team=team.team.id)
        view = managing.gone(team.team.name, asked=team.standing is not Standing.DRAFT)
        await client.views_update(view_id=body["view"]["id"], view=view)

    async def _switch(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        change: Callable[..., None],
    ) -> None:
        await ack()
        asker = Asker.of(context)
        before = await self._pressed(asker, body)
        await asyncio.to_thread(partial(change, team=before.team.id, actor=asker.user))
        after = await ask(self.looking.using.manage.team, asker, team=before.team.id)
        admin = await ask(self.looking.using.roles.is_admin, asker)
        view = managing.team(after, admin=admin, lead=asker.user in after.team.leads)
        await client.views_update(view_id=body["view"]["id"], view=view)

    async def _pressed(self, asker: Asker, body: Body) -> ManagedTeam:
        """The team that was pressed, which is this person's to change."""
        await known(self.looking.using, asker)
        team = TeamId(body["actions"][0]["value"])
        return await ask(self.looking.using.manage.team, asker, team=team)

"""`/bearings admin`: the teams somebody looks after, and everything that can be done with one."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.ids import TeamId
from slackapp.domain.teams import TeamState
from slackapp.errors import OnlyAdmins, UnreadableAnswer
from slackapp.errors.teams import TeamEnded
from slackapp.listeners.acting import ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, here, says
from slackapp.listeners.going_on import go_on, pause
from slackapp.listeners.replies import on_top
from slackapp.listeners.saving import list_of, page_of
from slackapp.listeners.set_up_pages import known_groups
from slackapp.listeners.window import Window
from slackapp.ui import edit, ids, managing, restoring, set_up, settings_text, trail
from slackapp.ui.edit import Section

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.overview import ManagedTeam
    from slackapp.domain.teams import Group
    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

Body = dict[str, Any]
ANY_FORM: Final = re.compile(rf"^{ids.EDIT_TEAM}\.({'|'.join(Section)})$")


def register(app: AsyncApp, administration: Administration) -> None:
    """Register before the command that answers everything with help."""
    looking = Looking(administration)
    app.command(COMMAND, matchers=[says("admin", "teams")])(looking.open)
    app.action(ids.MANAGE_TEAM)(looking.page)
    app.action(ANY_FORM)(looking.form)
    app.action(ids.ASK_LESS)(looking.less)
    app.action(ids.SHOW_CHANGES)(looking.changes)
    app.action(ids.SHOW_SETTINGS)(looking.settings)
    pausing = Pausing(administration)
    app.action(ids.PAUSE_TEAM)(pausing.pause)
    app.action(ids.RESUME_TEAM)(pausing.resume)


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
        typed_in = here(body)
        view = await list_of(self.using, asker, typed_in=typed_in)
        if not await ask(self.using.manage.teams, asker):
            view = managing.before_any_team(set_up.first(channel=typed_in, taken=()))
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
        """Some of its settings, to be changed."""
        pressed = body["actions"][0]
        section = Section(pressed["action_id"].rpartition(".")[2])
        opened = await self._push(ack, body, client, context, partial(self._form, section))
        if section is Section.WHO:
            self._offer_groups(Asker.of(context), pressed["value"], client, opened)

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
        form = partial(self._form, Section.WHEN, asker, team, every_weeks=int(weeks))
        view = await asyncio.to_thread(form)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    def _offer_groups(self, asker: Asker, team: str, client: AsyncWebClient, opened: Body) -> None:
        """Let the form that is open offer the user groups, once Slack has listed them."""

        async def offer() -> None:
            groups = await known_groups(self.using, asker)
            if groups:
                form = partial(self._form, Section.WHO, asker, team, groups=groups)
                await Window.of(client, opened).show(await asyncio.to_thread(form))

        if self.using.listed(asker.workspace) is None:
            self.using.afterwards.start(offer())

    def _form(
        self,
        section: Section,
        asker: Asker,
        team: str,
        *,
        groups: tuple[Group, ...] | None = None,
        every_weeks: int = 0,
    ) -> Block:
        preview, admin = self.using.manage.preview, self.is_admin(asker)
        if section in edit.FOR_ADMINS and not admin:
            raise OnlyAdmins
        seen = preview(workspace=asker.workspace, team=TeamId(team), actor=asker.user)
        if seen.team.state is TeamState.ENDED:
            raise TeamEnded
        if groups is None:
            groups = self.using.listed(asker.workspace) or ()
        return edit.view(section, seen, admin=admin, groups=groups, every_weeks=every_weeks)

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
        names: dict[str, str] = {one.team.id: one.team.name for one in teams}
        if chosen is not None:
            return trail.changes(found, names)
        at = self.using.restoring.newest(workspace=asker.workspace, actor=asker.user)
        first = [restoring.still_there(at)] if at is not None else []
        return trail.changes(found, names, first=first)

    def _settings(self, asker: Asker, team: str) -> Block:
        written = self.using.manage.settings(
            workspace=asker.workspace, team=TeamId(team), actor=asker.user
        )
        return settings_text.view(written)


@dataclass(frozen=True, slots=True)
class Pausing:
    """What stops a team for a while; the page that was pressed shows how it stands afterwards."""

    using: Administration

    async def pause(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Stop asking for a while."""
        await self._switch(ack, body, client, context, pause)

    async def resume(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Go on asking."""
        await self._switch(ack, body, client, context, go_on)

    async def _switch(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        change: Callable[[Administration, Asker, TeamId], Awaitable[None]],
    ) -> None:
        await ack()
        using, asker = self.using, Asker.of(context)
        await known(using, asker)
        team = TeamId(body["actions"][0]["value"])
        # Asked first, as it looks whether this is a team of theirs.
        await ask(using.manage.team, asker, team=team)
        await change(using, asker, team)
        await Window(client, body["view"]["id"]).show(await page_of(using, asker, team))

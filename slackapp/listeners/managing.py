"""`/bearings admin`: the teams somebody looks after, and everything that can be done with one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from slackapp.domain.ids import TeamId
from slackapp.domain.overview import Wanted, fingerprint
from slackapp.domain.written import applied
from slackapp.errors import (
    GroupAway,
    NotAllowed,
    NothingToTakeBack,
    SlackAway,
    UnreadableAnswer,
)
from slackapp.listeners.acting import ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.replies import beneath, on_top
from slackapp.listeners.set_up import here, known_groups
from slackapp.listeners.set_up_form import wanted
from slackapp.ui import edit, ids, managing, set_up, settings_text, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.overview import ManagedTeam
    from slackapp.domain.teams import Group, Team
    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

PATIENCE_SECONDS: Final = 1.8
"""How long Slack may take to say who is in a team's new channel."""

Body = dict[str, Any]
T = TypeVar("T")


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
    app.view(ids.EDIT_VIEW)(changing.save)
    app.action(ids.UNDO_CHANGE)(changing.undo)


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
        dead = len(await ask(self.using.dead_letters.listing, asker)) if admin else 0
        typed_in = here(body)
        view = set_up.first(**typed_in)
        if shown:
            typed = ":".join(typed_in.values())
            view = managing.teams(shown, admin=admin, dead=dead, typed_in=typed)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def page(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """One team."""
        await self._push(ack, body, client, context, self._page)

    async def form(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Its settings, to be changed."""
        groups = await known_groups(self.using, Asker.of(context))
        await self._push(ack, body, client, context, partial(self._form, groups=groups))

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
    ) -> None:
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        value = body["actions"][0].get("value", "")
        view = await asyncio.to_thread(build, asker, value)
        await on_top(client, body, view)

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
        groups = await known_groups(self.using, asker)
        team, _, weeks = body["actions"][0]["value"].partition(":")
        if not weeks.isdecimal():
            raise UnreadableAnswer
        form = partial(self._form, asker, team, groups=groups, every_weeks=int(weeks))
        view = await asyncio.to_thread(form)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    def _form(
        self, asker: Asker, team: str, *, groups: tuple[Group, ...], every_weeks: int = 0
    ) -> Block:
        found, admin = self._team(asker, team).team, self.is_admin(asker)
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
        await self._switch(ack, body, client, context, self.looking.using.teams.end)

    async def delete(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Delete a team with everything it owns."""
        await ack()
        asker = Asker.of(context)
        team = await self._pressed(asker, body)
        await ask(self.looking.using.manage.delete, asker, team=team.team.id)
        view = managing.gone(team.team.name)
        await client.views_update(view_id=body["view"]["id"], view=view)

    async def save(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Change the settings, and show the team as it is then."""
        asker, using = Asker.of(context), self.looking.using
        await known(using, asker)
        name, _, seen = view["private_metadata"].partition(":")
        before = (await ask(using.manage.team, asker, team=TeamId(name))).team
        form = wanted(view, before)
        shown = await changed(using, context, before, form, seen=seen)
        await beneath(ack, client, view, shown)

    async def undo(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Take the last change of the settings back, which is one more change."""
        await ack()
        asker, using = Asker.of(context), self.looking.using
        await known(using, asker)
        name, _, seen = body["actions"][0]["value"].partition(":")
        before = await ask(using.manage.team, asker, team=TeamId(name))
        if before.undoing is None or seen != fingerprint(before.team):
            raise NothingToTakeBack
        groups = await known_groups(using, asker)
        earlier = applied(json.loads(before.undoing[1]), Wanted.of(before.team), groups=groups)
        shown = await changed(using, context, before.team, earlier, seen=seen, event="undone")
        await client.views_update(view_id=body["view"]["id"], view=shown)

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


async def changed(
    using: Administration, context: AsyncBoltContext, before: Team, wanted: Wanted, **how: str
) -> Block:
    """Change a team's settings, once what they name is known to be there; return its page.

    `how` goes to `Managing.edit`.
    """
    asker, new = Asker.of(context), wanted.channel != before.channel
    if new:
        await within(using.check(asker.workspace, wanted.channel))
    if wanted.group not in {None, before.group}:
        _listed(await within(using.groups(asker.workspace)), wanted.group)
    await ask(using.manage.edit, asker, team=before.id, wanted=wanted, **how)
    if new or wanted.group != before.group:
        await within(using.refresh(before.id))
    after = await ask(using.manage.team, asker, team=before.id)
    return managing.team(after, admin=await ask(using.roles.is_admin, asker))


def _listed(groups: tuple[Group, ...], chosen: Group | None) -> None:
    """Refuse a user group that is not there any more; raises `GroupAway`."""
    if chosen not in groups:
        raise GroupAway


async def within(asking: Awaitable[T]) -> T:
    """Wait for Slack as long as Slack waits for us."""
    try:
        return await asyncio.wait_for(asking, PATIENCE_SECONDS)
    except TimeoutError as error:
        raise SlackAway from error

"""Set a team up, page by page; every page asks anew whether the person is an admin."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from slack_sdk.errors import SlackApiError

from slackapp.domain.ids import TeamId
from slackapp.errors import BearingsError, OnlyAdmins, SlackAway, UnreadableAnswer
from slackapp.listeners.acting import ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.replies import on_top, said
from slackapp.listeners.set_up_form import began, wanted
from slackapp.ui import errors, ids, set_up, sheet
from slackapp.ui.set_up import Page

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Group, Person, Team
    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

PATIENCE_SECONDS: Final = 1.4
"""How long Slack may take to say who is in a channel: a page asks at most once."""
CHECKED_SECONDS: Final = 0.8
"""How long it may take to say what kind of channel it is."""

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register before the command that answers everything with help."""
    setting_up = SettingUp(administration)
    app.command(COMMAND, matchers=[says("setup", "set-up")])(setting_up.open)
    app.action(ids.NEW_TEAM)(setting_up.new)
    app.action(ids.SET_UP_GO_ON)(setting_up.go_on)
    app.view(ids.SET_UP_VIEW)(setting_up.next)
    app.action(ids.SET_UP_BACK)(setting_up.back)
    app.action(ids.LOOK_AGAIN)(setting_up.go_on)
    app.action(ids.RECOUNT)(setting_up.recount)
    app.action(ids.SEE_CHECK_IN)(setting_up.sample)
    app.view(ids.SAMPLE_VIEW)(setting_up.looked)
    app.action(ids.SHOW_SHEET)(setting_up.sheet)


@dataclass(frozen=True, slots=True)
class SettingUp:
    """An admin's way from nothing to a running team."""

    using: Administration

    async def open(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open the first page."""
        await ack()
        await self._admin(Asker.of(context))
        view = set_up.first(**here(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def new(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """The first page, over the list of teams."""
        await ack()
        await self._admin(Asker.of(context))
        channel, _is, name = body["view"].get("private_metadata", "").partition(":")
        view = set_up.first(channel=channel, name=name)
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    async def next(self, ack: AsyncAck, view: Body, context: AsyncBoltContext) -> None:
        """Keep what the page asked and show the next one; the last one starts the team."""
        asker = Asker.of(context)
        person = await self._admin(asker)
        which, team = _place(view["private_metadata"])
        if which is Page.LOOK:
            seen = await ask(self.using.drafts.start, asker, team=team)
            first = next((slot for slot in seen.slots if slot.passed is None), None)
            await ack(response_action="update", view=set_up.started(seen.team, first=first))
            return
        if which is Page.CHANNEL:
            await self._check_channel(asker, view)
        draft = await self._keep(asker, person, view, team)
        if which is Page.PEOPLE and await self._fresh(team):
            await ask(self.using.drafts.check_size, asker, team=team)
        shown = await self._page(asker, set_up.after(which), draft.id)
        await ack(response_action="update", view=shown)

    async def back(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show the page before; what this one asked is kept where it can be."""
        asker, person = await self._pressed(ack, context)
        which, team = _place(body["actions"][0]["value"])
        try:
            await self._keep(asker, person, body["view"], team)
        except BearingsError:
            # Something half typed is no reason to keep anybody on a page.
            await ask(self.using.drafts.get, asker, team=team)
        await self._show(client, body, await self._page(asker, which, team))

    async def go_on(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show a page of a draft in place of what was pressed."""
        asker, _ = await self._pressed(ack, context)
        which, team = _place(body["actions"][0]["value"])
        await self._show(client, body, await self._page(asker, which, team))

    async def recount(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show at once what an answer changes; what cannot be is said and not kept."""
        asker, person = await self._pressed(ack, context)
        which, team = _place(body["view"]["private_metadata"])
        problem = ""
        try:
            await self._keep(asker, person, body["view"], team)
        except BearingsError as error:
            problem = errors.sentence(error)
        shown = await self._page(asker, which, team, problem=problem)
        await self._show(client, body, shown)

    async def sample(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """The first check-in, to be looked at."""
        asker, _ = await self._pressed(ack, context)
        team = TeamId(body["actions"][0]["value"])
        form = await ask(self.using.drafts.sample, asker, team=team)
        view = set_up.sample(form)
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    async def looked(self, ack: AsyncAck) -> None:
        """Nothing is read from a form that was only looked at."""
        await ack()

    async def sheet(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """What is kept, and what an admin cannot do: for anybody who looks after a team."""
        await ack()
        await known(self.using, Asker.of(context))
        view = sheet.view()
        await on_top(client, body, view)

    async def _pressed(self, ack: AsyncAck, context: AsyncBoltContext) -> tuple[Asker, Person]:
        """Who pressed a button; raises `OnlyAdmins`."""
        await ack()
        asker = Asker.of(context)
        return asker, await self._admin(asker)

    async def _admin(self, asker: Asker) -> Person:
        person = await known(self.using, asker)
        if not await ask(self.using.roles.is_admin, asker):
            raise OnlyAdmins
        return person

    async def _keep(self, asker: Asker, person: Person, view: Body, team: TeamId) -> Team:
        drafts = self.using.drafts
        if team:
            return await ask(
                drafts.change, asker, team=team, change=lambda before: wanted(view, before)
            )
        channel, name = began(view)
        return await ask(drafts.begin, asker, channel=channel, name=name, zone=person.zone)

    async def _check_channel(self, asker: Asker, view: Body) -> None:
        """A channel that cannot have a team is said at once; where Slack is slow, later."""
        channel, _name = began(view)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.using.check(asker.workspace, channel), CHECKED_SECONDS)

    async def _fresh(self, team: TeamId) -> bool:
        """Ask Slack who is in the channel; whether it said so in time."""
        try:
            await asyncio.wait_for(self.using.refresh(team), PATIENCE_SECONDS)
        except TimeoutError:
            return False
        return True

    async def _page(self, asker: Asker, which: Page, team: TeamId, *, problem: str = "") -> Block:
        """A page, or a button when Slack takes its time to say who is there."""
        groups: tuple[Group, ...] = ()
        if which in {Page.PEOPLE, Page.LOOK}:
            draft = await ask(self.using.drafts.get, asker, team=team)
            groups, fresh = await asyncio.gather(known_groups(self.using, asker), self._fresh(team))
            if not fresh:
                return set_up.looking(which, draft)
        seen: Preview = await ask(self.using.drafts.look, asker, team=team)
        return set_up.page(which, seen, problem=problem, groups=groups)

    async def _show(self, client: AsyncWebClient, body: Body, view: Block) -> None:
        """Show it in place, unless something newer is shown by now."""
        shown = body["view"]
        try:
            await client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)
        except SlackApiError as error:
            if said(error) != "hash_conflict":
                raise


async def known_groups(using: Administration, asker: Asker) -> tuple[Group, ...]:
    """The user groups one can choose from; none where Slack does not say in time."""
    try:
        return await asyncio.wait_for(using.groups(asker.workspace), PATIENCE_SECONDS)
    except (TimeoutError, SlackAway):
        return ()


def here(body: Body) -> dict[str, str]:
    """The channel somebody types in, and its name where Slack says it; nothing in a chat."""
    channel, name = body.get("channel_id", ""), body.get("channel_name", "")
    if not channel.startswith(("C", "G")) or name == "directmessage":
        return {}
    return {"channel": channel, "name": "" if name == "privategroup" else name}


def _place(metadata: str) -> tuple[Page, TeamId]:
    try:
        which, team = set_up.place(metadata)
    except ValueError as error:
        raise UnreadableAnswer from error
    return which, TeamId(team)

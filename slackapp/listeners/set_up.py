"""Set a team up, page by page; every page asks anew whether the person is an admin."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from slack_sdk.errors import SlackApiError

from slackapp.domain.ids import TeamId
from slackapp.errors import BearingsError, ChannelAway, OnlyAdmins, SlackAway, UnreadableAnswer
from slackapp.listeners.acting import ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.errors import said
from slackapp.listeners.set_up_form import began, wanted
from slackapp.ui import errors, ids, set_up, sheet
from slackapp.ui.set_up import Page
from slackapp.ui.words import speaking

if TYPE_CHECKING:
    from collections.abc import Collection

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Group, Person, Team
    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

PATIENCE_SECONDS: Final = 1.0
"""How long Slack may take each time we ask who is in a channel: a page asks at most twice."""

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
        person = await self._admin(Asker.of(context))
        with speaking(person.locale):
            view = set_up.first(**here(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def new(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """The first page, over the list of teams."""
        await ack()
        person = await self._admin(Asker.of(context))
        with speaking(person.locale):
            view = set_up.first()
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    async def next(self, ack: AsyncAck, view: Body, context: AsyncBoltContext) -> None:
        """Keep what the page asked and show the next one; the last one starts the team."""
        asker = Asker.of(context)
        person = await self._admin(asker)
        which, team = _place(view["private_metadata"])
        with speaking(person.locale):
            if which is Page.LOOK:
                seen = await ask(self.using.drafts.start, asker, team=team)
                first = next((slot for slot in seen.slots if slot.passed is None), None)
                await ack(response_action="update", view=set_up.started(seen.team, first=first))
                return
            await self._readable(asker, view, context)
            draft = await self._keep(asker, person, view, team)
            shown = await self._page(asker, set_up.after(which), draft.id)
            await ack(response_action="update", view=shown)

    async def back(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show the page before; what this one asked is kept where it can be."""
        await ack()
        asker = Asker.of(context)
        person = await self._admin(asker)
        which, team = _place(body["actions"][0]["value"])
        with speaking(person.locale):
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
        await ack()
        asker = Asker.of(context)
        person = await self._admin(asker)
        which, team = _place(body["actions"][0]["value"])
        with speaking(person.locale):
            await self._show(client, body, await self._page(asker, which, team))

    async def recount(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show at once what an answer changes; what cannot be is said and not kept."""
        await ack()
        asker = Asker.of(context)
        person = await self._admin(asker)
        which, team = _place(body["view"]["private_metadata"])
        problem = ""
        with speaking(person.locale):
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
        await ack()
        asker = Asker.of(context)
        person = await self._admin(asker)
        team = TeamId(body["actions"][0]["value"])
        form = await ask(self.using.drafts.sample, asker, team=team)
        with speaking(person.locale):
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
        person = await known(self.using, Asker.of(context))
        with speaking(person.locale):
            view = sheet.view()
        await client.views_push(trigger_id=body["trigger_id"], view=view)

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

    async def _readable(self, asker: Asker, view: Body, context: AsyncBoltContext) -> None:
        """A channel that Bearings cannot read or post in is said at once, one that is slow later.

        Slack tells who is in a public channel also to those who are not.
        """
        if "channel" not in view["state"]["values"]:
            return
        channel, _ = began(view)
        looking = self.using.look(asker.workspace, channel)
        try:
            people = await asyncio.wait_for(looking, PATIENCE_SECONDS)
        except TimeoutError:
            return
        present(people, context)

    async def _page(self, asker: Asker, which: Page, team: TeamId, *, problem: str = "") -> Block:
        """A page, or a button when Slack takes its time to say who is there."""
        groups: tuple[Group, ...] = ()
        if which in {Page.PEOPLE, Page.LOOK}:
            draft = await ask(self.using.drafts.get, asker, team=team)
            looking = asyncio.wait_for(self.using.refresh(team), PATIENCE_SECONDS)
            try:
                groups, _ = await asyncio.gather(known_groups(self.using, asker), looking)
            except TimeoutError:
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


def present(people: Collection[Person], context: AsyncBoltContext) -> None:
    """Refuse a channel that Bearings is not in; raises `ChannelAway`."""
    if context.bot_user_id not in {person.user for person in people}:
        raise ChannelAway


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

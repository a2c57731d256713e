"""Set a team up, page by page; every page asks anew whether the person is an admin."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import TeamId
from slackapp.errors import BearingsError, OnlyAdmins, UnreadableAnswer
from slackapp.listeners.acting import ask, certainly, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, here, says
from slackapp.listeners.meeting import doubted, unmet
from slackapp.listeners.presses import Presses
from slackapp.listeners.replies import on_top
from slackapp.listeners.saving import list_of
from slackapp.listeners.set_up_form import leads
from slackapp.listeners.set_up_pages import ASKS_SLACK, Pages, Spot
from slackapp.listeners.window import Window, show_beneath
from slackapp.ui import errors, ids, looking, moment, sample_check_in, set_up, sheet
from slackapp.ui.set_up import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.ids import ChannelId
    from slackapp.domain.teams import Person
    from slackapp.listeners.deps import Administration, ReportLinks
    from slackapp.ui.blocks import Block

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration, links: ReportLinks) -> None:
    """Register before the command that answers everything with help."""
    setting_up = SettingUp(administration, links)
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
    links: ReportLinks
    presses: Presses = field(default_factory=Presses)

    async def open(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open the first page."""
        await ack()
        taken = await self._taken(Asker.of(context))
        view = set_up.first(channel=here(body), taken=taken)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def new(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """The first page, over the list of teams or from the Home tab."""
        await ack()
        taken = await self._taken(Asker.of(context))
        channel = body["view"].get("private_metadata", "")
        await on_top(client, body, set_up.first(channel=channel, taken=taken))

    async def next(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Keep what the page asked and show the next one; the last one starts the team."""
        asker = Asker.of(context)
        which, team = _place(view["private_metadata"])
        if which is Page.LOOK:
            await ack(response_action="update", view=moment.view())
            window = Window(client, view["id"])
            start = partial(self._start, asker, team, partial(self._relist, asker, client, view))
            self.using.afterwards.start(certainly(self.using, asker, window, start))
            return
        spot = Spot(asker, await self._admin(asker), view, team, Window(client, view["id"]))
        # Who cannot lead is said on the page, which says anew what follows from that.
        if await doubted(self.using, asker, leads(view)) or await self._pages.regroups(spot, which):
            draft = await ask(self.using.drafts.get, asker, team=team)
            await ack(response_action="update", view=looking.begun(which, draft))
            self.using.afterwards.start(self._pages.meet(spot))
            return
        draft = await self._pages.keep(spot)
        if which is Page.CHANNEL:
            self._relist(asker, client, view)
        if which is Page.PEOPLE:
            await ask(self.using.drafts.check_size, asker, team=team)
        spot, onward = replace(spot, team=draft.id), set_up.after(which)
        if onward in ASKS_SLACK:
            await ack(response_action="update", view=looking.begun(onward, draft))
            self.using.afterwards.start(self._pages.look(spot, onward))
            return
        await ack(response_action="update", view=await self._pages.page(spot, onward))

    async def back(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show the page before; what this one asked is kept where it can be."""
        await ack()
        which, spot = await self._spot(body["actions"][0]["value"], body, client, context)
        # Something half typed is no reason to keep anybody on a page.
        await self._pages.problem(spot)
        await self._pages.turn(spot, which)

    async def go_on(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show a page of a draft in place of what was pressed."""
        await ack()
        which, spot = await self._spot(body["actions"][0]["value"], body, client, context)
        await self._pages.turn(spot, which)

    async def recount(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show at once what an answer changes; what cannot be is said and not kept."""
        await ack()
        which, spot = await self._spot(body["view"]["private_metadata"], body, client, context)
        if spot.window.is_overtaken:
            return
        new = await unmet(self.using, spot.asker, leads(spot.view))
        refusal = None if new else await self._pages.problem(spot)
        if which in ASKS_SLACK:
            self.using.afterwards.start(self._pages.recount(spot, refusal, new=new))
            return
        await spot.window.show(await self._pages.page(spot, which, refusal=refusal))

    async def sample(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """The first check-in, to be looked at."""
        await ack()
        asker, team = Asker.of(context), TeamId(body["actions"][0]["value"])
        await self._admin(asker)
        form = await ask(self.using.drafts.sample, asker, team=team)
        view = sample_check_in.view(form)
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
        await on_top(client, body, sheet.view(self.links.document))

    async def _spot(
        self, place: str, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> tuple[Page, Spot]:
        """The page a press is about, and where it was; raises `OnlyAdmins`."""
        asker, view = Asker.of(context), body["view"]
        window = self.presses.window(client, view)
        which, team = _place(place)
        person = await self._admin(asker)
        return which, Spot(asker, person, view, team, window)

    async def _admin(self, asker: Asker) -> Person:
        person = await known(self.using, asker)
        if not await ask(self.using.roles.is_admin, asker):
            raise OnlyAdmins
        return person

    async def _taken(self, asker: Asker) -> tuple[ChannelId, ...]:
        """The channels that have a team already; raises `OnlyAdmins`."""
        await known(self.using, asker)
        return await ask(self.using.drafts.taken, asker)

    def _relist(self, asker: Asker, client: AsyncWebClient, view: Body) -> None:
        """Let the list of teams beneath the set-up show the team as it is now."""
        listed = partial(list_of, self.using, asker)
        self.using.afterwards.start(show_beneath(client, view, listed))

    async def _start(self, asker: Asker, team: TeamId, relist: Callable[[], None]) -> Block:
        """Start it; what hinders that is said on the last page."""
        try:
            seen = await ask(self.using.drafts.start, asker, team=team)
        except BearingsError as error:
            seen = await ask(self.using.drafts.look, asker, team=team)
            return set_up.page(Page.LOOK, seen, problem=errors.sentence(error))
        relist()
        first = next((slot for slot in seen.slots if slot.passed is None), None)
        return set_up.started(seen.team, first=first)

    @property
    def _pages(self) -> Pages:
        return Pages(self.using)


def _place(metadata: str) -> tuple[Page, TeamId]:
    try:
        which, team = set_up.place(metadata)
    except ValueError as error:
        raise UnreadableAnswer from error
    return which, TeamId(team)

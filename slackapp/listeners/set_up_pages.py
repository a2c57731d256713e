"""The pages of a draft as they are shown; those that tell who is there once Slack has said it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from slackapp.errors import BearingsError, ChannelAway, GroupAway, SlackAway
from slackapp.errors.teams import NameTaken, NoLead
from slackapp.errors.together import each
from slackapp.listeners.acting import UNHURRIED_SECONDS, ask
from slackapp.listeners.meeting import Meeting
from slackapp.listeners.set_up_form import began, leads, named, text, unnamed, wanted
from slackapp.ui import errors, looking, refused, set_up
from slackapp.ui.set_up import Page

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from slackapp.domain.ids import ChannelId, TeamId
    from slackapp.domain.overview import Preview
    from slackapp.domain.teams import Group, Person, Team
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration
    from slackapp.listeners.window import Window
    from slackapp.ui.blocks import Block

ASKS_SLACK: Final = frozenset({Page.PEOPLE, Page.LOOK})
"""Pages that tell who is there: shown at once without it, and filled in when Slack has said it."""

BARE_SECONDS: Final = 1.0
"""How long a page may be asked for before there is a way back from it: Slack mostly says sooner."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an admin is in a set-up: the window, what it holds, and the draft it is about."""

    asker: Asker
    person: Person
    view: Body
    team: TeamId
    """"" for a new team."""
    window: Window


@dataclass(frozen=True, slots=True)
class Pages:
    """What is shown and kept for a spot; whatever asks Slack goes on after the answer."""

    using: Administration

    async def keep(self, spot: Spot) -> Team:
        """Keep what the page asked; raises why it cannot be."""
        view = await self._named(spot)
        try:
            return await self._keep(spot, view)
        except BearingsError as error:
            if view is not spot.view:
                _say_unasked(error, text(view["state"]["values"], "name"))
            raise

    async def _keep(self, spot: Spot, view: Body) -> Team:
        drafts, asker = self.using.drafts, spot.asker
        if spot.team:
            return await ask(
                drafts.change, asker, team=spot.team, change=lambda now: wanted(view, now)
            )
        channel, name = began(view)
        return await ask(drafts.begin, asker, channel=channel, name=name, zone=spot.person.zone)

    async def _named(self, spot: Spot) -> Body:
        """What the page asked, with the channel's name where none was typed, if Slack says it."""
        channel = unnamed(spot.view)
        if channel is None:
            return spot.view
        try:
            # Slack waits three seconds for the answer, and who presses is looked up as well.
            async with asyncio.timeout(self.using.patience / 2):
                return named(spot.view, await self.using.called(spot.asker.workspace, channel))
        except (TimeoutError, SlackAway):
            return spot.view

    async def problem(self, spot: Spot) -> BearingsError | None:
        """Keep what the page asked; returns why it cannot be, if so."""
        try:
            await self.keep(spot)
        except BearingsError as error:
            return error
        return None

    async def page(
        self,
        spot: Spot,
        which: Page,
        *,
        problem: str = "",
        refusal: BearingsError | None = None,
        groups: tuple[Group, ...] = (),
    ) -> Block:
        """Return a page as the draft is known here; `refusal` is about a question of the shown one.

        It stands above that question, and `problem` where it is seen first.
        """
        seen: Preview = await ask(self.using.drafts.look, spot.asker, team=spot.team)
        taken: tuple[ChannelId, ...] = ()
        if which is Page.CHANNEL:
            taken = await ask(self.using.drafts.taken, spot.asker)
        why = refused.above(spot.view, refusal) if refusal else {}
        entered = spot.view["state"]["values"] if refusal else {}
        said: dict[str, Any] = {"problem": problem, "why": why, "entered": entered}
        return set_up.page(which, seen, **said, groups=groups, taken=taken)

    async def turn(self, spot: Spot, which: Page) -> None:
        """Show a page in place of what was pressed."""
        if which not in ASKS_SLACK:
            await spot.window.show(await self.page(spot, which))
            return
        await self._draft(spot)
        self.using.afterwards.start(self.look(spot, which))

    async def look(self, spot: Spot, which: Page) -> None:
        """Show a page once Slack has said who is there; what is newer by then stays."""
        await self._once_said(spot, which, self._filled(spot, which))

    async def meet(self, spot: Spot) -> None:
        """Go on from the page about people once Slack has said who was chosen there."""
        await self._once_said(spot, Page.PEOPLE, self._gone_on(spot))

    async def _once_said(self, spot: Spot, which: Page, said: Coroutine[Any, Any, Block]) -> None:
        """Show what Slack's answer makes of a page; until then it says so and leads back.

        A window whose hash nobody knows has nothing to press, so nothing newer can be shown there
        than what this replaces. In a moment it mostly has the page, else it leads back as well.
        """
        saying, window = asyncio.ensure_future(said), spot.window
        try:
            await asyncio.wait({saying}, timeout=0 if window.hash else BARE_SECONDS)
            if not saying.done():
                draft = await self._draft(spot)
                waiting = await window.show(looking.view(which, draft))
                if waiting is None:
                    return
                window = waiting
            await window.show(await saying)
        finally:
            saying.cancel()

    async def regroups(self, spot: Spot, which: Page) -> bool:
        """Whether others are to be asked than were looked up."""
        if which is not Page.PEOPLE:
            return False
        draft = await self._draft(spot)
        return wanted(spot.view, draft).group != draft.group

    async def _gone_on(self, spot: Spot) -> Block:
        try:
            await self._meet(spot)
            new = await self.regroups(spot, Page.PEOPLE)
            draft = await self.keep(spot)
            if new:
                async with asyncio.timeout(UNHURRIED_SECONDS):
                    await self.using.refresh(draft.id)
            await ask(self.using.drafts.check_size, spot.asker, team=spot.team)
            return await self.page(spot, Page.WHEN)
        except TimeoutError:
            return await self._filled(spot, Page.PEOPLE)
        except BearingsError as error:
            return await self._filled(spot, Page.PEOPLE, error)

    async def recount(self, spot: Spot, refusal: BearingsError | None, *, new: bool) -> None:
        """Show the page about people anew, with what was chosen there if it can be.

        `new` says that Slack is to be asked about somebody who was.
        """
        if new:
            try:
                await self._meet(spot)
                refusal = await self.problem(spot)
            except BearingsError as error:
                refusal = error
        await spot.window.show(await self._filled(spot, Page.PEOPLE, refusal))

    async def _meet(self, spot: Spot) -> None:
        """Get to know whom the page chooses anew; those who cannot lead are refused together."""
        chosen = leads(spot.view) - (await self._draft(spot)).leads
        await Meeting(self.using, spot.asker).meet(chosen, NoLead)

    async def _draft(self, spot: Spot) -> Team:
        draft: Team = await ask(self.using.drafts.get, spot.asker, team=spot.team)
        return draft

    async def _filled(self, spot: Spot, which: Page, refusal: BearingsError | None = None) -> Block:
        try:
            return await self._asked(spot, which, refusal)
        except BearingsError as error:
            return errors.view(error)

    async def _asked(self, spot: Spot, which: Page, refusal: BearingsError | None) -> Block:
        """A page that tells who is there, as Slack says now; or why it cannot."""
        draft = await self._draft(spot)
        groups: tuple[Group, ...] = ()
        problem = ""
        try:
            async with asyncio.timeout(UNHURRIED_SECONDS):
                groups = await known_groups(self.using, spot.asker)
                await self.using.check(spot.asker.workspace, draft.channel)
                await self.using.refresh(spot.team)
        except (TimeoutError, SlackAway):
            return looking.view(which, draft, problem=errors.sentence(SlackAway()))
        except (ChannelAway, GroupAway) as error:
            # Where it can be chosen anew.
            which = Page.CHANNEL if isinstance(error, ChannelAway) else Page.PEOPLE
            problem = errors.sentence(error)
        return await self.page(spot, which, problem=problem, refusal=refusal, groups=groups)


async def known_groups(using: Administration, asker: Asker) -> tuple[Group, ...]:
    """The user groups one can choose from; none where Slack does not say."""
    try:
        return await using.groups(asker.workspace)
    except SlackAway:
        return ()


def _say_unasked(error: BearingsError, name: str) -> None:
    """Let a name that is taken be told, where nobody typed it and so nobody reads it."""
    for one in each(error):
        if isinstance(one, NameTaken):
            one.unasked = name

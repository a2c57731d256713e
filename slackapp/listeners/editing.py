"""Changing a team's settings, in a form or from text: what it would come to first, then saved.

Whatever only Slack can say is asked once the form was acknowledged, and shown above it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.ids import TeamId
from slackapp.domain.overview import Foreseen, Wanted, fingerprint
from slackapp.domain.teams import Group, Team
from slackapp.domain.written import applied, read
from slackapp.errors import (
    BearingsError,
    ChangedMeanwhile,
    GroupAway,
    ImpossibleSetting,
    NothingToTakeBack,
    SlackAway,
    UnreadableAnswer,
)
from slackapp.errors.teams import NoLead
from slackapp.listeners.acting import ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.meeting import meet, unmet
from slackapp.listeners.replies import on_top
from slackapp.listeners.set_up_form import text, wanted
from slackapp.listeners.window import Window, beneath
from slackapp.ui import errors, foreseen, ids, managing, settings_text
from slackapp.ui.foreseen import Place

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.deps import Administration
    from slackapp.services.members import Seen
    from slackapp.ui.blocks import Block

PATIENCE_SECONDS: Final = 20.0
"""How long Slack may take to say whether settings can be."""

Body = dict[str, Any]
Read = Callable[[Body, Team, tuple[Group, ...]], Wanted]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register the two ways to hand settings in; every step asks who may."""
    editing = Editing(administration)
    app.view(ids.EDIT_VIEW)(editing.form)
    app.action(ids.SETTINGS_FROM_TEXT)(editing.ask_text)
    app.view(ids.FROM_TEXT_VIEW)(editing.text)
    app.action(ids.UNDO_CHANGE)(editing.undo)


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody handed in for a team as it is."""

    asker: Asker
    team: Team
    view: Body
    read: Read
    place: Place

    def wanted(self, groups: tuple[Group, ...] = ()) -> Wanted:
        """Return what the settings are to be; `groups` are those that can be chosen."""
        return self.read(self.view, self.team, groups)


@dataclass(frozen=True, slots=True)
class Editing:
    """The form, and the way back from what *Settings as text* gave."""

    using: Administration

    async def form(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Change the settings; what changes who is asked, or when, is shown first."""
        handed = await self._handed(view, context, _of_form)
        after = handed.wanted()
        await self._go_on(ack, client, handed, after, show=_later(handed.team, after))

    async def ask_text(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Ask for the text."""
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        team = TeamId(body["actions"][0]["value"])
        managed = await ask(self.using.manage.team, asker, team=team)
        await on_top(client, body, settings_text.form(managed.team))

    async def text(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show what the text would change; save it once exactly that was shown."""
        handed = await self._handed(view, context, _of_text)
        try:
            after = handed.wanted((handed.place.group,) if handed.place.group else ())
        except ImpossibleSetting as error:
            if error.setting != "group":
                raise
            # Only Slack can say which group has this handle.
            await self._ask_slack(ack, client, handed)
            return
        await self._go_on(ack, client, handed, after, show=True)

    async def undo(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Take the last change of the settings back, which is one more change."""
        await ack()
        asker, using = Asker.of(context), self.using
        await known(using, asker)
        name, _, seen = body["actions"][0]["value"].partition(":")
        before = await ask(using.manage.team, asker, team=TeamId(name))
        if before.undoing is None or seen != fingerprint(before.team):
            raise NothingToTakeBack
        window, given = Window(client, body["view"]["id"]), json.loads(before.undoing[1])
        if given.keys() & {"channel", "group"}:
            using.afterwards.start(self._take_back(asker, before.team, given, window))
            return
        earlier = applied(given, Wanted.of(before.team))
        await window.show(
            await saved(using, asker, before.team, earlier, seen=seen, event="undone")
        )

    async def _take_back(
        self, asker: Asker, before: Team, given: dict[str, Any], window: Window
    ) -> None:
        """The same where only Slack can say whether there is still what is gone back to."""
        using, seen = self.using, fingerprint(before)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                groups = await using.groups(asker.workspace) if given.get("group") else ()
                earlier = applied(given, Wanted.of(before), groups=groups)
                await possible(using, asker, before, earlier, groups)
            shown = await saved(using, asker, before, earlier, seen=seen, event="undone")
        except TimeoutError:
            shown = errors.view(SlackAway())
        except BearingsError as error:
            shown = errors.view(error)
        await window.show(shown)

    async def _handed(self, view: Body, context: AsyncBoltContext, read: Read) -> Handed:
        asker = Asker.of(context)
        await known(self.using, asker)
        try:
            place = Place.of(view["private_metadata"])
        except ValueError as error:
            raise UnreadableAnswer from error
        managed = await ask(self.using.manage.team, asker, team=place.team)
        if place.seen != fingerprint(managed.team):
            raise ChangedMeanwhile
        return Handed(asker, managed.team, view, read, place)

    async def _go_on(
        self, ack: AsyncAck, client: AsyncWebClient, handed: Handed, after: Wanted, *, show: bool
    ) -> None:
        before, asker = handed.team, handed.asker
        would = after.applied(before)
        if handed.place.shown == fingerprint(would):
            await self._save(ack, client, handed, after)
        elif _place(before) != _place(would) or await unmet(
            self.using, asker, after.leads - before.leads
        ):
            await self._ask_slack(ack, client, handed)
        elif show:
            seen = await ask(self.using.manage.would, asker, team=before.id, wanted=after)
            await ack(response_action="update", view=_shown(handed, seen))
        else:
            await self._save(ack, client, handed, after)

    async def _save(
        self, ack: AsyncAck, client: AsyncWebClient, handed: Handed, after: Wanted
    ) -> None:
        asker, using, team = handed.asker, self.using, handed.team
        page = await saved(using, asker, team, after, seen=handed.place.seen)
        await beneath(ack, client, handed.view, page, using.afterwards)

    async def _ask_slack(self, ack: AsyncAck, client: AsyncWebClient, handed: Handed) -> None:
        await ack(response_action="update", view=foreseen.again(handed.view, foreseen.looking()))
        self.using.afterwards.start(self._foresee(handed, Window(client, handed.view["id"])))

    async def _foresee(self, handed: Handed, window: Window) -> None:
        """Say what it would come to, or why it cannot be, unless the person went on by then."""
        waiting = await window.show(foreseen.again(handed.view, foreseen.looking()))
        if waiting is None:
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                shown = _shown(handed, await self._foreseen(handed))
        except TimeoutError:
            shown = _problem(handed, SlackAway())
        except BearingsError as error:
            shown = _problem(handed, error)
        await waiting.show(shown)

    async def _foreseen(self, handed: Handed) -> Foreseen:
        asker, before = handed.asker, handed.team
        groups = await self.using.groups(asker.workspace) if _may_name_group(handed) else ()
        after = handed.wanted(groups)
        new = await unmet(self.using, asker, after.leads - before.leads)
        await meet(self.using, asker, new, NoLead)
        there = await possible(self.using, asker, before, after, groups)
        would = self.using.manage.would
        return await ask(would, asker, team=before.id, wanted=after, there=there)


async def saved(
    using: Administration, asker: Asker, before: Team, after: Wanted, **how: str
) -> Block:
    """Change a team's settings and return its page; `how` goes to `Managing.edit`.

    Who is there is looked at once more where people are asked elsewhere now.
    """
    changed = await ask(using.manage.edit, asker, team=before.id, wanted=after, **how)
    if _place(before) != _place(changed):
        using.afterwards.start(using.refresh(before.id))
    managed = await ask(using.manage.team, asker, team=before.id)
    return managing.team(managed, admin=await ask(using.roles.is_admin, asker))


async def possible(
    using: Administration,
    asker: Asker,
    before: Team,
    after: Wanted,
    groups: tuple[Group, ...],
) -> Seen | None:
    """Return who would be asked, as Slack says, where that is elsewhere; None where it is not.

    Raises `ChannelAway`, `GroupAway`, `SlackAway`.
    """
    would = after.applied(before)
    if _place(before) == _place(would):
        return None
    if would.channel != before.channel:
        await using.check(asker.workspace, would.channel)
    if would.group not in {None, before.group} and would.group not in groups:
        raise GroupAway
    return await using.there(would)


def _place(team: Team) -> tuple[str, Group | None]:
    """Where people are asked."""
    return team.channel, team.group


def _later(before: Team, after: Wanted) -> bool:
    """Whether who is asked, when, or what would change, or for good: nobody foresees it alone."""
    old, new = before.policy, after.policy
    asked = (new.light, new.named, new.open_days) != (old.light, old.named, old.open_days)
    locks = new.not_for_appraisal and not old.not_for_appraisal
    return asked or locks or (after.leads, after.cadence) != (before.leads, before.cadence)


def _may_name_group(handed: Handed) -> bool:
    try:
        return handed.wanted().group not in {None, handed.team.group}
    except ImpossibleSetting:
        return True


def _shown(handed: Handed, seen: Foreseen) -> Block:
    then = seen.preview.team if seen.after != seen.before else None
    return foreseen.again(handed.view, foreseen.told(seen), then=then)


def _problem(handed: Handed, error: BearingsError) -> Block:
    return foreseen.again(handed.view, foreseen.problem(errors.sentence(error)))


def _of_form(view: Body, before: Team, _groups: tuple[Group, ...]) -> Wanted:
    return wanted(view, before)


def _of_text(view: Body, before: Team, groups: tuple[Group, ...]) -> Wanted:
    return read(_pasted(view), Wanted.of(before), groups=groups)


def _pasted(view: Body) -> str:
    try:
        return text(view["state"]["values"], "text")
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error

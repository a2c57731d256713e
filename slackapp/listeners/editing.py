"""Changing a team's settings, in a form or from text: what it would come to first, then saved.

Whatever only Slack can say is asked once the form was acknowledged, and shown above it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import TeamId
from slackapp.domain.overview import Foreseen, Wanted, fingerprint
from slackapp.domain.teams import Group, Team
from slackapp.domain.text import Text
from slackapp.domain.written import read
from slackapp.errors import (
    BearingsError,
    ChangedMeanwhile,
    ImpossibleSetting,
    SlackAway,
    UnreadableAnswer,
)
from slackapp.listeners.acting import UNHURRIED_SECONDS, ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.meeting import unmet
from slackapp.listeners.presses import Presses
from slackapp.listeners.replies import on_top
from slackapp.listeners.saving import last_change, looked_at, page_of, save
from slackapp.listeners.set_up_form import text, wanted
from slackapp.listeners.window import Window, beneath, show_beneath
from slackapp.ui import errors, foreseen, ids, overtaken, settings_text
from slackapp.ui.foreseen import Place

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.deps import Administration
    from slackapp.ui.blocks import Block

Body = dict[str, Any]
Read = Callable[[Body, Team, tuple[Group, ...]], Wanted]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register the two ways to hand settings in; every step asks who may."""
    editing = Editing(administration)
    app.view(ids.EDIT_VIEW)(editing.form)
    app.action(ids.SETTINGS_FROM_TEXT)(editing.ask_text)
    app.view(ids.FROM_TEXT_VIEW)(editing.text)
    app.action(ids.FORESEE)(editing.foresee)


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody handed in for a team as it is."""

    asker: Asker
    team: Team
    view: Body
    read: Read
    place: Place

    def check(self) -> None:
        """Raise `ChangedMeanwhile` where these are not the settings that somebody was shown."""
        if self.place.seen != fingerprint(self.team):
            raise ChangedMeanwhile

    def wanted(self, groups: tuple[Group, ...] = ()) -> Wanted:
        """Return what the settings are to be; `groups` are those that can be chosen."""
        return self.read(self.view, self.team, groups)


@dataclass(frozen=True, slots=True)
class Editing:
    """The form, and the way back from what *Settings as text* gave."""

    using: Administration
    presses: Presses = field(default_factory=Presses)

    async def form(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Change the settings; what changes who is asked, or when, is shown first."""
        handed = await self._handed(view, context, _of_form)
        try:
            handed.check()
            after = handed.wanted()
            await self._go_on(ack, client, handed, after, show=_later(handed.team, after))
        except ChangedMeanwhile:
            await ack(response_action="update", view=await self._overtaken(client, handed))
        except BearingsError as error:
            # What stands there of another try is replaced; where it is this, it is said below too.
            if not foreseen.is_refused(view) or foreseen.is_refused(view, errors.sentence(error)):
                raise
            await _instead(ack, handed, error)

    async def foresee(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show at once what an answer would change, so that it is seen before it is saved."""
        await ack()
        window = self.presses.window(client, body["view"])
        handed = await self._handed(body["view"], context, _of_form)
        before, would = handed.team, self.using.manage.would
        try:
            handed.check()
            seen = await ask(would, handed.asker, team=before.id, wanted=handed.wanted())
            shown = _shown(handed, seen, live=True)
        except ChangedMeanwhile:
            shown = await self._overtaken(client, handed)
        except BearingsError as error:
            shown = _problem(handed, error)
        await window.show(shown)

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
            handed.check()
            after = handed.wanted((handed.place.group,) if handed.place.group else ())
            if _about_group(after):
                # Only Slack can say which group has this handle.
                await self._ask_slack(ack, client, handed)
            else:
                await self._go_on(ack, client, handed, after, show=True)
        except ChangedMeanwhile:
            await ack(response_action="update", view=await self._overtaken(client, handed))
        except BearingsError as error:
            await _instead(ack, handed, error)

    async def _handed(self, view: Body, context: AsyncBoltContext, read: Read) -> Handed:
        asker = Asker.of(context)
        await known(self.using, asker)
        try:
            place = Place.of(view["private_metadata"])
        except ValueError as error:
            raise UnreadableAnswer from error
        managed = await ask(self.using.manage.team, asker, team=place.team)
        return Handed(asker, managed.team, view, read, place)

    async def _overtaken(self, client: AsyncWebClient, handed: Handed) -> Block:
        """Who changed what, in place of a form; of a text, above it, as that can be sent again.

        The page beneath is shown as it is now.
        """
        using, asker, form = self.using, handed.asker, handed.view
        page = partial(page_of, using, asker, handed.team.id)
        using.afterwards.start(show_beneath(client, form, page))
        last = await last_change(using, asker, handed.team.id)
        if foreseen.is_text(form):
            anew = form | {"private_metadata": foreseen.opened(handed.team)}
            return foreseen.again(anew, overtaken.text(last))
        return overtaken.form(form, last)

    async def _go_on(
        self, ack: AsyncAck, client: AsyncWebClient, handed: Handed, after: Wanted, *, show: bool
    ) -> None:
        before, asker = handed.team, handed.asker
        would = after.applied(before)
        if handed.place.shown == fingerprint(would):
            await self._save(ack, client, handed, after)
        elif before.place != would.place or await unmet(
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
        looking = await save(using, asker, team, after, seen=handed.place.seen)
        changed = after.applied(team) != team
        page = partial(page_of, using, asker, team.id, saved=changed, looking=looking)
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
            async with asyncio.timeout(UNHURRIED_SECONDS):
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
        after, there = await looked_at(self.using, asker, before, after, groups)
        would = self.using.manage.would
        return await ask(would, asker, team=before.id, wanted=after, there=there)


def _later(before: Team, after: Wanted) -> bool:
    """Whether who is asked, when, or what would change, or for good: nobody foresees it alone."""
    old, new = before.policy, after.policy
    asked = (new.light, new.named, new.open_days) != (old.light, old.named, old.open_days)
    locks = new.not_for_appraisal and not old.not_for_appraisal
    return asked or locks or (after.leads, after.cadence) != (before.leads, before.cadence)


def _may_name_group(handed: Handed) -> bool:
    after = handed.wanted()
    return after.group not in {None, handed.team.group} or _about_group(after)


def _about_group(after: Wanted) -> bool:
    """Whether a text names a group that is not known yet."""
    unread = (one for one in after.unread if isinstance(one, ImpossibleSetting))
    return any(one.setting == "group" for one in unread)


def _shown(handed: Handed, seen: Foreseen, *, live: bool = False) -> Block:
    then = _chosen(handed, seen.preview.team) if seen.after != seen.before else None
    # Nobody pressed *Save* yet: not on a text, nor while they choose.
    live = live or foreseen.is_text(handed.view)
    return foreseen.again(handed.view, foreseen.told(seen, live=live), then=then)


def _chosen(handed: Handed, then: Team) -> Team:
    """A team as it was asked for: a channel may lock it whatever was chosen."""
    locked = handed.wanted().policy.not_for_appraisal
    return replace(then, policy=replace(then.policy, not_for_appraisal=locked))


def _problem(handed: Handed, error: BearingsError) -> Block:
    """At the question it is about: far above that nobody would look for it."""
    said, form = foreseen.problem(errors.sentence(error)), handed.view
    question = "" if foreseen.is_text(form) else errors.question(form, error)
    return foreseen.again(form, said, question=question)


async def _instead(ack: AsyncAck, handed: Handed, error: BearingsError) -> None:
    """Say it above: an answer with errors could not take away what stands there, of before."""
    await ack(response_action="update", view=_problem(handed, error))


def _of_form(view: Body, before: Team, _groups: tuple[Group, ...]) -> Wanted:
    return wanted(view, before)


def _of_text(view: Body, before: Team, groups: tuple[Group, ...]) -> Wanted:
    return read(Text.of(_pasted(view)), Wanted.of(before), groups=groups)


def _pasted(view: Body) -> str:
    try:
        return text(view["state"]["values"], "text")
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error

"""All settings of a workspace from text: looked at team by team, saved at once, taken back."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.digest import digest
from slackapp.domain.whole import read_whole
from slackapp.errors import (
    BearingsError,
    ChangedMeanwhile,
    NoAdmin,
    NotAllowed,
    OutOfTime,
    SlackAway,
    UnreadableAnswer,
)
from slackapp.listeners.acting import UNHURRIED_SECONDS, ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.meeting import Meeting
from slackapp.listeners.replies import on_top
from slackapp.listeners.saving import list_of, looked_at
from slackapp.listeners.set_up_pages import known_groups
from slackapp.listeners.window import Window, show_beneath
from slackapp.services.taking_back import SETTING
from slackapp.ui import errors, foreseen, ids, overtaken
from slackapp.ui import restoring as words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.ids import TeamId
    from slackapp.domain.teams import Group
    from slackapp.domain.whole import WantedWhole, Whole
    from slackapp.listeners.deps import Administration
    from slackapp.services.members import Seen
    from slackapp.ui.blocks import Block

PATIENCE_SECONDS: Final = 60.0
"""How long Slack may take to say whether all of it can be: who `MOST_NEW` people are takes most of
that.
"""

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register what only admins may do; every use case asks whether they are."""
    restoring = Restoring(administration)
    app.action(ids.RESTORE_EVERYTHING)(restoring.open)
    app.view(ids.RESTORE_VIEW)(restoring.submit)
    app.action(ids.TAKE_ALL_BACK)(restoring.take_back)


@dataclass(frozen=True, slots=True)
class Restoring:
    """The way back from what *All settings as text* gave."""

    using: Administration

    async def open(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Ask for the text."""
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        whole = await ask(self.using.restoring.whole, asker)
        await on_top(client, body, words.form(whole.fingerprint))

    async def submit(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show what the text would change; save it once exactly that was shown."""
        asker = Asker.of(context)
        await known(self.using, asker)
        whole = await ask(self.using.restoring.whole, asker)
        text, (seen, shown, groups) = _pasted(view), _kept(view)
        if seen != whole.fingerprint:
            await ack(response_action="update", view=await self._overtaken(asker, whole, view))
            return
        if shown != digest(text):
            await ack(response_action="update", view=words.again(view, foreseen.looking()))
            foresee = self._foresee(asker, whole, text, view, Window(client, view["id"]))
            self.using.afterwards.start(foresee)
            return
        wanted = read_whole(text, whole, groups=groups)
        try:
            at = await ask(self.using.restoring.restore, asker, wanted=wanted, seen=seen)
        except ChangedMeanwhile:
            await ack(response_action="update", view=await self._overtaken(asker, whole, view))
            return
        await ack(response_action="update", view=_saved(wanted, whole, at))
        self.using.afterwards.start(self._list_anew(asker, client, view))
        self._look(wanted.teams)

    async def _overtaken(self, asker: Asker, whole: Whole, view: Body) -> Block:
        """Say above the text who changed something meanwhile; it can be sent again."""
        found = await ask(self.using.manage.changes, asker)
        last = next((one for one in found if one.event in _SETTINGS), None)
        names: dict[str, str] = {team.id: team.name for team in whole.teams}
        return words.again(view, overtaken.text(last, names=names), seen=whole.fingerprint)

    async def take_back(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Set everything as it was before."""
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        try:
            at = datetime.fromisoformat(body["actions"][0]["value"])
        except ValueError as error:
            raise UnreadableAnswer from error
        self.using.afterwards.start(self._take_back(asker, at, client, body["view"]))

    async def _take_back(
        self, asker: Asker, at: datetime, client: AsyncWebClient, view: Body
    ) -> None:
        try:
            async with asyncio.timeout(UNHURRIED_SECONDS):
                groups = await known_groups(self.using, asker)
            teams = await ask(self.using.restoring.take_back, asker, at=at, groups=groups)
            shown = words.taken_back()
            self._look(teams)
        except TimeoutError:
            shown = errors.view(SlackAway())
        except BearingsError as error:
            shown = errors.view(error)
        await Window(client, view["id"]).show(shown)
        await self._list_anew(asker, client, view)

    async def _list_anew(self, asker: Asker, client: AsyncWebClient, above: Body) -> None:
        """The teams, in the window beneath, as they are now; an admin may be none any more."""
        with suppress(NotAllowed):
            await show_beneath(client, above, partial(list_of, self.using, asker))

    def _look(self, teams: Iterable[TeamId]) -> None:
        """Look again who is there: some may be asked elsewhere now."""
        for team in teams:
            self.using.afterwards.start(self.using.refresh(team))

    async def _foresee(
        self, asker: Asker, whole: Whole, text: str, view: Body, window: Window
    ) -> None:
        waiting = await window.show(words.again(view, foreseen.looking()))
        if waiting is None:
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                shown = await self._foreseen(asker, whole, text, view)
        except TimeoutError:
            shown = _problem(view, OutOfTime())
        except BearingsError as error:
            shown = _problem(view, error)
        await waiting.show(shown)

    async def _foreseen(self, asker: Asker, whole: Whole, text: str, view: Body) -> Block:
        groups = await known_groups(self.using, asker)
        wanted = read_whole(text, whole, groups=groups)
        wanted, there = await self._looked_at(asker, whole, wanted, groups)
        would = self.using.restoring.would
        seen = await ask(would, asker, wanted=wanted, there=there)
        named = {after.group for after in wanted.teams.values() if after.group}
        shown = digest(text) if seen.differs else ""
        return words.again(view, words.told(seen), shown=shown, groups=named)

    async def _looked_at(
        self, asker: Asker, whole: Whole, wanted: WantedWhole, groups: tuple[Group, ...]
    ) -> tuple[WantedWhole, dict[TeamId, Seen]]:
        """Have Slack say what can be, and who would be asked where people are asked elsewhere."""
        meeting, teams, there = Meeting(self.using, asker), dict(wanted.teams), {}
        # Together, however many teams: one after the other they would take too long.
        await meeting.ask(wanted.given_parts(whole))
        for team in whole.teams:
            if team.id in teams:
                after = teams[team.id]
                teams[team.id], seen = await looked_at(
                    self.using, asker, team, after, groups, meeting
                )
                if seen is not None:
                    there[team.id] = seen
        wanted = replace(wanted, teams=teams)
        try:
            await meeting.meet(wanted.named_admins - whole.named_admins, NoAdmin)
        except NoAdmin as error:
            wanted = wanted.without_admins(whole, error)
        return wanted, there


def _saved(wanted: WantedWhole, before: Whole, at: datetime) -> Block:
    return words.saved(
        len(wanted.changed(before)),
        at,
        defaults=wanted.defaults != before.defaults,
        admins=wanted.named_admins != before.named_admins,
    )


def _problem(view: Body, error: BearingsError) -> Block:
    return words.again(view, foreseen.problem(errors.sentence(error)))


def _pasted(view: Body) -> str:
    """The parts in their order; a line that was broken off goes on in the next line."""
    try:
        state = view["state"]["values"]
        parts = [(state[f"{words.PART}{n}"][ids.ANSWER].get("value") or "") for n in _NUMBERS]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnswer from error
    return "\n".join(part.rstrip("\n") for part in parts if part.strip())


def _kept(view: Body) -> tuple[str, str, tuple[Group, ...]]:
    try:
        return words.kept(view["private_metadata"])
    except ValueError as error:
        raise UnreadableAnswer from error


_SETTINGS: Final = SETTING | {"admins", "created", "defaults", "deleted", "ended", "started"}
"""What changes what all settings are."""
_NUMBERS: Final = range(1, words.PARTS + 1)

"""Taking the last change of a team's settings back, from its page."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import TeamId
from slackapp.domain.overview import Wanted, fingerprint
from slackapp.domain.written import applied
from slackapp.errors import BearingsError, ChangedMeanwhile, NothingToTakeBack, SlackAway
from slackapp.listeners.acting import UNHURRIED_SECONDS, ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.saving import page_of, possible, save
from slackapp.listeners.window import Window
from slackapp.services.taking_back import IN_SLACK
from slackapp.ui import errors, ids

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.teams import Team
    from slackapp.listeners.deps import Administration

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register the button; the use case asks who may."""
    app.action(ids.UNDO_CHANGE)(Undoing(administration).undo)


@dataclass(frozen=True, slots=True)
class Undoing:
    """One more change, which sets what was set before."""

    using: Administration

    async def undo(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Take the last change back, if it is still the one shown; else say who made another."""
        await ack()
        asker, using = Asker.of(context), self.using
        await known(using, asker)
        name, _, seen = body["actions"][0]["value"].partition(":")
        before = await ask(using.manage.team, asker, team=TeamId(name))
        window = Window(client, body["view"]["id"])
        if seen != before.as_seen:
            await window.show(await page_of(using, asker, before.team.id, overtaken=True))
            return
        if before.undoing is None:
            raise before.refused or NothingToTakeBack
        given = json.loads(before.undoing[1])
        if given.keys() & IN_SLACK:
            using.afterwards.start(self._take_back(asker, before.team, given, window))
            return
        earlier = applied(given, Wanted.of(before.team))
        try:
            now = fingerprint(before.team)
            await save(using, asker, before.team, earlier, seen=now, event="undone")
            shown = await page_of(using, asker, before.team.id, taken_back=True)
        except ChangedMeanwhile:
            shown = await page_of(using, asker, before.team.id, overtaken=True)
        await window.show(shown)

    async def _take_back(
        self, asker: Asker, before: Team, given: dict[str, Any], window: Window
    ) -> None:
        """The same where only Slack can say whether there is still what is gone back to."""
        using, seen = self.using, fingerprint(before)
        try:
            async with asyncio.timeout(UNHURRIED_SECONDS):
                groups = await using.groups(asker.workspace) if given.get("group") else ()
                earlier = applied(given, Wanted.of(before), groups=groups)
                await possible(using, asker, before, earlier, groups)
            looking = await save(using, asker, before, earlier, seen=seen, event="undone")
            shown = await page_of(using, asker, before.id, taken_back=True, looking=looking)
        except TimeoutError:
            shown = errors.view(SlackAway())
        except ChangedMeanwhile:
            shown = await page_of(using, asker, before.id, overtaken=True)
        except BearingsError as error:
            shown = errors.view(error)
        await window.show(shown)

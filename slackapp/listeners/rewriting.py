"""A team's settings from text: pasted, looked at, and only then saved."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import TeamId, UserId
from slackapp.domain.overview import Wanted
from slackapp.domain.written import read
from slackapp.errors import ImpossibleSetting, NoSuchPerson, UnreadableAnswer
from slackapp.listeners.acting import ask, known
from slackapp.listeners.asker import Asker
from slackapp.listeners.managing import changed, within
from slackapp.listeners.replies import beneath, on_top
from slackapp.listeners.set_up import known_groups
from slackapp.listeners.set_up_form import text
from slackapp.ui import ids, settings_text

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.deps import Administration

Body = dict[str, Any]


def register(app: AsyncApp, administration: Administration) -> None:
    """Register what is found on a team's page; every step asks who may."""
    rewriting = Rewriting(administration)
    app.action(ids.SETTINGS_FROM_TEXT)(rewriting.open)
    app.view(ids.FROM_TEXT_VIEW)(rewriting.submit)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The way back from what *Settings as text* gave."""

    using: Administration

    async def open(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Ask for the text."""
        await ack()
        asker = Asker.of(context)
        await known(self.using, asker)
        team = TeamId(body["actions"][0]["value"])
        managed = await ask(self.using.manage.team, asker, team=team)
        view = settings_text.form(managed.team)
        await on_top(client, body, view)

    async def submit(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show what the text would change; save it once exactly that was shown."""
        asker = Asker.of(context)
        await known(self.using, asker)
        name, seen, _ = view["private_metadata"].split(":")
        before = (await ask(self.using.manage.team, asker, team=TeamId(name))).team
        pasted = _pasted(view)
        groups = await known_groups(self.using, asker)
        wanted = read(pasted, Wanted.of(before), groups=groups)
        await self._exist(asker, wanted.leads - before.leads)
        manage = self.using.manage
        would = await ask(manage.would, asker, team=before.id, wanted=wanted)
        if settings_text.is_shown(view["private_metadata"], pasted):
            saved = await changed(self.using, context, before, wanted, seen=seen)
            await beneath(ack, client, view, saved)
            return
        shown = settings_text.preview(before, pasted, *would)
        await ack(response_action="update", view=shown)

    async def _exist(self, asker: Asker, leads: frozenset[UserId]) -> None:
        """Refuse leads whom this workspace does not have: a text may come from another one."""
        asked = (self.using.person(asker.workspace, lead) for lead in leads)
        try:
            await within(asyncio.gather(*asked))
        except NoSuchPerson as error:
            raise ImpossibleSetting(setting="leads") from error


def _pasted(view: Body) -> str:
    try:
        return text(view["state"]["values"], "text")
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise UnreadableAnswer from error

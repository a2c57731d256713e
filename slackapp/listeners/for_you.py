"""What is for one person alone: their mirror, their settings, their data, asking again later."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import RoundId, TeamId
from slackapp.domain.snooze import Later
from slackapp.errors import UnreadableAnswer
from slackapp.listeners.asker import Asker
from slackapp.listeners.commands import COMMAND, says
from slackapp.listeners.home import publish
from slackapp.listeners.late import told_of_another
from slackapp.listeners.replies import for_one, on_top
from slackapp.listeners.waiting import committed
from slackapp.ui import (
    hard_sentences,
    ids,
    invitation,
    mirror,
    own_answers,
    own_copy,
    own_data,
    own_settings,
    why,
)

if TYPE_CHECKING:
    from datetime import datetime

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.domain.reflection import Mirror
    from slackapp.domain.screens import OwnSettings
    from slackapp.listeners.afterwards import Afterwards
    from slackapp.listeners.deps import CheckIns, Deps, Home, Own, ReportLinks

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Register before the command that answers everything with help."""
    afterwards = deps.administration.afterwards
    alone = Alone(deps.check_ins, deps.own, deps.home, afterwards, deps.links)
    app.action(ids.LATER)(alone.later)
    app.action(ids.WHY)(alone.why)
    app.command(COMMAND, matchers=[says("why")])(alone.why)
    app.action(ids.OPEN_MIRROR)(alone.mirror)
    app.action(ids.SHOW_OWN)(alone.answers)
    app.action(ids.OPEN_WORDS)(alone.sentences)
    app.action(ids.OPEN_SETTINGS)(alone.settings)
    app.view(ids.SETTINGS_VIEW)(alone.save)
    app.action(ids.OPEN_DATA)(alone.data)
    app.action(ids.COPY_DATA)(alone.copy)
    app.action(ids.ASK_ERASE)(alone.ask_erase)
    app.view(ids.ERASE_VIEW)(alone.erase)


@dataclass(frozen=True, slots=True)
class Alone:
    """One person and what is theirs, in their language; nothing here reaches anybody else."""

    check_ins: CheckIns
    own: Own
    home: Home
    afterwards: Afterwards
    links: ReportLinks

    async def later(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        respond: AsyncRespond,
    ) -> None:
        """Ask again later, or say why one is asked."""
        chosen, _, round_id = body["actions"][0]["selected_option"]["value"].partition(".")
        if chosen == ids.WHY:
            await self.why(ack, body, client)
            return
        asker = Asker.of(context)
        who: dict[str, Any] = {
            "round_id": RoundId(round_id),
            "workspace": asker.workspace,
            "user": asker.user,
        }
        find = partial(self.own.snoozes.later, later=Later(chosen), **who)
        async with told_of_another(self.check_ins, asker):
            at = await asyncio.to_thread(find)
            await committed(partial(self.own.snoozes.snooze, at=at, **who))
        await ack()
        self.afterwards.start(self._snoozed(respond, asker, at))

    async def _snoozed(self, respond: AsyncRespond, asker: Asker, at: datetime) -> None:
        zone = await asyncio.to_thread(self.own.switches.zone, asker.workspace, asker.user)
        await respond(**for_one(invitation.snoozed(at, zone)))

    async def why(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Say why one is asked and who sees what."""
        await ack()
        await on_top(client, body, why.view(self.links.document))

    async def mirror(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open a person's own mirror."""
        await ack()
        asker = Asker.of(context)
        seen = await self._seen(asker, TeamId(body["actions"][0]["value"]))
        view = mirror.view(seen, slack_team=asker.slack_team, week=self.own.week())
        await on_top(client, body, view)

    async def answers(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show a person their own answers, because they asked to."""
        await ack()
        seen = await self._seen(Asker.of(context), TeamId(body["actions"][0]["value"]))
        await on_top(client, body, own_answers.view(seen))

    async def sentences(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Open words to try."""
        await ack()
        await on_top(client, body, hard_sentences.view(self.own.week()))

    async def settings(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Open a person's settings as they are."""
        await ack()
        own = await self._settings(Asker.of(context))
        await on_top(client, body, own_settings.view(own))

    async def save(
        self, ack: AsyncAck, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Keep a person's settings and say what holds from now on, on their Home tab too."""
        asker = Asker.of(context)
        who: dict[str, Any] = {"workspace": asker.workspace, "user": asker.user}
        chosen = _chosen(view)
        own = await asyncio.to_thread(partial(self.own.switches.choose, **who, **chosen))
        moved = chosen["home"] is not None
        await ack(response_action="update", view=own_settings.saved(own, moved=moved))
        self.afterwards.start(publish(self.home, client, asker))

    async def data(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Say what is kept."""
        await ack()
        await on_top(client, body, own_data.view())

    async def copy(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Show everything that is kept of a person's own; each part over the one before.

        Never into a window that is only named in what was sent: Slack opens one for whoever
        pressed, and for nobody who merely knows its id.
        """
        await ack()
        asker = Asker.of(context)
        part = body["actions"][0]["value"]
        access = partial(self.own.access.of, workspace=asker.workspace, user=asker.user)
        kept = await asyncio.to_thread(access)
        own = await self._settings(asker)
        find = partial(self.own.mirrors.teams, workspace=asker.workspace, user=asker.user)
        teams = await asyncio.to_thread(find)
        seen = [await self._seen(asker, team.id) for team in teams]
        which = int(part) if part.isdecimal() else 0
        await on_top(client, body, own_copy.view(seen, own, kept, part=which))

    async def ask_erase(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Make sure."""
        await ack()
        await on_top(client, body, own_data.ask())

    async def erase(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """Replace what is sealed by decoys, then say so; pressing twice is safe."""
        asker = Asker.of(context)
        erase = partial(self.own.erasure.erase, workspace=asker.workspace, user=asker.user)
        await asyncio.to_thread(erase)
        await ack(response_action="update", view=own_data.erased())

    async def _settings(self, asker: Asker) -> OwnSettings:
        look = partial(self.own.switches.shown, workspace=asker.workspace, user=asker.user)
        return await asyncio.to_thread(look)

    async def _seen(self, asker: Asker, team: TeamId) -> Mirror:
        look = partial(self.own.mirrors.of, workspace=asker.workspace, user=asker.user, team=team)
        return await asyncio.to_thread(look)


def _chosen(view: Body) -> dict[str, Any]:
    """Read a submitted form; `UnreadableAnswer` when it is not one of ours."""
    try:
        state = view["state"]["values"]
        until = state[ids.PAUSE_BLOCK][ids.ANSWER].get("selected_date")
        ticked = state[ids.SWITCHES_BLOCK][ids.ANSWER].get("selected_options") or ()
        off = {option["value"] for option in ticked}
        return {
            "ask_me": ids.DONT_ASK not in off,
            "list_me": ids.DONT_LIST not in off,
            "paused_until": None if until is None else date.fromisoformat(until),
            "home": _home(state),
        }
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableAnswer from error


def _home(state: Body) -> TeamId | None:
    """Another home than the form began with; who meanwhile came back to theirs keeps it."""
    for block, answer in state.items():
        if block.startswith(ids.HOME_BLOCK) and (chosen := answer[ids.ANSWER]["selected_option"]):
            began = block.removeprefix(ids.HOME_BLOCK)
            return None if chosen["value"] == began else TeamId(chosen["value"])
    return None

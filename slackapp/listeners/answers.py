"""Check in, pick names, submit, skip."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from slackapp.domain.ids import RoundId
from slackapp.errors import RoundClosed
from slackapp.listeners.asker import Asker
from slackapp.listeners.form import answer_of, helpers_in, let_go
from slackapp.listeners.late import open_for, told_of_another
from slackapp.listeners.replies import for_one
from slackapp.listeners.straight import Straight
from slackapp.listeners.waiting import committed
from slackapp.ui import check_in, ids, invitation, status, thanks
from slackapp.ui.words import speaking

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.deps import Deps

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Register the busiest listeners first: Bolt tries one after the other."""
    answering = Answering(deps)
    app.middleware(Straight(ids.CHECK_IN_VIEW, answering.submit))
    app.action(ids.PICK)(answering.pick)
    app.action(ids.CHECK_IN)(answering.press)
    app.action(ids.SKIP)(answering.skip)


@dataclass(frozen=True, slots=True)
class Answering:
    """One person's way through a check-in."""

    deps: Deps

    async def press(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        respond: AsyncRespond,
    ) -> None:
        """Open the check-in behind a button; where it has closed, offer what is open by now."""
        await ack()
        asker, round_id = Asker.of(context), RoundId(body["actions"][0]["value"])
        try:
            await self.open(round_id, body["trigger_id"], client, asker)
        except RoundClosed:
            waiting = await open_for(self.deps.check_ins, asker)
            if not waiting or not context.response_url:
                raise
            await respond(**for_one(status.instead_of_closed(waiting)))

    async def open(
        self, round_id: RoundId, trigger: str, client: AsyncWebClient, asker: Asker
    ) -> None:
        """Open a check-in: one read, then one Web API call, before the trigger runs out."""
        form = await asyncio.to_thread(
            partial(
                self.deps.check_ins.form,
                round_id=round_id,
                workspace=asker.workspace,
                user=asker.user,
            )
        )
        self.deps.languages.learnt(asker, form.locale)
        with speaking(form.locale):
            view = check_in.view(form)
        await client.views_open(trigger_id=trigger, view=view)

    async def pick(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Show what goes with the names just picked.

        Without Slack's `hash`: of two quick picks the later one knows both and must win.
        """
        await ack()
        view = body["view"]
        await client.views_update(view_id=view["id"], view=check_in.revised(view))

    async def submit(self, ack: AsyncAck, view: Body, context: AsyncBoltContext) -> None:
        """Store first, then say so."""
        asker = Asker.of(context)
        round_id = RoundId(view["private_metadata"])
        answer, helpers = answer_of(view), helpers_in(view)
        let_go(view)
        write = partial(
            self.deps.check_ins.record,
            round_id=round_id,
            workspace=asker.workspace,
            user=asker.user,
            answer=answer,
        )
        async with told_of_another(self.deps.check_ins, asker):
            await committed(write, at_once=self.deps.check_ins.knows(round_id))
        shown = thanks.view(slack_team=asker.slack_team, helpers=helpers)
        await ack(response_action="update", view=shown)

    async def skip(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Note that this person wants no reminder, and tell only them."""
        round_id = RoundId(body["actions"][0]["value"])
        asker = Asker.of(context)
        write = partial(
            self.deps.check_ins.skip,
            round_id=round_id,
            workspace=asker.workspace,
            user=asker.user,
        )
        async with told_of_another(self.deps.check_ins, asker):
            await committed(write)
        await ack()
        self.deps.administration.afterwards.start(respond(**for_one(invitation.skipped())))

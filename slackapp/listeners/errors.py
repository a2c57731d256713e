"""The one place where an error becomes something a person reads, and the only broad catch.

What is logged is the kind of error and where it was raised: never a message, a payload or an id,
because any of them may hold an answer.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError

from slackapp.errors import (
    BearingsError,
    NotConfirmed,
    NotStored,
    SlackFailed,
    TookTooLong,
    Unforeseen,
)
from slackapp.listeners.asker import Asker
from slackapp.listeners.replies import for_one, on_top, said
from slackapp.listeners.unforeseen import OPEN_ALREADY, REFUSED, deliberate
from slackapp.ui import errors, home, ids
from slackapp.ui.words import speak, speaking

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from slackapp.listeners.authorize import Authorize
    from slackapp.listeners.deps import Home
    from slackapp.listeners.language import Languages
    from slackapp.ui.blocks import Words

Body = dict[str, Any]

_log = logging.getLogger(__name__)


def register(app: AsyncApp, home: Home, authorize: Authorize, languages: Languages) -> None:
    """Render every error here, whether a listener or what runs before it raised it."""
    app.error(Rendering(home, authorize, languages).render)


@dataclass(frozen=True, slots=True)
class Rendering:
    """Errors as people and Slack meet them."""

    home: Home
    authorize: Authorize
    languages: Languages

    async def render(
        self,
        error: Exception,
        body: Body,
        ack: AsyncAck,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        respond: AsyncRespond,
    ) -> BoltResponse:
        """Answer Slack so that nothing typed and no event is lost, and tell the person."""
        if isinstance(error, BoltUnhandledRequestError):
            # A link button, or an event we subscribed to for later: 404 would make Slack retry.
            return BoltResponse(status=200, body="")
        known = deliberate(error)
        if said(error) in REFUSED:
            # Installed anew elsewhere: the next press finds the new token.
            self.authorize.drop(
                enterprise=context.enterprise_id or "", slack_team=context.team_id or ""
            )
        if body.get("type") == "event_callback":
            return _event(known)
        speak(await self.languages.of(context))
        if body.get("type") == "view_submission":
            return await _submission(ack, body["view"], known)
        if said(error) == OPEN_ALREADY:
            return await ack()
        try:
            await _Pressed(body, client, context, respond, self.home).tell(known)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, BearingsError) as failure:
            _log.warning("could not show %s: %s", type(known).__name__, type(failure).__name__)
        return await ack()


def _event(error: BearingsError) -> BoltResponse:
    """Slack sends an event again unless it gets a 200; only settled matters may have one."""
    again = isinstance(error, (NotStored, NotConfirmed, SlackFailed, Unforeseen))
    return BoltResponse(status=500 if again else 200, body="")


async def _submission(ack: AsyncAck, view: Body, error: BearingsError) -> BoltResponse:
    """Under a question of the same form, so that everything typed stays."""
    said = NotConfirmed() if isinstance(error, (SlackFailed, Unforeseen)) else error
    under = errors.under_a_question(view, said)
    if under:
        return await ack(response_action="errors", errors=under)
    return await ack(response_action="push", view=errors.view(said))


@dataclass(frozen=True, slots=True)
class _Pressed:
    """Whoever pressed or typed, and the ways to reach them."""

    body: Body
    client: AsyncWebClient
    context: AsyncBoltContext
    respond: AsyncRespond
    home: Home

    async def tell(self, error: BearingsError) -> None:
        """Say it where they are: beside the message, on Home, or in a window."""
        if self.context.response_url:
            await self.respond(**for_one(self._words(error)))
        elif isinstance(error, TookTooLong):
            await self._note_on_home()
        else:
            await on_top(self.client, self.body, errors.view(error))
            # What was pressed there may be for nothing by now.
            await self._home_anew()

    async def _note_on_home(self) -> None:
        """No window can be opened any more, and Home has no other place for a word."""
        await self._home_anew("expired")

    async def _home_anew(self, *notes: str) -> None:
        """Home as it is now, where that was pressed in."""
        if self.body.get("view", {}).get("type") != "home":
            return
        asker = Asker.of(self.context)
        data = await asyncio.to_thread(self.home.view, asker.workspace, asker.user)
        with speaking(data.locale):
            view = home.view(replace(data, notes=notes))
        await self.client.views_publish(user_id=asker.user, view=view)

    def _words(self, error: BearingsError) -> Words:
        pressed = (self.body.get("actions") or [{}])[0]
        if isinstance(error, TookTooLong) and pressed.get("action_id") == ids.CHECK_IN:
            return errors.try_again(pressed["value"])
        return errors.just_for_you(error)

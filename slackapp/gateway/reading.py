"""Calls of Slack's reading methods: each has its turn, and "too fast" is waited out once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.domain.ids import WorkspaceId
from slackapp.errors import BearingsError, ChannelAway, GroupAway, NoSuchPerson, SlackAway
from slackapp.gateway.slack import said
from slackapp.gateway.turns import Turns

PATIENCE = 30.0
"""Seconds to wait for a turn, or when Slack says "too fast", where nothing else is asked for."""
_GONE: dict[str, type[BearingsError]] = {
    "channel_not_found": ChannelAway,
    "not_in_channel": ChannelAway,
    "is_archived": ChannelAway,
    "method_not_supported": ChannelAway,
    "no_such_subteam": GroupAway,
    "user_not_found": NoSuchPerson,
    "user_not_visible": NoSuchPerson,
    "users_not_found": NoSuchPerson,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Without `turns` nobody else asks Slack, and Slack itself says when we are too fast."""

    turns: Turns | None = None

    async def turn(
        self, workspace: WorkspaceId, method: str, *, count: int = 1, patience: float
    ) -> None:
        """Take turns; raises `SlackAway` when they are further away than `patience` seconds."""
        if self.turns is not None:
            await self.turns.take(workspace, method, count=count, patience=patience)

    async def call(
        self,
        client: AsyncWebClient,
        workspace: WorkspaceId,
        method: str,
        *,
        patience: float,
        **arguments: object,
    ) -> dict[str, Any]:
        """Call a reading method; reading twice harms nobody.

        "Too fast" is waited out if that takes no more than `patience` seconds.

        Raises:
            ChannelAway, GroupAway, NoSuchPerson: what is read does not exist, or not for the app.
            SlackAway: Slack could not be asked just now.
        """
        try:
            return await _call(client, method, arguments)
        except SlackApiError as error:
            if error.response.status_code != 429:  # noqa: PLR2004 (HTTP's own name for it)
                raise _reason(error) from error
            wait = float(error.response.headers.get("Retry-After") or PATIENCE)
        if self.turns is not None:
            await self.turns.block(workspace, method, seconds=wait)
        if wait > patience:
            raise SlackAway
        await asyncio.sleep(wait)
        try:
            return await _call(client, method, arguments)
        except SlackApiError as error:
            raise _reason(error) from error


async def _call(client: AsyncWebClient, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = await client.api_call(
            method, http_verb="GET", params={k: v for k, v in arguments.items() if v}
        )
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackAway from error
    return dict(answer.data) if isinstance(answer.data, dict) else {}


def _reason(error: SlackApiError) -> BearingsError:
    return _GONE.get(said(error) or "", SlackAway)()

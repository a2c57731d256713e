"""Who is in a channel, as Slack says right now: bots, guests, deactivated and away people told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.domain.ids import ChannelId, UserId, WorkspaceId
from slackapp.domain.teams import Person
from slackapp.errors import ChannelAway, SlackAway
from slackapp.gateway.slack import Slack, said
from slackapp.gateway.tokens import Tokens
from slackapp.gateway.turns import Turns

MEMBERS = "conversations.members"
INFO = "users.info"
PAGE = 200
"""People a page of `conversations.members`; Slack recommends no more."""
AT_ONCE = 10
"""People asked for at the same time; Slack takes a hundred such calls a minute."""
REMEMBERED = 600.0
"""Seconds what Slack says about a person is kept; statuses change within a day, not a minute."""
PATIENCE = 30.0
"""Seconds one reading call waits for its turn, or when Slack says "too fast"; then without it."""
_GONE = frozenset({"channel_not_found", "not_in_channel", "is_archived", "method_not_supported"})


class Members:
    """Reads channels page by page and people a few at once, each at most every ten minutes."""

    def __init__(
        self,
        slack: Slack,
        tokens: Tokens,
        *,
        away: tuple[str, ...],
        turns: Turns | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`away` lists emoji (as `:name:`) and words that mean "not here" in a status.

        Without `turns` nobody else asks Slack, and Slack itself says when we are too fast.
        """
        self._turns = turns
        self._slack = slack
        self._tokens = tokens
        self._away = tuple(status.casefold() for status in away)
        self._monotonic = monotonic
        self._people: dict[tuple[WorkspaceId, str], tuple[float, Person]] = {}

    async def of_channel(
        self, workspace: WorkspaceId, channel: ChannelId, *, patience: float = PATIENCE
    ) -> tuple[Person, ...]:
        """Return everyone in the channel, bots and deactivated people flagged.

        `patience` is for how many seconds at a time it may wait for its turn.

        Raises:
            ChannelAway: the channel is archived or gone, or the app is not in it.
            SlackAway: Slack could not be asked just now.
        """
        client = self._slack.client(await self._tokens.of(workspace))
        users: list[str] = []
        cursor = ""
        while True:
            await self._turn(workspace, MEMBERS, patience=patience)
            page = await self._read(
                client, workspace, MEMBERS, channel=channel, limit=PAGE, cursor=cursor
            )
            users += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return await self._people_of(client, workspace, users, patience)

    async def _people_of(
        self, client: AsyncWebClient, workspace: WorkspaceId, users: list[str], patience: float
    ) -> tuple[Person, ...]:
        """Ask about those we do not remember, a few at a time: who waits briefly gets further."""
        unknown = [user for user in users if self._remembered(workspace, user) is None]
        for first in range(0, len(unknown), AT_ONCE):
            some = unknown[first : first + AT_ONCE]
            await self._turn(workspace, INFO, count=len(some), patience=patience)
            await asyncio.gather(*(self._person(client, workspace, user) for user in some))
        return tuple([await self._person(client, workspace, user) for user in users])

    async def person(
        self, workspace: WorkspaceId, user: str, *, patience: float = PATIENCE
    ) -> Person:
        """Return what Slack says about one person.

        Raises:
            SlackAway: Slack could not be asked just now.
        """
        client = self._slack.client(await self._tokens.of(workspace))
        if self._remembered(workspace, user) is None:
            await self._turn(workspace, INFO, patience=patience)
        return await self._person(client, workspace, user)

    async def _turn(
        self, workspace: WorkspaceId, method: str, *, count: int = 1, patience: float
    ) -> None:
        if self._turns is not None:
            await self._turns.take(workspace, method, count=count, patience=patience)

    def forget(self, workspace: WorkspaceId, user: str) -> None:
        """Ask Slack again next time, after it said that the person changed."""
        self._people.pop((workspace, user), None)

    def _remembered(self, workspace: WorkspaceId, user: str) -> Person | None:
        until, person = self._people.get((workspace, user), (0.0, None))
        return person if until > self._monotonic() else None

    async def _person(self, client: AsyncWebClient, workspace: WorkspaceId, user: str) -> Person:
        if remembered := self._remembered(workspace, user):
            return remembered
        answer = await self._read(client, workspace, INFO, user=user, include_locale="true")
        person = read_person(answer["user"], workspace=workspace, away=self._away)
        self._people[workspace, user] = (self._monotonic() + REMEMBERED, person)
        return person

    async def _read(
        self, client: AsyncWebClient, workspace: WorkspaceId, method: str, **arguments: object
    ) -> dict[str, Any]:
        """Call a reading method; reading twice harms nobody, so "too fast" is waited out once."""
        try:
            return await _call(client, method, arguments)
        except SlackApiError as error:
            if error.response.status_code != 429:  # noqa: PLR2004 (HTTP's own name for it)
                raise _reason(error) from error
            wait = float(error.response.headers.get("Retry-After") or PATIENCE)
        if self._turns is not None:
            await self._turns.block(workspace, method, seconds=wait)
        if wait > PATIENCE:
            raise SlackAway
        await asyncio.sleep(wait)
        try:
            return await _call(client, method, arguments)
        except SlackApiError as error:
            raise _reason(error) from error


def read_person(said: dict[str, Any], *, workspace: WorkspaceId, away: tuple[str, ...]) -> Person:
    """Read one `user` object of Slack; `away` is in lower case."""
    profile = said.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), said.get("real_name"))
    status = f"{profile.get('status_emoji') or ''} {profile.get('status_text') or ''}".casefold()
    return Person(
        workspace=workspace,
        user=UserId(said["id"]),
        name=next((name for name in names if name), said.get("name") or said["id"]),
        zone=said.get("tz") or "UTC",
        locale=said.get("locale") or "en-US",
        is_bot=bool(said.get("is_bot")) or said["id"] == "USLACKBOT",
        is_guest=bool(said.get("is_restricted")) or bool(said.get("is_ultra_restricted")),
        is_active=not said.get("deleted"),
        is_admin=bool(said.get("is_admin")) or bool(said.get("is_owner")),
        away=any(word in status for word in away),
    )


async def _call(client: AsyncWebClient, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = await client.api_call(
            method, http_verb="GET", params={k: v for k, v in arguments.items() if v}
        )
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackAway from error
    return dict(answer.data) if isinstance(answer.data, dict) else {}


def _reason(error: SlackApiError) -> Exception:
    return ChannelAway() if said(error) in _GONE else SlackAway()

"""Who is in a channel, as Slack says right now: bots, guests, deactivated and away people told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from slackapp.domain.ids import ChannelId, GroupId, UserId, WorkspaceId
from slackapp.domain.policy import ROSTER_CEILING
from slackapp.domain.teams import Group, Person, Team
from slackapp.gateway.reading import PATIENCE, Reading
from slackapp.gateway.slack import Slack
from slackapp.gateway.tokens import Tokens
from slackapp.gateway.turns import Turns
from slackapp.services.members import Seen

MEMBERS = "conversations.members"
INFO = "users.info"
GROUPS = "usergroups.list"
IN_GROUP = "usergroups.users.list"
PAGE = 200
"""People a page of `conversations.members`; Slack recommends no more."""
AT_ONCE = 10
"""People asked for at the same time; Slack takes a hundred such calls a minute."""
REMEMBERED = 600.0
"""Seconds what Slack says about a person is kept; statuses change within a day, not a minute."""
GROUPS_REMEMBERED = 60.0
"""Seconds the list of user groups is kept: Slack takes twenty such calls a minute."""


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
        self._reading = Reading(turns)
        self._slack = slack
        self._tokens = tokens
        self._away = tuple(status.casefold() for status in away)
        self._monotonic = monotonic
        self._people: dict[tuple[WorkspaceId, str], tuple[float, Person]] = {}
        self._groups: dict[WorkspaceId, tuple[float, tuple[Group, ...]]] = {}

    async def of_team(self, team: Team, *, patience: float = PATIENCE) -> Seen:
        """Return who is to be asked: everyone in the channel, or those of the team's group.

        `patience` is for how many seconds at a time it may wait for its turn.

        Raises:
            ChannelAway, GroupAway: one of them is gone, or the app may not read it.
            SlackAway: Slack could not be asked just now.
        """
        if team.group is None:
            return Seen(
                await self.of_channel(team.workspace, team.channel, patience=patience), of=team
            )
        client = self._slack.client(await self._tokens.of(team.workspace))
        channel = await self._channel(client, team.workspace, team.channel, patience)
        group = await self._group(client, team.workspace, team.group.id, patience)
        there = [user for user in group if user in channel]
        others = [user for user in group if user not in channel]
        people = await self._people_of(client, team.workspace, there, patience)
        absent = len(others)
        if absent <= ROSTER_CEILING:
            missing = await self._people_of(client, team.workspace, others, patience)
            absent = sum(one.is_active and not one.is_bot for one in missing)
        return Seen(people, absent=absent, of=team)

    async def groups(self, workspace: WorkspaceId) -> tuple[Group, ...]:
        """Return the workspace's user groups by handle; those that are switched off are left out.

        Raises:
            SlackAway: Slack does not say: it is away, the plan has none, or the scope is missing.
        """
        until, known = self._groups.get(workspace, (0.0, ()))
        if until > self._monotonic():
            return known
        client = self._slack.client(await self._tokens.of(workspace))
        await self._reading.turn(workspace, GROUPS, patience=PATIENCE)
        said = await self._reading.call(client, workspace, GROUPS)
        found = sorted(
            (one["handle"], one["id"]) for one in said["usergroups"] if not one.get("date_delete")
        )
        groups = tuple(Group(GroupId(group), handle) for handle, group in found)
        self._groups[workspace] = (self._monotonic() + GROUPS_REMEMBERED, groups)
        return groups

    async def _group(
        self, client: AsyncWebClient, workspace: WorkspaceId, group: GroupId, patience: float
    ) -> list[str]:
        await self._reading.turn(workspace, IN_GROUP, patience=patience)
        said = await self._reading.call(client, workspace, IN_GROUP, usergroup=group)
        return list(said["users"])

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
        users = await self._channel(client, workspace, channel, patience)
        return await self._people_of(client, workspace, users, patience)

    async def _channel(
        self, client: AsyncWebClient, workspace: WorkspaceId, channel: ChannelId, patience: float
    ) -> list[str]:
        users: list[str] = []
        cursor = ""
        while True:
            await self._reading.turn(workspace, MEMBERS, patience=patience)
            page = await self._reading.call(
                client, workspace, MEMBERS, channel=channel, limit=PAGE, cursor=cursor
            )
            users += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return users

    async def _people_of(
        self, client: AsyncWebClient, workspace: WorkspaceId, users: list[str], patience: float
    ) -> tuple[Person, ...]:
        """Ask about those we do not remember, a few at a time: who waits briefly gets further."""
        unknown = [user for user in users if self._remembered(workspace, user) is None]
        for first in range(0, len(unknown), AT_ONCE):
            some = unknown[first : first + AT_ONCE]
            await self._reading.turn(workspace, INFO, count=len(some), patience=patience)
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
            await self._reading.turn(workspace, INFO, patience=patience)
        return await self._person(client, workspace, user)

    def forget(self, workspace: WorkspaceId, user: str) -> None:
        """Ask Slack again next time, after it said that the person changed."""
        self._people.pop((workspace, user), None)

    def _remembered(self, workspace: WorkspaceId, user: str) -> Person | None:
        until, person = self._people.get((workspace, user), (0.0, None))
        return person if until > self._monotonic() else None

    async def _person(self, client: AsyncWebClient, workspace: WorkspaceId, user: str) -> Person:
        if remembered := self._remembered(workspace, user):
            return remembered
        answer = await self._reading.call(client, workspace, INFO, user=user, include_locale="true")
        person = read_person(answer["user"], workspace=workspace, away=self._away)
        self._people[workspace, user] = (self._monotonic() + REMEMBERED, person)
        return person


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

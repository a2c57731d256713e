"""Who is in a channel, as Slack says right now: bots, guests, deactivated and away people told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from slackapp.domain.ids import ChannelId, GroupId, WorkspaceId
from slackapp.domain.policy import ROSTER_CEILING
from slackapp.domain.teams import Group, Person, Team
from slackapp.errors import ChannelArchived, ChannelShared, NoSuchPerson, NotInvited
from slackapp.gateway.profiles import ACTING, Profiles
from slackapp.gateway.reading import PATIENCE, Reading
from slackapp.gateway.slack import Slack
from slackapp.gateway.statuses import AwayStatuses
from slackapp.gateway.tokens import Tokens
from slackapp.gateway.turns import Turns
from slackapp.services.members import Seen

CHANNEL = "conversations.info"
MEMBERS = "conversations.members"
GROUPS = "usergroups.list"
IN_GROUP = "usergroups.users.list"
PAGE = 200
"""People a page of `conversations.members`; Slack recommends no more."""
GROUPS_REMEMBERED = 60.0
"""Seconds the list of user groups is kept: Slack takes twenty such calls a minute."""


class Members:
    """Reads channels page by page and people a few at once, each at most every ten minutes."""

    def __init__(
        self,
        slack: Slack,
        tokens: Tokens,
        statuses: AwayStatuses,
        *,
        turns: Turns | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without `turns` nobody else asks Slack, and Slack itself says when we are too fast."""
        self._reading = Reading(turns)
        self._slack = slack
        self._tokens = tokens
        self._monotonic = monotonic
        self._profiles = Profiles(self._reading, statuses, monotonic)
        self._groups: dict[WorkspaceId, tuple[float, tuple[Group, ...]]] = {}

    async def of_team(self, team: Team, *, patience: float = PATIENCE) -> Seen:
        """Return who is to be asked: everyone in the channel, or those of the team's group.

        `patience` is for how many seconds at a time it may wait for its turn.

        Raises:
            ChannelShared: another organisation reads what is posted there, or soon will.
            ChannelAway, GroupAway: one of them is gone, or the app may not read it.
            SlackAway: Slack could not be asked just now.
        """
        await self._about(team.workspace, team.channel, patience)
        if team.group is None:
            return Seen(
                await self.of_channel(team.workspace, team.channel, patience=patience), of=team
            )
        client = self._slack.client(await self._tokens.of(team.workspace))
        channel = await self._channel(client, team.workspace, team.channel, patience)
        group = await self._group(client, team.workspace, team.group.id, patience)
        there = [user for user in group if user in channel]
        others = [user for user in group if user not in channel]
        people = await self._own(client, team.workspace, there, patience)
        absent = len(others)
        if absent <= ROSTER_CEILING:
            missing = await self._own(client, team.workspace, others, patience)
            absent = sum(one.is_active and not one.is_bot for one in missing)
        return Seen(people, absent=absent, of=team)

    async def groups(self, workspace: WorkspaceId) -> tuple[Group, ...]:
        """Return the workspace's user groups by handle; those that are switched off are left out.

        Raises:
            SlackAway: Slack does not say: it is away, the plan has none, or the scope is missing.
        """
        known = self.listed(workspace)
        if known is not None:
            return known
        client = self._slack.client(await self._tokens.of(workspace))
        await self._reading.turn(workspace, GROUPS, patience=PATIENCE)
        said = await self._reading.call(client, workspace, GROUPS, patience=PATIENCE)
        found = sorted(
            (one["handle"], one["id"]) for one in said["usergroups"] if not one.get("date_delete")
        )
        groups = tuple(Group(GroupId(group), handle) for handle, group in found)
        self._groups[workspace] = (self._monotonic() + GROUPS_REMEMBERED, groups)
        return groups

    def listed(self, workspace: WorkspaceId) -> tuple[Group, ...] | None:
        """Return what `groups` said within the last minute; None when it was not asked."""
        until, known = self._groups.get(workspace, (0.0, ()))
        return known if until > self._monotonic() else None

    async def _group(
        self, client: AsyncWebClient, workspace: WorkspaceId, group: GroupId, patience: float
    ) -> list[str]:
        await self._reading.turn(workspace, IN_GROUP, patience=patience)
        said = await self._reading.call(
            client, workspace, IN_GROUP, patience=patience, usergroup=group
        )
        return list(said["users"])

    async def check(self, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Refuse a channel that no team of this workspace can be asked in.

        Raises:
            ChannelArchived: nobody can post there.
            ChannelShared: people of other organisations are in it, or were invited.
            NotInvited: the channel is public and the app is not in it.
            ChannelAway: there is none, or it is private and the app is not in it.
            SlackAway: Slack could not be asked just now.
        """
        if not (await self._about(workspace, channel, PATIENCE)).get("is_member"):
            raise NotInvited

    async def called(self, workspace: WorkspaceId, channel: ChannelId) -> str:
        """Return what a public channel is called, "" of a private one: admins may not be in it.

        Raises as `check`, also where the app is not in it.
        """
        about = await self._about(workspace, channel, PATIENCE)
        return "" if about.get("is_private") else str(about["name"])

    async def _about(
        self, workspace: WorkspaceId, channel: ChannelId, patience: float
    ) -> dict[str, Any]:
        """What Slack says of a channel that is used, and by one organisation alone."""
        client = self._slack.client(await self._tokens.of(workspace))
        await self._reading.turn(workspace, CHANNEL, patience=patience)
        said = await self._reading.call(
            client, workspace, CHANNEL, patience=patience, channel=channel
        )
        found: dict[str, Any] = said["channel"]
        if found.get("is_archived"):
            raise ChannelArchived
        if found.get("is_ext_shared") or found.get("is_pending_ext_shared"):
            raise ChannelShared
        return found

    async def of_channel(
        self, workspace: WorkspaceId, channel: ChannelId, *, patience: float = PATIENCE
    ) -> tuple[Person, ...]:
        """Return everyone of ours in the channel, bots and deactivated people flagged.

        People of another organisation are left out, whatever brought them there: so they are on no
        roster, and nobody asks, names, counts or writes to them.

        `patience` is for how many seconds at a time it may wait for its turn.

        Raises:
            ChannelAway: the channel is archived or gone, or the app is not in it.
            SlackAway: Slack could not be asked just now.
        """
        client = self._slack.client(await self._tokens.of(workspace))
        users = await self._channel(client, workspace, channel, patience)
        return await self._own(client, workspace, users, patience)

    async def _own(
        self, client: AsyncWebClient, workspace: WorkspaceId, users: list[str], patience: float
    ) -> tuple[Person, ...]:
        ours = await self._tokens.organisation(workspace)
        return await self._profiles.of(client, workspace, users, patience=patience, ours=ours)

    async def _channel(
        self, client: AsyncWebClient, workspace: WorkspaceId, channel: ChannelId, patience: float
    ) -> list[str]:
        users: list[str] = []
        cursor = ""
        while True:
            await self._reading.turn(workspace, MEMBERS, patience=patience)
            page = await self._reading.call(
                client,
                workspace,
                MEMBERS,
                patience=patience,
                channel=channel,
                limit=PAGE,
                cursor=cursor,
            )
            users += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return users

    async def person(
        self, workspace: WorkspaceId, user: str, *, patience: float = PATIENCE
    ) -> Person:
        """Return what Slack says about one person, or said within the last minute.

        Raises:
            NoSuchPerson: nobody in the workspace has this id; they may be of another one.
            SlackAway: Slack could not be asked just now.
        """
        client = self._slack.client(await self._tokens.of(workspace))
        (person,) = await self._profiles.of(
            client, workspace, [user], patience=patience, at_most=ACTING
        )
        teams = self._profiles.teams(workspace, user)
        home = await self._tokens.home(workspace)
        if home and teams and home not in teams:
            raise NoSuchPerson(name=person.name)
        return person

    def forget(self, workspace: WorkspaceId, user: str) -> None:
        """Ask Slack again next time, after it said that the person changed."""
        self._profiles.forget(workspace, user)

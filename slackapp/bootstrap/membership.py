"""Who is in a team's channel, asked of Slack and written down."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from slackapp.bootstrap.house import House
from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.teams import Team
from slackapp.gateway.members import Members
from slackapp.gateway.reading import PATIENCE
from slackapp.services import members as membership
from slackapp.services.arriving import arrive


@dataclass(frozen=True, slots=True)
class Renew:
    """Brings what we know about one person in line with what Slack says now."""

    house: House
    members: Members

    async def __call__(self, workspace: WorkspaceId, user: UserId) -> None:
        """Ask Slack about somebody we know; of all others nothing is kept.

        Raises:
            SlackAway: nothing was changed.
        """
        known = await asyncio.to_thread(
            self.house.database.read, lambda store: store.people.get(workspace, user)
        )
        if known is None:
            return
        self.members.forget(workspace, user)
        person = await self.members.person(workspace, user)
        await asyncio.to_thread(membership.remember, self.house.database, person)


@dataclass(frozen=True, slots=True)
class Refresh:
    """Brings a team's memberships in line with its channel, or with its user group there."""

    house: House
    members: Members

    async def __call__(self, team_id: TeamId, *, patience: float = PATIENCE) -> None:
        """Ask Slack, then write in one unit; `patience` is the seconds to wait for our turn.

        Raises:
            ChannelAway, GroupAway, SlackAway: nothing was changed.
        """
        # An answer may be long under way: what it says held when it was asked for.
        now = self.house.clock.calendar_now()
        team, began_at = await asyncio.to_thread(self._begin, team_id)
        seen = await self.members.of_team(team, patience=patience)
        # What this process remembers may be older than what another one was told and wrote down.
        doubtful = await asyncio.to_thread(
            membership.in_doubt, self.house.database, team.workspace, seen.people
        )
        for user in doubtful:
            self.members.forget(team.workspace, user)
        if doubtful:
            seen = await self.members.of_team(team, patience=patience)
        seen = replace(seen, began_at=began_at)
        await asyncio.to_thread(arrive, self.house.database, team=team_id, seen=seen, now=now)

    def _begin(self, team_id: TeamId) -> tuple[Team, datetime]:
        """Return the team as it is, and what time it is for all who look."""
        return self.house.database.read(lambda store: (store.teams.get(team_id), store.real_now()))

"""Setting the demo team up, as its lead would."""

from __future__ import annotations

import asyncio
from datetime import datetime

from slackapp.bootstrap.house import House
from slackapp.bootstrap.membership import Refresh
from slackapp.demo.cast import LEAD, TEAM, cast, weekly
from slackapp.domain.ids import ChannelId, TeamId, UserId, WorkspaceId
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Person
from slackapp.services.members import remember
from slackapp.services.teams import TeamSettings


async def found(
    house: House, refresh: Refresh, *, workspace: WorkspaceId, first: datetime
) -> TeamId:
    """Create the team with whoever is in its channel, and start asking from `first` on."""
    lead = UserId(LEAD)
    teams = TeamSettings(house.database, house.clock)
    admin = Person(workspace, lead, cast().lead.real_name, is_admin=True)
    await asyncio.to_thread(remember, house.database, admin)
    team = await asyncio.to_thread(
        teams.create,
        workspace=workspace,
        channel=ChannelId(cast().channel.id),
        name=TEAM,
        leads=[lead],
        cadence=weekly(first),
        policy=Policy(),
        actor=lead,
    )
    await refresh(team.id)
    await asyncio.to_thread(teams.confirm, team=team.id, actor=lead)
    return team.id

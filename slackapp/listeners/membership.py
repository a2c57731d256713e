"""Who comes, who goes, who changed. Hints only: every opening round asks Slack anew."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.ids import ChannelId, GroupId, TeamId, UserId
from slackapp.domain.teams import TeamState
from slackapp.errors import ChannelAway, GroupAway, SlackAway, UnknownTeam
from slackapp.listeners.asker import Asker

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from slack_bolt.async_app import AsyncApp, AsyncBoltContext

    from slackapp.domain.ids import WorkspaceId
    from slackapp.listeners.deps import Administration, Departures

PATIENCE_SECONDS: Final = 2.0
"""Slack sends an event again after three; what is not done by then the sweep does, soon after."""

_log = logging.getLogger(__name__)


def register(app: AsyncApp, administration: Administration, departures: Departures) -> None:
    """Register comings, goings and changes."""
    watching = Watching(administration, departures)
    app.event("member_joined_channel")(watching.moved)
    app.event("member_left_channel")(watching.moved)
    app.event("user_change")(watching.changed)
    app.event("subteam_members_changed")(watching.regrouped)
    app.event("subteam_updated")(watching.group)


@dataclass(frozen=True, slots=True)
class Watching:
    """What Slack tells about people."""

    using: Administration
    departures: Departures

    async def moved(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Look again at a team's channel; it counts from the next round on."""
        find = partial(
            self.using.teams.in_channel,
            workspace=Asker.workspace_of(context),
            channel=ChannelId(event["channel"]),
        )
        try:
            team = await asyncio.to_thread(find)
        except UnknownTeam:
            return
        if team.state is TeamState.PAUSED:
            has_left = event["type"] == "member_left_channel"
            move = self.departures.left if has_left else self.departures.back
            await asyncio.to_thread(partial(move, team=team.id, user=UserId(event["user"])))
        await self._look(team.id)

    async def regrouped(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Look again at the teams that ask the people of a group."""
        workspace, group = Asker.workspace_of(context), GroupId(event["subteam_id"])
        find = partial(self.using.teams.following, workspace=workspace, group=group)
        paused = (team for team in await asyncio.to_thread(find) if team.state is TeamState.PAUSED)
        for team in paused:
            for user in map(UserId, event.get("removed_users") or ()):
                go = partial(self.departures.left, team=team.id, user=user)
                await asyncio.to_thread(go)
        await self._follow(workspace, group)

    async def group(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """A group has another name, other people, or is switched off."""
        workspace, said = Asker.workspace_of(context), event["subteam"]
        group = GroupId(said["id"])
        if said.get("date_delete"):
            gone = partial(self.departures.group_gone, workspace=workspace, group=group)
            await asyncio.to_thread(gone)
            return
        rename = partial(self.departures.group_renamed, workspace=workspace, group=group)
        await asyncio.to_thread(rename, handle=said["handle"])
        await self._follow(workspace, group)

    async def _follow(self, workspace: WorkspaceId, group: GroupId) -> None:
        find = partial(self.using.teams.following, workspace=workspace, group=group)
        teams = await asyncio.to_thread(find)
        await asyncio.gather(*(self._look(team.id) for team in teams))

    async def _look(self, team: TeamId) -> None:
        """Many who come within a minute are more than Slack may be asked about at once."""
        if not await _soon(self.using.refresh(team)):
            await asyncio.to_thread(self.using.teams.look_again, team)

    async def changed(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Look again at a person we know; of all others nothing is kept."""
        workspace = Asker.workspace_of(context)
        await _soon(self.using.renew(workspace, UserId(event["user"]["id"])))


async def _soon(looking: Awaitable[None]) -> bool:
    """Whether it was done in time."""
    try:
        await asyncio.wait_for(looking, PATIENCE_SECONDS)
    except (TimeoutError, SlackAway, ChannelAway, GroupAway) as error:
        _log.info("left for later: %s", type(error).__name__)
        return False
    return True

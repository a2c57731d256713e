"""Who comes, who goes, who changed. Hints only: every opening round asks Slack anew."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.ids import ChannelId, UserId
from slackapp.errors import ChannelAway, SlackAway, UnknownTeam
from slackapp.listeners.asker import Asker

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from slack_bolt.async_app import AsyncApp, AsyncBoltContext

    from slackapp.listeners.deps import Administration

PATIENCE_SECONDS: Final = 2.0
"""Slack sends an event again after three; what is not done by then the next opening does."""

_log = logging.getLogger(__name__)


def register(app: AsyncApp, administration: Administration) -> None:
    """Register comings, goings and changes."""
    watching = Watching(administration)
    app.event("member_joined_channel")(watching.moved)
    app.event("member_left_channel")(watching.moved)
    app.event("user_change")(watching.changed)


@dataclass(frozen=True, slots=True)
class Watching:
    """What Slack tells about people."""

    using: Administration

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
        await _soon(self.using.refresh(team.id))

    async def changed(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Look again at a person we know; of all others nothing is kept."""
        workspace = Asker.workspace_of(context)
        await _soon(self.using.renew(workspace, UserId(event["user"]["id"])))


async def _soon(looking: Awaitable[None]) -> None:
    try:
        await asyncio.wait_for(looking, PATIENCE_SECONDS)
    except (TimeoutError, SlackAway, ChannelAway) as error:
        _log.info("left to the next opening: %s", type(error).__name__)

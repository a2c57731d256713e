"""The app is removed, its token is revoked, or a channel goes away or is shared."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from slackapp.domain.ids import ChannelId
from slackapp.listeners.asker import Asker

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp, AsyncBoltContext

    from slackapp.listeners.authorize import Authorize
    from slackapp.listeners.deps import Departures

RENAMED: Final = ("channel_rename", "group_rename")
GONE: Final = ("channel_archive", "channel_left", "group_archive", "group_left")


def register(app: AsyncApp, departures: Departures, authorize: Authorize) -> None:
    """Register what ends things."""
    leaving = Leaving(departures, authorize)
    app.event("app_uninstalled")(leaving.uninstalled)
    app.event("tokens_revoked")(leaving.revoked)
    for name in GONE:
        app.event(name)(leaving.channel)
    app.event("channel_shared")(leaving.shared)
    for name in RENAMED:
        app.event(name)(leaving.renamed)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What Slack tells about an end."""

    departures: Departures
    authorize: Authorize

    async def uninstalled(self, context: AsyncBoltContext) -> None:
        """Note it, and look the token up again for whatever comes next from there."""
        tenant = {
            "enterprise": context.enterprise_id or "",
            "slack_team": context.team_id or "",
        }
        self.authorize.drop(**tenant)
        await asyncio.to_thread(partial(self.departures.uninstalled, **tenant))

    async def revoked(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """The same, when it was the bot's token; people's own tokens are never kept."""
        if event.get("tokens", {}).get("bot"):
            await self.uninstalled(context)

    async def channel(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Pause the channel's team."""
        gone = partial(
            self.departures.channel_gone,
            workspace=Asker.workspace_of(context),
            channel=ChannelId(event["channel"]),
        )
        await asyncio.to_thread(gone)

    async def shared(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Pause the team of a channel that another organisation was let into."""
        pause = partial(
            self.departures.channel_shared,
            workspace=Asker.workspace_of(context),
            channel=ChannelId(event["channel"]),
        )
        await asyncio.to_thread(pause)

    async def renamed(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Call the channel's team by the channel's new name."""
        rename = partial(
            self.departures.channel_renamed,
            workspace=Asker.workspace_of(context),
            channel=ChannelId(event["channel"]["id"]),
            name=event["channel"]["name"],
        )
        await asyncio.to_thread(rename)

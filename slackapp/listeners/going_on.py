"""Pausing a team and letting it go on: not while another organisation reads its channel."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from slackapp.domain.rounds import Reason
from slackapp.listeners.acting import ask

if TYPE_CHECKING:
    from slackapp.domain.ids import TeamId
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration


async def pause(using: Administration, asker: Asker, team: TeamId) -> None:
    """Stop asking for a while; raises `UnknownTeam`, `NotAllowed`."""
    await asyncio.to_thread(partial(using.teams.pause, team=team, actor=asker.user))


async def go_on(using: Administration, asker: Asker, team: TeamId) -> None:
    """Resume a team; one that was paused for its channel only once that is fit for one again.

    Raises:
        UnknownTeam, NotAllowed: it is not this person's.
        ChannelShared: it is shared with another organisation still.
        ChannelAway, SlackAway: Slack does not say that it is not.
    """
    found = await ask(using.manage.team, asker, team=team)
    if found.stopped is not None and found.stopped[0] == Reason.CHANNEL_SHARED:
        await using.check(asker.workspace, found.team.channel)
    await asyncio.to_thread(partial(using.teams.resume, team=team, actor=asker.user))

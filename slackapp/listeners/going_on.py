"""Pausing a team and letting it go on: only where people can be asked, as Slack says now."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from slackapp.domain.teams import TeamState
from slackapp.errors import SlackAway
from slackapp.listeners.acting import ask

if TYPE_CHECKING:
    from slackapp.domain.ids import TeamId
    from slackapp.listeners.asker import Asker
    from slackapp.listeners.deps import Administration


async def pause(using: Administration, asker: Asker, team: TeamId) -> None:
    """Stop asking for a while; raises `UnknownTeam`, `NotAllowed`."""
    await asyncio.to_thread(partial(using.teams.pause, team=team, actor=asker.user))


async def go_on(
    using: Administration, asker: Asker, team: TeamId, *, patience: float | None = None
) -> None:
    """Resume a team, once its channel is found fit for one, and its group there.

    `patience` is for how many seconds Slack may take to say so, if not for those of `using`.

    Raises:
        UnknownTeam, NotAllowed: it is not this person's.
        ChannelArchived, ChannelShared, NotInvited, ChannelAway: nobody can be asked in its channel.
        GroupAway: the group that is asked is gone.
        SlackAway: Slack does not say.
    """
    found = (await ask(using.manage.team, asker, team=team)).team
    if found.state is TeamState.PAUSED:
        try:
            async with asyncio.timeout(using.patience if patience is None else patience):
                await using.check(asker.workspace, found.channel)
                if found.group is not None:
                    await using.there(found)
        except TimeoutError as error:
            raise SlackAway from error
    await asyncio.to_thread(partial(using.teams.resume, team=team, actor=asker.user))

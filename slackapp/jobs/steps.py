"""What is due, performed in a thread; a round is opened with the channel as Slack has it then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from slackapp.clock import Clock
from slackapp.domain.ids import RoundId, TeamId
from slackapp.domain.teams import Team
from slackapp.errors import ChannelAway, SlackAway
from slackapp.services import rounds, steps
from slackapp.services.departures import Departures
from slackapp.services.ports import Store
from slackapp.services.rounds import Due, Step

log = logging.getLogger(__name__)

Refresh = Callable[[TeamId], Awaitable[None]]
"""Asks Slack who is in a team's channel now; raises `ChannelAway` or `SlackAway`."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of every team, at the calendar's time."""

    steps: steps.Steps
    clock: Clock
    refresh: Refresh
    departures: Departures | None = None
    """Pauses a team whose channel is gone before its round would open there."""
    _asked: list[str] = field(default_factory=list, repr=False)
    """The day on which this process asked for what is done daily."""

    async def due(self) -> tuple[Due, ...]:
        """Return what is due now, most urgent first."""
        now = self.clock.calendar_now()
        found = await asyncio.to_thread(rounds.due, self.steps.database, now)
        return (*found, *self._daily(now))

    def _daily(self, now: datetime) -> tuple[Due, ...]:
        """What every process asks for once a day; it is done twice at most and changes nothing."""
        today = now.astimezone(UTC).date().isoformat()
        if self._asked == [today]:
            return ()
        self._asked[:] = [today]
        return (Due(Step.RETAIN, today),)

    async def perform(self, due: Due) -> bool:
        """Perform one step; False when it has to be tried again later. Twice changes nothing."""
        if due.step is Step.OPEN:
            await self._look_around(RoundId(due.id))
        return await asyncio.to_thread(self.steps.perform, due, now=self.clock.calendar_now())

    async def _look_around(self, round_id: RoundId) -> None:
        """Without an answer from Slack the round opens with the members known so far."""
        team = await asyncio.to_thread(self._team, round_id)
        try:
            await self.refresh(team.id)
        except SlackAway:
            log.warning("opening with the members known so far: Slack could not be asked")
        except ChannelAway:
            log.warning("a team is paused: its channel is archived or gone")
            if self.departures is not None:
                gone = partial(
                    self.departures.channel_gone, workspace=team.workspace, channel=team.channel
                )
                await asyncio.to_thread(gone)

    def _team(self, round_id: RoundId) -> Team:
        def unit(store: Store) -> Team:
            return store.teams.get(store.rounds.get(round_id).team)

        return self.steps.database.read(unit)

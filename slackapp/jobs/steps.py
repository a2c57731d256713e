"""What is due, performed in a thread; a round is opened with the channel as Slack has it then."""

from __future__ import annotations

import asyncio
import logging
import time
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

LOOK_EVERY = 60.0
"""Seconds of real time between two looks at every team."""

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
    _looked: list[float] = field(default_factory=list, repr=False)
    """When (monotonic) this process looked at every team last."""

    async def due(self) -> tuple[Due, ...]:
        """Return what is due now, most urgent first."""
        now = self.clock.calendar_now()
        look = partial(rounds.due, self.steps.database, now, plans=self._is_time_to_look())
        found = await asyncio.to_thread(look)
        return (*found, *self._daily(now))

    def _is_time_to_look(self) -> bool:
        """Whether to look at every team for one without a planned round: opening plans the next."""
        now = time.monotonic()
        if self._looked and now < self._looked[0] + LOOK_EVERY:
            return False
        self._looked[:] = [now]
        return True

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
            return await self._open(due)
        return await self._perform(due)

    async def _perform(self, due: Due) -> bool:
        return await asyncio.to_thread(self.steps.perform, due, now=self.clock.calendar_now())

    async def _open(self, due: Due) -> bool:
        """Open a round with the members of now, and plan the one after it."""
        team = await asyncio.to_thread(self._team, RoundId(due.id))
        await self._look_around(team)
        return await self._perform(due) and await self._perform(Due(Step.PLAN, team.id))

    async def _look_around(self, team: Team) -> None:
        """Without an answer from Slack the round opens with the members known so far."""
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

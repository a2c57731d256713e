"""What is due, performed in a thread; a round is opened with the channel as Slack has it then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from slackapp.clock import Clock
from slackapp.domain.ids import RoundId, TeamId
from slackapp.errors import ChannelAway, SlackAway
from slackapp.services import rounds, steps
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
            await self.refresh(team)
        except (ChannelAway, SlackAway) as error:
            log.warning("opening without a fresh list of members: %s", type(error).__name__)

    def _team(self, round_id: RoundId) -> TeamId:
        return self.steps.database.read(lambda store: store.rounds.get(round_id).team)

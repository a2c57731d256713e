"""Performs what is due. Every step is idempotent, so running one twice changes nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from slackapp.clock import Clock
from slackapp.domain.ids import RoundId, TeamId, WindowId
from slackapp.errors import ChannelAway, SlackAway
from slackapp.services import rounds
from slackapp.services.gathering import gather
from slackapp.services.keys import bury
from slackapp.services.opening import open_round
from slackapp.services.ports import Database, KeyStore
from slackapp.services.rounds import Due, Step
from slackapp.services.windows import expire, settle

log = logging.getLogger(__name__)

Issue = Callable[[RoundId, datetime], None]
"""Writes a round's report and its pages; made by the composition root."""
Refresh = Callable[[TeamId], Awaitable[None]]
"""Asks Slack who is in a team's channel now."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of every team, on this database and these keys."""

    database: Database
    keys: KeyStore
    clock: Clock
    issue: Issue
    refresh: Refresh
    pepper: bytes
    """The secret under which people of published windows are hashed."""

    async def due(self) -> tuple[Due, ...]:
        """Return what is due now, most urgent first."""
        return await asyncio.to_thread(rounds.due, self.database, self.clock.calendar_now())

    async def perform(self, due: Due) -> None:
        """Perform one step in a thread; a round is opened with the channel as Slack has it now."""
        if due.step is Step.OPEN:
            await self._look_around(RoundId(due.id))
        await asyncio.to_thread(self._perform, due, self.clock.calendar_now())

    async def _look_around(self, round_id: RoundId) -> None:
        """Without an answer from Slack the round opens with the members known so far."""
        row = await asyncio.to_thread(self.database.read, lambda store: store.rounds.get(round_id))
        try:
            await self.refresh(row.team)
        except (ChannelAway, SlackAway) as error:
            log.warning("opening without a fresh list of members: %s", type(error).__name__)

    def _perform(self, due: Due, now: datetime) -> None:
        database, keys = self.database, self.keys
        match due.step:
            case Step.PLAN:
                rounds.plan_round(database, team=TeamId(due.id), now=now)
            case Step.OPEN:
                open_round(database, keys, round_id=RoundId(due.id), now=now)
            case Step.REMIND:
                rounds.remind(database, round_id=RoundId(due.id), now=now)
            case Step.CLOSE:
                rounds.close(database, round_id=RoundId(due.id), now=now)
            case Step.GATHER:
                gather(database, keys, round_id=RoundId(due.id), now=now)
            case Step.SETTLE:
                settle(database, keys, window_id=WindowId(due.id), now=now, pepper=self.pepper)
            case Step.EXPIRE:
                expire(database, keys, window_id=WindowId(due.id), today=now.date())
            case Step.ISSUE:
                self.issue(RoundId(due.id), now)
            case Step.FORGET | Step.BURY:
                bury(database, keys)

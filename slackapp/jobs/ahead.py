"""Asks Slack who is in each channel some hours before its round opens, as slowly as Slack wants.

At nine on a Monday thousands of rounds open at one instant; asking about every member then would
take Slack's limits hours. So whoever opens a round finds written down what was asked ahead.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slackapp.domain.ids import TeamId, WorkspaceId
from slackapp.jobs.attempts import ask
from slackapp.jobs.steps import Steps
from slackapp.services.ports import Database, Store

AHEAD = timedelta(hours=6)
"""How long before its round opens a team is asked about; less than what was said stays fresh."""
EVERY = 30.0
"""Seconds between two looks for teams to ask about."""
WHOLE_EVERY = 900.0
"""Seconds of real time until rounds are looked at again that were found to be asked about: one may
have been planned or moved in among them.
"""
TOGETHER = 100
"""Teams found at once; the next ones are when a workspace is done."""
PATIENCE = 120.0
"""Seconds to wait for a turn at Slack's reading methods."""
LEASE = timedelta(minutes=15)
"""For how long a workspace is one worker's to ask about, renewed with each team."""

Found = tuple[tuple[WorkspaceId, TeamId], ...]


@dataclass(slots=True)
class Ahead:
    """One worker's part of it: a workspace is asked about by one worker at a time."""

    steps: Steps
    owner: str
    _at_work: dict[WorkspaceId, asyncio.Task[None]] = field(default_factory=dict)
    _asked_until: datetime | None = None
    """Up to when every round that opens was found to be asked about, when last looked at."""
    _whole_at: float = field(default_factory=time.monotonic)
    """When (monotonic) to look at all of them again."""

    @property
    def _database(self) -> Database:
        return self.steps.steps.database

    async def look(self) -> None:
        """Begin wherever something is to be asked and nobody does yet."""
        found = await asyncio.to_thread(self._find)
        for workspace in dict(found):
            teams = [team for other, team in found if other == workspace]
            self._at_work[workspace] = asyncio.create_task(self._ask(workspace, teams))

    async def stop(self) -> None:
        """Ask no more; what was not asked is asked by others, or when the round opens."""
        tasks = [*self._at_work.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _find(self) -> Found:
        now = self.steps.clock.calendar_now()
        after, busy = self._after(now), [*self._at_work]
        found = self._database.read(
            lambda store: store.looks.due(
                after=after,
                until=now + AHEAD,
                looked_before=now - AHEAD,
                without=busy,
                limit=TOGETHER,
            )
        )
        if not found and not busy:
            self._asked_until = now + AHEAD
        return found

    def _after(self, now: datetime) -> datetime:
        """Where to begin: behind what was asked about, so that an idle look finds few rounds."""
        known, real_now = self._asked_until, time.monotonic()
        went_back = known is not None and known > now + AHEAD
        if known is None or went_back or real_now >= self._whole_at:
            self._asked_until, self._whole_at = None, real_now + WHOLE_EVERY
            return now
        return max(now, known)

    async def _ask(self, workspace: WorkspaceId, teams: list[TeamId]) -> None:
        key = f"{workspace}:ahead"
        try:
            for team in teams:
                if not await self._hold(key):
                    return
                await ask(self.steps, team, patience=PATIENCE)
        finally:
            del self._at_work[workspace]
            self._database.write(lambda store: store.buckets.leave(key, holder=self.owner))

    async def _hold(self, key: str) -> bool:
        """Make a workspace ours for a while; False when another worker asks there."""

        def unit(store: Store) -> bool:
            now = store.real_now()
            if store.buckets.enter(key, now=now, holder=self.owner) is None:
                return False
            store.buckets.hold(key, tat=0.0, holder=self.owner, until=now + LEASE)
            return True

        return await asyncio.wrap_future(self._database.write(unit))

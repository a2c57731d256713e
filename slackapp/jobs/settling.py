"""Writes what became of deliveries: whatever waits while one unit is written goes into the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from slackapp.clock import Clock
from slackapp.domain.deliveries import Delivery
from slackapp.jobs.outcomes import settled
from slackapp.jobs.rate import Limits
from slackapp.services import undelivered
from slackapp.services.departures import Departures
from slackapp.services.outbox import Limited, Outcome, Refused
from slackapp.services.ports import Database, Store

T = TypeVar("T")


@dataclass(slots=True)
class _Batch:
    """What is written together."""

    rows: list[tuple[Delivery, Delivery]] = field(default_factory=list)
    written: asyncio.Task[list[bool]] | None = None


@dataclass(slots=True)
class Settling:
    """Settles only what is still ours; use one inside one event loop."""

    database: Database
    clock: Clock
    limits: Limits
    real_now: Callable[[Store], datetime]
    departures: Departures | None = None
    """Draws the conclusions when Slack refuses for good."""
    _joining: _Batch | None = None
    _last: asyncio.Task[list[bool]] | None = None

    async def settle(self, row: Delivery, outcome: Outcome) -> bool:
        """Write an outcome; False when the claim was lost meanwhile and nothing was written."""
        now = self.clock.calendar_now()
        if isinstance(outcome, Limited):
            after = row.released(due_at=now + timedelta(seconds=outcome.retry_after))
            return await self._alone(lambda store: self._settle(store, row, after, outcome))
        after = settled(row, outcome, now=now)
        if isinstance(outcome, Refused) and outcome.permanent:
            return await self._alone(lambda store: self._settle(store, row, after, outcome))
        return await self.write(row, after)

    async def release(self, row: Delivery, *, seconds: float) -> bool:
        """Put a row back that was not posted, due in some seconds."""
        due_at = self.clock.calendar_now() + timedelta(seconds=seconds)
        return await self.write(row, row.released(due_at=due_at))

    async def write(self, row: Delivery, after: Delivery) -> bool:
        """Write a claimed row as it is to be, together with others."""
        if self._joining is None:
            self._joining = _Batch()
            self._joining.written = asyncio.create_task(self._write(self._joining, self._last))
            self._last = self._joining.written
        batch = self._joining
        place = len(batch.rows)
        batch.rows.append((row, after))
        assert batch.written is not None  # noqa: S101 (set where the batch was made)
        return (await asyncio.shield(batch.written))[place]

    async def _write(self, batch: _Batch, before: asyncio.Task[list[bool]] | None) -> list[bool]:
        if before is not None and not before.done():
            await asyncio.wait({before})
        self._joining = None
        now = self.clock.calendar_now()
        written = self.database.write(lambda store: undelivered.settle(store, batch.rows, now=now))
        return await asyncio.wrap_future(written)

    async def _alone(self, unit: Callable[[Store], T]) -> T:
        return await asyncio.wrap_future(self.database.write(unit))

    def _settle(
        self, store: Store, row: Delivery, after: Delivery, outcome: Limited | Refused
    ) -> bool:
        """Write an outcome and what follows from it in one unit."""
        if isinstance(outcome, Refused) and self.departures:
            self.departures.hold(store, row, outcome.error)
        kept = store.deliveries.settle_all([(row, after)])[0]
        if kept or isinstance(outcome, Limited):
            self._conclude(store, row, outcome)
        if kept:
            undelivered.tell(store, after, now=self.clock.calendar_now())
        return kept

    def _conclude(self, store: Store, row: Delivery, outcome: Limited | Refused) -> None:
        if isinstance(outcome, Limited):
            seconds = outcome.retry_after
            self.limits.block(store, row.workspace, now=self.real_now(store), seconds=seconds)
        elif outcome.permanent and self.departures:
            self.departures.refused(store, row, outcome.error)

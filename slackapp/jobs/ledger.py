"""Sends what is due: claim with a lease, post once, settle only if the claim still holds."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from slackapp.clock import Clock
from slackapp.domain.deliveries import Delivery
from slackapp.jobs.outcomes import MOST_ATTEMPTS, may_post, settled, unsent
from slackapp.jobs.rate import Limits
from slackapp.services.outbox import Limited, Message, Outcome, Post, Refused, Render
from slackapp.services.ports import Database, Store

BATCH = 16
"""Deliveries claimed and posted together."""
LEASE = timedelta(seconds=60)
"""Real time after which a claim counts as cut off; several times the longest call to Slack."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did: rows that were due, and the seconds until the next may go."""

    claimed: int
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One sender. Any number of them may work on one database."""

    database: Database
    clock: Clock
    post: Post
    render: Render
    limits: Limits
    real_now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    async def turn(self) -> Turn:
        """Send one batch of what is due."""
        claimed = await asyncio.to_thread(self._claim)
        if not claimed:
            return Turn(0)
        messages = [await asyncio.to_thread(self._rendered, row) for row in claimed]
        pairs = list(zip(claimed, messages, strict=True))
        waits = await asyncio.to_thread(self._admit, pairs)
        admitted = [pair for pair, wait in zip(pairs, waits, strict=True) if wait == 0.0]
        await asyncio.gather(*(self._send(row, message) for row, message in admitted if message))
        return Turn(len(claimed), min((wait for wait in waits if wait), default=None))

    def _claim(self) -> tuple[Delivery, ...]:
        now, real_now = self.clock.calendar_now(), self.real_now()
        owner = token_hex(8)
        return self.database.step(
            lambda store: store.deliveries.claim(
                now, real_now=real_now, owner=owner, lease_until=real_now + LEASE, limit=BATCH
            )
        )

    def _rendered(self, row: Delivery) -> Message | None:
        """Return the words, or None where nothing is to be posted (any more)."""
        if row.attempts > MOST_ATTEMPTS or not may_post(row):
            return None
        return self.render(row)

    def _admit(self, pairs: Sequence[tuple[Delivery, Message | None]]) -> list[float]:
        """Take a place for each message; put those back that have to wait, settle the wordless."""
        now, real_now = self.clock.calendar_now(), self.real_now()
        return self.database.step(lambda store: self._places(store, pairs, now, real_now))

    def _places(
        self,
        store: Store,
        pairs: Sequence[tuple[Delivery, Message | None]],
        now: datetime,
        real_now: datetime,
    ) -> list[float]:
        waits = []
        queued: Counter[str] = Counter()
        for row, message in pairs:
            if message is None:
                store.deliveries.settle(_given_up(row))
                waits.append(0.0)
                continue
            wait = self.limits.take(store, row, now=real_now)
            waits.append(wait)
            if wait:
                later = wait + queued[row.workspace] / self.limits.posts_per_second
                queued[row.workspace] += 1
                store.deliveries.release(row, due_at=now + timedelta(seconds=later))
        return waits

    async def _send(self, row: Delivery, message: Message) -> None:
        outcome = await self.post(row.workspace, message)
        kept = await asyncio.wrap_future(
            self.database.write(lambda store: self._settle(store, row, outcome))
        )
        if not kept:
            log.warning("a %s was settled by another worker meanwhile", row.kind)

    def _settle(self, store: Store, row: Delivery, outcome: Outcome) -> bool:
        now = self.clock.calendar_now()
        if isinstance(outcome, Limited):
            seconds = outcome.retry_after
            self.limits.block(store, row, now=self.real_now(), seconds=seconds)
            return store.deliveries.release(row, due_at=now + timedelta(seconds=seconds))
        return store.deliveries.settle(settled(row, outcome, now=now))


def _given_up(row: Delivery) -> Delivery:
    """A row without words; one that kept failing before any words were found is a dead letter."""
    if row.attempts > MOST_ATTEMPTS:
        return settled(row, Refused("never_rendered", permanent=True), now=row.due_at)
    return unsent(row)

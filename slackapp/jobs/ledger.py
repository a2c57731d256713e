"""Sends what is due: claim with a lease, post once, settle only if the claim still holds.

Every workspace is a lane of its own, so a long queue or a slow Slack there delays nobody else. In
a lane only one message that could be posted twice is under way at a time: a worker that dies
leaves at most one of them unclear. Private ones may overlap; they are never posted twice, and all
rows of a batch are settled together before the first is posted, so that no row, transaction number
or log ever tells who was written to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any

from slackapp.clock import Clock
from slackapp.domain.deliveries import PRIVATE, Delivery
from slackapp.domain.ids import WorkspaceId
from slackapp.jobs.outcomes import MOST_ATTEMPTS, again_after, may_post, settled, unsent
from slackapp.jobs.rate import Limits
from slackapp.services.departures import Departures
from slackapp.services.outbox import Limited, Message, Outcome, Post, Refused, Render
from slackapp.services.ports import Database, Store

BATCH = 16
"""Most deliveries of one lane that are claimed together."""
LONGEST_CALL = timedelta(seconds=10)
LEASES = 3
"""A claim counts as cut off after this many times the longest call to Slack."""
APART = 0.8
"""The least distance of two messages of a lane, as a share of the distance on the long run."""
FRESH = timedelta(seconds=0.1)
"""How old a claim may be before somebody looks again whether Slack wants us to wait."""
LONG_PAST = datetime(1970, 1, 1, tzinfo=UTC)
SOON = 1.0
"""Seconds that a lane waits for its next place itself; for a longer wait it is left."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What may be sent now; when nothing may, the seconds until something might."""

    rows: tuple[Delivery, ...] = ()
    wait: float = 0.0


@dataclass(slots=True)
class Flight:
    """The calls to Slack that one lane has under way; one that fails leaves the others alone."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    not_before: datetime = LONG_PAST

    async def begin(self, call: Coroutine[Any, Any, None], *, alone: bool) -> None:
        """Start a call; one that is to be alone waits for the one before that was."""
        if alone:
            await self.turn.acquire()
        self.tasks[:] = [one for one in self.tasks if not one.done() or one.exception()]
        task = asyncio.create_task(call)
        self.tasks.append(task)
        if alone:
            task.add_done_callback(lambda _: self.turn.release())

    async def landed(self) -> None:
        """Wait for every call; raises what the first that failed raised."""
        for outcome in await asyncio.gather(*self.tasks, return_exceptions=True):
            if outcome is not None:
                raise outcome


@dataclass(frozen=True, slots=True)
class Ledger:
    """One sender. Any number of them may work on one database."""

    database: Database
    clock: Clock
    post: Post
    render: Render
    limits: Limits
    departures: Departures | None = None
    """Draws the conclusions when Slack refuses for good."""
    longest_call: timedelta = LONGEST_CALL
    real_now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _told: dict[WorkspaceId, datetime] = field(default_factory=dict)
    """Until when Slack told this very process to wait."""

    def stop(self) -> None:
        """Claim nothing more; what is under way is finished."""
        self._stopping.set()

    async def lanes(self) -> tuple[WorkspaceId, ...]:
        """Return the workspaces that have something to send."""
        now, real_now = self.clock.calendar_now(), self.real_now()
        return await asyncio.to_thread(
            self.database.read, lambda store: store.deliveries.lanes(now, real_now=real_now)
        )

    async def lane(self, workspace: WorkspaceId) -> float:
        """Send what a workspace has due, as fast as Slack allows.

        Returns 0.0 when nothing is due any more, else the seconds after which to come back.
        """
        flight = Flight()
        try:
            while not self._stopping.is_set():
                claimed = await asyncio.to_thread(self._claim, workspace)
                if claimed.rows:
                    await self._send_all(claimed.rows, flight)
                elif 0 < claimed.wait <= SOON:
                    await self.pause(claimed.wait)
                else:
                    return claimed.wait
        finally:
            await flight.landed()
        return 0.0

    def _claim(self, workspace: WorkspaceId) -> Claimed:
        """Claim no more than there are places for."""
        now, real_now = self.clock.calendar_now(), self.real_now()

        def unit(store: Store) -> Claimed:
            free, wait = self.limits.free(store, workspace, now=real_now)
            if not free:
                return Claimed(wait=wait)
            rows = store.deliveries.claim(
                now,
                workspace=workspace,
                real_now=real_now,
                owner=token_hex(8),
                lease_until=real_now + LEASES * self.longest_call,
                limit=min(free, BATCH),
            )
            return Claimed(rows)

        return self.database.step(unit)

    async def _send_all(self, rows: tuple[Delivery, ...], flight: Flight) -> None:
        """Start sending rows, each at its place, and return when the last one has begun."""
        pairs = await asyncio.to_thread(self._placed, rows)
        begun = self.real_now()
        for row, message, place in pairs:
            # Whoever is late keeps a distance: two at once would be too fast for Slack.
            await self._until(max(begun + timedelta(seconds=place), flight.not_before))
            flight.not_before = self.real_now() + timedelta(seconds=APART * self.limits.every)
            private = row.kind in PRIVATE
            call = self._whisper(row, message) if private else self._send(row, message)
            await flight.begin(call, alone=not private)

    def _placed(self, rows: Sequence[Delivery]) -> list[tuple[Delivery, Message, float]]:
        """Choose the words and reserve a place for each; settle the wordless, put others back.

        Private rows are settled here in any case, in the order of their random ids: whether one is
        posted after that is known in memory alone.
        """
        pairs = [(row, self._rendered(row)) for row in rows]
        now, real_now = self.clock.calendar_now(), self.real_now()

        def unit(store: Store) -> list[tuple[Delivery, Message, float]]:
            over = [row for row, message in pairs if message is None or row.kind in PRIVATE]
            over.sort(key=lambda row: row.id)
            gone = {row.id for row in over if not store.deliveries.settle(_given_up(row))}
            worded = [(row, m) for row, m in pairs if m is not None and row.id not in gone]
            found = self.limits.reserve(store, [row for row, _ in worded], now=real_now)
            placed = []
            for (row, message), (wait, its_own) in zip(worded, found, strict=True):
                if its_own:
                    placed.append((row, message, wait))
                else:
                    store.deliveries.release(row, due_at=now + timedelta(seconds=wait))
            return placed

        return self.database.step(unit)

    def _rendered(self, row: Delivery) -> Message | None:
        """Return the words, or None where nothing is to be posted (any more)."""
        if row.attempts > MOST_ATTEMPTS or not may_post(row):
            return None
        return self.render(row)

    async def _until(self, moment: datetime) -> None:
        while (left := (moment - self.real_now()).total_seconds()) > 0:
            await self.pause(left)

    async def _whisper(self, row: Delivery, message: Message) -> None:
        """Post a message whose row is settled already; tried again in memory while its claim holds.

        A lost reminder is milder than one that leaves a trace of who was reminded.
        """
        for attempt in range(1, MOST_ATTEMPTS):
            held_back = await self._held_back(row)
            outcome = held_back or await self._post(row, message)
            if isinstance(outcome, (Limited, Refused)) and not held_back:
                conclude = partial(self._conclude, row=row, outcome=outcome)
                await asyncio.wrap_future(self.database.write(conclude))
            wait = again_after(outcome, attempt)
            if not wait or self._stopping.is_set():
                return
            await self.pause(wait)

    async def _post(self, row: Delivery, message: Message) -> Outcome:
        outcome = await self.post(row.workspace, message)
        if isinstance(outcome, Limited):
            wait = timedelta(seconds=outcome.retry_after)
            self._told[row.workspace] = self.real_now() + wait
        return outcome

    async def _send(self, row: Delivery, message: Message) -> None:
        held_back = await self._held_back(row)
        outcome = held_back or await self._post(row, message)
        kept = await asyncio.wrap_future(
            self.database.write(
                lambda store: self._settle(store, row, outcome, is_news=not held_back)
            )
        )
        if not kept:
            log.warning("a %s was settled by another worker meanwhile", row.kind)

    async def _held_back(self, row: Delivery) -> Limited | None:
        """Look once more: Slack may have told another worker to wait, or we waited too long."""
        now = self.real_now()
        assert row.lease_until is not None  # noqa: S101 (it was claimed)
        if now + self.longest_call > row.lease_until:
            return Limited(0.0)
        if (told := self._told.get(row.workspace, now)) > now:
            return Limited((told - now).total_seconds())
        if row.lease_until - now > LEASES * self.longest_call - FRESH:
            return None
        blocked = await asyncio.to_thread(
            self.database.read, lambda store: self.limits.blocked(store, row.workspace, now=now)
        )
        return Limited(blocked) if blocked else None

    def _settle(
        self, store: Store, row: Delivery, outcome: Outcome, *, is_news: bool = True
    ) -> bool:
        now = self.clock.calendar_now()
        if isinstance(outcome, Limited):
            if is_news:
                self._conclude(store, row, outcome)
            return store.deliveries.release(
                row, due_at=now + timedelta(seconds=outcome.retry_after)
            )
        kept = store.deliveries.settle(settled(row, outcome, now=now))
        if kept and isinstance(outcome, Refused):
            self._conclude(store, row, outcome)
        return kept

    def _conclude(self, store: Store, row: Delivery, outcome: Limited | Refused) -> None:
        """Hold the workspace back, or note that it or a channel is gone."""
        if isinstance(outcome, Limited):
            seconds = outcome.retry_after
            self.limits.block(store, row.workspace, now=self.real_now(), seconds=seconds)
        elif outcome.permanent and self.departures:
            self.departures.refused(store, row, outcome.error)


def _given_up(row: Delivery) -> Delivery:
    """A row without words; one that kept failing before any words were found is a dead letter."""
    if row.attempts > MOST_ATTEMPTS:
        return settled(row, Refused("never_rendered", permanent=True), now=row.due_at)
    return unsent(row)

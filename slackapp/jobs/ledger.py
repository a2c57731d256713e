"""Sends what is due: claim with a lease, post once, settle only if the claim still holds.

Every workspace is a lane of its own, so a long queue or a slow Slack there delays nobody else, and
one worker at a time sends in a lane. Only one message that could be posted twice is under way there
at a time: a worker that dies leaves at most one of them unclear. Private ones may overlap; they are
never posted twice. Their rows are settled together before any words are chosen, and each uses up a
place and its time whether or not it is posted, so that no row, bucket, transaction number, commit
or log ever tells who was written to; their lane is kept for a time that tells nothing either.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from secrets import token_hex

from slackapp.clock import Clock
from slackapp.domain.deliveries import PRIVATE, Delivery
from slackapp.domain.ids import WorkspaceId
from slackapp.jobs import behind
from slackapp.jobs.flight import Claimed, Flight, Look
from slackapp.jobs.keeping import Keeping
from slackapp.jobs.outcomes import OVER, given_up
from slackapp.jobs.rate import Lane, Limits, Pace
from slackapp.jobs.settling import Settling
from slackapp.jobs.stopping import Stopping, rest
from slackapp.jobs.whispers import Whisper, Whispers
from slackapp.jobs.wording import Wording
from slackapp.services.departures import Departures
from slackapp.services.outbox import Limited, Message, Outcome, Post, Render, Unclear
from slackapp.services.ports import Database, Store

CLAIMS = 1
"""Claims at the same moment: with more of them each takes longer, and no more is sent."""
BATCH = 16
"""Most deliveries of one lane that are claimed together."""
LONGEST_CALL = timedelta(seconds=10)
GRACE = 0.75
"""The share of the longest call that calls under way get once told to stop; the rest of it is for
writing what became of them and ending the process."""
LEASES = 3
"""A claim counts as cut off after this many times the longest call to Slack."""
SOON = 1.0
"""Seconds that a lane waits for its next place itself; for a longer wait it is left."""
TAKEN = 1.0
"""Seconds after which to look again at a lane where another worker sends, or nobody may for now."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
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
    real_now: Callable[[Store], datetime] | None = None
    """Stands in for the database's clock, which all workers share."""
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float, asyncio.Event], Awaitable[None]] = rest
    """Waits for some seconds, less when the event says that it is time to stop."""
    owner: str = field(default_factory=lambda: token_hex(8))
    _claims: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CLAIMS))
    _at_work: dict[WorkspaceId, bool] = field(default_factory=dict)
    """The lanes at work here, and whether more has become due there since."""
    _whispers: dict[WorkspaceId, Whispers] = field(init=False, default_factory=dict)

    @cached_property
    def settling(self) -> Settling:
        """Writes what became of each."""
        return Settling(self.database, self.clock, self.limits, self.now_in, self.departures)

    @cached_property
    def wording(self) -> Wording:
        """Chooses the words."""
        return Wording(self.database, self.clock, self.render)

    @cached_property
    def keeping(self) -> Keeping:
        """The lanes that are not left yet after something private."""
        return Keeping(self.database, self.clock, self.limits, self.monotonic)

    @cached_property
    def stopping(self) -> Stopping:
        """What is under way once it is told to stop leaves time to be written down."""
        return Stopping(GRACE * self.longest_call.total_seconds())

    def stop(self) -> None:
        """Claim nothing more; what is under way is finished, what was not begun is put back.

        A call that Slack leaves unanswered is cut off, so that all is over within the longest call.
        """
        self.stopping.tell()

    async def look(self) -> Look:
        """Look for what there is to send."""
        now = self.clock.calendar_now()

        def unit(store: Store) -> Look:
            given = self.real_now and self.real_now(store)
            lanes, due_at = store.deliveries.look(now, real_now=given)
            return Look(lanes, (due_at - now).total_seconds() if due_at else None)

        return await asyncio.to_thread(self.database.read, unit)

    def now_in(self, store: Store) -> datetime:
        """Return real time by the clock that all workers share."""
        return self.real_now(store) if self.real_now else store.real_now()

    async def mind(self) -> Look:
        """Leave lanes that were kept for long enough; look for what there is to send in all."""
        kept = self.keeping.workspaces
        await self.keeping.leave_those_over(but=self._at_work)
        look = await self.look()
        return replace(look, lanes=tuple(one for one in look.lanes if one in kept))

    async def lane(self, workspace: WorkspaceId) -> float:
        """Send what a workspace has due, as fast as Slack allows.

        Returns 0.0 when nothing is left to do here, else the seconds after which to come back. Only
        one at a time sends there: to a lane at work it is said that more has become due.
        """
        if self.hears(workspace):
            return 0.0
        wait, self._at_work[workspace] = 0.0, True
        try:
            while self._at_work[workspace] and not wait and not self.stopping.told.is_set():
                self._at_work[workspace] = False
                wait = await self._send_due(workspace)
        finally:
            del self._at_work[workspace]
        return wait

    def hears(self, workspace: WorkspaceId) -> bool:
        """Tell a lane at work here that more has become due there; False where none is."""
        if is_here := workspace in self._at_work:
            self._at_work[workspace] = True
        return is_here

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is under way: no lane is at work, and all that is private is said."""
        return not self._at_work and all(one.is_silent for one in self._whispers.values())

    async def landed(self) -> None:
        """Wait for what is private: no lane does, or its end would tell of it. Raises nothing."""
        for whispers in [*self._whispers.values()]:
            await whispers.landed()

    async def _send_due(self, workspace: WorkspaceId) -> float:
        lane = Lane(workspace, self.owner, LEASES * self.longest_call)
        flight, pace = Flight(), Pace(self.limits.every)
        try:
            while not self.stopping.told.is_set():
                async with self._claims:
                    claimed = await asyncio.to_thread(self._claim, lane, pace)
                if claimed.rows:
                    pace.next_at, pace.left = claimed.first, claimed.left
                    if any(row.kind in PRIVATE for row in claimed.rows):
                        self.keeping.keep(lane, until=claimed.until)
                    await self._send_all(claimed, pace, flight)
                if claimed.is_last or claimed.wait > SOON:
                    return claimed.wait
                if claimed.wait > 0:
                    await self.pause(claimed.wait, self.stopping.told)
        finally:
            await self._leave(lane, pace, flight)
        return 0.0

    async def _leave(self, lane: Lane, pace: Pace, flight: Flight) -> None:
        """Wait for every public call that is under way, then let others send here."""
        try:
            await flight.landed()
        finally:
            if pace.left is not None and await self.keeping.leave(lane):
                self._at_work[lane.workspace] = True

    def _claim(self, lane: Lane, pace: Pace) -> Claimed:
        """Claim no more than there are places for, and nothing where somebody else is at work."""
        now, begun = self.clock.calendar_now(), self.monotonic()

        def unit(store: Store) -> Claimed:
            # Both now: it may have waited for the database, and a place is never to be early.
            real_now, at = self.now_in(store), self.monotonic()
            places = self.limits.places(store, lane, pace, now=real_now, at=at)
            if places is None:
                return Claimed(wait=TAKEN, is_last=True)
            if not places.count:
                return Claimed(wait=places.first)
            limit = min(places.count, BATCH)
            found = store.deliveries.claim(
                now,
                workspace=lane.workspace,
                real_now=real_now,
                owner=self.owner,
                lease_until=real_now + lane.lease,
                limit=limit,
            )
            # What was cut off before comes alone: there may be more.
            is_last = len(found) < limit and not any(row.may_be_posted for row in found)
            rows = self._whose_turn_it_is(store, found, now=now, real_now=real_now)
            if not rows:
                return Claimed(is_last=is_last)
            left = self.limits.reserve(store, lane, places, now=real_now, count=len(rows))
            until = begun + (lane.lease - self.longest_call).total_seconds()
            return Claimed(rows, at + places.first, until, left, is_last=is_last)

        return self.database.step(unit)

    def _whose_turn_it_is(
        self, store: Store, rows: tuple[Delivery, ...], *, now: datetime, real_now: datetime
    ) -> tuple[Delivery, ...]:
        """Put back what follows another, or has no place in its channel now; returns the rest."""
        waits = behind.waits(store, rows, now=now)
        first = [row for row in rows if row.id not in waits]
        places = self.limits.channels(store, first, now=real_now)
        waits |= {row.id: wait for row, wait in zip(first, places, strict=True) if wait}
        for row in rows:
            if row.id in waits:
                store.deliveries.release(row, due_at=now + timedelta(seconds=waits[row.id]))
        return tuple(row for row in rows if row.id not in waits)

    async def _send_all(self, claimed: Claimed, pace: Pace, flight: Flight) -> None:
        """Start sending rows, each at its place, and return when the last one has begun."""
        for row, message in await self.wording.of(claimed.rows):
            whispers = self._whispers_in(row.workspace)
            if row.kind in PRIVATE:
                await self._until(pace)
                whisper = Whisper(message, claimed.until) if message is not None else None
                whispers.use(pace.next_at - pace.every, whisper)
            elif message is not None:
                await flight.turn.acquire()
                if self._held_back(claimed.until, pace) is None:
                    await self._until(pace)
                flight.begin(self._send(row, message, claimed.until, pace), alone=True)
            whispers.used(pace.next_at)

    async def _until(self, pace: Pace) -> None:
        """Wait for the next place; where Slack put it off, only until it is told to stop."""
        while (left := pace.next_at - self.monotonic()) > 0:
            is_put_off = pace.held_until > self.monotonic()
            if is_put_off and self.stopping.told.is_set():
                return
            await self.pause(left, self.stopping.told if is_put_off else asyncio.Event())
        pace.begin(self.monotonic())

    def _whispers_in(self, workspace: WorkspaceId) -> Whispers:
        if workspace not in self._whispers:

            async def post(message: Message) -> Outcome:
                if message.is_over(self.clock.calendar_now()):
                    return OVER
                call = self.post(workspace, message)
                return await self.stopping.allow(call, otherwise=Unclear("stopped"))

            self._whispers[workspace] = Whispers(
                self.limits.every, post, self.monotonic, self.pause, self.stopping.told
            )
        return self._whispers[workspace]

    async def _post(self, row: Delivery, message: Message, pace: Pace) -> Outcome:
        call = self.post(row.workspace, replace(message, may_be_there=row.is_in_doubt))
        outcome = await self.stopping.allow(call, otherwise=Unclear("stopped"))
        pace.landed(self.monotonic())
        if isinstance(outcome, Limited):
            pace.hold(self.monotonic() + outcome.retry_after)
            self._whispers_in(row.workspace).hold(pace.held_until)
        return outcome

    async def _send(self, row: Delivery, message: Message, until: float, pace: Pace) -> None:
        held_back = self._held_back(until, pace)
        if held_back is not None:
            kept = await self.settling.release(row, seconds=held_back)
        elif message.is_over(self.clock.calendar_now()):
            kept = await self.settling.write(row, given_up(row))
        else:
            kept = await self.settling.settle(row, await self._post(row, message, pace))
        if not kept:
            log.warning("a %s was settled by another worker meanwhile", row.kind)

    def _held_back(self, until: float, pace: Pace) -> float | None:
        """In how many seconds to try again, if now is no time: too late, too fast, or at the end.

        Nobody else posts to this workspace meanwhile, so what Slack told others is no question.
        """
        now = self.monotonic()
        if self.stopping.told.is_set() or now > until:
            return 0.0
        return pace.held_until - now if pace.held_until > now else None

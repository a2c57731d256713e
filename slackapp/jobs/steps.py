"""What is due, performed in a thread; a round is opened with the channel as Slack has it then."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from math import inf
from typing import Protocol

from slackapp.clock import Clock
from slackapp.domain.ids import RoundId, TeamId, WorkspaceId
from slackapp.domain.rounds import Waiting
from slackapp.domain.teams import Team
from slackapp.errors import (
    ChannelAway,
    ChannelShared,
    GroupAway,
    SlackAway,
    UnknownRegion,
    UnknownZone,
)
from slackapp.jobs.stopping import Stopping
from slackapp.services import looking, rounds, steps
from slackapp.services.departures import Departures
from slackapp.services.ports import Store
from slackapp.services.rounds import Due, Step
from slackapp.services.sweeping import Sweeps

LOOK_EVERY = 60.0
"""Seconds of real time between two looks for what is due for a whole day."""
SWEEP_SECONDS = 5.0
"""Seconds one sweep may take before it is left for later."""
REST_SECONDS = 5.0
"""Seconds until what can wait is looked for again when there was none."""

COUNTING = frozenset({Step.GATHER, Step.SETTLE, Step.FORGET, Step.ISSUE})
"""What one process does one at a time.

Its threads take turns anyway: while one of them computes, a transaction of another would wait
between any two of its statements, and everybody's answers on SQLite for its end.
"""

log = logging.getLogger(__name__)

FRESH = timedelta(hours=8)
"""What Slack said this long ago still holds when a round opens; meanwhile its events keep it."""


class Refresh(Protocol):
    """Asks Slack who is in a team's channel now; raises `ChannelAway`, `GroupAway`, `SlackAway`."""

    def __call__(self, team_id: TeamId, *, patience: float) -> Awaitable[None]:
        """Write it down; `patience` is for how many seconds it may wait for its turn."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What is due, and the seconds until the next round is; None when none is planned."""

    due: tuple[Due, ...]
    next_in: float | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of every team, at the calendar's time."""

    steps: steps.Steps
    clock: Clock
    refresh: Refresh
    departures: Departures | None = None
    """Pauses a team whose channel is gone before its round would open there."""
    verify: Callable[[WorkspaceId], Awaitable[bool]] | None = None
    """Finds out whether an installation is gone; False when it has to be tried again."""
    _stopping: Stopping = field(default_factory=partial(Stopping, grace=0.0), repr=False)
    _planned: list[tuple[float, date]] = field(default_factory=list, repr=False)
    """Until when (monotonic) on which day no team is looked for that has no planned round."""
    _looked: list[tuple[float, date]] = field(default_factory=list, repr=False)
    """When (monotonic, and on which day of the calendar) it looked for what is due for a day."""

    _rested: list[float] = field(default_factory=list, repr=False)
    """When (monotonic) nothing was found that can wait, or much else was due."""
    _counting: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def stop(self) -> None:
        """Ask Slack no more who is in a team, and wait no longer for what it says."""
        self._stopping.tell()

    async def look(self) -> Look:
        """Look for what is due now, most urgent first; what can wait, when nothing else is."""
        now = self.clock.calendar_now()
        find = partial(looking.look, self.steps.database, now, days=self._is_time_to_look(now))
        seen = await asyncio.to_thread(find)
        if seen.days:
            # What fails comes again as soon as anything else that failed.
            self._looked.clear()
        next_in = (seen.next_due_at - now).total_seconds() if seen.next_due_at else None
        due = (*seen.due, *seen.days, *await self._unplanned(now))
        return Look((*due, *await self._idle(now, is_busy=bool(due))), next_in)

    def _is_time_to_look(self, now: datetime) -> bool:
        """Whether to look for what a day brings: once a minute, and when the calendar shows it."""
        real_now, today = time.monotonic(), now.astimezone(UTC).date()
        looked, day = self._looked[0] if self._looked else (-LOOK_EVERY, today)
        if real_now < looked + LOOK_EVERY and day == today:
            return False
        self._looked[:] = [(real_now, today)]
        return True

    async def _unplanned(self, now: datetime) -> tuple[Due, ...]:
        """Look at every team as a process starts and once a day; each minute while one is found."""
        real_now, today = time.monotonic(), now.astimezone(UTC).date()
        until, day = self._planned[0] if self._planned else (real_now, today)
        if real_now < until and day == today:
            return ()
        found = await asyncio.to_thread(rounds.unplanned, self.steps.database, now)
        self._planned[:] = [(real_now + LOOK_EVERY if found.any else inf, today)]
        return found.due

    async def _idle(self, now: datetime, *, is_busy: bool) -> tuple[Due, ...]:
        """Look for what can wait; not again for some seconds when there was none, or too much else.

        However much fails and comes again, it has its turn.
        """
        if self._rested and time.monotonic() < self._rested[0] + REST_SECONDS:
            return ()
        found = await asyncio.to_thread(looking.idle, self.steps.database, now)
        self._rested[:] = [] if found and not is_busy else [time.monotonic()]
        return found

    async def perform(self, due: Due) -> bool:
        """Perform one step; False when it has to be tried again later. Twice changes nothing."""
        if due.step is Step.OPEN:
            return await self._open(due)
        if due.step is Step.PLAN:
            return await self._as_set(TeamId(due.id), due)
        if due.step is Step.SWEEP:
            return await self._sweep(TeamId(due.id))
        if due.step is Step.VERIFY:
            return self.verify is not None and await self.verify(WorkspaceId(due.id))
        async with self._counting if due.step in COUNTING else nullcontext():
            return await self._perform(due)

    async def waiting(self) -> tuple[Waiting, ...]:
        """Look for rounds that wait to be opened, longest due first: so many at most as a look."""
        now = self.clock.calendar_now()
        return await asyncio.to_thread(rounds.waiting, self.steps.database, now)

    def is_fresh(self, looked_at: datetime | None) -> bool:
        """Say whether what Slack said of a team then still holds, if it said anything."""
        return looked_at is not None and looked_at >= self.clock.calendar_now() - FRESH

    async def open(self, round_ids: Sequence[RoundId]) -> bool:
        """Open rounds in one transaction, with the members known; raises where one hinders it."""
        opening = partial(self.steps.open, round_ids, now=self.clock.calendar_now())
        await asyncio.to_thread(opening)
        return True

    async def _perform(self, due: Due) -> bool:
        return await asyncio.to_thread(self.steps.perform, due, now=self.clock.calendar_now())

    async def _open(self, due: Due) -> bool:
        """Open a round with the members of now."""
        team, looked_at = await asyncio.to_thread(self._team, RoundId(due.id))
        if not self.is_fresh(looked_at):
            await self.look_around(team.id, patience=0.0)
        return await self._as_set(team.id, due)

    async def _as_set(self, team_id: TeamId, due: Due) -> bool:
        """Perform a step that reads a cadence; one that cannot be read any more pauses its team."""
        try:
            return await self._perform(due)
        except (UnknownRegion, UnknownZone):
            if self.departures is None:
                raise
            log.warning("a team is paused: its time zone or region is not known any more")
            await asyncio.to_thread(self.departures.cadence_gone, team=team_id)
            return True

    async def _sweep(self, team_id: TeamId) -> bool:
        """Compare one team with Slack, for seconds at most: a round may be waiting behind it."""
        begin = partial(
            Sweeps(self.steps.database).begin,
            team_id,
            now=self.clock.calendar_now(),
        )
        team = await asyncio.to_thread(begin)
        if team is not None:
            try:
                await asyncio.wait_for(
                    self.look_around(team.id, patience=SWEEP_SECONDS), SWEEP_SECONDS
                )
            except TimeoutError:
                log.info("a sweep took too long; it is tried again later")
        return True

    async def look_around(self, team_id: TeamId, *, patience: float) -> None:
        """Ask Slack who is there; without an answer a round opens with the members known so far."""
        try:
            asked = self.refresh(team_id, patience=patience)
            await self._stopping.allow(asked, otherwise=None)
        except SlackAway:
            log.warning("going on with the members known so far: Slack could not be asked")
        except (ChannelAway, GroupAway) as away:
            await asyncio.to_thread(self._stop, team_id, away)

    def _stop(self, team_id: TeamId, away: ChannelAway | GroupAway) -> None:
        """Pause a team of which nobody can ask any more who is in it."""
        departures = self.departures
        if isinstance(away, GroupAway):
            log.warning("a team is paused: its user group is gone")
            if departures is not None:
                self._ungroup(team_id, departures)
        elif isinstance(away, ChannelShared):
            log.warning("a team is paused: its channel is shared with another organisation")
            if departures is not None:
                self._pause(team_id, departures.channel_shared)
        else:
            log.warning("a team is paused: its channel is archived or gone")
            if departures is not None:
                self._pause(team_id, departures.channel_gone)
        if departures is not None:
            departures.deactivated(team=team_id)

    def _pause(self, team_id: TeamId, pause: Callable[..., None]) -> None:
        team = self.steps.database.read(lambda store: store.teams.get(team_id))
        pause(workspace=team.workspace, channel=team.channel)

    def _ungroup(self, team_id: TeamId, departures: Departures) -> None:
        team = self.steps.database.read(lambda store: store.teams.get(team_id))
        if team.group is not None:
            departures.group_gone(workspace=team.workspace, group=team.group.id)

    def _team(self, round_id: RoundId) -> tuple[Team, datetime | None]:
        """Return a round's team, and when Slack was last asked who is in it."""

        def unit(store: Store) -> tuple[Team, datetime | None]:
            team = store.teams.get(store.rounds.get(round_id).team)
            return team, store.looks.at(team.id)

        return self.steps.database.read(unit)

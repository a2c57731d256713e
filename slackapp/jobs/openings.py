"""Opens the rounds whose time has come: some at a time, until none waits.

At nine on a Monday thousands are due. Some of them share a transaction, which costs less than one
for each; it stays short, because answers on SQLite wait for its end. A worker opens some at a time
and any number of workers do so beside each other: each takes its own at random of those that are
due longest, and two that took the same one find that out under its lock.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import islice

from slackapp.domain.ids import RoundId
from slackapp.domain.rounds import Waiting
from slackapp.jobs.attempts import ask, attempt, outlive
from slackapp.jobs.failures import Failures
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due, Step

TOGETHER = 4
"""Rounds opened in one transaction: more would cost little less each, and last longer."""


class Openings:
    """One worker's; use it inside one event loop."""

    def __init__(self, steps: Steps, *, rest: float, opened: Callable[[], Awaitable[None]]) -> None:
        """`rest` is the seconds until a first failure is tried again; `opened` hears of each."""
        self._steps = steps
        self._opened = opened
        self._failures: Failures[RoundId] = Failures(rest)
        self._at_work: asyncio.Task[None] | None = None
        self._stopping = False

    def begin(self) -> None:
        """Open whatever waits, unless that is being done here already."""
        if self._stopping or (self._at_work is not None and not self._at_work.done()):
            return
        work = outlive(self._work(), "opening rounds", otherwise=None)
        self._at_work = asyncio.ensure_future(work)

    def stop(self) -> None:
        """Begin none any more."""
        self._stopping = True

    async def landed(self) -> None:
        """Wait for those that are being opened."""
        if self._at_work is not None:
            await self._at_work

    async def _work(self) -> None:
        while not self._stopping:
            chosen = self._choose(await self._steps.waiting())
            if not chosen:
                return
            done = await self._open(chosen)
            for one in chosen:
                self._failures.note(one.id, is_done=one.id in done)
            await self._opened()

    def _choose(self, waiting: tuple[Waiting, ...]) -> list[Waiting]:
        """Some that may be tried: ones that Slack must be asked about only where no others wait."""
        mixed = random.sample(waiting, len(waiting))
        due = [one for one in mixed if self._failures.may_try(one.id)]
        # No more are looked at than are taken: this is done anew for every few of a hundred.
        fresh = (one for one in due if self._steps.is_fresh(one.looked_at))
        return list(islice(fresh, TOGETHER)) or due[:TOGETHER]

    async def _open(self, chosen: list[Waiting]) -> frozenset[RoundId]:
        """Open them together, or where one hinders the others each alone; returns those done."""
        unknown = [one.team for one in chosen if not self._steps.is_fresh(one.looked_at)]
        await asyncio.gather(*(ask(self._steps, team, patience=0.0) for team in unknown))
        if self._stopping:
            return frozenset()
        ids = [one.id for one in chosen]
        together = self._steps.open(ids)
        if await outlive(together, "opening rounds together", otherwise=False):
            return frozenset(ids)
        tried = [(one, await attempt(self._steps, Due(Step.OPEN, one))) for one in ids]
        return frozenset(one for one, is_done in tried if is_done)

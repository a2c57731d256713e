"""The lanes that one process has open: one task each, and a rest after a failure or a long wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from slackapp.domain.ids import WorkspaceId
from slackapp.jobs.attempts import drive, leave, mind
from slackapp.jobs.keeping import LOOK_EVERY
from slackapp.jobs.ledger import Ledger
from slackapp.services.ports import Store


class Lanes:
    """Opens lanes and forgets about them until they end; use it inside one event loop."""

    def __init__(self, ledger: Ledger, *, rest: float) -> None:
        """`rest` is in seconds: how soon a lane that failed is tried again."""
        self._ledger = ledger
        self._rest = rest
        self._open: set[asyncio.Task[None]] = set()
        self._resting: dict[WorkspaceId, float] = {}
        self._minding: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._open)

    def open(self, workspace: WorkspaceId) -> None:
        """Send what a workspace has due; not while it rests."""
        if self._resting.get(workspace, 0.0) > self._ledger.monotonic():
            return
        if self._ledger.hears(workspace):
            return
        lane = asyncio.create_task(self._drive(workspace))
        self._open.add(lane)
        lane.add_done_callback(self._open.discard)

    async def free(self, workspaces: Iterable[WorkspaceId], *, few: int) -> tuple[WorkspaceId, ...]:
        """Leave out those in which somebody sends: whoever is asked to finds nothing to do there.

        Lanes at work here hear of it; others are looked for where more than a few are left.
        """
        free = tuple(one for one in workspaces if not self._ledger.hears(one))
        if len(free) <= few:
            return free

        def unit(store: Store) -> frozenset[WorkspaceId]:
            now, here = self._ledger.now_in(store), self._ledger.owner
            return self._ledger.limits.taken(store, free, holder=here, now=now)

        taken = await asyncio.to_thread(self._ledger.database.read, unit)
        return tuple(one for one in free if one not in taken)

    async def landed(self) -> None:
        """Wait for every lane to end, leave those that are kept, wait for what is private there."""
        await asyncio.gather(*self._open)
        if self._minding is not None:
            await self._minding
        await leave(self._ledger)
        await self._ledger.landed()

    async def _drive(self, workspace: WorkspaceId) -> None:
        self._resting.pop(workspace, None)
        wait = await drive(self._ledger, workspace)
        if wait is None or wait > 0.0:
            rest = self._rest if wait is None else wait
            self._resting[workspace] = self._ledger.monotonic() + rest
        if self._ledger.keeping and (self._minding is None or self._minding.done()):
            self._minding = asyncio.create_task(self._mind())

    async def _mind(self) -> None:
        """Send what becomes due where a lane is kept here: nobody else may."""
        told = self._ledger.stopping.told
        while self._ledger.keeping and not told.is_set():
            look = await mind(self._ledger)
            for workspace in look.lanes if look else ():
                self.open(workspace)
            soon = self._rest if look is None else min(look.next_in or LOOK_EVERY, LOOK_EVERY)
            await self._ledger.pause(soon, told)

"""The lanes that one process has open: one task each, and a rest after a failure or a long wait."""

from __future__ import annotations

import asyncio
import time

from slackapp.domain.ids import WorkspaceId
from slackapp.jobs.attempts import drive
from slackapp.jobs.ledger import Ledger


class Lanes:
    """Opens lanes and forgets about them until they end; use it inside one event loop."""

    def __init__(self, ledger: Ledger, *, rest: float) -> None:
        """`rest` is in seconds: how soon a lane that failed is tried again."""
        self._ledger = ledger
        self._rest = rest
        self._open: set[asyncio.Task[None]] = set()
        self._resting: dict[WorkspaceId, float] = {}

    def __len__(self) -> int:
        return len(self._open)

    def open(self, workspace: WorkspaceId) -> None:
        """Send what a workspace has due; not while it rests."""
        if self._resting.get(workspace, 0.0) > time.monotonic():
            return
        lane = asyncio.create_task(self._drive(workspace))
        self._open.add(lane)
        lane.add_done_callback(self._open.discard)

    async def landed(self) -> None:
        """Wait for every lane to end, and for what is said in private after that."""
        await asyncio.gather(*self._open)
        await self._ledger.landed()

    async def _drive(self, workspace: WorkspaceId) -> None:
        self._resting.pop(workspace, None)
        wait = await drive(self._ledger, workspace)
        if wait is None or wait > 0.0:
            self._resting[workspace] = time.monotonic() + (self._rest if wait is None else wait)

"""Leaves lanes to other workers: at once, or some time after private messages.

What those had to say may be said for as long as their claim is good. To leave a lane as soon as all
of it is said would tell whether there was anything; so a lane is kept for one and the same time
after its last private row, and whoever keeps it sends what becomes due there meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from slackapp.clock import Clock
from slackapp.domain.ids import WorkspaceId
from slackapp.jobs.rate import Lane, Limits
from slackapp.services.ports import Database, Store

LOOK_EVERY = 0.2
"""Seconds between two looks at lanes that are kept, for what other workers made due there."""


@dataclass(slots=True)
class Keeping:
    """The lanes of one worker; use it inside one event loop."""

    database: Database
    clock: Clock
    limits: Limits
    monotonic: Callable[[], float]
    _until: dict[Lane, float] = field(default_factory=dict)
    """The lanes that are kept, and until when."""

    def __bool__(self) -> bool:
        """Whether any lane is kept."""
        return bool(self._until)

    @property
    def workspaces(self) -> frozenset[WorkspaceId]:
        """The workspaces whose lane is kept."""
        return frozenset(lane.workspace for lane in self._until)

    def keep(self, lane: Lane, *, until: float) -> None:
        """Keep a lane until a moment: something private may be said there before it."""
        self._until[lane] = until + self.limits.every

    async def leave(self, lane: Lane) -> bool:
        """Let others send in a lane that is not kept; returns whether more has become due there.

        Another worker that found us here had written its row before, so we see it now.
        """
        if self._until.get(lane, 0.0) > self.monotonic():
            return False

        def unit(store: Store) -> bool:
            self.limits.leave(store, lane)
            return store.deliveries.is_due(lane.workspace, now=self.clock.calendar_now())

        self._until.pop(lane, None)
        return await asyncio.wrap_future(self.database.write(unit))

    async def leave_those_over(self, *, but: Container[WorkspaceId] = ()) -> None:
        """Leave each lane that was kept long enough, but not those in which we are at work."""
        for lane, until in [*self._until.items()]:
            if until <= self.monotonic() and lane.workspace not in but:
                await self.leave(lane)

    async def leave_all(self) -> None:
        """Leave every lane at once: what was put off there is not said any more."""
        for lane in [*self._until]:
            self._until[lane] = 0.0
        await self.leave_those_over()

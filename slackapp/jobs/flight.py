"""What one lane has in hand: what it found, what it claimed, and its calls to Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from slackapp.domain.deliveries import Delivery
from slackapp.domain.ids import WorkspaceId


@dataclass(frozen=True, slots=True)
class Claimed:
    """What may be sent, and what comes after it; moments are those of the lane's clock."""

    rows: tuple[Delivery, ...] = ()
    first: float = 0.0
    """When the first place is."""
    until: float = 0.0
    """When the claim is too old to begin a call."""
    left: float | None = None
    """Until when the workspace's bucket is taken now."""
    wait: float = 0.0
    """Seconds until there might be a place, when there is none."""
    is_last: bool = False
    """Nothing else was due."""


@dataclass(frozen=True, slots=True)
class Look:
    """The workspaces with something to send, and the seconds until the next message is due."""

    lanes: tuple[WorkspaceId, ...]
    next_in: float | None


@dataclass(slots=True)
class Flight:
    """The calls to Slack that one lane has under way; one that fails leaves the others alone."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self, call: Coroutine[Any, Any, None], *, alone: bool = False) -> None:
        """Start a call; one that is to be alone was given the turn before, and gives it back."""
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

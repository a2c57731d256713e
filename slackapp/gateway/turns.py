"""Turns at the methods Slack lets us read with: some a minute in a workspace, for all processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from slackapp.domain.ids import WorkspaceId
from slackapp.errors import SlackAway
from slackapp.services.ports import Database, Store

EVERY = 60 / 60
BURST = 40
"""Slack lets us call most a hundred times a minute: forty at once, so that the largest team is set
up without a wait, and sixty more.
"""
SELDOM = {
    "usergroups.list": (60 / 10, 10),
    "usergroups.users.list": (60 / 10, 10),
    "conversations.info": (60 / 30, 20),
}
"""Seconds between two calls, and how many at once, where Slack allows twenty or fifty a minute."""


class Turns:
    """Takes turns in the buckets of the database, which count real time."""

    def __init__(
        self, database: Database, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """`pause` waits for some seconds (tests pass their own)."""
        self._database = database
        self._pause = pause

    async def take(
        self, workspace: WorkspaceId, method: str, *, count: int = 1, patience: float
    ) -> None:
        """Take `count` turns at once, no more than a burst, waiting for them if that is worth it.

        Raises:
            SlackAway: they are more than `patience` seconds away.

        """
        every, burst = SELDOM.get(method, (EVERY, BURST))

        def unit(store: Store) -> float:
            now = store.real_now()
            key = f"{workspace}:{method}"
            return store.buckets.take(key, now=now, every=every, burst=burst, count=count)

        while wait := await asyncio.wrap_future(self._database.write(unit)):
            patience -= wait
            if patience < 0:
                raise SlackAway
            await self._pause(wait)

    async def block(self, workspace: WorkspaceId, method: str, *, seconds: float) -> None:
        """Let nobody take a turn before Slack's `Retry-After` is over."""

        def unit(store: Store) -> None:
            until = store.real_now() + timedelta(seconds=seconds)
            store.buckets.block(f"{workspace}:{method}", until)

        await asyncio.wrap_future(self._database.write(unit))

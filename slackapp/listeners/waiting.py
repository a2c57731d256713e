"""Wait for a commit, but never longer than Slack waits for us."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from slackapp.errors import NotConfirmed

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

PATIENCE_SECONDS: Final = 2.3
"""Slack gives up after three; the rest is the way back."""


async def committed(
    start: Callable[[], Future[None]], *, at_once: bool = False, patience: float = PATIENCE_SECONDS
) -> None:
    """Start a write, in a thread unless it starts `at_once`, and return after its commit.

    Raises what the write raises, or `NotConfirmed` when it takes too long: it goes on by itself,
    and sending the same again is safe.
    """
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    # Whoever came at the same moment is read first, and all of them are written together.
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(patience):
            written = start() if at_once else await asyncio.shield(asyncio.to_thread(start))
            # Heard of, not awaited: a write that has begun is never cancelled half-way.
            written.add_done_callback(lambda _: loop.call_soon_threadsafe(told.set))
            await told.wait()
    except TimeoutError as error:
        raise NotConfirmed from error
    written.result()

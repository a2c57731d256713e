"""Time that passes, instead of a calendar that jumps: an app that runs gets to do what is due."""

import asyncio
from datetime import datetime, timedelta

from slackapp.sandbox.state import Workspace

STRIDE = timedelta(hours=12)
"""How far the calendar moves at a time where the app has nothing to do in between."""
SHORTEST = timedelta(minutes=1)
"""How far it moves at least: what is due within a minute comes together."""
LOOK_EVERY = 0.1
LONGEST = 20.0
"""Seconds an app may take for one stride; then time goes on without it."""


async def let_pass(workspace: Workspace, time: timedelta) -> None:
    """Move the calendar on from one due time to the next, and wait there until the app rests.

    A second press waits for the first: of two that move one calendar neither sees the app rest.
    """
    calendar = workspace.calendar
    async with calendar.passing:
        end = calendar.now() + time
        while (now := calendar.now()) < end:
            stop = min(end, max(await _next(workspace, now), now + SHORTEST))
            await calendar.set(stop)
            workspace.rev.bump()
            await _rest(workspace)


async def _next(workspace: Workspace, now: datetime) -> datetime:
    """When the app has something to do next; a stride from now at the latest."""
    next_due = workspace.calendar.next_due
    due_at = await next_due() if next_due is not None else None
    return min(due_at or now + STRIDE, now + STRIDE)


async def _rest(workspace: Workspace) -> None:
    at_rest = workspace.calendar.at_rest
    for _ in range(round(LONGEST / LOOK_EVERY)):
        if at_rest is None or await at_rest():
            return
        await asyncio.sleep(LOOK_EVERY)

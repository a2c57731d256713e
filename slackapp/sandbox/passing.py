"""Time that passes, instead of a calendar that jumps: an app that runs gets to do what is due."""

import asyncio
from datetime import timedelta

from slackapp.sandbox.state import Workspace

STRIDE = timedelta(hours=12)
"""How far the calendar moves at a time: what is due in between is at most that late."""
LOOK_EVERY = 0.1
LONGEST = 5.0
"""Seconds an app may take for one stride; then time goes on without it."""


async def let_pass(workspace: Workspace, time: timedelta) -> None:
    """Move the calendar on in strides, and wait after each until the app has nothing to do."""
    while time > timedelta():
        stride = min(time, STRIDE)
        time -= stride
        await workspace.calendar.advance(stride)
        workspace.rev.bump()
        await _rest(workspace)


async def _rest(workspace: Workspace) -> None:
    at_rest = workspace.calendar.at_rest
    for _ in range(round(LONGEST / LOOK_EVERY)):
        if at_rest is None or await at_rest():
            return
        await asyncio.sleep(LOOK_EVERY)

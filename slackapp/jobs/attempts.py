"""Trying a step or a lane: whatever fails is noted without its parameters and tried again later."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TypeVar

from slackapp.domain.ids import TeamId, WorkspaceId
from slackapp.jobs.faults import where
from slackapp.jobs.flight import Look
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due

LONGEST_PAUSE = 60.0
"""Seconds after which a step that keeps failing is tried again at the latest."""

T = TypeVar("T")

log = logging.getLogger(__name__)


async def attempt(steps: Steps, due: Due) -> bool:
    """Perform a step; False when it failed or could not be finished yet."""
    return await outlive(steps.perform(due), f"step {due.step}", otherwise=False)


async def drive(ledger: Ledger, workspace: WorkspaceId) -> float | None:
    """Send what a workspace has due; the seconds after which to come back, None after a failure."""
    return await outlive(ledger.lane(workspace), "sending", otherwise=None)


async def mind(ledger: Ledger) -> Look | None:
    """Look at the lanes that are kept; None after a failure."""
    return await outlive(ledger.mind(), "looking at a lane", otherwise=None)


async def leave(ledger: Ledger) -> None:
    """Leave every lane that is kept; one that cannot be left is free when its lease is over."""
    await outlive(ledger.keeping.leave_all(), "leaving a lane", otherwise=None)


async def ask(steps: Steps, team: TeamId, *, patience: float) -> None:
    """Ask Slack who is in a team's channel; a failure is noted, and the opening asks again."""
    await outlive(steps.look_around(team, patience=patience), "asking ahead", otherwise=None)


async def outlive(work: Awaitable[T], what: str, *, otherwise: T) -> T:
    """Await work; `otherwise` when it failed: what is done for one must not stop the others.

    The outermost edge of every worker: nothing above it could do more than try again later. Its
    callers are a lane, a step, a turn of a loop and the worker itself.
    """
    try:
        return await work
    except Exception as error:  # noqa: BLE001 (an edge: whatever it was, the others go on)
        log.error("%s failed: %s", what, where(error))  # noqa: TRY400 (no parameters)
        return otherwise


def pause_after(times: int, *, first: float) -> float:
    """Return how many seconds to wait after failing that many times in a row: doubling."""
    pause: float = first * 2.0 ** min(times - 1, 16)
    return min(LONGEST_PAUSE, pause)

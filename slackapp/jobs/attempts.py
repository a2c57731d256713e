"""Trying a step or a lane: whatever fails is noted without its parameters and tried again later."""

from __future__ import annotations

import logging

from slackapp.domain.ids import TeamId, WorkspaceId
from slackapp.jobs.faults import where
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due

LONGEST_PAUSE = 60.0
"""Seconds after which a step that keeps failing is tried again at the latest."""

log = logging.getLogger(__name__)


async def attempt(steps: Steps, due: Due) -> bool:
    """Perform a step; False when it failed or could not be finished yet."""
    try:
        return await steps.perform(due)
    except Exception as error:  # noqa: BLE001 (one team's trouble must not stop the others)
        log.error("step %s failed: %s", due.step, where(error))  # noqa: TRY400 (no parameters)
        return False


async def drive(ledger: Ledger, workspace: WorkspaceId) -> float | None:
    """Send what a workspace has due; the seconds after which to come back, None after a failure."""
    try:
        return await ledger.lane(workspace)
    except Exception as error:  # noqa: BLE001 (one workspace's trouble must not stop the others)
        log.error("sending failed: %s", where(error))  # noqa: TRY400 (no parameters)
        return None


async def ask(steps: Steps, team: TeamId, *, patience: float) -> None:
    """Ask Slack who is in a team's channel; a failure is noted, and the opening asks again."""
    try:
        await steps.look_around(team, patience=patience)
    except Exception as error:  # noqa: BLE001 (one team's trouble must not stop the others)
        log.error("asking ahead failed: %s", where(error))  # noqa: TRY400 (no parameters)


def pause_after(times: int, *, first: float) -> float:
    """Return how many seconds to wait after failing that many times in a row: doubling."""
    pause: float = first * 2.0 ** min(times - 1, 16)
    return min(LONGEST_PAUSE, pause)

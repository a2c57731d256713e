"""Pressing *+1 week* in the local Slack leaves out no check-in, from whatever day one presses."""

from __future__ import annotations

import httpx
import pytest

from slackapp.domain.rounds import RoundState
from tests.e2e.playing import OPENING, PATIENCE

pytestmark = pytest.mark.slow


async def press(play, hours):
    async with httpx.AsyncClient(base_url=play.stage.sandbox.url, timeout=2 * PATIENCE) as client:
        await client.post("/clock", data={"hours": str(hours)})


async def test_weeks_that_pass_from_a_wednesday_skip_nothing(play):
    await play.move_to(OPENING)
    await play.until(lambda: play.rounds(RoundState.OPEN))
    for hours in (49, 7 * 24, 7 * 24):
        await press(play, hours)
    await play.until(lambda: play.rounds(RoundState.OPEN))
    assert play.rounds(RoundState.SKIPPED) == ()
    assert len([row for row in play.rounds() if row.number]) == 3

"""What is due stays due: a worker that is killed is replaced and goes on."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from datetime import timedelta

import pytest

from slackapp.bootstrap import child
from slackapp.demo.cast import LEAD
from slackapp.demo.wire import messages_with
from slackapp.services.closing import AFTER_REPORTS
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _started_as_by_operators(monkeypatch):
    monkeypatch.setattr(child, "_spawning", multiprocessing.get_context("spawn"))


async def test_a_killed_worker_loses_no_round_and_invites_at_most_twice(play_everywhere):
    play = play_everywhere
    worker = play.stage.app.worker
    first = worker.pid
    await play.move_to(OPENING)
    os.kill(first, signal.SIGKILL)
    await play.invited(LEAD)
    assert worker.pid not in {None, first}
    await asyncio.gather(*(play.answer(user) for user in MEMBERS))
    os.kill(worker.pid, signal.SIGKILL)
    await play.move_to(OPENING + timedelta(days=4))
    await messages_with(play.actor(LEAD), ids.OPEN_REPORT, count=2)
    invitations = await messages_with(play.actor(LEAD), ids.CHECK_IN, count=1)
    assert len(invitations) <= 2
    before = worker.pid
    await play.move_to(OPENING + timedelta(days=4) + 2 * AFTER_REPORTS)
    os.kill(before, signal.SIGKILL)
    await play.actor(LEAD).sees("The check-in of Monday, March 2, 2026 for Harbour is closed.")

"""A worker by itself that hangs is told from one that works, on both databases."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from tests.e2e.serving import PATIENCE
from tests.e2e.test_operating import said
from tests.e2e.test_serve import served  # noqa: F401 (a fixture)

pytestmark = pytest.mark.slow

WITHIN = ("--within", "5")
"""Seconds; a worker at work goes on every second, but starting `bearings` takes its time too."""
PAUSE = 1.0
"""Seconds until it is asked again: each asking is a process that takes as long."""


@pytest.fixture
def worker(served, tmp_path):  # noqa: F811
    """An installation whose worker says that it is alive."""
    heartbeat = {"heartbeat_file": tmp_path / "heartbeat"}
    served.settings = served.settings.model_copy(update=heartbeat)
    return served


async def until(served, code):  # noqa: F811
    """Ask until the answer is the expected one; returns what was said."""
    async with asyncio.timeout(PATIENCE):
        while True:
            ended, told = await said(served, "health", *WITHIN)
            if ended == code:
                return told
            await asyncio.sleep(PAUSE)


async def test_a_worker_that_hangs_is_told_from_one_that_works(worker):
    worker.process = await worker.run("serve", "--role", "worker")
    try:
        assert "✓ worker" in await until(worker, 0)
        os.kill(worker.process.pid, signal.SIGSTOP)
        assert "✗ worker" in await until(worker, 1)
        os.kill(worker.process.pid, signal.SIGCONT)
        assert "✓ worker" in await until(worker, 0)
    finally:
        os.kill(worker.process.pid, signal.SIGCONT)
    assert await worker.terminate() == 0

"""The sandbox Slack and the real app beside each other, on both transports and both databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from slackapp.bootstrap import child
from slackapp.demo import living
from slackapp.demo.cast import LEAD
from slackapp.demo.stage import Stage, staged
from tests.e2e.browsing import window
from tests.e2e.playing import MEMBERS, OPENING, weeks_on, with_team
from tests.e2e.serving import kept_port
from tests.forking import forking
from tests.scopes import NEEDS

EVERY = [(t, d) for t in ("http", "socket") for d in ("sqlite", "postgresql")]
BOTH = [("http", "sqlite"), ("socket", "postgresql")]
"""Every transport and every database once, where their combination cannot matter."""
PATIENT_ACKS = 30.0
"""Seconds an answer may take where no limit is tested: with Slack's three a busy machine shows that
the app did not answer, and the page that was sent in stays.
"""

StageOf = Callable[..., AbstractAsyncContextManager[Stage]]


def named(pairs):
    return [pytest.param(pair, id="-".join(pair)) for pair in pairs]


@pytest.fixture(scope="session", autouse=True)
def _loaded_once():
    """Workers are forked from a process that has loaded what they need: to load it is most of it.

    As they are started by those who run the app: `test_serve.py` and `test_restart.py`.
    """
    with pytest.MonkeyPatch.context() as patched:
        for module in (child, living):
            patched.setattr(module, "_spawning", forking)
        yield


@pytest.fixture
def stage_of(tmp_path: Path) -> StageOf:
    """Makes a stage an hour before the first round; it runs inside the test's own event loop."""

    def make(transport, url, **given):
        before = OPENING - timedelta(hours=1)
        return staged(tmp_path, now=before, transport=transport, database_url=url, **given)

    return make


@pytest.fixture(params=named(BOTH))
async def stage(request, stage_of):
    """The app with nothing set up, on each transport and each database."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, ack_seconds=PATIENT_ACKS) as running:
        running.app.worker.work()
        yield running


async def playing(request, stage_of):
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, ack_seconds=PATIENT_ACKS) as stage:
        play = await with_team(stage)
        stage.app.worker.work()
        yield play
        asked = {entry.what for entry in stage.sandbox.journal.entries(kind="web_api")}
        assert asked <= NEEDS.keys()


@pytest.fixture(params=named(EVERY))
async def play_everywhere(request, stage_of):
    """A team of eight and its lead, on every combination of transport and database."""
    async for play in playing(request, stage_of):
        yield play


@pytest.fixture(params=named(BOTH))
async def play(request, stage_of):
    """The same, once on each."""
    async for play in playing(request, stage_of):
        yield play


@pytest.fixture
async def browser(tmp_path):
    """One window of a real browser."""
    async with window(tmp_path) as opened:
        yield opened


@pytest.fixture
def after_weeks(stage_of):
    """Makes a team that has been asked for some weeks, everybody having answered once more."""

    @asynccontextmanager
    async def make(weeks, transport, url):
        async with stage_of(transport, url) as stage:
            yield await weeks_on(stage, weeks)

    return make


@pytest.fixture
def port():
    """Where a process of its own may listen."""
    with kept_port() as kept:
        yield kept


@pytest.fixture
def people():
    return [LEAD, *MEMBERS]

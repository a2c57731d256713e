"""A web process and workers of a fleet, started one by one with the same settings."""

from __future__ import annotations

import asyncio
import re

import pytest

from slackapp.demo.cast import LEAD, cast
from slackapp.demo.wire import messages_with
from slackapp.ui import ids
from tests.e2e.conftest import named
from tests.e2e.serving import PATIENCE, Served, make_sandbox, settings_of
from tests.e2e.test_operating import said
from tests.e2e.test_serve import answer, answers_of, team_that_is_asked

pytestmark = pytest.mark.slow

MEMBER = next(person.id for person in cast().people if person.id != LEAD)
PLACES = (("http", "postgresql"), ("socket", "postgresql"))


@pytest.fixture(params=named(PLACES))
async def served(request, tmp_path, port):
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with make_sandbox().running() as sandbox:
        yield Served(sandbox, settings_of(sandbox, tmp_path, transport, url, port))


async def working(served):
    """A worker that has begun: told to stop before, it would just end."""
    worker = await served.run("serve", "--role", "worker")
    async with asyncio.timeout(PATIENCE):
        while not (line := await worker.stderr.readline()).startswith(b"Bearings is working"):
            assert line
    return worker


async def ended(process):
    """Ask a worker to end; its exit code."""
    process.terminate()
    await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode


async def test_workers_are_added_and_taken_away_beside_a_web_process_without_a_setting(served):
    team = await team_that_is_asked(served)
    await served.start("web")
    assert len(served.family()) == 1  # no worker of its own
    workers = [await working(served) for _ in range(2)]
    try:
        actor = served.sandbox.actor(LEAD)
        actor.deadline = PATIENCE
        await messages_with(actor, ids.CHECK_IN, count=1)
        await answer(served, MEMBER, 1, {})
        assert MEMBER in answers_of(served, team)
        assert await ended(workers.pop()) == 0
        # Whoever is left does what comes.
        _, listed = await said(served, "rounds")
        (planned,) = re.findall(r"next  (\S+)  Harbour: opens ", listed)
        await said(served, "rounds", "--skip", planned)
        await actor.sees("There is no check-in this time. The next one comes as planned.")
        assert len(await messages_with(actor, ids.CHECK_IN, count=1)) == 1
    finally:
        codes = [await ended(worker) for worker in workers]
        assert await served.terminate() == 0
    assert codes == [0]

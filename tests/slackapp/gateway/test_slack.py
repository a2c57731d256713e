"""One call to Slack takes no longer than it may, to the moment."""

from __future__ import annotations

import asyncio
import selectors

import pytest

from slackapp.gateway.slack import Slack

AWAIT_IO = 0.05
"""Seconds of real time in which what was sent on this machine arrives."""


class Impatient(asyncio.SelectorEventLoop):
    """A loop that never waits: where nothing but time would pass, its clock is moved there.

    How long this machine takes for anything is not on that clock.
    """

    def __init__(self):
        super().__init__(selectors.DefaultSelector())
        # Just after a whole second: rounding up would take nearly one more.
        self.now = 1.05
        self._look, self._selector.select = self._selector.select, self._hurry

    def time(self):
        return self.now

    def _hurry(self, timeout=None):
        found = self._look(timeout if timeout is None else min(timeout, AWAIT_IO))
        if not found and timeout is not None:
            self.now += timeout
        return found


async def unanswered(limit):
    """Call a Slack that takes everything and never answers; seconds until it was given up."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    async def hang(_reader, writer):
        await over.wait()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    slack = Slack(base_url=f"http://127.0.0.1:{port}/api/", timeout=limit)
    begun = loop.time()
    with pytest.raises(TimeoutError):
        await slack.client("xoxb-sandbox-1").api_call("chat.postMessage", json={"channel": "C1"})
    took = loop.time() - begun
    await slack.close()
    over.set()
    server.close()
    return took


@pytest.mark.parametrize("limit", [1.5, 5.0, 10.0])
def test_a_call_without_an_answer_is_given_up_at_its_limit(limit):
    with asyncio.Runner(loop_factory=Impatient) as runner:
        assert runner.run(unanswered(limit)) == pytest.approx(limit, abs=0.001)

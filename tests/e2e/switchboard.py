"""One address for several Slacks, as Slack has it: whose call it is shows in its token."""

from __future__ import annotations

from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

KEPT = ("authorization", "content-type")
"""Headers that go on to the Slack that is called."""


class Switchboard:
    """Hands each call on to the Slack that gave out its token, and the answer back."""

    def __init__(self):
        self.url = ""
        self.slacks = []
        self._session = None

    def serves(self, sandbox):
        """Take the calls of one more workspace."""
        self.slacks.append(sandbox)

    def _slack_of(self, token):
        known = {slack.bot_token: slack for slack in self.slacks}
        return known.get(token, self.slacks[0])

    async def _hand_on(self, request):
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        slack = self._slack_of(token)
        asked = self._session.request(
            request.method,
            slack.api_url + request.match_info["method"],
            params=request.query,
            data=await request.read(),
            headers={name: request.headers[name] for name in KEPT if name in request.headers},
        )
        async with asked as answer:
            said = {"Retry-After": answer.headers.get("Retry-After", "")}
            return web.Response(
                body=await answer.read(),
                status=answer.status,
                content_type=answer.content_type,
                headers={name: value for name, value in said.items() if value},
            )


@asynccontextmanager
async def switchboard():
    """Run one while the block runs."""
    board = Switchboard()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", board._hand_on)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    board.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    async with aiohttp.ClientSession(trust_env=False) as session:
        board._session = session
        try:
            yield board
        finally:
            await runner.cleanup()

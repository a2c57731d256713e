"""Other ways to take the same answer: the same bytes, the same row, the same server.

Each is what somebody would write in an hour. They store a box they did not seal, check nothing
about the round, and thank nobody; the app does all of that.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs

from psycopg_pool import AsyncConnectionPool
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from front.desks import SECRET, desks
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.masterkeys import MasterKeys
from slackapp.ui import ids
from slackapp.web.decode import decode

BOX = bytes(range(120))
"""As long as a sealed answer, near enough."""
Store = Callable[[str], Awaitable[None]]


def through_the_writer(folder: Path, url: str) -> Store:
    """The app's own group commit; whose row it is is looked up in memory."""
    database = Database(url, Cipher(MasterKeys(1, {1: bytes(range(32))})))
    rows = {desk.user: (desk.round, bytes.fromhex(desk.key)) for desk in desks(folder)}

    async def store(user: str) -> None:
        round_id, key = rows[user]
        await asyncio.wrap_future(database.write(lambda unit: unit.answers.put(round_id, key, BOX)))

    return store


def by_psycopg(folder: Path, url: str) -> Store:
    """A statement and a commit for each answer, over a pool of eight connections."""
    pool = AsyncConnectionPool(url, min_size=8, max_size=8, open=False)
    rows = {desk.user: (desk.round, bytes.fromhex(desk.key)) for desk in desks(folder)}
    opened = asyncio.Lock()

    async def store(user: str) -> None:
        if pool.closed:
            async with opened:
                await pool.open()
        async with pool.connection() as connection:
            await connection.execute(
                "UPDATE answer_box SET box = %s WHERE round = %s AND respondent_key = %s",
                (BOX, *rows[user]),
            )

    return store


async def nowhere(_user: str) -> None:
    """Acknowledge only."""


def by_hand(store: Store, read: Callable[[bytes], dict]) -> Starlette:
    """No Bolt: verify, decode, store, answer."""

    async def answer(request: Request) -> Response:
        body = await request.body()
        stamp = request.headers.get("x-slack-request-timestamp", "0")
        signed = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        given = request.headers.get("x-slack-signature", "")
        fresh = abs(time.time() - int(stamp)) < 300
        if not (fresh and hmac.compare_digest(f"v0={signed.hexdigest()}", given)):
            return Response(status_code=401)
        await store(read(body)["user"]["id"])
        return Response(status_code=200)

    return Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])


def slowly(body: bytes) -> dict:
    """Decode as the standard library does."""
    return json.loads(parse_qs(body.decode())["payload"][0])


def quickly(body: bytes) -> dict:
    """Decode as the app does."""
    return decode(body, content_type=b"application/x-www-form-urlencoded")


def by_bolt(store: Store, *, port: int, before_response: bool) -> Starlette:
    """Bolt behind its own adapter, one token; it asks this same server whose token it is."""
    client = AsyncWebClient("xoxb-benchmark", base_url=f"http://127.0.0.1:{port}/api/")
    app = AsyncApp(
        signing_secret=SECRET,
        client=client,
        process_before_response=before_response,
    )
    handler = AsyncSlackRequestHandler(app)

    @app.view(ids.CHECK_IN_VIEW)
    async def submit(ack: AsyncAck, body: dict) -> None:
        await store(body["user"]["id"])
        await ack()

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def whose(_request: Request) -> Response:
        return JSONResponse({"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT"})

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/api/auth.test", whose, methods=["POST"]),
        ]
    )

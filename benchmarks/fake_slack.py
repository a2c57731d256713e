"""A Slack that enforces its limits, fails on demand, and counts what was posted.

One process, one address; posting, and who is in a channel. Every token is a workspace of its own.
Limits are kept as Slack keeps them: so many messages a second in a workspace, one a second in a
channel with short bursts, HTTP 429 with `Retry-After` beyond. A message is counted when it is
accepted, whether or not the caller ever hears of it.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import math
import random
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Gauge:
    """A bucket of `burst` that fills at `rate` a second."""

    rate: float
    burst: float
    level: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.level = self.burst

    def take(self) -> float:
        """Take a place; 0.0 when there was one, else the seconds until there is."""
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return (1 - self.level) / self.rate
        self.level -= 1
        return 0.0


@dataclass
class Faults:
    """How often, as shares of all calls that came in time, something goes wrong."""

    too_fast: float = 0.0
    """Answers 429 with a second of `Retry-After`, within the limits too; nothing was taken."""
    error_500: float = 0.0
    hang_before: float = 0.0
    """Never answers; the message was not taken."""
    hang_after: float = 0.0
    """Never answers; the message was taken."""
    seed: int = 1


@dataclass
class FakeSlack:
    """`rate` and `burst` are a workspace's; `latency` is in seconds."""

    rate: float = 5.0
    burst: float = 2.0
    channel_burst: float = 3.0
    latency: float = 0.0
    faults: Faults = field(default_factory=Faults)
    members: dict[str, list[str]] = field(default_factory=dict)
    """Who is in each channel."""
    posts: list[dict] = field(default_factory=list)
    calls: int = 0
    limited: int = 0
    early: int = 0
    """Calls made although a `Retry-After` was not over yet."""
    reads: int = 0
    reads_limited: int = 0
    reads_a_minute: int = 100
    """Calls of each reading method in a workspace and minute; `reads_limited` were too many."""
    _reads: dict = field(default_factory=lambda: defaultdict(deque))
    _gauges: dict = field(default_factory=dict)
    _blocked: dict = field(default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        self._random = random.Random(self.faults.seed)

    async def post(self, request: web.Request) -> web.Response:
        """`chat.postMessage`, and `chat.update`: what takes the place of another is one more."""
        token = request.headers.get("Authorization", "")
        said = await request.json()
        at = time.time()
        self.calls += 1
        if self._blocked[token] > time.monotonic():
            self.early += 1
        if wait := self._wait(token, said["channel"]):
            return self._too_fast(token, wait)
        fault = self._fault()
        if fault == "too_fast":
            return self._too_fast(token, 1.0)
        if fault in {"error_500", "hang_before"}:
            return await self._fail(fault)
        self.posts.append(
            {
                "at": at,
                "token": token,
                "channel": said["channel"],
                "text": said["text"],
                "mark": hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16],
            }
        )
        ts = f"{len(self.posts)}.{int(at * 1000) % 1000:06d}"
        if fault == "hang_after":
            return await self._fail(fault)
        if self.latency:
            await asyncio.sleep(self.latency)
        return web.json_response({"ok": True, "ts": ts, "channel": said["channel"]})

    def _read_too_often(self, request: web.Request) -> web.Response | None:
        """Enforce the fourth tier: a hundred calls of a method in any minute of a workspace."""
        key = (request.headers.get("Authorization", ""), request.path)
        recent = self._reads[key]
        now = time.monotonic()
        while recent and recent[0] <= now - 60:
            recent.popleft()
        self.reads += 1
        if len(recent) >= self.reads_a_minute:
            self.reads_limited += 1
            seconds = math.ceil(recent[0] + 60 - now)
            headers = {"Retry-After": str(seconds)}
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers=headers)
        recent.append(now)
        return None

    async def channel(self, request: web.Request) -> web.Response:
        """`conversations.members`."""
        if refusal := self._read_too_often(request):
            return refusal
        return web.json_response(
            {"ok": True, "members": self.members.get(request.query["channel"], [])}
        )

    async def about(self, request: web.Request) -> web.Response:
        """`conversations.info`."""
        if refusal := self._read_too_often(request):
            return refusal
        known = {"id": request.query["channel"], "is_member": True}
        return web.json_response({"ok": True, "channel": known})

    async def person(self, request: web.Request) -> web.Response:
        """`users.info`."""
        if refusal := self._read_too_often(request):
            return refusal
        user = request.query["user"]
        return web.json_response({"ok": True, "user": {"id": user, "name": user, "profile": {}}})

    def _wait(self, token: str, channel: str) -> float:
        waits = []
        for key, rate, burst in (
            ((token, channel), 1.0, self.channel_burst),
            (token, self.rate, self.burst),
        ):
            gauge = self._gauges.setdefault(key, Gauge(rate, burst))
            waits.append(gauge.take())
        return max(waits)

    def _too_fast(self, token: str, wait: float) -> web.Response:
        self.limited += 1
        seconds = max(1, math.ceil(wait))
        self._blocked[token] = time.monotonic() + seconds
        return web.json_response(
            {"ok": False, "error": "ratelimited"},
            status=429,
            headers={"Retry-After": str(seconds)},
        )

    def _fault(self) -> str:
        dice = self._random.random()
        for name in ("too_fast", "error_500", "hang_before", "hang_after"):
            dice -= getattr(self.faults, name)
            if dice < 0:
                return name
        return ""

    async def _fail(self, fault: str) -> web.Response:
        if fault == "error_500":
            return web.Response(status=500, text="oops")
        await asyncio.sleep(3600)
        return web.Response(status=500)

    async def answer(self, request: web.Request) -> web.Response:
        """`auth.test`."""
        del request
        return web.json_response({"ok": True})

    async def report(self, request: web.Request) -> web.Response:
        """Everything counted; `?clear=1` forgets it afterwards."""
        found = {
            "posts": self.posts,
            "calls": self.calls,
            "limited": self.limited,
            "early": self.early,
            "reads": self.reads,
            "reads_limited": self.reads_limited,
        }
        answer = web.json_response(found)
        if "clear" in request.query:
            self.posts, self.calls, self.limited, self.early = [], 0, 0, 0
        return answer

    async def configure(self, request: web.Request) -> web.Response:
        """Change what it enforces and how it fails: fields by name, faults under `faults`."""
        wanted = await request.json()
        if "faults" in wanted:
            self.faults = Faults(**wanted.pop("faults"))
            self._random = random.Random(self.faults.seed)
        for name, value in wanted.items():
            setattr(self, name, value)
        self._gauges.clear()
        self._blocked.clear()
        return web.json_response({"ok": True})

    def application(self) -> web.Application:
        """Its routes."""
        app = web.Application()
        app.router.add_post("/api/chat.postMessage", self.post)
        app.router.add_post("/api/chat.update", self.post)
        app.router.add_post("/api/auth.test", self.answer)
        app.router.add_get("/api/conversations.info", self.about)
        app.router.add_get("/api/conversations.members", self.channel)
        app.router.add_get("/api/users.info", self.person)
        app.router.add_get("/report", self.report)
        app.router.add_post("/configure", self.configure)
        return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    web.run_app(
        FakeSlack().application(),
        host="127.0.0.1",
        port=parser.parse_args().port,
        print=None,
        access_log=None,
        shutdown_timeout=0.1,
    )


if __name__ == "__main__":
    main()

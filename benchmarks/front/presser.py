"""People who press Check in, and the Slack that opens their windows, in one process.

`python presser.py` reads a cell as JSON and writes what it saw. A press is sent at each scheduled
instant whatever became of those before; it counts from that instant until the whole window has
reached Slack, by one clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aiohttp import web

from front.driver import Connections, signed

HOLE = "QQTQQ"
"""Where the trigger of a press goes."""
_TRIGGER = re.compile(rb'"trigger_id": ?"(\d+)"')
PATIENCE = 5.0


@dataclass
class Cell:
    """What is pressed, and what came of it."""

    port: int
    slack: int
    seconds: float
    rate: float
    bodies: list[str]
    shows: str
    """What every window that opens has to hold."""
    first: int = 1
    pressed: dict[int, float] = field(default_factory=dict)
    opened: dict[int, float] = field(default_factory=dict)
    calls: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    wrong: int = 0
    """Calls that were none of ours, and windows that were no check-in."""

    def __post_init__(self) -> None:
        self._parts = [body.split(HOLE) for body in self.bodies]
        self._connections = Connections(self.port)
        self._presses = int(self.rate * self.seconds)
        self._all_open = asyncio.Event()

    async def open(self, request: web.Request) -> web.Response:
        """`views.open`."""
        body = await request.read()
        at = time.perf_counter()
        found = _TRIGGER.search(body)
        if found is None or self.shows.encode() not in body:
            self.wrong += 1
        else:
            number = int(found[1])
            self.calls[number] += 1
            self.opened.setdefault(number, at)
            if len(self.opened) == self._presses:
                self._all_open.set()
        return web.json_response({"ok": True, "view": {"id": "V1", "hash": "1.a"}})

    async def any(self, _request: web.Request) -> web.Response:
        """No other call belongs to a press."""
        self.wrong += 1
        return web.json_response({"ok": False, "error": "unknown_method"})

    async def press(self, number: int, at: float) -> None:
        self.pressed[number] = at
        body = f"{number:015}".join(self._parts[number % len(self._parts)]).encode()
        try:
            connection = await self._connections.take()
            status = await connection.ask(signed(body))
        except OSError:
            status = 0
        self.statuses[str(status)] += 1
        if status:
            self._connections.give_back(connection)

    async def run(self) -> None:
        app = web.Application()
        app.router.add_post("/api/views.open", self.open)
        app.router.add_route("*", "/{rest:.*}", self.any)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.slack).start()
        gc.disable()
        began, waiting = time.perf_counter(), []
        for n in range(self._presses):
            at = began + n / self.rate
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            waiting.append(asyncio.create_task(self.press(self.first + n, at)))
        await asyncio.gather(*waiting)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._all_open.wait(), PATIENCE)
        await runner.cleanup()

    def seen(self) -> dict:
        taken = [at - self.pressed[number] for number, at in self.opened.items()]
        return {
            "taken": taken,
            "statuses": self.statuses,
            "never": len(self.pressed) - len(taken),
            "twice": sum(count > 1 for count in self.calls.values()),
            "wrong": self.wrong,
        }


def main() -> None:
    cell = Cell(**json.load(sys.stdin))
    asyncio.run(cell.run())
    json.dump(cell.seen(), sys.stdout)


if __name__ == "__main__":
    main()

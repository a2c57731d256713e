"""The load, in a process of its own: `python driver.py` reads a cell as JSON, writes what it saw.

Every request is signed anew, as Slack's are. With `clients` so many send one after the other; with
`rate` one is sent at each scheduled instant whatever became of those before, and latency counts
from that instant.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import hmac
import json
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from front.desks import SECRET, Desk, Filler

HEAD = (
    "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\n"
    "content-type: application/x-www-form-urlencoded\r\n"
    "x-slack-request-timestamp: {stamp}\r\nx-slack-signature: v0={digest}\r\n"
    "content-length: {length}\r\n\r\n"
)


def signed(body: bytes, *, good: bool = True) -> bytes:
    """The whole request; with `good` false its signature is another body's."""
    stamp = str(int(time.time()))
    text = f"v0:{stamp}:".encode() + (body if good else b"")
    digest = hmac.digest(SECRET.encode(), text, hashlib.sha256).hex()
    return HEAD.format(stamp=stamp, digest=digest, length=len(body)).encode() + body


class Connection(asyncio.Protocol):
    """One HTTP/1.1 connection, one request at a time."""

    def __init__(self) -> None:
        self.transport = None
        self._waiting = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if len(body) >= int(length or 0) and self._waiting is not None:
            waiting, self._waiting, self._buffer = self._waiting, None, b""
            waiting.set_result(int(head[9:12]))

    def connection_lost(self, _error: Exception | None) -> None:
        self.transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(0)

    def ask(self, request: bytes) -> asyncio.Future[int]:
        """Send; the future holds the status, 0 when the connection broke."""
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._waiting


class Connections:
    """Those to one server that are free, and as many more as are asked for."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: deque[Connection] = deque()

    async def take(self) -> Connection:
        while self._free:
            found = self._free.popleft()
            if found.transport is not None and not found.transport.is_closing():
                return found
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(Connection, "127.0.0.1", self._port)
        return made

    def give_back(self, connection: Connection) -> None:
        self._free.append(connection)


@dataclass
class Cell:
    """What is sent, and what came of it."""

    port: int
    seconds: float
    desks: list[dict]
    clients: int = 0
    rate: float = 0.0
    good: bool = True
    first: int = 1
    """The first number; later cells of the same database go on from where one ended."""
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._desks = [Desk(**each) for each in self.desks]
        self._fillers = [Filler(desk) for desk in self._desks]
        self._connections = Connections(self.port)
        self._number = self.first

    def request(self, place: int) -> tuple[str, int, bytes]:
        """The next request of one desk: whose it is, its number, its bytes."""
        number, self._number = self._number, self._number + 1
        user = self._desks[place].user
        self.sent[user] = number
        return user, number, signed(self._fillers[place].fill(number), good=self.good)

    async def once(self, place: int, scheduled: float | None = None) -> int:
        user, number, request = self.request(place)
        began = scheduled or time.perf_counter()
        try:
            connection = await self._connections.take()
            status = await connection.ask(request)
        except OSError:
            status = 0
        self.latencies.append(time.perf_counter() - began)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status == 200:
            self.acked[user] = number
        if status:
            self._connections.give_back(connection)
        return status

    async def client(self, which: int, until: float) -> None:
        """One after the other, at desks that no other client sits at."""
        places = range(which, len(self._desks), self.clients)
        while True:
            for place in places:
                if time.perf_counter() >= until or await self.once(place) == 0:
                    return

    async def run(self) -> None:
        gc.disable()
        began = time.perf_counter()
        if self.clients:
            until = began + self.seconds
            await asyncio.gather(*(self.client(n, until) for n in range(self.clients)))
            return
        waiting = []
        for number in range(int(self.rate * self.seconds)):
            at = began + number / self.rate
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            waiting.append(asyncio.create_task(self.once(number % len(self._desks), at)))
        await asyncio.gather(*waiting)


def main() -> None:
    cell = Cell(**json.load(sys.stdin))
    asyncio.run(cell.run())
    seen = ("latencies", "statuses", "sent", "acked")
    json.dump({name: getattr(cell, name) for name in seen}, sys.stdout)


if __name__ == "__main__":
    main()

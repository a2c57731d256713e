"""The web server as a part of a process that has other things to do."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from slackapp.errors import InvalidSettings
from slackapp.settings import variable

GRACE_SECONDS = 5
"""How long requests under way may take once the process is told to stop."""
KEEP_ALIVE_SECONDS = 75
"""How long an idle connection is kept: longer than clients and proxies keep theirs (5 to 60).

Whoever lets go second may send a request into a connection that is just being closed.
"""


class _Server(uvicorn.Server):
    """Says when it is up, and leaves the process's signals to the process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve while the block runs; requests under way are answered before it is left."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await server.up.wait()
        yield
    finally:
        server.should_exit = True
        await task


def listen(host: str, port: int) -> socket.socket:
    """Take an address before anything else is started.

    Raises:
        InvalidSettings: the port is taken, or the host is not ours.
    """
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise InvalidSettings(
            f"{host}:{port} cannot be listened on: {error.strerror}. Set {variable('host')} and "
            f"{variable('port')} to a free address of this machine."
        ) from error
    # An answer leaves in two writes. Without this, which connections inherit, the second waits
    # 40 ms for the other side to acknowledge the first; asyncio sets it only on sockets it made.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening

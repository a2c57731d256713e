"""Serve one case until SIGTERM: `python serve.py CASE FOLDER URL PORT [PORT OF A SLACK]`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from collections.abc import AsyncIterator

from front.world import settings
from slackapp.bootstrap.house import open_house
from slackapp.bootstrap.memory import spare_what_is_loaded
from slackapp.bootstrap.server import listen, serving
from slackapp.bootstrap.web import running


@contextlib.asynccontextmanager
async def the_app(folder: Path, url: str, port: int, *slack: int) -> AsyncIterator[None]:
    """The web process as `bearings serve --role web` runs it."""
    house = open_house(settings(folder, url, port, *slack))
    try:
        async with running(house):
            spare_what_is_loaded()
            yield
    finally:
        house.close()


def a_peer(
    case: str, folder: Path, url: str, port: int
) -> contextlib.AbstractAsyncContextManager[None]:
    """One of the others, on the same server."""
    from front import peers  # noqa: PLC0415 (the app itself needs none of this)

    made = {
        "by hand, urllib": lambda: peers.by_hand(
            peers.through_the_writer(folder, url), peers.slowly
        ),
        "by hand, fast": lambda: peers.by_hand(
            peers.through_the_writer(folder, url), peers.quickly
        ),
        "Bolt, default": lambda: peers.by_bolt(peers.nowhere, port=port, before_response=False),
        "Bolt": lambda: peers.by_bolt(peers.nowhere, port=port, before_response=True),
        "Bolt + writer": lambda: peers.by_bolt(
            peers.through_the_writer(folder, url), port=port, before_response=True
        ),
        "Bolt + psycopg": lambda: peers.by_bolt(
            peers.by_psycopg(folder, url), port=port, before_response=True
        ),
    }[case]()
    return serving(made, listen("127.0.0.1", port))


async def main(case: str, folder: Path, url: str, port: int, *slack: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    served = (the_app if case == "Bearings" else a_peer)(
        *((folder, url, port, *slack) if case == "Bearings" else (case, folder, url, port))
    )
    async with served:
        sys.stdout.write("up\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:])))

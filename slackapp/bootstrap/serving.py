"""`bearings serve`: one process for the web, one for the work, or one of the two."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime

from slackapp.bootstrap import health, logs
from slackapp.bootstrap.away import located
from slackapp.bootstrap.child import Child
from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.memory import spare_what_is_loaded
from slackapp.bootstrap.preparing import prepare
from slackapp.bootstrap.web import Web, running
from slackapp.settings import Settings, load


def serve(*, web: bool, worker: bool) -> None:
    """Run until SIGTERM or Ctrl-C, then finish what is under way.

    Raises:
        InvalidSettings, SchemaBehind, UnsafeSchema, SlackAway: nothing was started.
    """
    settings = load()
    logs.configure(settings)
    settings.require_slack()
    if worker:
        health.begin(settings, web=web)
    with located(settings):
        prepare(settings, _tell)
        if not web:
            from slackapp.bootstrap import worker as role  # noqa: PLC0415 (it loads what computes)

            role.main(settings)
            return
        asyncio.run(_serve(settings, worker=worker))


async def _serve(settings: Settings, *, worker: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with application(open_house(settings)) as running_app:
        if worker:
            running_app.worker.work()
        spare_what_is_loaded()
        _tell(f"Bearings is serving at {running_app.web.address}")
        await stop.wait()


def _tell(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


class Application:
    """The app, running; its worker is a process of its own, from `worker.work()` on."""

    def __init__(self, house: House, web: Web) -> None:
        """Take what is running already."""
        self.house = house
        self.web = web
        self.worker = Child(house.settings, house.clock)

    def move_to(self, instant: datetime) -> None:
        """Show another time (aware) from now on, here and in the worker."""
        self.house.clock.move_to(instant)
        self.worker.moved()


@contextlib.asynccontextmanager
async def application(house: House) -> AsyncIterator[Application]:
    """Run the app while the block runs, then stop every part of it and close the house."""
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(house.close)
        app = Application(house, await stack.enter_async_context(running(house)))
        stack.push_async_callback(app.worker.stop)
        yield app

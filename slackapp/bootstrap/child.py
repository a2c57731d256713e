"""A worker in a process of its own, so that whatever answers Slack never loads what computes."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from slackapp.clock import Clock
from slackapp.settings import Settings

PATIENCE = 30.0
"""Seconds a stopping worker may take to finish a step and its calls to Slack."""
PAUSE = 1.0
"""Seconds before a worker that died is started again."""

log = logging.getLogger(__name__)
_spawning = multiprocessing.get_context("spawn")


class Child:
    """Starts a worker, starts it again when it dies, and hands it every move of the calendar.

    The pipe between the two doubles as a lifeline: when this process dies in whatever way, its end
    closes and the worker finishes and goes.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """`clock` is this process's calendar."""
        self._settings = settings
        self._clock = clock
        self._working = False
        self._stopping = False
        self._process: BaseProcess | None = None
        self._orders: Connection | None = None
        self._asking = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The worker's process id."""
        return self._process.pid if self._process else None

    def spawn(self) -> None:
        """Start the process; it loads what it needs and waits. Call it inside the event loop."""
        theirs, self._orders = _spawning.Pipe()
        self._process = _spawning.Process(
            target=_main, args=(self._settings, theirs), name="bearings-worker"
        )
        self._process.start()
        theirs.close()
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._ended)

    def work(self) -> None:
        """Let it begin."""
        self._working = True
        if self._process is None:
            self.spawn()
        self.moved()

    def moved(self) -> None:
        """Tell a working worker what the calendar shows."""
        if self._working and self._orders is not None:
            with suppress(BrokenPipeError):  # it just died; the next one is told when it starts
                self._orders.send((self._clock.calendar_now(), datetime.now(UTC)))

    async def is_at_rest(self) -> bool:
        """Ask a working worker whether everything is said that was to be by now."""
        if not self._working:
            return True
        async with self._asking:
            if self._orders is None:
                return False
            return await asyncio.to_thread(_answer, self._orders)

    async def stop(self) -> None:
        """Let the worker finish, then go on without it."""
        self._stopping = True
        process = self._process
        if process is None or self._orders is None:
            return
        asyncio.get_running_loop().remove_reader(process.sentinel)
        self._orders.close()
        await asyncio.to_thread(process.join, PATIENCE)
        if process.is_alive():
            log.warning("the worker did not finish in time")
            process.kill()
            await asyncio.to_thread(process.join)
        process.close()

    def _ended(self) -> None:
        if self._process is None or self._orders is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._process.sentinel)
        self._process.join()
        log.error("the worker ended with code %s; starting another", self._process.exitcode)
        self._process.close()
        self._orders.close()
        self._process = self._orders = None
        loop.call_later(PAUSE, self._again)

    def _again(self) -> None:
        if not self._stopping:
            self.spawn()
            self.moved()


def _answer(orders: Connection) -> bool:
    """Wait for what the worker says; one that says nothing, or died, is not at rest."""
    try:
        orders.send(None)
        return orders.poll(PATIENCE) and bool(orders.recv())
    except (EOFError, OSError):
        return False


def _main(settings: Settings, orders: Connection) -> None:
    """Run in the new process; everything heavy is imported only there."""
    from slackapp.bootstrap import worker  # noqa: PLC0415

    worker.obey(settings, orders)

"""The past is lived in a process of its own: what it computes with stays out of this one."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from slackapp.errors import BearingsError

if TYPE_CHECKING:
    from slackapp.demo.past import Past
    from slackapp.settings import Settings

_spawning = multiprocessing.get_context("spawn")


class NoPast(BearingsError):
    """The demo's history could not be made. The lines above say why."""


class PastProcess:
    """Loads what it needs while this process does; lives through a past once it is told which."""

    def __init__(self) -> None:
        self._ours, theirs = _spawning.Pipe()
        self._process = _spawning.Process(target=_main, args=(theirs,), name="bearings-past")
        self._process.start()
        theirs.close()

    async def live(self, settings: Settings, past: Past) -> AsyncIterator[int]:
        """Yield the number of each week that is over.

        Raises:
            NoPast: the process ended before the last one.
        """
        self._ours.send((settings, past))
        while (week := await asyncio.to_thread(self._next)) is not None:
            yield week
        await asyncio.to_thread(self._process.join)
        if self._process.exitcode != 0:
            raise NoPast

    def close(self) -> None:
        """End it, wherever it is."""
        self._ours.close()
        self._process.join()
        self._process.close()

    def _next(self) -> int | None:
        try:
            week: int = self._ours.recv()
        except EOFError:
            return None
        return week


def _main(pipe: Connection) -> None:
    """Run in the new process; Ctrl-C is for the one that started it, whose end it notices."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from slackapp.demo import history  # noqa: PLC0415 (it loads what computes, and only there)

    with suppress(EOFError, BrokenPipeError):
        settings, past = pipe.recv()
        history.main(settings, past, pipe)

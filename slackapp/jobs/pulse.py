"""Says that a worker is alive: a file is touched for as long as each of its loops goes on turning.

A worker answers no request, so this is how whoever started it can tell that it hangs. An outage of
the database or of Slack is no reason: its loops go on then, and starting it again would not help.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from slackapp.jobs.faults import where

EVERY = 1.0
"""Seconds between two touches, at the least."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Pulse:
    """One worker's; use it inside one event loop. Without a path nobody asks."""

    path: Path | None = None
    now: Callable[[], float] = time.time
    """Real time, as the file system counts it."""
    _turned: dict[str, float] = field(default_factory=dict)
    """When each loop turned last."""
    _shown: float = 0.0

    def beat(self, loop: str) -> None:
        """Note that a loop has turned; the file shows the one that turned longest ago."""
        if self.path is None:
            return
        self._turned[loop] = self.now()
        slowest = min(self._turned.values())
        if slowest < self._shown + EVERY:
            return
        self._shown = slowest
        try:
            self.path.touch()
            os.utime(self.path, (slowest, slowest))
        except OSError as error:
            log.warning("nobody can tell that this worker is alive: %s", where(error))

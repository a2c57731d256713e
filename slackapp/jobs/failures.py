"""When what failed may be tried again: later every time."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from slackapp.jobs.attempts import pause_after

K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Failures(Generic[K]):
    """What failed in this process, and for how long each is left alone."""

    first: float
    """Seconds after the first failure."""
    monotonic: Callable[[], float] = time.monotonic
    _known: dict[K, tuple[int, float]] = field(default_factory=dict)
    """How often each failed in a row, and until when it rests."""

    def may_try(self, what: K) -> bool:
        """Say whether it has rested long enough, or never failed."""
        return self._known.get(what, (0, 0.0))[1] <= self.monotonic()

    def note(self, what: K, *, is_done: bool) -> None:
        """Remember how it went."""
        if is_done:
            self._known.pop(what, None)
            return
        times = self._known.get(what, (0, 0.0))[0] + 1
        self._known[what] = (times, self.monotonic() + pause_after(times, first=self.first))

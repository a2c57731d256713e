"""A memory that forgets by itself: what it holds is gone in time, also when nobody asks again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Fleeting(Generic[K, V]):
    """Values by key, each for so many seconds of real time after it was put; safe from any thread.

    A key that was destroyed must not live on in an idle process, so a timer empties what is over.
    """

    def __init__(
        self, seconds: float, *, size: int = 4096, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`size` is how many are held at most; the oldest goes first."""
        self._seconds = seconds
        self._size = size
        self._monotonic = monotonic
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def __len__(self) -> int:
        """How many are held, those whose time is over included until they are swept."""
        return len(self._held)

    def get(self, key: K) -> V | None:
        """Return what is held under a key, or None."""
        with self._lock:
            self._drop_old()
            found = self._held.get(key)
            return None if found is None else found[1]

    def put(self, key: K, value: V) -> None:
        """Hold a value from now on."""
        with self._lock:
            self._held.pop(key, None)
            self._held[key] = (self._monotonic() + self._seconds, value)
            while len(self._held) > self._size:
                self._held.popitem(last=False)
            self._arm()

    def drop(self, key: K) -> None:
        """Forget a value now."""
        with self._lock:
            self._held.pop(key, None)

    def clear(self) -> None:
        """Forget everything now."""
        with self._lock:
            self._held.clear()

    def sweep(self) -> None:
        """Forget everything whose time is over; the timer does it without being asked."""
        with self._lock:
            self._timer = None
            self._drop_old()
            self._arm()

    def _arm(self) -> None:
        if self._held and self._timer is None:
            self._timer = threading.Timer(self._seconds, self.sweep)
            self._timer.daemon = True
            self._timer.start()

    def _drop_old(self) -> None:
        """They are held in the order in which they were put, so the oldest stand first."""
        now = self._monotonic()
        while self._held and next(iter(self._held.values()))[0] <= now:
            self._held.popitem(last=False)

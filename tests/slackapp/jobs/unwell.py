"""Steps of which one kind fails some times, as while a disk or a key store is away."""

from __future__ import annotations

from datetime import UTC
from threading import Lock

from slackapp.errors import StorageAway


class Unwell:
    """Real steps; `fails` is how often those of a kind are still to fail."""

    def __init__(self, steps, step, *, fails):
        self.steps = steps
        self.step = step
        self.fails = fails
        self.today = None
        self._lock = Lock()

    @property
    def database(self):
        return self.steps.database

    def perform(self, due, *, now):
        with self._lock:
            self.today = now.astimezone(UTC).date()
            if due.step is self.step and self.fails:
                self.fails -= 1
                raise StorageAway
        return self.steps.perform(due, now=now)

    def is_done(self):
        """Whether the step was done for today, by whomever."""
        days = self.database.read(lambda store: store.chores.days())
        return self.today is not None and days.get(self.step) == self.today

"""Group commit: short units of many callers share one transaction on one thread.

A commit costs a flush of the disk, a unit hardly anything; so whatever waits is committed together.
There are no savepoints: when anything fails, the whole batch is rolled back and each unit runs
alone, and a future hears of success only after the commit of its own unit.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from slackapp.errors import BearingsError, NotConfirmed, StorageAway
from slackapp.storage.faults import Aborted, Fault, Phase
from slackapp.storage.transaction import Transactions, Unit

BATCH = 128
"""Units in one transaction: beyond this a commit is no longer what costs."""
PATIENCE = 1.5
"""Seconds after its submission in which a unit is tried again; Slack waits three for an answer."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A unit to commit with others."""

    unit: Unit
    key: str
    future: Future[Any] = field(default_factory=Future)
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE)


@dataclass(frozen=True, slots=True)
class _Exclusive:
    """Work that runs between two batches."""

    work: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """The one thread that commits short units."""

    def __init__(self, transactions: Transactions, *, after: Callable[[], None]) -> None:
        """`after` is called on the thread whenever it has committed; it must wait for nothing."""
        self._transactions = transactions
        self._after = after
        self._waiting: queue.SimpleQueue[_Job | _Exclusive | None] = queue.SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="bearings-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: Unit, *, key: str = "") -> Future[Any]:
        """Queue a unit; units of one batch run in the order of `key`, which avoids deadlocks."""
        return self._put(_Job(unit, key))

    def exclusively(self, work: Callable[[], Any]) -> Future[Any]:
        """Queue work that runs between two batches; units and callbacks of futures must not."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("waiting here for the writer would never end")
        return self._put(_Exclusive(work))

    def close(self) -> None:
        """Finish what is queued and stop; later submissions are refused."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _put(self, job: _Job | _Exclusive) -> Future[Any]:
        with self._gate:
            if self._closed:
                job.future.set_exception(StorageAway())
            else:
                self._waiting.put(job)
        return job.future

    def _work(self) -> None:
        """Run the units that wait, then one exclusive work, and look again.

        A unit so waits for one exclusive work at most, however many are queued.
        """
        works: deque[_Exclusive] = deque()
        is_open = True
        while is_open or works:
            jobs = self._take(wait=is_open and not works)
            is_open = is_open and None not in jobs
            running = [job for job in jobs if job and job.future.set_running_or_notify_cancel()]
            works.extend(job for job in running if isinstance(job, _Exclusive))
            self._run_units([job for job in running if isinstance(job, _Job)])
            if works:
                job = works.popleft()
                _pass_on(_attempt(job.work), job)
            self._after()

    def _take(self, *, wait: bool) -> list[_Job | _Exclusive | None]:
        """Take what waits, at least one job if told to wait; None is last when there is no more."""
        jobs = [self._waiting.get()] if wait else []
        while not self._waiting.empty():
            jobs.append(self._waiting.get())
        return jobs

    def _run_units(self, jobs: list[_Job]) -> None:
        for start in range(0, len(jobs), BATCH):
            batch = sorted(jobs[start : start + BATCH], key=lambda job: job.key)
            if len(batch) == 1:
                self._run_alone(batch)
                continue
            units = [job.unit for job in batch]
            together = _attempt(partial(self._transactions.run, units, "write"))
            fault = _fault(together)
            if together.exception() is None:
                for job, result in zip(batch, together.result(), strict=True):
                    job.future.set_result(result)
            elif fault is not None and isinstance(fault.error, NotConfirmed):
                for job in batch:
                    job.future.set_exception(_same(fault.error))
            else:
                self._run_alone(batch)

    def _run_alone(self, jobs: Sequence[_Job]) -> None:
        away: Fault | None = None
        for job in jobs:
            if away is not None:
                job.future.set_exception(_same(away.error))
                continue
            result = _attempt(partial(self._try, job))
            _pass_on(result, job)
            fault = _fault(result)
            if fault is not None and fault.phase is Phase.BEGIN:
                # No transaction begins at all, so the others need not wait for the same.
                away = fault

    def _try(self, job: _Job) -> Any:  # noqa: ANN401 - whatever the unit returns
        (result,) = self._transactions.patiently([job.unit], "write", until=job.until)
        return result


def _attempt(work: Callable[[], Any]) -> Future[Any]:
    """Run work and keep how it ended: this thread hands it over, it decides nothing about it.

    No edge where an error ends, as the two others are: whoever awaits the future is raised the same
    error. One that were left out here would end the thread, and everybody would wait for ever.
    """
    outcome: Future[Any] = Future()
    try:
        outcome.set_result(work())
    except Exception as error:  # noqa: BLE001 (it is raised where the future is awaited)
        outcome.set_exception(error)
    return outcome


def _fault(outcome: Future[Any]) -> Fault | None:
    error = outcome.exception()
    return error.fault if isinstance(error, Aborted) else None


def _pass_on(outcome: Future[Any], job: _Job | _Exclusive) -> None:
    error = outcome.exception()
    if error is None:
        job.future.set_result(outcome.result())
    else:
        job.future.set_exception(error.fault.error if isinstance(error, Aborted) else error)


def _same(error: BearingsError) -> BearingsError:
    """Return the same error once more: each waiting thread adds its own traceback."""
    again = type(error)(error.sentence)
    for note in getattr(error, "__notes__", ()):
        again.add_note(note)
    return again

"""The runner for any number of workers on PostgreSQL: the same steps and lanes, shared as jobs.

A planner, deferred every second, looks for what is due and defers a job for each step and lane,
under a queueing lock, so that what waits already is not queued again. A job is an invitation to
look: it carries ids only, and when it is lost with its worker the row is still due and the planner
defers it again. One that runs twice finds nothing left to do, or is fenced off by its lease.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.worker import Worker

from slackapp.domain.ids import WorkspaceId
from slackapp.jobs.attempts import attempt, drive, pause_after, where
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due, Step

SCHEMA = "procrastinate"
"""Where procrastinate's tables are, apart from ours."""
CONCURRENCY = 16
"""Jobs of one worker at the same time; most of them wait for a place or for Slack."""
HEARTBEAT = 10.0
SILENT = 60.0
"""Seconds without a heartbeat after which a worker counts as dead and its jobs are cleared away."""
RETRY_CONNECTING = 2.0
"""Seconds until a worker that lost its database tries again."""

log = logging.getLogger(__name__)


class Fleet:
    """One worker among any number of others."""

    def __init__(self, *, steps: Steps, ledger: Ledger, poll: float, url: str) -> None:
        """`poll` is in seconds, at least one; `url` is that of the PostgreSQL database."""
        self._steps = steps
        self._ledger = ledger
        self._poll = max(1, round(poll))
        self._stopping = asyncio.Event()
        self._worker: Worker | None = None
        self.app = App(connector=_connector(url))
        ticking = self.app.task(name="tick", queue="plan")(self._tick)
        self.app.periodic(cron=_every(self._poll), queueing_lock="tick")(ticking)
        self.app.task(name="plan", queue="plan")(self._plan)
        self.app.task(name="step", queue="step")(self._step)
        self.app.task(name="send", queue="send")(self._send)
        sweeping = self.app.task(name="sweep", queue="plan")(self._sweep)
        self.app.periodic(cron="* * * * *", queueing_lock="sweep")(sweeping)

    def wake(self) -> None:
        """Look at once for what is due; call it inside the event loop."""
        self._waking = asyncio.ensure_future(self._defer("plan", "plan"))

    def stop(self) -> None:
        """Take no more jobs; finish the steps and the calls to Slack that are under way."""
        self._stopping.set()
        self._ledger.stop()
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]

    async def run(self) -> None:
        """Work until `stop`, through every outage of the database."""
        while not self._stopping.is_set():
            try:
                async with self.app.open_async():
                    self._worker = self._new_worker()
                    await self._worker.run()  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 (the outermost edge: the worker outlives it)
                log.error("the worker stopped: %s", where(error))  # noqa: TRY400 (no parameters)
            if not self._stopping.is_set():
                await asyncio.sleep(RETRY_CONNECTING)

    def _new_worker(self) -> Worker:
        return Worker(
            self.app,
            name=None,
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=self._poll,
            abort_job_polling_interval=3600.0,
            delete_jobs=DeleteJobCondition.ALWAYS,
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=SILENT,
        )

    async def _tick(self, timestamp: int) -> None:  # noqa: ARG002 (procrastinate's signature)
        await self._plan()

    async def _plan(self) -> None:
        """Defer everything that is due."""
        try:
            due = await self._steps.due()
            lanes = await self._ledger.lanes()
        except Exception as error:  # noqa: BLE001 (the next tick looks again)
            log.error("planning failed: %s", where(error))  # noqa: TRY400 (no parameters)
            return
        for workspace in lanes:
            await self._defer("send", f"send:{workspace}", workspace=workspace)
        for one in due:
            await self._defer("step", f"step:{one.step}:{one.id}", step=one.step.value, id=one.id)

    async def _step(self, step: str, id: str, failed: int = 0) -> None:  # noqa: A002
        """Perform a step, then look for what it made due; one that fails waits under its lock."""
        due = Due(Step(step), id)
        if await attempt(self._steps, due):
            await self._defer("plan", "plan")
            return
        pause = pause_after(failed + 1, first=self._poll)
        lock = f"step:{due.step}:{due.id}"
        await self._defer("step", lock, pause, step=step, id=id, failed=failed + 1)

    async def _send(self, workspace: str) -> None:
        wait = await drive(self._ledger, WorkspaceId(workspace))
        if wait != 0.0:
            pause = self._poll if wait is None else wait
            await self._defer("send", f"send:{workspace}", pause, workspace=workspace)

    async def _sweep(self, timestamp: int) -> None:  # noqa: ARG002 (procrastinate's signature)
        """Clear away the jobs of workers that died; what they were to do is due all the same."""
        manager = self.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)

    async def _defer(self, task: str, lock: str, pause: float = 0.0, **ids: Any) -> None:  # noqa: ANN401
        after = {"schedule_in": {"seconds": pause}} if pause else {}
        configured = self.app.configure_task(task, queueing_lock=lock, **after)  # type: ignore[arg-type]
        try:
            await configured.defer_async(**ids)
        except AlreadyEnqueued:
            return


def _connector(url: str) -> PsycopgConnector:
    options = f"-c search_path={SCHEMA},public"
    return PsycopgConnector(
        conninfo=url,
        min_size=1,
        max_size=6,
        kwargs={"options": options, "application_name": "bearings-fleet", "connect_timeout": 3},
    )


def _every(seconds: int) -> str:
    """Write an interval as a cron rule with seconds."""
    return f"* * * * * */{seconds}" if seconds < 60 else "* * * * *"  # noqa: PLR2004 (a minute)

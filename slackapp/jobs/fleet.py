"""The runner for any number of workers on PostgreSQL: the same steps and lanes, shared as jobs.

A planner, deferred every second, looks for what is due, then and at each moment of that second at
which a row becomes due, and defers a job for each step and lane, under a queueing lock, so that
what waits already is not queued again. A job is an invitation to look: it carries ids only, and
when it is lost with its worker the row is still due and the planner defers it again. One that runs
twice finds nothing left to do, or is fenced off by its lease.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from functools import partial
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DeleteJobCondition, Notification, Status
from procrastinate.worker import Worker

from slackapp.domain.ids import WorkspaceId
from slackapp.jobs.ahead import Ahead
from slackapp.jobs.attempts import attempt, outlive, pause_after
from slackapp.jobs.lanes import Lanes
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.openings import TOGETHER, Openings
from slackapp.jobs.pulse import Pulse
from slackapp.jobs.steps import Steps
from slackapp.services.rounds import Due, Step

SCHEMA = "procrastinate"
"""Where procrastinate's tables are, apart from ours."""
CONCURRENCY = 16
"""Jobs of one worker at the same time; some of them wait for Slack. Lanes are none of them."""
OWN_LANES = 8
"""Lanes that the worker which plans opens itself; all above it offers to everybody."""
OFFERS = 4
"""Workers that are told at once that many rounds wait to be opened."""
PLAN_EVERY = 1.0
"""Seconds between two looks for what the opening of many rounds made due."""
HEARTBEAT = 10.0
SILENT = 60.0
"""Seconds without a heartbeat after which a worker counts as dead and its jobs are cleared away."""
AT_LEAST = 0.02
"""Seconds between two looks of the planner at what becomes due one after the other."""
LOOK = 30.0
"""Seconds after which a connection that was told nothing is looked at."""
RETRY_CONNECTING = 2.0
"""Seconds until a worker that lost its database tries again."""


class Listening(Worker):
    """A worker that also hears what is queued while it looks for jobs.

    procrastinate forgets that: with a poll as long as the planner's tick the two fall together now
    and then, and a second goes by in which nobody plans.
    """

    def __init__(self, app: App, *, pulse: Pulse, **given: Any) -> None:  # noqa: ANN401 (its own)
        """`pulse` beats whenever it looks for jobs, and when it has a hand free for one."""
        super().__init__(app, **given)
        self._pulse = pulse
        self._heard = 0

    async def _handle_notification(self, *, channel: str, notification: Notification) -> None:
        self._heard += 1
        await super()._handle_notification(channel=channel, notification=notification)

    async def _fetch_and_process_jobs(self) -> None:
        heard = None
        while heard != self._heard and not self._stop_event.is_set():
            heard = self._heard
            self._pulse.beat("jobs")
            await super()._fetch_and_process_jobs()  # type: ignore[no-untyped-call]


class Trusting(PsycopgConnector):
    """procrastinate's connections, each statement a transaction, without a look before each.

    That look would be half of the transactions of an idle worker, and three quarters of what is
    left would say only that one begins and ends. A connection that was lost shows when it is used,
    and the worker connects anew.
    """

    async def _create_pool(self, pool_args: dict[str, Any]) -> Any:  # noqa: ANN401 (its own)
        return self._pool_factory(**pool_args, open=False, configure=_alone)

    async def _loop_notify(self, on_notification: Any, connection: Any) -> None:  # noqa: ANN401 (its own)
        # Left to itself it wakes ten times a second, for a Ctrl-C that comes as a cancellation.
        connection.wait = partial(connection.wait, interval=LOOK)
        await super()._loop_notify(on_notification, connection, timeout=LOOK)


class Fleet:
    """One worker among any number of others."""

    def __init__(
        self,
        *,
        steps: Steps,
        ledger: Ledger,
        poll: float,
        url: str,
        ahead: Ahead | None = None,
        pulse: Pulse | None = None,
    ) -> None:
        """`poll` is in seconds, at least one; `url` is that of the PostgreSQL database."""
        self._steps = steps
        self._ledger = ledger
        self._ahead = ahead
        self._pulse = pulse or Pulse()
        self._poll = max(1, round(poll))
        self._stopping = asyncio.Event()
        self._worker: Worker | None = None
        self._lanes = Lanes(ledger, rest=self._poll)
        self._openings = Openings(steps, rest=self._poll, opened=self._opened)
        self._planned_at = -PLAN_EVERY
        self.app = App(connector=_connector(url))
        ticking = self.app.task(name="tick", queue="plan")(self._tick)
        self.app.periodic(cron=_every(self._poll), queueing_lock="tick")(ticking)
        self.app.task(name="plan", queue="plan")(self._plan)
        self.app.task(name="step", queue="step")(self._step)
        self.app.task(name="open", queue="step")(self._open)
        self.app.task(name="send", queue="send")(self._send)
        asking = self.app.task(name="ask", queue="plan")(self._ask)
        self.app.periodic(cron="* * * * * 15,45", queueing_lock="ask")(asking)
        sweeping = self.app.task(name="sweep", queue="plan")(self._sweep)
        self.app.periodic(cron="* * * * *", queueing_lock="sweep")(sweeping)

    def wake(self) -> None:
        """Look at once for what is due; call it inside the event loop."""
        self._waking = asyncio.ensure_future(self._defer("plan", "plan"))

    def is_at_rest(self) -> bool:
        """Say whether everything is said here that was to be, also what no row tells of."""
        return self._ledger.is_at_rest

    def stop(self) -> None:
        """Take no more jobs; finish the steps and the calls to Slack that are under way."""
        self._stopping.set()
        self._openings.stop()
        self._steps.stop()
        self._ledger.stop()
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]

    async def run(self) -> None:
        """Work until `stop`, through every outage of the database."""
        while not self._stopping.is_set():
            self._pulse.beat("jobs")
            await outlive(self._work(), "the worker", otherwise=None)
            if not self._stopping.is_set():
                await asyncio.sleep(RETRY_CONNECTING)

    async def _work(self) -> None:
        """Take jobs until it is stopped, which it may have been while it connected."""
        async with self.app.open_async():
            if self._stopping.is_set():
                return
            self._worker = self._new_worker()
            await self._worker.run()  # type: ignore[no-untyped-call]
            await self._openings.landed()
            await self._lanes.landed()
            if self._ahead is not None:
                await self._ahead.stop()

    def _new_worker(self) -> Worker:
        return Listening(
            self.app,
            pulse=self._pulse,
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
        """Plan until the next tick: sleep to each moment at which something becomes due."""
        until = time.monotonic() + self._poll
        next_in = await self._defer_due()
        while next_in is not None and time.monotonic() + next_in < until:
            await self._sleep(next_in)
            if self._stopping.is_set():
                return
            next_in = await self._defer_due()

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but not while the worker is being stopped."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, AT_LEAST)):
                await self._stopping.wait()

    async def _plan(self) -> None:
        """Defer everything that is due."""
        await self._defer_due()

    async def _defer_due(self) -> float | None:
        """Defer what is due; returns the seconds until more is, None when nobody can know."""
        due, lanes, next_in = await outlive(self._look(), "planning", otherwise=((), (), None))
        for workspace in lanes:
            if len(self._lanes) < OWN_LANES:
                self._lanes.open(workspace)
            else:
                await self._defer("send", f"send:{workspace}", workspace=workspace)
        await self._offer(sum(one.step is Step.OPEN for one in due))
        for one in due:
            if one.step is not Step.OPEN:
                lock = f"step:{one.step}:{one.id}"
                await self._defer("step", lock, step=one.step.value, id=one.id)
        return next_in

    async def _offer(self, waiting: int) -> None:
        """Open the rounds that wait; where there are many, let others do so too."""
        if waiting:
            self._openings.begin()
        for place in range(min(OFFERS, waiting // TOGETHER)):
            await self._defer("open", f"open:{place}")

    async def _look(self) -> tuple[tuple[Due, ...], tuple[WorkspaceId, ...], float | None]:
        due, sends = await self._steps.look(), await self._ledger.look()
        soon = [one for one in (due.next_in, sends.next_in) if one is not None]
        return due.due, await self._lanes.free(sends.lanes, few=OWN_LANES), min(soon, default=None)

    async def _step(self, step: str, id: str, failed: int = 0) -> None:  # noqa: A002
        """Perform a step, then look for what it made due; one that fails waits under its lock."""
        due = Due(Step(step), id)
        if await attempt(self._steps, due):
            await self._defer("plan", "plan")
            return
        pause = pause_after(failed + 1, first=self._poll)
        lock = f"step:{due.step}:{due.id}"
        await self._defer("step", lock, pause, step=step, id=id, failed=failed + 1)

    async def _open(self) -> None:
        """Open what waits, and leave it: others may be free for the next job."""
        self._openings.begin()

    async def _opened(self) -> None:
        """Let what was opened be sent at once; with many of them, every second."""
        if time.monotonic() >= self._planned_at + PLAN_EVERY:
            self._planned_at = time.monotonic()
            await self._defer("plan", "plan")

    async def _send(self, workspace: str) -> None:
        """Open a lane and leave it: it may last for minutes, and others want to begin too."""
        self._lanes.open(WorkspaceId(workspace))

    async def _ask(self, timestamp: int) -> None:  # noqa: ARG002 (procrastinate's signature)
        """Begin to ask about teams whose rounds open in some hours."""
        if self._ahead is not None:
            await self._ahead.look()

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


async def _alone(connection: Any) -> None:  # noqa: ANN401 (psycopg is storage's)
    """Have each statement of a connection be a transaction by itself."""
    await connection.set_autocommit(True)


def _connector(url: str) -> Trusting:
    options = f"-c search_path={SCHEMA},public"
    return Trusting(
        conninfo=url,
        min_size=1,
        max_size=6,
        kwargs={"options": options, "application_name": "bearings-fleet", "connect_timeout": 3},
    )


def _every(seconds: int) -> str:
    """Write an interval as a cron rule with seconds."""
    return f"* * * * * */{seconds}" if seconds < 60 else "* * * * *"  # noqa: PLR2004 (a minute)

"""The local Slack and the real app beside each other in one process, its worker in another."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from slackapp.bootstrap.house import open_house
from slackapp.bootstrap.preparing import migrate
from slackapp.bootstrap.serving import Application, application
from slackapp.clock import Clock
from slackapp.demo.answering import Temperament
from slackapp.demo.cast import WORKSPACE, cast
from slackapp.demo.leading import leading
from slackapp.demo.resting import is_at_rest, next_due
from slackapp.demo.teammates import Teammates
from slackapp.demo.transport import Transport
from slackapp.errors import StorageAway
from slackapp.sandbox import Sandbox
from slackapp.sandbox.delivery.envelope import ACK_SECONDS
from slackapp.settings import Settings, load

POSTS_PER_SECOND = 50.0
"""A local Slack needs no patience."""
POLL_SECONDS = 0.2
PATIENT_TRIGGERS = 30.0
"""Seconds a trigger lives here: Slack's three would make a busy machine fail the demo."""
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@dataclass(slots=True)
class Stage:
    """Everything that is running."""

    sandbox: Sandbox
    app: Application


@dataclass(slots=True)
class _Clocks:
    """Slack's calendar was moved: tell the app, once there is one."""

    clock: Clock
    lively: Temperament | None = None
    app: Application | None = field(default=None)

    async def moved(self, now: datetime) -> None:
        if self.app is not None and self.lively is not None:
            teammates = Teammates(self.app.house, self.lively)
            await asyncio.to_thread(teammates.answer, by=now)
        self.move(now)

    def move(self, now: datetime) -> None:
        if self.app is None:
            self.clock.move_to(now)
        else:
            self.app.move_to(now)

    async def parts(self) -> Mapping[str, str]:
        """What each person is in the app; nothing while its database is away."""
        with contextlib.suppress(StorageAway):
            return {} if self.app is None else await asyncio.to_thread(leading, self.app.house)
        return {}

    async def at_rest(self) -> bool:
        """Whether the app has done what is due by now."""
        if self.app is None:
            return True
        is_done = await asyncio.to_thread(is_at_rest, self.app.house)
        # Asked after that: what is told in private is settled before it is said.
        return is_done and await self.app.worker.is_at_rest()

    async def next_due(self) -> datetime | None:
        """When the app has something to do next."""
        return None if self.app is None else await asyncio.to_thread(next_due, self.app.house)


@contextlib.asynccontextmanager
async def staged(
    folder: Path,
    *,
    now: datetime,
    transport: Transport,
    port: int = 0,
    trigger_ttl: float = PATIENT_TRIGGERS,
    ack_seconds: float = ACK_SECONDS,
    lively: Temperament | None = None,
    **given: object,
) -> AsyncIterator[Stage]:
    """Run both while the block runs; the app's data lies in `folder`, its calendar shows `now`.

    There is no worker yet: `stage.app.worker.work()` starts it once there is a team. `lively` is
    how teammates answer by themselves what is about to close; without it nobody does.
    """
    _forget_proxies()
    clocks = _Clocks(Clock(), lively)
    people = cast()
    sandbox = Sandbox(
        WORKSPACE,
        people=(*people.people, *people.others, *people.more, *people.crowd),
        channels=[people.channel, people.elsewhere, people.spare, people.crowded],
        groups=[people.group],
        manifest=manifest(),
        now=now,
        on_clock=clocks.moved,
        at_rest=clocks.at_rest,
        next_due=clocks.next_due,
        trigger_ttl=trigger_ttl,
        ack_seconds=ack_seconds,
    )
    sandbox.workspace.parts = clocks.parts
    clocks.move(now)
    async with contextlib.AsyncExitStack() as stack:
        await sandbox.start(port=port)
        stack.push_async_callback(sandbox.stop)
        settings = settings_for(sandbox, folder, transport=transport, **given)
        migrate(settings, tell=lambda _: None)
        app = await stack.enter_async_context(application(open_house(settings, clock=clocks.clock)))
        clocks.app = app
        if transport == "http":
            await sandbox.connect_http(app.web.slack_url)
        else:
            await sandbox.connected()
        sandbox.listed_at(f"{app.web.address}/")
        yield Stage(sandbox, app)


def settings_for(
    sandbox: Sandbox, folder: Path, *, transport: Transport, **given: object
) -> Settings:
    """Return the settings of an app that lives in this sandbox, whatever the environment says."""
    return load(
        **{
            "environment": "sandbox",
            "database_url": f"sqlite:///{folder / 'bearings.db'}",
            "key_store": str(folder / "keys"),
            "master_key": None,
            "master_key_file": folder / "master.key",
            "slack_bot_token": sandbox.bot_token,
            "slack_app_token": sandbox.app_token if transport == "socket" else None,
            "slack_signing_secret": sandbox.signing_secret,
            "slack_client_id": sandbox.client_id,
            "slack_client_secret": sandbox.client_secret,
            "slack_api_base_url": sandbox.api_url,
            "host": "127.0.0.1",
            "port": 0,
            "posts_per_second": POSTS_PER_SECOND,
            "poll_seconds": POLL_SECONDS,
            "log_level": "WARNING",
            **given,
        }
    )


def manifest() -> Path:
    """The app's manifest: beside the packages in a checkout, inside the package in a wheel."""
    inside = Path(str(files("slackapp"))) / "manifest.yml"
    return inside if inside.exists() else inside.parents[1] / "manifest.yml"


def _forget_proxies() -> None:
    """Nothing of the demo leaves this machine, so nothing of it may go through a proxy."""
    for name in _PROXIES:
        for spelling in (name, name.lower()):
            os.environ.pop(spelling, None)

"""`bearings serve` as operators run it: a process of its own, told everything by variables."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psutil

from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.preparing import migrate
from slackapp.clock import Clock
from slackapp.demo.cast import WORKSPACE, cast
from slackapp.demo.stage import manifest, settings_for
from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.payloads import Sheet
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.sandbox import Sandbox
from slackapp.settings import PREFIX, Settings, variable

PATIENCE = 60.0
SERVING = "Bearings is serving at "


@contextmanager
def kept_port() -> Iterator[int]:
    """A port for a process to listen on, which is given to nobody else on this machine meanwhile.

    A port that is only found free may be somebody's by the time the process asks for it. This one
    is taken, though not listened on: so whoever names it may, and whoever wants any gets another.
    """
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


def make_sandbox() -> Sandbox:
    people = cast()
    return Sandbox(
        WORKSPACE,
        people=people.people,
        channels=[people.channel],
        manifest=manifest(),
        trigger_ttl=PATIENCE,
        retry_seconds=(0.0, 0.0, 0.0),
    )


def variables(settings: Settings) -> dict[str, str]:
    """The same settings as an environment."""
    said = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if value is None:
            continue
        text = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        said[variable(name)] = ",".join(text) if isinstance(text, tuple) else str(text)
    return said


class Served:
    """One installation beside a sandbox; it can be started, killed and started again."""

    def __init__(self, sandbox: Sandbox, settings: Settings) -> None:
        self.sandbox = sandbox
        self.settings = settings
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, role: str = "all") -> None:
        """Start, and wait until it says that it serves and Slack has reached it."""
        self.process = await self.run("serve", "--role", role)
        said = await asyncio.wait_for(self._until_serving(), PATIENCE)
        if self.settings.transport == "http":
            await self.sandbox.connect_http(said + "/slack/events")
        else:
            await self.sandbox.connected(seconds=PATIENCE)

    async def run(self, *arguments: str) -> asyncio.subprocess.Process:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "slackapp.cli",
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=kept | variables(self.settings),
        )

    async def _until_serving(self) -> str:
        """Its own sentence is the event to wait for."""
        lines = []
        async for line in self.process.stderr:
            lines.append(line.decode().rstrip())
            if lines[-1].startswith(SERVING):
                return lines[-1].removeprefix(SERVING)
        raise AssertionError("\n".join(lines))

    def family(self) -> list[psutil.Process]:
        """The process and those it started."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    async def kill(self) -> None:
        """Kill the process at once; what it started notices and goes by itself."""
        started = self.family()
        os.kill(self.process.pid, signal.SIGKILL)
        await self.process.wait()
        _, alive = await asyncio.to_thread(psutil.wait_procs, started, PATIENCE)
        assert not alive

    async def terminate(self) -> int:
        """Ask it to end; returns its exit code once everything it started has gone too."""
        started = self.family()
        self.process.terminate()
        code = await asyncio.wait_for(self.process.wait(), PATIENCE)
        _, alive = await asyncio.to_thread(psutil.wait_procs, started, PATIENCE)
        assert not alive
        return code

    def house(self, clock: Clock | None = None) -> House:
        return open_house(self.settings, clock=clock)


def settings_of(sandbox, folder, transport, url, port) -> Settings:
    settings = settings_for(
        sandbox,
        folder,
        transport=transport,
        database_url=url,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        log_level="INFO",
    )
    migrate(settings, tell=lambda _: None)
    return settings


def cadence_that_opened(ago: timedelta) -> tuple[Cadence, datetime]:
    """A weekly cadence whose newest turn was that long ago, in real time."""
    opening = (datetime.now(UTC) - ago).replace(second=0, microsecond=0)
    weekly = Cadence(zone="UTC", weekday=opening.weekday(), at=opening.time(), first=opening.date())
    return weekly, opening


def stored(house: House, team: str) -> dict[str, Answer]:
    """Every answer the open round holds, opened with its key."""
    (row,) = house.database.read(lambda s: s.rounds.of_team(team, states=[RoundState.OPEN]))
    roster = house.database.read(lambda s: s.rosters.get(row.epoch))
    boxes = house.database.read(lambda s: s.answers.all(row.id))
    users = tuple(member.user for member in roster.members)
    seal, sheet = Seal(house.keys.open(row.key)), Sheet(row.asks, users)
    found = {}
    for user in users:
        key = seal.respondent_key(user)
        answer = sheet.decode(seal.open(BoxKind.ANSWER, row.id, key, boxes[key]))
        if answer is not None:
            found[user] = answer
    return found

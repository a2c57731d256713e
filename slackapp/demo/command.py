"""`bearings demo`: prints one address and runs until Ctrl-C; with `--check` it plays by itself."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import tempfile
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from slackapp.demo.cast import LEAD, TEAM, last_opening
from slackapp.demo.past import Past
from slackapp.demo.playing import ROUNDS, Result, play_rounds
from slackapp.demo.stage import Stage, Transport, staged
from slackapp.demo.wire import messages_with
from slackapp.errors import BearingsError
from slackapp.settings import Settings
from slackapp.ui import ids

WEEKS = 13
SEED = 20
_spawning = multiprocessing.get_context("spawn")


class NoPast(BearingsError):
    """The demo's history could not be made. The lines above say why."""


def show(*, transport: Transport, port: int) -> None:
    """Run the demo until Ctrl-C or SIGTERM."""
    with tempfile.TemporaryDirectory(prefix="bearings-demo-") as folder:
        asyncio.run(_show(Path(folder), transport=transport, port=port))


def play(*, out: Path, transport: Transport) -> None:
    """Play eight rounds over the wire and write what the lead got to read."""
    with tempfile.TemporaryDirectory(prefix="bearings-check-") as folder:
        result = asyncio.run(_play(Path(folder), transport=transport))
    result.write(out)
    Console().print(f"Played {ROUNDS} rounds; the report is in {out}")


async def _show(folder: Path, *, transport: Transport, port: int) -> None:
    console = Console()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    opening = last_opening(datetime.now(UTC))
    async with staged(folder, now=opening, transport=transport, port=port) as stage:
        await _live(stage, opening, console)
        stage.app.worker.work()
        await messages_with(stage.sandbox.actor(LEAD), ids.CHECK_IN, count=1)
        console.print(f"Open [bold]{stage.sandbox.url}[/bold] and act as anyone in the team.")
        console.print(
            "Move the calendar there by a day or a week. Ctrl-C ends it; nothing is kept."
        )
        await stop.wait()


async def _live(stage: Stage, until: datetime, console: Console) -> None:
    """Live through the past in a process of its own, with a bar."""
    past = Past(stage.app.web.workspace.id, weeks=WEEKS, until=until, seed=SEED)
    theirs, ours = _spawning.Pipe()
    process = _spawning.Process(target=_past, args=(stage.app.house.settings, past, theirs))
    process.start()
    theirs.close()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"{WEEKS} weeks of team {TEAM}", total=WEEKS)
        while (week := await asyncio.to_thread(_next, ours)) is not None:
            progress.update(task, completed=week)
    await asyncio.to_thread(process.join)
    if process.exitcode != 0:
        raise NoPast


def _past(settings: Settings, past: Past, progress: Connection) -> None:
    """Run in the new process; what computes is imported only there."""
    from slackapp.demo import history  # noqa: PLC0415

    history.main(settings, past, progress)


def _next(progress: Connection) -> int | None:
    try:
        week: int = progress.recv()
    except EOFError:
        return None
    return week


async def _play(folder: Path, *, transport: Transport) -> Result:
    opening = last_opening(datetime.now(UTC))
    before = opening - timedelta(hours=1)
    async with staged(folder, now=before, transport=transport) as stage:
        return await play_rounds(stage, first=opening, seed=SEED)

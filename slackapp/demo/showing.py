"""The demo as somebody uses it: a quarter of history, then one address to open."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from slackapp.demo.answering import Temperament
from slackapp.demo.cast import HUB, LEAD, SEED, TEAM, last_opening
from slackapp.demo.living import PastProcess
from slackapp.demo.past import Past
from slackapp.demo.stage import Stage, staged
from slackapp.demo.transport import Transport
from slackapp.demo.wire import messages_with
from slackapp.domain.ids import UserId
from slackapp.ui import ids

WEEKS = 13
PLAYING = f"Still playing: {{week}} of {WEEKS} weeks of team {TEAM} are over."


async def run(folder: Path, past: PastProcess, *, transport: Transport, port: int) -> None:
    """Show the demo until SIGTERM or Ctrl-C; its data lies in `folder`."""
    console = Console()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    opening = last_opening(datetime.now(UTC))
    answers = Temperament(SEED, hub=UserId(HUB))
    async with staged(folder, now=opening, transport=transport, port=port, lively=answers) as stage:
        await _live(stage, past, opening, console)
        stage.app.worker.work()
        await messages_with(stage.sandbox.actor(LEAD), ids.CHECK_IN, count=1)
        stage.sandbox.workspace.preparing = ""
        console.print(f"Open [bold]{stage.sandbox.url}[/bold] and act as anyone in the team.")
        console.print(
            "Let a day or a week pass there: just before a check-in closes, most of those"
        )
        console.print("who have not answered do. Ctrl-C ends it; nothing is kept.")
        await stop.wait()


async def _live(stage: Stage, process: PastProcess, until: datetime, console: Console) -> None:
    # It loads what it needs while the past is lived through.
    stage.app.worker.spawn()
    past = Past(stage.app.web.workspace.id, weeks=WEEKS, until=until, seed=SEED, votes=True)
    shown = stage.sandbox.workspace
    shown.preparing = PLAYING.format(week=0)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"{WEEKS} weeks of team {TEAM}", total=WEEKS)
        async for week in process.live(stage.app.house.settings, past):
            progress.update(task, completed=week)
            shown.preparing = PLAYING.format(week=week)

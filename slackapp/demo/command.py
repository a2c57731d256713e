"""`bearings demo`: prints one address and runs until Ctrl-C; with `--check` it plays by itself."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from rich.console import Console

from slackapp.demo.living import PastProcess
from slackapp.demo.transport import Transport


def show(*, transport: Transport, port: int) -> None:
    """Run the demo until Ctrl-C or SIGTERM.

    Raises:
        NoPast: the team's history could not be made.
    """
    past = PastProcess()
    try:
        # Loaded while the other process loads what it needs.
        from slackapp.demo.showing import run  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="bearings-demo-") as folder:
            asyncio.run(run(Path(folder), past, transport=transport, port=port))
    finally:
        past.close()


def play(*, out: Path, transport: Transport) -> None:
    """Play eight rounds over the wire and write what the lead got to read."""
    from slackapp.demo.playing import ROUNDS, play_check  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="bearings-check-") as folder:
        result = asyncio.run(play_check(Path(folder), transport=transport))
    result.write(out)
    Console().print(f"Played {ROUNDS} rounds; the report is in {out}")

"""`bearings demo`: prints one address and runs until Ctrl-C; with `--check` it plays by itself."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from slackapp.demo.living import PastProcess
from slackapp.demo.transport import Transport
from slackapp.errors import BearingsError

SANDBOX = ("httpx", "python_multipart", "starlette", "websockets")
"""What the extra `sandbox` brings, as it is imported."""


class NoSandbox(BearingsError):
    """The local Slack of the demo is not installed here. Install Bearings with "[sandbox]"."""


class PortTaken(BearingsError):
    """This port is taken. Choose another one, or 0 for one that is free."""


def show(*, transport: Transport, port: int) -> None:
    """Run the demo until Ctrl-C or SIGTERM.

    Raises:
        NoPast: the team's history could not be made.
        NoSandbox, PortTaken: nothing was started.
    """
    _check_is_there()
    _check_is_free(port)
    past = PastProcess()
    try:
        # Loaded while the other process loads what it needs.
        from slackapp.demo.showing import run  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="bearings-demo-") as folder:
            asyncio.run(run(Path(folder), past, transport=transport, port=port))
    finally:
        past.close()


def _check_is_there() -> None:
    """An image to be deployed leaves it out."""
    if not all(map(find_spec, SANDBOX)):
        raise NoSandbox


def _check_is_free(port: int) -> None:
    """Look before anything is loaded, which takes a while."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise PortTaken from error


def play(*, out: Path, transport: Transport) -> None:
    """Play eight rounds over the wire and write what the lead got to read; raises `NoSandbox`."""
    _check_is_there()
    from slackapp.demo.playing import ROUNDS, play_check  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="bearings-check-") as folder:
        result = asyncio.run(play_check(Path(folder), transport=transport))
    result.write(out)
    Console().print(f"Played {ROUNDS} rounds; the report is in {out}")

"""Whether what runs here is alive: `bearings health`, for a container's health check.

It loads next to nothing: it is run every half minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from slackapp.errors import InvalidSettings
from slackapp.settings import Settings, load, variable

WITHIN = 300.0
"""Seconds within which a worker that is alive goes on, however long one of its steps takes."""
PATIENCE = 4.0
"""Seconds the web process may take to answer."""
WORKER = "worker"
"""What the file of a worker says that no web process runs beside."""
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (where to ask, not to listen)


def begin(settings: Settings, *, web: bool) -> None:
    """Make the file of a worker that is about to start; it says whether `web` runs beside it.

    Raises:
        InvalidSettings: it cannot be written.
    """
    path = settings.heartbeat_file
    try:
        if path is not None:
            path.write_text(f"{'all' if web else WORKER}\n", encoding="utf-8")
    except OSError as error:
        raise InvalidSettings(
            f"{variable('heartbeat_file')}: {path} cannot be written: {error.strerror}."
        ) from error


def examine(within: float, tell: Callable[[str], object]) -> bool:
    """Ask everything that runs here, say how it is, and return whether all of it is alive.

    A worker is alive when each of its loops went on within so many seconds.

    Raises:
        InvalidSettings: the settings cannot be read.
    """
    settings = load()
    path = settings.heartbeat_file
    began = path is not None and path.is_file()
    parts = []
    if not (path and began and path.read_text(encoding="utf-8").strip() == WORKER):
        parts.append(_web(settings))
    if path and began:
        parts.append(_worker(path, within))
    for is_alive, said in parts:
        tell(f"{'✓' if is_alive else '✗'} {said}")
    if path is None:
        tell(f"A worker cannot be asked: {variable('heartbeat_file')} is not set.")
    return all(is_alive for is_alive, _ in parts)


def age(path: Path) -> float:
    """Return how many seconds ago the slowest loop of a worker went on; raises `OSError`."""
    return max(0.0, time.time() - path.stat().st_mtime)


def _web(settings: Settings) -> tuple[bool, str]:
    host = _ANYWHERE.get(settings.host, settings.host)
    asked = HTTPConnection(host, settings.port, timeout=PATIENCE)
    try:
        asked.request("GET", "/healthz")
        status = asked.getresponse().status
    except (OSError, HTTPException) as error:
        return False, f"web: does not answer at {host}:{settings.port} ({type(error).__name__})"
    finally:
        asked.close()
    return status == 200, f"web: answered {status}"  # noqa: PLR2004 (HTTP's own number)


def _worker(path: Path, within: float) -> tuple[bool, str]:
    seconds = age(path)
    return seconds <= within, f"worker: each of its loops went on within {seconds:.0f} s"

"""What the web process weighs before anybody comes: how much of it is whose, and how long it loads.

A part's share is by how much a fresh process grows when it is imported after those above it.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
from itertools import pairwise

MOST_MB = 90
MOST_SECONDS = 0.9
MOST_RATIO = 1.25
OURS = "slackapp.bootstrap.serving"
PLAIN = (
    "import slack_bolt.async_app, sqlalchemy, sqlalchemy.ext.asyncio, sqlalchemy.orm, "
    "pydantic_settings, starlette.applications"
)
PARTS = {
    "Python with asyncio": ("asyncio",),
    "Slack's SDK and Bolt, with aiohttp": ("slack_bolt.async_app",),
    "SQLAlchemy": ("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql"),
    "pydantic-settings": ("pydantic_settings",),
    "Starlette and uvicorn": (
        "starlette.applications",
        "starlette.requests",
        "uvicorn.protocols.http.httptools_impl",
    ),
    "cryptography": ("cryptography.fernet", "cryptography.hazmat.primitives.ciphers.aead"),
    "babel and prometheus-client": ("babel.dates", "babel.support", "prometheus_client"),
    "Bearings itself": (OURS,),
    "psycopg": ("psycopg",),
}
_GROWING = """
import importlib, json, sys
sizes = []
for part in json.load(sys.stdin):
    for name in part:
        importlib.import_module(name)
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            sizes.append(int(line.split()[1]) * 1024 / 1e6)
print(json.dumps(sizes))
"""


def verdicts(idle: dict[str, float]) -> list[str]:
    """A line for each target; `idle` is megabytes by database."""
    lines = [
        f"| T10: memory of the idle web process, {database} | {MOST_MB} MB | {size:.0f} MB "
        f"| {'yes' if size <= MOST_MB else 'no'} |"
        for database, size in idle.items()
    ]
    ours, plain = _import_seconds(f"import {OURS}"), _import_seconds(PLAIN)
    quick = "yes" if ours <= max(MOST_RATIO * plain, MOST_SECONDS) else "no"
    about = "processor time of its imports, beside its libraries alone"
    most = f"{MOST_RATIO} ×, or {MOST_SECONDS} s"
    return [*lines, f"| T10: {about} | {most} | {ours / plain:.2f} × ({ours:.2f} s) | {quick} |"]


def shares(idle: dict[str, float]) -> list[str]:
    """Whose the memory of the idle web process on PostgreSQL is."""
    given = json.dumps(list(PARTS.values()))
    done = subprocess.run(
        [sys.executable, "-c", _GROWING], input=given, capture_output=True, text=True, check=True
    )
    sizes = [0.0, *json.loads(done.stdout)]
    grown = dict(zip(PARTS, (after - before for before, after in pairwise(sizes)), strict=True))
    grown["what is made at the start: database, listeners, server"] = idle["PostgreSQL"] - sizes[-1]
    return [
        "| Of the memory of the idle web process on PostgreSQL | MB |",
        "|---|---|",
        *(f"| {name} | {size:.1f} |" for name, size in grown.items()),
    ]


def _import_seconds(code: str, times: int = 5) -> float:
    """Processor time that a fresh process spends on some imports."""
    spent = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent)

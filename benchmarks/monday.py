"""Thousands of rounds that open at one instant, invitations and all, and what else goes on then.

    python benchmarks/monday.py [--workspaces 250] [--teams 200] [--runner fleet --workers 2]
    python benchmarks/monday.py --runner fleet --workers 2 --share 0.15 --at-once [...]

The real workers, and a Slack that takes so many messages a second from a workspace (`--rate`). The
first round of every team, which begins the most windows; Slack was asked about all of them an hour
before. Meanwhile somebody in another workspace answers fifty times a second, a message there is due
each two seconds, and a round there closes a minute after the instant.

With `--share` each worker is held to that much of a core, so that what more workers open is seen
on a machine of few cores.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from ctypes import c_double
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import TypeVar

import kills
from engine import FORKING, KINDS, MASTERS, a_slack, ask, cpu, machine, servers
from openings import show
from shares import held_to
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Date, Table, bindparam, insert, text

from slackapp.bootstrap.house import open_house
from slackapp.bootstrap.memory import spare_what_is_loaded
from slackapp.bootstrap.worker import TURN
from slackapp.clock import Clock
from slackapp.domain import life
from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence, next_slot
from slackapp.domain.deliveries import Kind
from slackapp.domain.ids import new_id
from slackapp.domain.policy import Policy
from slackapp.domain.roster import Membership
from slackapp.domain.rounds import Round
from slackapp.domain.teams import Person, Team, TeamState, Workspace
from slackapp.domain.times import AT_ONCE, SPREAD, inside_minute
from slackapp.errors import StorageAway
from slackapp.services import members, opening
from slackapp.services.answers import CheckIns
from slackapp.services.ports import Store
from slackapp.services.rounds import delivery, planned
from slackapp.services.teams import TeamSettings
from slackapp.settings import Settings
from slackapp.storage import tables
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.engine import begin, connect
from slackapp.storage.keystore import open_key_store
from slackapp.storage.looks import look
from slackapp.storage.rounds import _row as round_row
from slackapp.storage.teams import _row as team_row

T = TypeVar("T")
PEOPLE = 9
"""In a team, with its lead."""
CHUNK = 500
"""Teams written in one transaction."""
OTHER = "other"
EVERY = 0.02
"""Seconds between two answers there."""
MESSAGES, APART = 120, 2
"""Messages due there, and the seconds between two of them."""
STARTING = 6.0
"""Seconds that workers get to begin, and that answers are given meanwhile with nothing else on."""
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


@dataclass
class Monday(kills.Run):
    """One run; `rate` is a workspace's, a second."""

    rate: float = 1.0
    spread: float = SPREAD
    """Seconds over which rounds become due that are due at one instant."""
    count: int = 1
    """Workers."""
    share: float = 1.0
    """Of a core, for each worker."""
    patience: float = 900.0
    """Seconds until it gives up."""
    claim: c_double = field(default_factory=partial(FORKING.Value, "d", 0.0, lock=False))
    opening: c_double = field(default_factory=partial(FORKING.Value, "d", 0.0, lock=False))
    """Seconds of the longest claim and opening of any worker, from asking to the commit."""

    @property
    def settings(self) -> Settings:
        own = {"posts_per_second": self.rate, "slack_timeout_seconds": 10.0, "poll_seconds": 1.0}
        return super().settings.model_copy(update=own)

    def start(self) -> None:
        begun = FORKING.Event()
        process = FORKING.Process(target=work, args=(self, begun))
        process.start()
        self.workers.append(kills.Worker(process, begun))


class Timed(Database):
    """A database that notes how long its claims and its openings take, each to its commit."""

    def __init__(self, run: Monday) -> None:
        super().__init__(run.url, Cipher(MASTERS))
        self.run = run

    def step(self, unit: Callable[[Store], T]) -> T:
        begun = time.monotonic()
        try:
            return super().step(unit)
        finally:
            name, took = getattr(unit, "__qualname__", ""), time.monotonic() - begun
            for part, longest in (("_claim", self.run.claim), ("open_rounds", self.run.opening)):
                if part in name:
                    longest.value = max(longest.value, took)


def work(run: Monday, begun: Event) -> None:
    """A worker as it is served."""
    sys.setswitchinterval(TURN)
    spare_what_is_loaded()
    house = open_house(run.settings, clock=Clock(lambda: run.shown))
    house.database.close()
    timed = replace(house, database=Timed(run))
    asyncio.run(kills.serve(timed, begun, fleet=run.kind == "fleet"))


def cadence(opens_at: datetime) -> Cadence:
    day = opens_at.date()
    return Cadence(zone="UTC", weekday=day.weekday(), at=opens_at.time(), first=day)


def teams(workspace: str, count: int, opens_at: datetime) -> Iterator[Team]:
    """Teams that were started, with a lead and eight others each."""
    for number in range(count):
        channel = f"C{workspace}x{number}"
        yield Team(
            id=new_id(), workspace=workspace, channel=channel, name=channel,
            leads=frozenset({f"U{channel}x0"}), policy=Policy(), cadence=cadence(opens_at),
            state=TeamState.RUNNING,
        )  # fmt: skip


def rows_of(
    run: Monday, all_teams: Sequence[Team], opens_at: datetime
) -> Iterator[tuple[Team, Round]]:
    """Each with its planned round: fifty at the instant, the others within its minute."""
    for number, team in enumerate(all_teams):
        slot = next_slot(team.cadence, opens_at - MINUTE)
        row = planned(team, slot)
        if number >= AT_ONCE and run.spread:
            row = replace(row, next_due_at=inside_minute(row.opens_at, row.id))
        yield team, row


def fill(run: Monday, all_teams: Sequence[Team], opens_at: datetime) -> None:
    """Write workspaces, teams, people and rounds as they stand an hour before."""
    database, engine = Database(run.url, Cipher(MASTERS)), connect(run.url)
    names = dict.fromkeys(team.workspace for team in all_teams)
    workspaces = [Workspace(name, "", f"T{name}", "W", "UB", "B1") for name in names]

    def add(store: Store) -> None:
        for one in workspaces:
            store.workspaces.put(one, token=f"xoxb-{one.id}")

    database.step(add)
    database.close()
    rows = rows_of(run, all_teams, opens_at)
    while some := list(islice(rows, CHUNK)):
        with engine.connect() as connection:
            begin(connection, "write")
            for table, given in told(some, opens_at - HOUR):
                connection.execute(insert(table), given)
            connection.commit()
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    engine.dispose()


def told(
    some: list[tuple[Team, Round]], looked_at: datetime
) -> Iterator[tuple[Table, list[dict[str, object]]]]:
    """The rows of some teams, as the product writes them."""
    # What is done once a day for each team has been done, at its own time of the day.
    daily = {"next_sweep_at": looked_at + DAY, "next_tidy_at": looked_at + DAY}
    yield tables.team, [team_row(team) | daily for team, _ in some]
    yield tables.round_, [round_row(row) for _, row in some]
    yield look, [{"team": team.id, "at": looked_at, "absent": 0} for team, _ in some]
    everybody = [
        (team, f"U{team.channel}x{person}") for team, _ in some for person in range(PEOPLE)
    ]
    yield (
        tables.person,
        [asdict(Person(team.workspace, user, user, home_team=team.id)) for team, user in everybody],
    )
    seen = (looked_at - DAY).date()
    yield (
        tables.membership,
        [asdict(Membership(team.id, user, seen, founding=True)) for team, user in everybody],
    )


@dataclass(frozen=True)
class Others:
    """What goes on in another workspace: a round that takes answers, and one that closes."""

    answering: Round
    users: list[str]
    closing: Round


def others(run: Monday, opens_at: datetime) -> Others:
    """Two teams whose rounds are open, and messages that become due in the minutes that follow."""
    database = Database(run.url, Cipher(MASTERS))
    keys = open_key_store(run.folder / "keys", MASTERS)
    workspace = Workspace(OTHER, "", "TO", "W", "UB", "B1")
    database.step(lambda store: store.workspaces.put(workspace, token="xoxb-other"))
    admin = Person(OTHER, "UADA", "Ada", is_admin=True)
    database.step(lambda store: store.people.put([admin]))
    moments = {"answering": opens_at - 2 * HOUR, "closing": opens_at + MINUTE - 4 * DAY}
    found: dict[str, Round] = {}
    for name, moment in moments.items():
        clock = Clock(lambda moment=moment: moment - HOUR)
        settings, users = TeamSettings(database, clock), [f"U{name}{n}" for n in range(PEOPLE)]
        team = settings.create(
            workspace=OTHER, channel=f"C{name}", name=name, leads=users[:1],
            cadence=cadence(moment), policy=Policy(), actor=admin.user,
        )  # fmt: skip
        people = [Person(OTHER, user, user) for user in users]
        members.apply(database, team=team.id, people=people, now=clock.calendar_now())
        settings.confirm(team=team.id, actor=admin.user)
        (row,) = database.read(lambda store, t=team: store.rounds.of_team(t.id))
        opening.open_rounds(database, keys, round_ids=[row.id], now=moment)
        found[name] = database.read(lambda store, r=row: store.rounds.get(r.id))
    reminded = life.remind(found["closing"])
    database.step(lambda store: store.rounds.put(reminded))
    team = database.read(lambda store: store.teams.get(found["answering"].team))
    messages = [
        delivery(team, Kind.ANNOUNCEMENT, f"Cmessage{each}", moment, "resumed")
        for each in range(MESSAGES)
        for moment in [opens_at + timedelta(seconds=APART * each)]
    ]
    database.step(lambda store: store.deliveries.add(messages))
    database.close()
    return Others(found["answering"], [f"Uanswering{n}" for n in range(PEOPLE)], reminded)


def answer(run: Monday, other: Others, orders: Connection) -> None:
    """Answer all the time, in a process of its own as the web process is, until told to stop.

    Tells when each answer was given and how long it took until it was committed.
    """
    database = Database(run.url, Cipher(MASTERS))
    clock = Clock(lambda: run.shown)
    check_ins = CheckIns(database, open_key_store(run.folder / "keys", MASTERS), clock)
    given = Answer(items=dict.fromkeys(other.answering.asks.items, 4))
    waits, refused = [], []
    while not orders.poll():
        begun, user = time.time(), other.users[len(waits) % PEOPLE]
        record = partial(check_ins.record, workspace=OTHER, user=user, answer=given)
        # Whoever is told to try again does so at once, as long as it takes.
        while not was_stored(record(round_id=other.answering.id)):
            refused.append(begun)
        waits.append((begun, time.time() - begun))
        time.sleep(EVERY)
    orders.send((waits, len(refused)))
    database.close()


OVER = text("SELECT count(*) FROM round WHERE id = :id AND state <> 'open'")
UNOPENED = text("SELECT 1 FROM round WHERE round_date = :day AND state = 'planned' LIMIT 1")
UNOPENED = UNOPENED.bindparams(bindparam("day", type_=Date))
UNSENT = text(
    "SELECT 1 FROM delivery WHERE kind = 'invitation'"
    " AND state IN ('due', 'sending', 'unknown') LIMIT 1"
)
LOOK_EVERY = 0.5
"""Seconds between two looks, one of them at most a whole table: no more, or it counts as load."""


def was_stored(stored: Future[None]) -> bool:
    try:
        stored.result()
    except StorageAway:
        return False
    return True


@dataclass
class Watch:
    """What is seen of the database while it goes on."""

    run: Monday
    day: date
    due_at: float
    rounds: int
    closes_at: float
    all_open: float = 0.0
    closed: float = 0.0
    spent_open: float = 0.0
    waits: list[tuple[float, float]] = field(default_factory=list)
    """When each answer elsewhere was given, and how long it took until it was committed."""
    refused: int = 0
    """How often somebody there was told to try again."""

    def see(self, connection: SqlConnection, closing: Round) -> bool:
        """Look; returns whether everything is over."""
        now = time.time()
        if not self.closed and connection.scalar(OVER, {"id": closing.id}):
            self.closed = now
        if not self.all_open and not connection.scalar(UNOPENED, {"day": self.day}):
            self.all_open = now
            self.spent_open = sum(cpu(one.process.pid) for one in self.run.workers)
        is_over = bool(self.all_open and self.closed) and not connection.scalar(UNSENT)
        connection.rollback()
        return is_over


def play(run: Monday, rounds: int, other: Others, opens_at: datetime) -> Watch:
    """Let it be that Monday, until every invitation was sent; returns what was seen."""
    show(run, opens_at, after=HOUR.total_seconds() / 2)
    mine, theirs = FORKING.Pipe()
    answering = FORKING.Process(target=answer, args=(run, other, theirs))
    answering.start()
    for _ in range(run.count):
        run.start()
    time.sleep(STARTING)
    due_at = show(run, opens_at, after=STARTING)
    closes_at = (other.closing.closes_at - opens_at).total_seconds() + due_at
    watch = Watch(run, opens_at.date(), due_at, rounds, closes_at)
    engine = connect(run.url, pooled=False)
    processes = [worker.process for worker in run.workers]
    held = held_to(processes, share=run.share) if run.share < 1 else nullcontext()
    with held, engine.connect() as connection:
        while not watch.see(connection, other.closing):
            if time.time() > due_at + run.patience:
                sys.exit("gave up waiting")
            time.sleep(LOOK_EVERY)
    engine.dispose()
    mine.send(None)
    watch.waits, watch.refused = mine.recv()
    answering.join()
    return watch


def spread(values: Sequence[float]) -> str:
    """Median, 99th percentile and most, in milliseconds."""
    ordered = sorted(1000 * value for value in values)
    late = ordered[int(len(ordered) * 0.99)]
    return f"{statistics.median(ordered):.0f} / {late:.0f} / {ordered[-1]:.0f} ms"


def tell(watch: Watch, said: dict, channels: set[str]) -> None:
    """Print the figures."""
    run, posts = watch.run, [post for post in said["posts"] if post["channel"] in channels]
    firsts: dict[str, float] = {}
    for post in posts:
        firsts.setdefault(post["token"], post["at"] - watch.due_at)
    first = f"{statistics.median(firsts.values()):.1f} s (median), {max(firsts.values()):.1f} s"
    times = Counter(post["channel"] for post in posts)
    last = max(post["at"] for post in posts) - watch.due_at
    floor = max(run.spread, (watch.rounds / len(firsts) - 1) / run.rate)
    spent = sum(cpu(one.process.pid) for one in run.workers)
    took = watch.all_open - watch.due_at
    print(f"{watch.rounds} rounds in {len(firsts)} workspaces, {run.rate:g} messages a second each")
    print(f"all open after {took:.0f} s ({watch.rounds / took:.0f} a second), with", end=" ")
    print(f"{1000 * watch.spent_open / watch.rounds:.1f} ms of the workers' processor for each")
    print(f"invited: first of a workspace after {first} (most); all after {last:.0f} s, where")
    print(f"spread and limits allow {floor:.0f} s: efficiency {floor / last:.3f}; with", end=" ")
    print(f"{1000 * spent / watch.rounds:.1f} ms of processor for each round and its invitation")
    print(f"twice {times.total() - len(times)}, never {len(channels) - len(times)},", end=" ")
    print(f"too fast {said['limited']}; longest claim {1000 * run.claim.value:.1f} ms,", end=" ")
    print(f"longest opening of some {1000 * run.opening.value:.0f} ms")
    tell_of_others(watch, said)


def tell_of_others(watch: Watch, said: dict) -> None:
    """Print how those in another workspace fared; the times are median, 99 % and longest."""
    before = [wait for at, wait in watch.waits if at < watch.due_at]
    during = [wait for at, wait in watch.waits if at >= watch.due_at]
    late = [
        post["at"] - watch.due_at - APART * int(post["channel"].removeprefix("Cmessage"))
        for post in said["posts"]
        if post["channel"].startswith("Cmessage")
    ]
    print(f"answers elsewhere took {spread(before)} before, {spread(during)} meanwhile;", end=" ")
    print(f"{watch.refused} of {len(watch.waits)} were told to try again")
    print(f"messages elsewhere left {spread(late)} after their time;", end=" ")
    print(f"the round there closed {watch.closed - watch.closes_at:.1f} s after its time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=250)
    parser.add_argument("--teams", type=int, default=200, help="of each workspace")
    parser.add_argument("--rate", type=float, default=1.0, help="messages a second and workspace")
    parser.add_argument("--runner", choices=KINDS, default="SQLite")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of a core, for each worker")
    parser.add_argument("--patience", type=float, default=900.0, help="seconds until it gives up")
    parser.add_argument("--at-once", action="store_true", help="spread nothing over the minute")
    options = parser.parse_args()
    print(machine())
    today = datetime.now(UTC).date()
    opens_at = datetime.combine(monday_after(today), clock_time(9), UTC)
    with servers() as (folder, server), a_slack() as slack_url:
        url = kills.templates(folder, server)(options.runner, "monday")
        run = Monday(options.runner, 1, folder, url, slack_url, rate=options.rate)
        run.count, run.patience, run.share = options.workers, options.patience, options.share
        run.spread = 0.0 if options.at_once else SPREAD
        open_key_store(folder / "keys", MASTERS).initialise()
        names = [f"W{number}" for number in range(options.workspaces)]
        # In an order of their own, as teams are founded: no workspace stands before another.
        by_workspace = [list(teams(name, options.teams, opens_at)) for name in names]
        all_teams = [team for some in zip(*by_workspace, strict=True) for team in some]
        begun = time.monotonic()
        fill(run, all_teams, opens_at)
        other = others(run, opens_at)
        print(f"prepared in {time.monotonic() - begun:.0f} s")
        ask(slack_url + "/configure", {"rate": run.rate, "burst": 2.0, "channel_burst": 3.0})
        watch = play(run, len(all_teams), other, opens_at)
        said = ask(slack_url + "/report")
        tell(watch, said, {team.channel for team in all_teams})
        run.stop()


def monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


if __name__ == "__main__":
    main()

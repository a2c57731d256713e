"""Half a year of many teams in one run, on a virtual calendar, with all that happens to them.

    python benchmarks/soak.py --teams 500 [--database postgresql]

The real steps and the real ledger on a real database: people come and go, teams move to other
zones, pause and go on, channels are archived, the app is taken out and comes back, Slack fails,
nothing runs for days, and processes die between two steps or in a call and start again. In the end
every round is accounted for: closed, open, planned, skipped with a reason or lost with one; and
every message: sent, done, dead with a reason, cancelled or due later; and every invitation Slack
took has what takes its place, once its round is over. Ends with 1 when one is not,
when a turn of an undisturbed cadence has no round, when a date has two, or when a message was
posted more often than once and once for each time nobody was told what became of it.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import takewhile
from pathlib import Path

from rich.console import Console
from rich.table import Table
from soak_sending import TRIES, BadSlack, Sender, count_told_again, marked
from soak_sending import account as account_for
from sqlalchemy import Row, select

from analytics.report import weekly_report
from slackapp.bootstrap.letters import Letters
from slackapp.clock import Clock
from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence, slots
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Person, Team, TeamState, Workspace
from slackapp.errors import BearingsError
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.rate import Limits
from slackapp.services import members, rounds
from slackapp.services.answers import CheckIns
from slackapp.services.departures import Departures
from slackapp.services.installations import Installations
from slackapp.services.ports import Store
from slackapp.services.steps import Steps
from slackapp.services.teams import TeamSettings
from slackapp.simulate.house import MemoryKeys
from slackapp.storage import tables
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.engine import connect
from slackapp.storage.masterkeys import MasterKeys
from slackapp.storage.schema import migrate

START = datetime(2026, 2, 2, tzinfo=UTC)
ZONES = (
    "Africa/Cairo", "America/Havana", "America/New_York", "America/Santiago", "America/St_Johns",
    "Asia/Beirut", "Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney",
    "Europe/Berlin", "Europe/Dublin", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "UTC",
)  # fmt: skip
REGIONS = (None, None, "DE-BE", "US", "GB", "IN")
WORKSPACES = 5
OUT = timedelta(days=15)
"""A workspace that the app was taken out of has it back after that, before it would be deleted."""
RATE = 5.0
"""Messages a second in a workspace, as by default."""
FINAL = {RoundState.CLOSED, RoundState.SKIPPED, RoundState.LOST}
BEFORE_CLOSE = (RoundState.PLANNED, RoundState.OPEN)
REASONED = {RoundState.SKIPPED, RoundState.LOST}


@dataclass
class Soak:
    """One run."""

    url: str
    teams: int
    dice: random.Random
    slack: BadSlack
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    happened: Counter = field(default_factory=Counter)
    looked: date | None = None
    disturbed: set[str] = field(default_factory=set)
    """Teams whose cadence was changed, or that were paused for whatever reason."""
    ids: list[str] = field(default_factory=list)
    staff: dict[str, list[str]] = field(default_factory=dict)
    taken_out: dict[int, datetime] = field(default_factory=dict)
    """The workspaces without the app, and since when."""
    homes: dict[str, str] = field(default_factory=dict)
    """The workspace of each team."""
    sender: Sender = field(init=False)
    clock: Clock = field(init=False)
    database: Database = field(init=False)
    steps: Steps = field(init=False)

    def __post_init__(self) -> None:
        self.sender = Sender(self.slack, START)
        self.clock = Clock(self.sender.now)
        self.start()

    def start(self) -> None:
        """A new process: only the disk and the keys are left of the one before."""
        self.looked = None
        masters = MasterKeys(current=1, keys={1: bytes(range(32))})
        self.database = Database(self.url, Cipher(masters))
        self.steps = Steps(self.database, self.keys, b"pepper", weekly_report, _page)
        self.settings = TeamSettings(self.database, self.clock)
        self.check_ins = CheckIns(self.database, self.keys, self.clock)
        self.departures = Departures(self.database, self.clock)
        self.sender.begin(self.database, self.ledger)

    def ledger(self, **given: object) -> Ledger:
        """What sends in this process."""
        letters = Letters(self.database, self.check_ins)
        departures, limits = self.departures, Limits(RATE)
        return Ledger(
            clock=self.clock, render=marked(letters), limits=limits, departures=departures, **given
        )

    def restart(self) -> None:
        self.happened["restarts"] += 1
        self.database.close()
        self.start()

    @property
    def now(self) -> datetime:
        return self.clock.calendar_now()

    def found(self) -> None:
        """Make the teams."""
        for number in range(WORKSPACES):
            self.install(number)
            admin = Person(f"W{number}", "UA", "A", is_admin=True)
            self.database.step(lambda store, admin=admin: store.people.put([admin]))
        for number in range(self.teams):
            size = self.dice.randrange(6, 11)
            users = [f"U{number}x{each}" for each in range(size)]
            team = self.settings.create(
                workspace=f"W{number % WORKSPACES}",
                channel=f"C{number}",
                name=f"Team {number}",
                leads=users[:1],
                cadence=self.cadence(),
                policy=Policy(),
                actor="UA",
            )
            self.staff[team.id] = users
            self.homes[team.id] = team.workspace
            self.ids.append(team.id)
            self.apply(team.id)
            self.settings.confirm(team=team.id, actor="UA")

    def install(self, number: int) -> None:
        workspace = Workspace(f"W{number}", "", f"T{number}", "W", "B", "B")
        self.database.step(lambda store: store.workspaces.put(workspace, token="xoxb"))

    def cadence(self) -> Cadence:
        return Cadence(
            zone=self.dice.choice(ZONES),
            weekday=self.dice.randrange(5),
            at=clock_time(self.dice.randrange(24), self.dice.choice((0, 30))),
            first=START.date(),
            every_weeks=self.dice.choice((1, 1, 2)),
            holidays=self.dice.choice(REGIONS),
            quiet_days=frozenset({START.date() + timedelta(days=self.dice.randrange(180))}),
        )

    def apply(self, team: str) -> None:
        people = [Person(self.homes[team], user, user) for user in self.staff[team]]
        members.apply(self.database, team=team, people=people, now=self.now)

    def play(self, weeks: int) -> None:
        """Go from one due time to the next, and let things happen in between."""
        end = START + timedelta(weeks=weeks)
        tomorrow = self.now
        while self.now < end:
            self.work()
            if self.now >= tomorrow:
                self.happen()
                tomorrow = self.now + timedelta(days=1)
            due = self.database.read(_next)
            ahead = min(due or end, tomorrow, end)
            self.sender.move_to(max(ahead, self.now + timedelta(seconds=1)))
        self.work()
        for _ in range(TRIES):
            self.sender.move_to(self.now + timedelta(minutes=1))
            self.work()

    def work(self) -> None:
        """Perform what is due and send what that left to send."""
        self.perform_due()
        self.send()

    def send(self) -> None:
        """Send what is due; whoever dies of it is followed by another."""
        while not self.sender.send():
            self.restart()

    def perform_due(self) -> None:
        """Perform what is due; now and then the process dies between two steps."""
        while due := rounds.due(self.database, self.now, days=self.is_time_to_look()):
            performed = False
            for step in due:
                performed |= self.perform(step)
                if self.dice.random() < 0.005:
                    self.happened["died between two steps"] += 1
                    self.restart()
                    break
            if not performed:
                return

    def perform(self, step: rounds.Due) -> bool:
        """Perform a step as a worker does."""
        done = self.steps.perform(step, now=self.now)
        if step.step is rounds.Step.OPEN:
            self.answer(step.id)
        return done

    def is_time_to_look(self) -> bool:
        """Workers look for what a day brings once a minute; here once a day, and after a start."""
        seen, self.looked = self.looked, self.now.date()
        return seen != self.looked

    def answer(self, round_id: str) -> None:
        """About half of the people answer some of what is asked."""
        row = self.database.read(lambda store: store.rounds.get(round_id))
        if row.state is not RoundState.OPEN or row.epoch is None:
            return
        roster = self.database.read(lambda store: store.rosters.get(row.epoch))
        waiting = []
        for member in roster.members:
            if member.asked and self.dice.random() < 0.5:
                items = {item: self.dice.randrange(1, 6) for item in row.asks.items}
                given = Answer(items=items)
                waiting.append(
                    self.check_ins.record(
                        round_id=round_id,
                        workspace=self.homes[row.team],
                        user=member.user,
                        answer=given,
                    )
                )
        for one in waiting:
            one.result()
            self.happened["answers"] += 1

    def happen(self) -> None:
        """What a day brings."""
        for team in self.ids:
            if self.dice.random() < 0.02:
                self.happened["membership changes"] += 1
                self.move_somebody(team)
            if self.dice.random() < 0.003:
                self.happened["zone moves"] += 1
                self.change(team)
            if self.dice.random() < 0.003:
                self.pause_or_resume(team)
            if self.dice.random() < 0.002:
                self.archive_or_not(team)
        for number in range(WORKSPACES):
            since = self.taken_out.get(number)
            if self.dice.random() < (0.1 if since else 0.003) or (since and self.now > since + OUT):
                self.take_out_or_bring_back(number)
        if self.dice.random() < 0.05:
            self.restart()
        if self.dice.random() < 0.02:
            self.happened["outages of days"] += 1
            self.sender.move_to(self.now + timedelta(days=self.dice.uniform(0.5, 10)))

    def move_somebody(self, team: str) -> None:
        users = self.staff[team]
        if self.dice.random() < 0.5 and len(users) > 5:
            users.pop()
        else:
            users.append(f"U{self.dice.getrandbits(40):x}")
        self.apply(team)

    def change(self, team: str) -> None:
        self.disturbed.add(team)
        before = self.database.read(lambda store: store.teams.get(team)).cadence
        cadence = replace(before, zone=self.dice.choice(ZONES), weekday=self.dice.randrange(5))
        self.settings.change_cadence(team=team, cadence=cadence, actor="UA")

    def archive_or_not(self, team: str) -> None:
        """Slack tells of neither: the next message finds out, and an admin lets the team go on."""
        self.disturbed.add(team)
        channel = self.database.read(lambda store: store.teams.get(team)).channel
        if channel in self.slack.archived:
            self.slack.archived.discard(channel)
            self.resume(team)
        else:
            self.happened["channels archived"] += 1
            self.slack.archived.add(channel)

    def take_out_or_bring_back(self, number: int) -> None:
        """The token is refused, told of or not; whoever installs the app again lets teams go on."""
        name = f"W{number}"
        own = [team for team in self.ids if self.homes[team] == name]
        self.disturbed.update(own)
        if name not in self.slack.revoked:
            self.taken_out[number] = self.now
            self.happened["uninstalled"] += 1
            self.slack.revoked.add(name)
            if self.dice.random() < 0.5:
                self.departures.uninstalled(enterprise="", slack_team=f"T{number}")
            return
        del self.taken_out[number]
        self.slack.revoked.discard(name)
        installed = Workspace("", "", f"T{number}", "W", "B", "B")
        Installations(self.database, self.clock).keep(installed, token="xoxb", installer="UA")
        for team in own:
            self.resume(team)

    def resume(self, team: str) -> None:
        try:
            self.settings.resume(team=team, actor="UA")
        except BearingsError:
            self.happened["resumes refused"] += 1

    def pause_or_resume(self, team: str) -> None:
        self.disturbed.add(team)
        state = self.database.read(lambda store: store.teams.get(team)).state
        if state is TeamState.RUNNING:
            self.happened["pauses"] += 1
            self.settings.pause(team=team, actor="UA")
        elif state is TeamState.PAUSED:
            self.resume(team)


def _next(store: Store) -> datetime | None:
    """When the next step or message is due."""
    found = [store.rounds.next_due_at(), store.deliveries.next_due_at()]
    return min((at for at in found if at is not None), default=None)


def _page(report: object, *, team: str, **_: object) -> dict[str, bytes]:
    return {"en": f"{team} {report}".encode()}


def account(soak: Soak) -> tuple[Counter, list[str]]:
    """Sort every round into what became of it; returns those that are in no state they may be."""
    counted: Counter = Counter()
    wrong = []
    for team in soak.ids:
        team_now, rows = soak.database.read(lambda store, team=team: _rows(store, team))
        for row in rows:
            counted[f"{row.state}{f': {row.reason}' if row.reason else ''}"] += 1
            wrong += _wrong(row, soak.now)
        dates = [row.date for row in rows]
        if len(dates) != len(set(dates)):
            wrong.append(f"{team}: two rounds on a date")
        if team not in soak.disturbed:
            missing = turns(team_now, soak.now) - set(dates)
            wrong += [f"{team}: no round on {day}" for day in sorted(missing)]
    return counted, wrong


def _rows(store: Store, team: str) -> tuple[Team, tuple[Round, ...]]:
    return store.teams.get(team), store.rounds.of_team(team)


def _wrong(row: Round, now: datetime) -> list[str]:
    found = []
    if row.state in REASONED and not row.reason:
        found.append(f"{row.id}: {row.state} without a reason")
    if row.state is RoundState.PLANNED and row.opens_at <= now:
        found.append(f"{row.id}: planned, but its time has come")
    if row.state not in FINAL and row.closes_at <= now:
        found.append(f"{row.id}: {row.state}, but it has ended")
    if row.state is RoundState.CLOSED and not row.reported and row.report_at <= now:
        found.append(f"{row.id}: closed and not reported")
    return found


def turns(team: Team, until: datetime) -> set[date]:
    """The dates of a cadence whose time had come."""
    begun = slots(team.cadence, START)
    return {slot.date for slot in takewhile(lambda slot: slot.opens_at <= until, begun)}


def account_for_messages(soak: Soak) -> tuple[Counter, list[str]]:
    """Sort every message that is still kept; private ones are erased with their round."""
    engine = connect(soak.url)
    with engine.connect() as connection:
        rows = connection.execute(select(tables.delivery)).all()
        over = select(tables.round_.c.id).where(tables.round_.c.state.not_in(BEFORE_CLOSE))
        ended = set(connection.scalars(over))
    engine.dispose()
    counted, wrong = account_for(rows, soak.slack, soak.now)
    return counted, [*wrong, *_not_replaced(rows, ended)]


def _not_replaced(rows: Sequence[Row], ended: set[str]) -> Iterator[str]:
    """Invitations that Slack took, to rounds that are over, and that keep their buttons."""
    replaced = {row.topic for row in rows if row.kind == Kind.OUTCOME}
    for row in rows:
        invites = row.kind == Kind.INVITATION and row.state == DeliveryState.SENT
        if invites and row.round in ended and row.id not in replaced:
            yield f"{row.id}: an invitation that nothing takes the place of"


@contextmanager
def a_database(kind: str) -> Iterator[str]:
    """An empty database in memory, where that can be had: nothing here has to survive."""
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() else None
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bearings-soak-", dir=place) as folder:
            url = f"sqlite:///{Path(folder) / 'soak.db'}"
            migrate(url)
            yield url
        return
    from engine import fresh, servers  # noqa: PLC0415 (only here is a server needed)

    with servers(*([place] if place else [])) as (folder, server):
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        yield fresh("PostgreSQL", folder, server)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=500)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--failing", type=float, default=1.0, help="times as many failing calls")
    options = parser.parse_args()
    logging.disable()  # what Slack does here would fill it
    with a_database(options.database) as url:
        slack = BadSlack(random.Random(options.seed + 1), options.failing)
        count_told_again(slack)
        soak = Soak(url, options.teams, random.Random(options.seed), slack)
        soak.found()
        soak.play(options.weeks)
        counted, wrong = account(soak)
        messages, wrong_too = account_for_messages(soak)
        soak.database.close()
    title = f"{options.teams} teams, {options.weeks} weeks, {options.database}"
    show(f"Rounds: {title}", counted, soak.happened)
    show(f"Messages: {title}", messages, slack.said)
    for line in (wrong + wrong_too)[:20]:
        print(line, file=sys.stderr)
    print(f"{counted.total()} rounds, {len(wrong)} not accounted for")
    twice = sum(times - 1 for times in slack.taken.values() if times > 1)
    print(f"{messages.total()} messages kept, {slack.taken.total()} posted, {twice} of them again")
    print(f"{slack.doubts.total()} in doubt; {len(wrong_too)} messages not accounted for")
    sys.exit(bool(wrong or wrong_too))


def show(title: str, became: Counter, meanwhile: Counter) -> None:
    table = Table("what", "how often", title=title)
    for name, count in [*sorted(became.items()), *sorted(meanwhile.items())]:
        table.add_row(name, str(count))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()

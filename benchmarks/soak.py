"""Half a year of many teams in one run, on a virtual calendar, with all that happens to them.

    python benchmarks/soak.py --teams 500

The real steps on a real SQLite database: people come and go, teams move to other zones, pause and
go on, nothing runs for days, and processes die between two steps and start again. In the end every
round is accounted for: closed, open, planned, skipped with a reason or lost with one. Ends with 1
when one is not, when a turn of an undisturbed cadence has no round, or when a date has two.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import takewhile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analytics.report import weekly_report
from slackapp.clock import Clock
from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence, slots
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import Round, RoundState
from slackapp.domain.teams import Person, Team, TeamState, Workspace
from slackapp.errors import BearingsError
from slackapp.services import members, rounds
from slackapp.services.answers import CheckIns
from slackapp.services.ports import Store
from slackapp.services.steps import Steps
from slackapp.services.teams import TeamSettings
from slackapp.simulate.house import MemoryKeys
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.masterkeys import MasterKeys
from slackapp.storage.schema import migrate

START = datetime(2026, 2, 2, tzinfo=UTC)
ZONES = (
    "Africa/Cairo", "America/Havana", "America/New_York", "America/Santiago", "America/St_Johns",
    "Asia/Beirut", "Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney",
    "Europe/Berlin", "Europe/Dublin", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "UTC",
)  # fmt: skip
REGIONS = (None, None, "DE-BE", "US", "GB", "IN")
FINAL = {RoundState.CLOSED, RoundState.SKIPPED, RoundState.LOST}
REASONED = {RoundState.SKIPPED, RoundState.LOST}


@dataclass
class Soak:
    """One run."""

    url: str
    teams: int
    dice: random.Random
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    clock: Clock = field(default_factory=lambda: Clock(lambda: START))
    happened: Counter = field(default_factory=Counter)
    looked: date | None = None
    disturbed: set[str] = field(default_factory=set)
    """Teams whose cadence was changed or paused by hand."""
    ids: list[str] = field(default_factory=list)
    staff: dict[str, list[str]] = field(default_factory=dict)
    database: Database = field(init=False)
    steps: Steps = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process: only the disk and the keys are left of the one before."""
        self.looked = None
        masters = MasterKeys(current=1, keys={1: bytes(range(32))})
        self.database = Database(self.url, Cipher(masters))
        self.steps = Steps(self.database, self.keys, b"pepper", weekly_report, _page)
        self.settings = TeamSettings(self.database, self.clock)
        self.check_ins = CheckIns(self.database, self.keys, self.clock)

    def restart(self) -> None:
        self.happened["restarts"] += 1
        self.database.close()
        self.start()

    @property
    def now(self) -> datetime:
        return self.clock.calendar_now()

    def found(self) -> None:
        """Make the teams."""
        workspace = Workspace("W1", "", "T1", "W", "B", "B")
        self.database.step(lambda store: store.workspaces.put(workspace, token="xoxb"))
        self.database.step(lambda store: store.people.put([Person("W1", "UA", "A", is_admin=True)]))
        for number in range(self.teams):
            size = self.dice.randrange(6, 11)
            users = [f"U{number}x{each}" for each in range(size)]
            team = self.settings.create(
                workspace="W1",
                channel=f"C{number}",
                name=f"Team {number}",
                leads=users[:1],
                cadence=self.cadence(),
                policy=Policy(),
                actor="UA",
            )
            self.staff[team.id] = users
            self.ids.append(team.id)
            self.apply(team.id)
            self.settings.confirm(team=team.id, actor="UA")

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
        people = [Person("W1", user, user) for user in self.staff[team]]
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
            due = self.database.read(lambda store: store.rounds.next_due_at())
            ahead = min(due or end, tomorrow, end)
            self.clock.move_to(max(ahead, self.now + timedelta(seconds=1)))
        self.work()

    def work(self) -> None:
        """Perform what is due; now and then the process dies between two steps."""
        while due := rounds.due(self.database, self.now, plans=self.is_time_to_look()):
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
        """Perform a step as a worker does: opening a round plans the one after it."""
        done = self.steps.perform(step, now=self.now)
        if step.step is rounds.Step.OPEN:
            self.answer(step.id)
            team = self.database.read(lambda store: store.rounds.get(step.id)).team
            self.steps.perform(rounds.Due(rounds.Step.PLAN, team), now=self.now)
        return done

    def is_time_to_look(self) -> bool:
        """Workers look at every team once a minute; here once a day, and after every start."""
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
                        workspace="W1",
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
        if self.dice.random() < 0.05:
            self.restart()
        if self.dice.random() < 0.02:
            self.happened["outages of days"] += 1
            self.clock.move_to(self.now + timedelta(days=self.dice.uniform(0.5, 10)))

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

    def pause_or_resume(self, team: str) -> None:
        self.disturbed.add(team)
        state = self.database.read(lambda store: store.teams.get(team)).state
        if state is TeamState.RUNNING:
            self.happened["pauses"] += 1
            self.settings.pause(team=team, actor="UA")
        elif state is TeamState.PAUSED:
            try:
                self.settings.resume(team=team, actor="UA")
            except BearingsError:
                self.happened["resumes refused"] += 1


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=500)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() else None  # nothing here has to survive
    with tempfile.TemporaryDirectory(prefix="bearings-soak-", dir=place) as folder:
        url = f"sqlite:///{Path(folder) / 'soak.db'}"
        migrate(url)
        soak = Soak(url, options.teams, random.Random(options.seed))
        soak.found()
        soak.play(options.weeks)
        counted, wrong = account(soak)
        soak.database.close()
    table = Table("what", "how often", title=f"{options.teams} teams, {options.weeks} weeks")
    for name, count in [*sorted(counted.items()), *sorted(soak.happened.items())]:
        table.add_row(name, str(count))
    Console(width=100).print(table)
    for line in wrong[:20]:
        print(line, file=sys.stderr)
    print(f"{counted.total()} rounds, {len(wrong)} not accounted for")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

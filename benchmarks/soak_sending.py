"""Sending for the soak: the real ledger and its lanes, on a clock that jumps, against a bad Slack.

Nothing waits for real: an event loop whose time is the calendar's jumps to whatever comes next, and
whatever would run in a thread runs at once. So half a year of pauses, back-offs and leases takes
minutes, and a seed plays the same again.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select

from slackapp.domain.deliveries import PRIVATE, Delivery, DeliveryState
from slackapp.domain.ids import ChannelId, TeamId
from slackapp.jobs.ledger import Ledger
from slackapp.services.outbox import Limited, Message, Outcome, Refused, Sent, Unclear
from slackapp.storage import untold
from slackapp.storage.database import Database
from slackapp.storage.tables import delivery as table

SHARES = {
    "too fast": 0.01, "away": 0.01, "unclear": 0.004, "taken and unclear": 0.004,
    "killed before": 0.001, "killed after": 0.001,
}  # fmt: skip
"""How often which goes wrong with a call."""
TRIES = 120
"""Minutes in which everything is sent or given up at the end, and in which a lane frees itself."""


class Killed(BaseException):
    """The process is gone, in the middle of a call to Slack."""


class AtOnce(ThreadPoolExecutor):
    """Runs what it is given before it returns."""

    def submit(self, fn: Callable, /, *given: object, **named: object) -> Future:
        done: Future = Future()
        try:
            done.set_result(fn(*given, **named))
        except BaseException as error:  # noqa: BLE001 (it is handed on)
            done.set_exception(error)
        return done


class Jumping(selectors.DefaultSelector):
    """Waits for nothing: where a loop would, its time has come already."""

    seconds = 0.0

    def select(self, timeout: float | None = None) -> list:
        if timeout:
            self.seconds += timeout + 1e-6
        return super().select(0 if timeout else timeout)


class Loop(asyncio.SelectorEventLoop):
    """Its time, in seconds, is that of its selector."""

    def __init__(self, seconds: float) -> None:
        self.jumping = Jumping()
        self.jumping.seconds = seconds
        super().__init__(self.jumping)
        self.set_default_executor(AtOnce(1))

    def time(self) -> float:
        return self.jumping.seconds


class Mortal:
    """A database that answers at once, and not any more once its process is dead."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.is_dead = False

    def _alive(self) -> Database:
        if self.is_dead:
            raise Killed
        return self.database

    def write(self, unit: Callable, *, key: str = "") -> Future:
        done = self._alive().write(unit, key=key)
        wait([done])
        return done

    def step(self, unit: Callable) -> object:
        return self._alive().step(unit)

    def read(self, unit: Callable) -> object:
        return self._alive().read(unit)


@dataclass
class BadSlack:
    """Takes messages, and fails by the dice; it knows of each message which delivery it was."""

    dice: random.Random
    failing: float = 1.0
    """How many times as often as usual a call fails."""
    archived: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    taken: Counter = field(default_factory=Counter)
    """How often each delivery was taken."""
    doubts: Counter = field(default_factory=Counter)
    """How often nobody was told what became of each."""
    unclear: Counter = field(default_factory=Counter)
    """The same without deaths of the process."""
    again: Counter = field(default_factory=Counter)
    """How often an opening told a channel anew what it was not told, or of a change since."""
    afresh: Counter = field(default_factory=Counter)
    """How often of these it was not in doubt, so that it may become so twice."""
    said: Counter = field(default_factory=Counter)

    def answer(self, workspace: str, message: Message) -> Outcome:
        """What becomes of a call; raises `Killed`."""
        if workspace in self.revoked:
            return self._say(Refused("token_revoked", permanent=True))
        if message.channel in self.archived:
            return self._say(Refused("is_archived", permanent=True))
        dice = self.dice.random()
        for what, share in SHARES.items():
            dice -= share * self.failing
            if dice < 0:
                return self._fail(what, message.text)
        self.taken[message.text] += 1
        return self._say(Sent(f"{self.taken.total()}.0"))

    def _fail(self, what: str, delivery: str) -> Outcome:
        if what == "too fast":
            return self._say(Limited(float(self.dice.randrange(1, 30))))
        if what == "away":
            return self._say(Refused("service_unavailable", permanent=False))
        self.doubts[delivery] += 1
        self.taken[delivery] += what in {"taken and unclear", "killed after"}
        if what.startswith("killed"):
            self.said["killed in a call"] += 1
            raise Killed
        self.unclear[delivery] += 1
        return self._say(Unclear("TimeoutError"))

    def _say(self, outcome: Outcome) -> Outcome:
        self.said[f"Slack: {type(outcome).__name__.lower()}"] += 1
        return outcome


@dataclass
class Sender:
    """One worker's sending after the other; each has a ledger and a loop of its own."""

    slack: BadSlack
    start: datetime
    loop: Loop = field(default_factory=lambda: Loop(0.0))
    database: Mortal = field(init=False)
    ledger: Ledger = field(init=False)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.loop.time())

    def move_to(self, moment: datetime) -> None:
        """Let nothing happen until a moment."""
        self.loop.jumping.seconds = max(self.loop.time(), (moment - self.start).total_seconds())

    def begin(self, database: Database, make: Callable[..., Ledger]) -> None:
        """A new process; of the one before nothing is left but what it wrote."""
        self.loop.close()
        self.loop = Loop(self.loop.time())
        self.database = Mortal(database)
        self.ledger = make(
            database=self.database,
            post=self._post,
            real_now=lambda store: self.now(),  # noqa: ARG005
            monotonic=self.loop.time,
        )

    def send(self) -> bool:
        """Send what is due; False when the process died of it."""
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._send())
        except Killed:
            self.database.is_dead = True
        if self.database.is_dead:
            self._bury()
        return not self.database.is_dead

    async def _send(self) -> None:
        for _ in range(TRIES):
            look = await self.ledger.look()
            if not look.lanes:
                break
            for workspace in look.lanes:
                if wait_for := await self.ledger.lane(workspace):
                    await asyncio.sleep(wait_for)
        await self.ledger.landed()

    async def _post(self, workspace: str, message: Message) -> Outcome:
        if self.database.is_dead:
            raise Killed
        await asyncio.sleep(0.05)
        try:
            return self.slack.answer(workspace, message)
        except Killed:
            self.database.is_dead = True
            raise

    def _bury(self) -> None:
        """Whatever was under way ends without another word."""
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))


def marked(render: Callable[[Delivery], Message | None]) -> Callable[[Delivery], Message | None]:
    """The real words are chosen; what is posted says instead which delivery it is."""

    def of(row: Delivery) -> Message | None:
        message = render(row)
        return None if message is None else replace(message, text=row.id)

    return of


def count_told_again(slack: BadSlack) -> None:
    """Count from now on how often each row is made due again by an opening of its team."""
    tell = untold.tell_again

    def counted(
        connection: Connection, team: TeamId, channel: ChannelId, now: datetime
    ) -> tuple[str, ...]:
        due = select(table.c.id, table.c.due_at, table.c.state).where(table.c.team == team)
        before = set(connection.execute(due).all())
        told = tell(connection, team, channel, now)
        known = {row.id for row in before}
        later = set(connection.execute(due).all()) - before
        # What another channel has read is told here in a row of its own.
        for row in (row for row in later if row.id in known):
            slack.again[row.id] += 1
            slack.afresh[row.id] += row.state == DeliveryState.DUE
        return told

    untold.tell_again = counted


def account(rows: list[Row], slack: BadSlack, now: datetime) -> tuple[Counter, list[str]]:
    """Sort every delivery into what became of it; returns what may not be."""
    counted: Counter = Counter()
    wrong = []
    for row in rows:
        ahead = row.state == DeliveryState.DUE and row.due_at > now
        reason = f": {row.last_error}" if row.state == DeliveryState.DEAD else ""
        counted[f"{row.kind} {'due later' if ahead else row.state}{reason}"] += 1
        wrong += _wrong(row, slack, now)
    private = {row.id for row in rows if row.kind in PRIVATE}
    for delivery, times in slack.taken.items():
        doubts = 0 if delivery in private else slack.doubts[delivery]
        if times > 1 + doubts + slack.again[delivery]:
            wrong.append(f"{delivery}: posted {times} times with {doubts} in doubt")
    for delivery, times in slack.unclear.items():
        if times > 2 + slack.again[delivery] + slack.afresh[delivery]:
            wrong.append(f"{delivery}: unclear {times} times")
    return counted, wrong


def _wrong(row: Row, slack: BadSlack, now: datetime) -> list[str]:
    taken, doubts, again = slack.taken[row.id], slack.doubts[row.id], slack.again[row.id]
    over = {DeliveryState.SENT, DeliveryState.DONE, DeliveryState.DEAD, DeliveryState.CANCELLED}
    if row.state not in over and not (row.state == DeliveryState.DUE and row.due_at > now):
        return [f"{row.id}: {row.kind} {row.state}, due at {row.due_at}"]
    if row.state == DeliveryState.SENT and not (taken and row.sent_ts):
        return [f"{row.id}: sent, but Slack never took it"]
    if row.state == DeliveryState.DEAD and not row.last_error:
        return [f"{row.id}: dead without a reason"]
    if row.state in {DeliveryState.DEAD, DeliveryState.CANCELLED} and taken > doubts + again:
        return [f"{row.id}: {row.state}, but Slack took it"]
    if (row.state == DeliveryState.DONE) != (row.kind in PRIVATE) and row.kind in PRIVATE:
        allowed = row.state in {DeliveryState.DUE, DeliveryState.CANCELLED}
        return [] if allowed else [f"{row.id}: a private message that is {row.state}"]
    return []

"""Private messages: nothing that is written, and no moment of it, tells who was written to."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from threading import Lock

import pytest
from sqlalchemy import select

from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.jobs.ledger import LEASES, LONGEST_CALL, TAKEN
from slackapp.jobs.outcomes import MOST_ATTEMPTS
from slackapp.services.outbox import Limited, Message, Refused, Sent
from slackapp.storage.engine import connect
from slackapp.storage.tables import bucket, delivery
from tests.slackapp.jobs.test_ledger import Bench
from tests.slackapp.storage.samples import NINE, delivery_of, settle_in

PEOPLE = [f"U{number}" for number in range(11)]
LATENCY = 0.3
BETWEEN = timedelta(microseconds=500)
TEMPORARY = Refused("service_unavailable", permanent=False)
GONE = Refused("token_revoked", permanent=True)


class Watched:
    """A database that somebody looks at after every commit: what it holds, at each moment.

    Of two commits of one moment the later counts: which is first is up to the machine.
    """

    def __init__(self, database, bench, url):
        self.database, self.bench, self.engine, self.trail = database, bench, connect(url), {}
        self.looking = Lock()

    def read(self, unit):
        return self.database.read(unit)

    def step(self, unit):
        done = self.database.step(unit)
        self.look()
        return done

    def write(self, unit):
        writing, seen = self.database.write(unit), Future()

        def pass_on(written):
            self.look()
            if (error := written.exception()) is not None:
                seen.set_exception(error)
            else:
                seen.set_result(written.result())

        writing.add_done_callback(pass_on)
        return seen

    def look(self):
        with self.looking, self.engine.connect() as connection:
            rows = connection.execute(select(delivery).order_by(delivery.c.id)).fetchall()
            buckets = connection.execute(select(bucket).order_by(bucket.c.key)).fetchall()
            seen = [[*map(to_the_millisecond, one)] for one in (*rows, *buckets)]
            self.trail[to_the_millisecond(self.bench.real)] = seen


def to_the_millisecond(value):
    """Sums of seconds that are made in other steps differ in their last digits."""
    if isinstance(value, datetime):
        value = value.timestamp()
    return round(value, 3) if isinstance(value, float) else value


class Workspace(Bench):
    """A team of whom some are to be reminded, beside two messages for everybody."""

    def __init__(self, database, url, posts_per_second):
        super().__init__(database, posts_per_second=posts_per_second)
        self.watched = Watched(database, self, url)
        self.said = {}
        self.replies = []
        self.good_until = None
        self.ledger = replace(
            self.ledger, database=self.watched, owner="one", post=self.post, render=self.render
        )
        # Everything that may be shown to everybody comes in between, and nothing at one moment:
        # of two rows due together either may be taken first.
        at = [NINE + timedelta(milliseconds=place) for place in range(len(PEOPLE))]
        self.add(
            *(
                delivery_of(f"d{one}", kind=Kind.REMINDER, target=one, due_at=due_at)
                for one, due_at in zip(PEOPLE, at, strict=True)
            ),
            *(
                delivery_of(f"p{n}", target=f"C{n}", due_at=at[5 * n + 4] + BETWEEN)
                for n in range(2)
            ),
        )
        self.clock.move_to(NINE + timedelta(hours=1))

    def render(self, row):
        is_wanted = row.kind is not Kind.REMINDER or row.target in self.wanted
        until = self.good_until if row.kind is Kind.REMINDER else None
        return Message(row.target, row.kind, good_until=until) if is_wanted else None

    async def post(self, workspace, message):
        if message.text != Kind.REMINDER:
            return Sent("1.0")
        self.said.setdefault(message.channel, []).append(self.monotonic() - NINE.timestamp())
        reply = self.replies.pop(0) if self.replies else Sent("1.0")
        await self.pause(LATENCY, asyncio.Event())
        return reply

    def remind(self, wanted, *replies):
        """Remind some; returns what was in the database after every commit."""
        self.wanted, self.replies = frozenset(wanted), [*replies]
        self.work()
        self.watched.engine.dispose()
        return self.watched.trail


@pytest.fixture(params=[1.0, 5.0, 50.0])
def workspace(request, database, database_url):
    settle_in(database)
    return partial(Workspace, database, database_url, request.param)


def wiped(workspace):
    """Nothing is left of what a workspace sent."""

    def unit(store):
        store.deliveries.erase_private("r1")
        connection = store.deliveries._connection
        connection.execute(delivery.delete())
        connection.execute(bucket.delete())

    workspace.database.step(unit)


def test_what_is_written_and_when_is_the_same_whoever_was_written_to(workspace):
    quiet = workspace()
    expected = quiet.remind([])
    assert len(expected) >= 3
    assert quiet.said == {}
    cases = [(PEOPLE, ()), (PEOPLE[::2], ()), (PEOPLE[3:4], ()), (PEOPLE[-1:], ())]
    cases += [(PEOPLE, (reply,)) for reply in (Limited(0.7), Limited(60.0), TEMPORARY, GONE)]
    for wanted, replies in cases:
        wiped(quiet)
        again = workspace()
        assert again.remind(wanted, *replies) == expected
        if not replies:
            assert [*again.said] == [*wanted]


def test_private_messages_keep_the_distance_of_their_places(database, database_url):
    settle_in(database)
    workspace = Workspace(database, database_url, 4.0)
    workspace.remind(PEOPLE)
    at = sorted(moment for moments in workspace.said.values() for moment in moments)
    assert len(at) == len(PEOPLE)
    assert all(later - earlier >= 0.249 for earlier, later in pairwise(at))


def test_what_slack_put_off_is_said_in_the_place_of_somebody_who_is_not_written_to(
    database, database_url
):
    settle_in(database)
    workspace = Workspace(database, database_url, 4.0)
    workspace.remind(["U0", "U5"], Limited(1.0))
    assert {one: len(moments) for one, moments in workspace.said.items()} == {"U0": 2, "U5": 1}
    over = workspace.said["U0"][0] + LATENCY + 1.0
    assert all(over <= at < 13 / 4 for at in (workspace.said["U0"][1], workspace.said["U5"][0]))


def test_what_is_put_off_until_the_claim_is_over_is_not_said(database, database_url):
    settle_in(database)
    workspace = Workspace(database, database_url, 4.0)
    workspace.remind(PEOPLE, Limited((LEASES * LONGEST_CALL).total_seconds()))
    assert {one: len(moments) for one, moments in workspace.said.items()} == {"U0": 1, "U1": 1}


def test_what_is_put_off_until_it_is_over_is_not_said_and_what_is_written_is_the_same(
    database, database_url
):
    settle_in(database)
    quiet = Workspace(database, database_url, 4.0)
    expected = quiet.remind([])
    wiped(quiet)
    workspace = Workspace(database, database_url, 4.0)
    workspace.good_until = workspace.clock.calendar_now() + timedelta(seconds=2)
    assert workspace.remind(PEOPLE, Limited(1.9)) == expected
    assert {one: len(moments) for one, moments in workspace.said.items()} == {"U0": 1, "U1": 1}


def test_where_somebody_died_after_something_private_others_send_once_the_lease_is_over(
    database, database_url
):
    settle_in(database)
    workspace = Workspace(database, database_url, 50.0)
    workspace.wanted = frozenset()
    workspace.ledger = replace(workspace.ledger, database=database)
    workspace.send()
    workspace.add(delivery_of("next", topic="next"))
    other = replace(workspace.ledger, database=database, owner="two")
    assert asyncio.run(other.lane("w1")) == TAKEN
    workspace.pass_time(LEASES * LONGEST_CALL)
    workspace.ledger = other
    workspace.send()
    assert workspace.get("next").state is DeliveryState.SENT


def test_what_slack_keeps_refusing_is_given_up(database, database_url):
    settle_in(database)
    workspace = Workspace(database, database_url, 50.0)
    workspace.remind(PEOPLE, *[TEMPORARY] * 99)
    assert all(1 < len(moments) < MOST_ATTEMPTS for moments in workspace.said.values())

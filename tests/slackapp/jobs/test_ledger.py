"""Sending from the ledger: once, in time, never faster than allowed, on both databases."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import ceil, inf

import psycopg
import pytest
from sqlalchemy import select

from slackapp.clock import Clock
from slackapp.domain.deliveries import UNCLEAR, DeliveryState, Kind
from slackapp.domain.teams import TeamState
from slackapp.errors import StorageAway
from slackapp.jobs.lanes import Lanes
from slackapp.jobs.ledger import BATCH, LEASES, LONGEST_CALL, SOON, TAKEN, Ledger
from slackapp.jobs.outcomes import LONGEST_WAIT, MOST_ATTEMPTS, MOST_FAILURES
from slackapp.jobs.rate import CHANNEL_BURST, Lane, Limits, Pace
from slackapp.jobs.stopping import rest
from slackapp.services.departures import CHANNEL_GONE, TOKEN_GONE, Departures
from slackapp.services.outbox import Limited, Message, Refused, Sent, Unclear
from slackapp.storage.engine import connect
from slackapp.storage.tables import bucket
from tests.slackapp.storage.samples import NINE, TEAM, WORKSPACE, delivery_of, settle_in

LEASE = LEASES * LONGEST_CALL


@dataclass
class FakeSlack:
    """Takes every message, unless told otherwise for the next ones."""

    now: object
    posted: list = field(default_factory=list)
    at: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)

    async def __call__(self, workspace, message):
        self.posted.append(message)
        self.at.append((self.now() - NINE).total_seconds())
        return self.outcomes.pop(0) if self.outcomes else Sent(f"{len(self.posted)}.0")


class Bench:
    """A ledger with its clocks in hand."""

    def __init__(self, database, **given):
        self.database = database
        self.real = NINE
        self.asleep = {}
        self.slack = FakeSlack(lambda: self.real)
        self.clock = Clock(lambda: self.real)
        self.silent = False
        self.ledger = Ledger(
            database=database,
            clock=self.clock,
            post=self.slack,
            render=self.render,
            limits=Limits(given.pop("posts_per_second", 100.0)),
            real_now=lambda store: self.real,
            monotonic=self.monotonic,
            pause=self.pause,
        )

    def monotonic(self):
        return self.real.timestamp()

    async def pause(self, seconds, told):
        """Time passes once everybody waits for it, up to whoever wakes first."""
        me = asyncio.current_task()
        self.asleep[me] = wake = self.monotonic() + seconds
        while self.monotonic() < wake and not told.is_set():
            await asyncio.sleep(0)
            if wake == min(self.asleep.values()) and asyncio.all_tasks() <= self.asleep.keys():
                left = ceil((wake - self.monotonic()) * 1e6)
                self.pass_time(timedelta(microseconds=max(left, 1)))
        del self.asleep[me]

    def render(self, row):
        return None if self.silent else Message(row.target, row.kind)

    def add(self, *rows):
        self.database.step(lambda store: store.deliveries.add(rows))

    def get(self, name="d1"):
        return self.database.read(lambda store: store.deliveries.get(name))

    def send(self, workspace="w1"):
        """Send what is due; returns the seconds after which to come back."""

        async def sending():
            wait = await self.ledger.lane(workspace)
            self.asleep[asyncio.current_task()] = inf
            await self.ledger.landed()
            self.asleep.clear()
            return wait

        return asyncio.run(sending())

    def work(self, workspace="w1"):
        """Send in a lane as a runner does, until it is left and all that is private is said."""

        async def working():
            lanes = Lanes(self.ledger, rest=TAKEN)
            lanes.open(workspace)
            self.asleep[asyncio.current_task()] = inf
            await asyncio.gather(*lanes._open)
            await lanes.landed()
            self.asleep.clear()

        asyncio.run(working())

    def lanes(self):
        # None goes before another: who looks opens all of them.
        return tuple(sorted(asyncio.run(self.ledger.look()).lanes))

    def pass_time(self, by):
        self.real += by


@pytest.fixture
def bench(database):
    settle_in(database)
    return Bench(database)


def test_what_is_due_is_posted_once(bench):
    bench.add(delivery_of())
    assert bench.lanes() == ("w1",)
    assert bench.send() == bench.send() == 0.0
    assert bench.lanes() == ()
    assert [message.channel for message in bench.slack.posted] == [delivery_of().target]
    assert (bench.get().state, bench.get().sent_ts) == (DeliveryState.SENT, "1.0")


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ({}, "moved"),
        ({"failures": 3, "last_error": "internal_error"}, "moved"),
        ({"state": DeliveryState.UNKNOWN, "last_error": "not_answered"}, UNCLEAR),
    ],
    ids=["new", "waiting", "in doubt"],
)
def test_what_may_not_go_to_whom_it_was_written_for_is_a_dead_letter_that_slack_never_hears(
    bench, before, why
):
    bench.ledger = replace(bench.ledger, render=lambda row: Refused("moved", permanent=True))
    bench.add(delivery_of(kind=Kind.REPORT_TEAM, **before))
    assert bench.send() == 0.0
    assert not bench.slack.posted
    assert (bench.get().state, bench.get().last_error) == (DeliveryState.DEAD, why)


@pytest.mark.parametrize("kind", [Kind.ANNOUNCEMENT, Kind.REMINDER])
def test_nothing_is_posted_while_nobody_knows_whether_the_app_is_still_installed(bench, kind):
    departures = Departures(bench.database, bench.clock)
    bench.add(delivery_of(kind=kind))
    departures.uninstalled(enterprise="", slack_team=WORKSPACE.slack_team)
    assert bench.send() == TAKEN
    assert bench.slack.posted == []
    assert bench.get() == delivery_of(kind=kind)
    departures.settle(departures.doubt("w1"), works=True)
    assert bench.send() == 0.0
    assert len(bench.slack.posted) == 1


def test_what_is_due_later_waits_for_the_calendar_and_not_for_real_time(bench):
    bench.add(delivery_of(due_at=NINE + timedelta(days=1)))
    assert bench.lanes() == ()
    bench.send()
    assert bench.slack.posted == []
    bench.clock.move_to(NINE + timedelta(days=1))
    assert bench.lanes() == ("w1",)
    bench.send()
    assert len(bench.slack.posted) == 1


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.REMINDER, Kind.NUDGE])
def test_nothing_is_posted_any_more_once_what_it_says_is_over(bench, kind):
    """Its words were true when they were chosen; the calendar moved on while they were found."""

    def render(row):
        bench.clock.move_to(NINE + timedelta(hours=1))
        return Message(row.target, row.kind, good_until=NINE + timedelta(hours=1))

    bench.ledger = replace(bench.ledger, render=render)
    bench.add(delivery_of(kind=kind))
    bench.work()
    assert bench.slack.posted == []
    over = DeliveryState.CANCELLED if kind is Kind.INVITATION else DeliveryState.DONE
    assert (bench.get().state, bench.get().last_error) == (over, None)


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.REMINDER])
def test_what_is_true_for_a_moment_longer_is_posted(bench, kind):
    def render(row):
        return Message(row.target, row.kind, good_until=NINE + timedelta(hours=1))

    bench.ledger = replace(bench.ledger, render=render)
    bench.add(delivery_of(kind=kind))
    bench.clock.move_to(NINE + timedelta(minutes=59))
    bench.work()
    assert len(bench.slack.posted) == 1


def test_too_fast_is_waited_out_by_everybody_and_costs_no_attempt(bench):
    bench.add(delivery_of(), delivery_of("d2", target="C2", topic="x"))
    bench.slack.outcomes = [Limited(30.0)]
    bench.send()
    assert {bench.get(name).state for name in ("d1", "d2")} == {DeliveryState.DUE}
    assert {bench.get(name).attempts for name in ("d1", "d2")} == {0}
    # The calendar may run ahead; what Slack asked for is real time.
    bench.clock.move_to(NINE + timedelta(hours=1))
    assert bench.send() == pytest.approx(30.0, abs=SOON)
    assert len(bench.slack.posted) == 1
    bench.pass_time(timedelta(seconds=30))
    bench.send()
    assert len(bench.slack.posted) == 3
    assert bench.slack.at[1] >= 30.0


def test_what_slack_asked_to_wait_is_waited_for_by_a_process_that_starts_meanwhile(bench):
    bench.add(delivery_of(), delivery_of("d2", target="C2", topic="x"))
    bench.slack.outcomes = [Limited(30.0)]
    bench.send()
    started = Bench(bench.database)
    started.pass_time(timedelta(seconds=10))
    assert started.send() == pytest.approx(20.0, abs=SOON)
    assert started.slack.posted == []
    started.pass_time(timedelta(seconds=20))
    started.send()
    assert len(started.slack.posted) == 2


def test_whoever_waits_for_the_database_posts_nothing_before_slack_allows_it(bench):
    bench.add(delivery_of())
    limits = bench.ledger.limits
    bench.database.step(lambda store: limits.block(store, "w1", now=NINE, seconds=5))
    bench.pass_time(timedelta(seconds=4.4))

    class Busy:
        write, read = bench.database.write, bench.database.read

        def step(self, unit):
            bench.pass_time(timedelta(seconds=0.3))
            return bench.database.step(unit)

    bench.ledger = replace(bench.ledger, database=Busy())
    bench.send()
    assert bench.slack.at == [pytest.approx(5.0, abs=0.001)]
    assert bench.slack.at[0] >= 5.0


def test_a_channel_gets_a_short_burst_and_then_one_message_a_second(bench):
    bench.add(*(delivery_of(f"d{n}", topic=str(n)) for n in range(CHANNEL_BURST + 2)))
    bench.send()
    assert len(bench.slack.posted) == CHANNEL_BURST
    for _ in range(2):
        bench.pass_time(timedelta(seconds=1))
        bench.send()
    assert len(bench.slack.posted) == CHANNEL_BURST + 2


def test_a_workspace_gets_no_more_than_its_rate_and_no_less(database):
    settle_in(database)
    bench = Bench(database, posts_per_second=4.0)
    bench.add(*(delivery_of(f"d{n}", target=f"C{n}", topic=str(n)) for n in range(10)))
    assert bench.send() == 0.0
    assert bench.slack.at == pytest.approx([number / 4 for number in range(10)], abs=0.001)
    assert {message.channel for message in bench.slack.posted} == {f"C{n}" for n in range(10)}


def test_another_workspace_does_not_wait_behind_a_long_queue(bench):
    other = replace(WORKSPACE, id="w2", slack_team="T2")
    team = replace(TEAM, id="t2", workspace="w2")

    def unit(store):
        store.workspaces.put(other, token="xoxb-2")
        store.teams.put(team)

    bench.database.step(unit)
    bench.add(*(delivery_of(f"d{n}", target=f"C{n}", topic=str(n)) for n in range(2 * BATCH)))
    late = NINE + timedelta(seconds=1)
    bench.add(delivery_of("late", workspace="w2", team="t2", round="r2", due_at=late))
    bench.clock.move_to(late)
    assert bench.lanes() == ("w1", "w2")
    bench.send("w2")
    assert [message.channel for message in bench.slack.posted] == [delivery_of().target]


def test_a_claim_that_was_cut_off_is_posted_again_after_its_lease_and_a_reminder_is_not(bench):
    bench.add(delivery_of(), delivery_of("d2", kind=Kind.REMINDER, target="U1"))
    bench.database.step(
        lambda store: store.deliveries.claim(
            NINE, real_now=NINE, owner="killed", lease_until=NINE + LEASE, limit=BATCH
        )
    )
    assert bench.lanes() == ()
    bench.pass_time(LEASE + timedelta(seconds=1))
    assert bench.lanes() == ("w1",)
    bench.send()
    assert [message.text for message in bench.slack.posted] == [Kind.INVITATION]
    assert bench.get("d2").state is DeliveryState.DONE


def test_a_worker_that_lost_its_lease_changes_nothing(bench):
    bench.add(delivery_of())
    (stale,) = bench.database.step(
        lambda store: store.deliveries.claim(
            NINE, real_now=NINE, owner="slow", lease_until=NINE + LEASE, limit=BATCH
        )
    )
    bench.pass_time(LEASE + timedelta(seconds=1))
    bench.send()
    settled = bench.get()
    for outcome in (Unclear("late"), Sent("9.9"), Limited(3.0), Refused("late", permanent=True)):
        assert not asyncio.run(bench.ledger.settling.settle(stale, outcome))
    assert bench.get() == settled


def test_a_claim_about_to_run_out_is_given_back_instead_of_posted(bench):
    bench.add(delivery_of())
    claimed = bench.ledger._claim(Lane("w1", bench.ledger.owner, LEASE), Pace(0.01))
    (row,) = claimed.rows
    bench.pass_time(LEASE - LONGEST_CALL / 2)
    asyncio.run(bench.ledger._send(row, Message("C1", "hello"), claimed.until, Pace(0.01)))
    assert bench.slack.posted == []
    assert (bench.get().state, bench.get().attempts) == (DeliveryState.DUE, 0)


def test_a_ledger_that_was_told_to_stop_begins_no_lane(bench):
    bench.add(delivery_of())
    bench.ledger.stop()
    assert bench.send() == 0.0
    assert bench.slack.posted == []


def test_a_call_under_way_when_it_is_told_to_stop_leaves_time_to_write_down_that_it_is_unclear(
    bench,
):
    bench.add(delivery_of(), delivery_of("d2", target="C2"))

    async def scenario():
        begun = asyncio.Event()

        async def hang(workspace, message):
            begun.set()
            await asyncio.Event().wait()

        ledger = bench.ledger = replace(bench.ledger, post=hang)
        ledger.stopping.grace = 0.0
        lane = asyncio.create_task(ledger.lane("w1"))
        await begun.wait()
        ledger.stop()
        assert await lane == 0.0

    asyncio.run(scenario())
    cut, other = sorted((bench.get(name) for name in ("d1", "d2")), key=lambda row: -row.attempts)
    assert (cut.state, cut.last_error, cut.attempts) == (DeliveryState.UNKNOWN, "stopped", 1)
    assert (other.state, other.last_error, other.attempts) == (DeliveryState.DUE, None, 0)
    # The lane is free, and whoever comes next posts both.
    bench.ledger = replace(bench.ledger, owner="next", post=bench.slack)
    bench.pass_time(timedelta(minutes=1))
    bench.send()
    assert {bench.get(name).state for name in ("d1", "d2")} == {DeliveryState.SENT}


def test_no_private_message_that_slack_put_off_keeps_a_worker_from_stopping(bench):
    users = ["U0", "U1", "U2"]
    bench.add(*(delivery_of(f"d{user}", kind=Kind.REMINDER, target=user) for user in users))

    async def scenario():
        put_off = asyncio.Event()

        async def limit(workspace, message):
            bench.slack.posted.append(message)
            put_off.set()
            return Limited(10**6)

        ledger = replace(bench.ledger, post=limit, pause=rest, monotonic=time.monotonic)
        lane = asyncio.create_task(ledger.lane("w1"))
        await put_off.wait()
        ledger.stop()
        await lane
        await ledger.landed()

    asyncio.run(scenario())
    assert 1 <= len(bench.slack.posted) <= len(users)
    rows = bench.database.read(lambda store: store.deliveries.of_round("r1"))
    assert {row.state for row in rows} == {DeliveryState.DONE}


def test_nobody_sends_in_a_lane_in_which_another_worker_is_at_work(bench):
    """So nobody posts before a `Retry-After` that another worker is being told right now."""
    bench.add(delivery_of(), delivery_of("d2", target="C2"))
    lane = Lane("w1", "other", LEASE)
    other = replace(bench.ledger, owner="other")
    assert len(other._claim(lane, Pace(0.5)).rows) == 2
    bench.add(delivery_of("d3", target="C3"))
    assert bench.send() == TAKEN
    bench.database.step(lambda store: other.limits.block(store, "w1", now=NINE, seconds=5))
    bench.database.step(lambda store: other.limits.leave(store, lane))
    assert bench.send() == pytest.approx(5.0)
    assert bench.slack.posted == []
    bench.pass_time(timedelta(seconds=5))
    bench.send()
    assert [message.channel for message in bench.slack.posted] == ["C3"]


def test_the_lane_of_a_worker_that_died_is_free_once_its_lease_is_over(bench):
    bench.add(delivery_of())
    replace(bench.ledger, owner="killed")._claim(Lane("w1", "killed", LEASE), Pace(0.5))
    bench.pass_time(LEASE - timedelta(seconds=1))
    assert bench.send() == TAKEN
    bench.pass_time(timedelta(seconds=2))
    assert bench.lanes() == ("w1",)
    bench.send()
    assert bench.get().state is DeliveryState.SENT


def test_one_that_can_be_posted_twice_is_under_way_alone_and_private_ones_are_not(bench):
    under_way, most = [], {}

    async def slow(workspace, message):
        under_way.append(message.text)
        most[message.text] = max(most.get(message.text, 0), under_way.count(message.text))
        if message.text == Kind.REMINDER:
            await bench.pause(0.5, asyncio.Event())
        await asyncio.sleep(0)
        under_way.remove(message.text)
        return Sent("1.0")

    bench.ledger = replace(bench.ledger, post=slow)
    for minutes, kind in enumerate((Kind.INVITATION, Kind.REMINDER)):
        due_at = NINE - timedelta(minutes=minutes)
        for number in range(6):
            id_ = f"{kind}{number}"
            bench.add(delivery_of(id_, kind=kind, target=id_, due_at=due_at))
    bench.send()
    assert most[Kind.INVITATION] == 1
    assert most[Kind.REMINDER] > 1


def test_nothing_left_to_say_posts_nothing(bench):
    bench.add(delivery_of(), delivery_of("d2", kind=Kind.REMINDER, target="U1"))
    bench.silent = True
    bench.send()
    assert bench.slack.posted == []
    assert bench.get().state is DeliveryState.CANCELLED
    assert bench.get("d2").state is DeliveryState.DONE


EVERYBODY = [f"U{number}" for number in range(8)]


@pytest.fixture
def reminding(bench):
    """Everybody has a row; only those with an even number have anything to be told."""
    rows = [delivery_of(f"d{user}", kind=Kind.REMINDER, target=user) for user in EVERYBODY]
    bench.add(*rows)

    def render(row):
        return Message(row.target, row.kind) if int(row.target[1:]) % 2 == 0 else None

    bench.ledger = replace(bench.ledger, render=render)
    return bench


def reminded(bench):
    return sorted(message.channel for message in bench.slack.posted)


def test_before_the_first_reminder_is_posted_every_row_is_done_and_all_look_alike(reminding):
    seen = []

    async def post(workspace, message):
        rows = reminding.database.read(lambda store: store.deliveries.of_round("r1"))
        seen.append({replace(row, id="", target="") for row in rows})
        return await reminding.slack(workspace, message)

    reminding.ledger = replace(reminding.ledger, post=post)
    reminding.send()
    assert reminded(reminding) == EVERYBODY[::2]
    assert [len(rows) for rows in seen] == [1] * 4
    assert {row.state for rows in seen for row in rows} == {DeliveryState.DONE}


@pytest.mark.parametrize("outcome", [Limited(2.0), Refused("service_unavailable", permanent=False)])
def test_a_reminder_slack_does_not_take_at_once_is_tried_again_from_memory(reminding, outcome):
    reminding.slack.outcomes = [outcome]
    reminding.send()
    assert set(reminded(reminding)) == set(EVERYBODY[::2])
    assert len(reminding.slack.posted) == 5
    rows = reminding.database.read(lambda store: store.deliveries.of_round("r1"))
    assert {(row.state, row.attempts, row.due_at.hour) for row in rows} == {
        (DeliveryState.DONE, 0, 0)
    }


def test_a_reminder_that_slack_keeps_refusing_is_given_up(reminding):
    reminding.slack.outcomes = [Refused("service_unavailable", permanent=False)] * 99
    reminding.send()
    assert 4 <= len(reminding.slack.posted) < 4 * MOST_ATTEMPTS
    assert reminding.lanes() == ()


def test_no_limit_is_kept_of_a_person_who_was_reminded(reminding, database_url):
    reminding.send()
    engine = connect(database_url)
    with engine.connect() as connection:
        keys = [row.key for row in connection.execute(select(bucket))]
    engine.dispose()
    assert keys == ["w1:chat.postMessage"]


def test_no_transaction_number_tells_who_was_reminded(reminding, database_url):
    """On PostgreSQL: all rows of a batch were written last by one and the same transaction."""
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite's rows carry no transaction number")
    reminding.send()
    with psycopg.connect(database_url) as connection:
        numbers = connection.execute("SELECT DISTINCT xmin::text FROM delivery").fetchall()
        order = connection.execute("SELECT target FROM delivery ORDER BY ctid").fetchall()
    assert len(numbers) == 1
    # By random id: here the ids sort as the people do.
    assert [user for (user,) in order] == EVERYBODY


def test_what_keeps_being_refused_becomes_a_dead_letter(bench):
    bench.add(delivery_of())
    refused = Refused("service_unavailable", permanent=False)
    bench.slack.outcomes = [refused] * MOST_FAILURES
    while bench.get().state is DeliveryState.DUE:
        bench.pass_time(LONGEST_WAIT)
        bench.send()
    assert bench.slack.at[-1] >= timedelta(days=1).total_seconds()
    assert (bench.get().state, bench.get().last_error) == (DeliveryState.DEAD, refused.error)


@pytest.mark.parametrize("error", ["not_reached", "service_unavailable"])
def test_what_slack_refuses_for_hours_is_posted_when_it_takes_it_again(bench, error):
    """While it does, what another workspace has to say goes out at once."""
    two_teams(bench)
    over = NINE + timedelta(hours=5)

    async def post(workspace, message):
        if workspace == "w1" and bench.real < over:
            return Refused(error, permanent=False)
        return await bench.slack(workspace, message)

    bench.ledger = replace(bench.ledger, post=post)
    while bench.get().state is not DeliveryState.SENT:
        for workspace in bench.lanes():
            bench.send(workspace)
        bench.pass_time(timedelta(minutes=1))
    assert bench.slack.at[0] < SOON
    assert 0 <= bench.slack.at[1] - (over - NINE).total_seconds() <= LONGEST_WAIT.total_seconds()
    assert len(bench.slack.posted) == 2


def test_what_workers_die_of_is_given_up_after_few_attempts_however_often_slack_refused_it_before(
    bench,
):
    bench.add(delivery_of(attempts=40, failures=40, last_error="not_reached"))
    for _ in range(MOST_ATTEMPTS):
        bench.database.step(
            lambda store: store.deliveries.claim(
                bench.real, real_now=bench.real, owner="dies", lease_until=bench.real, limit=1
            )
        )
        bench.pass_time(LEASE)
    bench.send()
    assert bench.slack.posted == []
    assert (bench.get().state, bench.get().last_error) == (DeliveryState.DEAD, UNCLEAR)


def test_nobody_dies_with_what_workers_die_of(bench):
    others = [delivery_of(f"d{n}", target=f"C{n}") for n in range(2, 5)]
    bench.add(delivery_of(), *others)

    def render(row):
        if row.id == "d1":
            raise KeyboardInterrupt
        return Message(row.target, row.kind)

    bench.ledger = replace(bench.ledger, render=render)
    deaths = 0
    while bench.lanes():
        bench.ledger = replace(bench.ledger, owner=f"worker-{deaths}")
        try:
            bench.send()
        except KeyboardInterrupt:
            deaths += 1
        bench.pass_time(LEASE + timedelta(seconds=1))
    assert deaths == MOST_ATTEMPTS
    assert [bench.get(one.id).state for one in others] == [DeliveryState.SENT] * len(others)
    assert len(bench.slack.posted) == len(others)
    assert (bench.get().state, bench.get().last_error) == (DeliveryState.DEAD, UNCLEAR)


def test_a_message_to_which_no_worker_comes_in_time_is_not_what_they_die_of(bench):
    bench.add(delivery_of())
    busy = [replace(bench.ledger, owner=f"worker-{n}") for n in range(3)]
    late = []
    for turn in range(4 * MOST_ATTEMPTS):
        ledger = busy[turn % len(busy)]
        claimed = ledger._claim(Lane("w1", ledger.owner, LEASE), Pace(0.01))
        late.append((ledger, claimed))
        bench.pass_time(LEASE + timedelta(seconds=1))
        if len(late) == len(busy):
            ledger, claimed = late.pop(0)
            send = ledger._send(claimed.rows[0], Message("C1", "hello"), claimed.until, Pace(0.01))
            asyncio.run(send)
    assert bench.slack.posted == []
    bench.send()
    assert bench.get().state is DeliveryState.SENT


def test_a_message_for_which_every_worker_is_too_slow_is_given_up_in_the_end(bench):
    others = delivery_of("d2", target="C2")
    bench.add(delivery_of(attempts=MOST_FAILURES, failures=MOST_FAILURES), others)
    bench.send()
    assert [message.channel for message in bench.slack.posted] == ["C2"]
    assert bench.get().state is DeliveryState.DEAD


def test_what_was_refused_until_there_was_nothing_left_to_say_is_a_dead_letter_too(bench):
    bench.add(delivery_of())
    bench.slack.outcomes = [Unclear("http_500")]
    bench.send()
    bench.pass_time(timedelta(hours=1))
    bench.ledger = replace(bench.ledger, render=lambda _: None)
    bench.send()
    assert (bench.get().state, bench.get().last_error) == (DeliveryState.DEAD, "http_500")


def test_a_failing_database_lets_the_calls_under_way_end_before_it_is_reported(bench):
    bench.add(delivery_of(), delivery_of("d2", target="C2"))
    settled = []

    async def post(workspace, message):
        if not bench.slack.posted:
            bench.slack.posted.append(message)
            raise StorageAway
        settled.append(message)
        return Sent("2.0")

    bench.ledger = replace(bench.ledger, post=post)
    with pytest.raises(StorageAway):
        bench.send()
    assert len(settled) == 1


@pytest.fixture
def leaving(bench):
    bench.ledger = replace(bench.ledger, departures=Departures(bench.database, bench.clock))
    return bench


def two_teams(bench):
    """A second workspace that goes on whatever happens to the first."""
    other = replace(WORKSPACE, id="w2", slack_team="T2")
    team = replace(TEAM, id="t2", workspace="w2")

    def unit(store):
        store.workspaces.put(other, token="xoxb-2")
        store.teams.put(team)

    bench.database.step(unit)
    bench.add(delivery_of(), delivery_of("d2", workspace="w2", team="t2", round="r2"))


def team_of(bench, name="t1"):
    return bench.database.read(lambda store: store.teams.get(name))


@pytest.mark.parametrize("error", sorted(CHANNEL_GONE))
def test_a_channel_that_refuses_pauses_its_team_and_tells_each_lead_once(leaving, error):
    two_teams(leaving)
    leaving.slack.outcomes = [Refused(error, permanent=True)]
    leaving.send("w1")
    assert (leaving.get().state, leaving.get().last_error) == (DeliveryState.DEAD, error)
    assert team_of(leaving).state is TeamState.PAUSED
    leaving.send("w1")
    told = [message.channel for message in leaving.slack.posted[1:]]
    assert sorted(told) == sorted(TEAM.leads)
    leaving.add(delivery_of("again", topic="again"))
    leaving.slack.outcomes = [Refused(error, permanent=True)]
    leaving.send("w1")
    assert len(leaving.slack.posted) == 1 + len(TEAM.leads) + 1
    leaving.send("w2")
    assert leaving.get("d2").state is DeliveryState.SENT
    assert team_of(leaving, "t2").state is TeamState.RUNNING


@pytest.mark.parametrize("error", sorted(TOKEN_GONE))
def test_a_refused_token_is_forgotten_and_other_workspaces_go_on(leaving, error):
    two_teams(leaving)
    leaving.add(delivery_of("later", topic="later", target="C7"))
    leaving.slack.outcomes = [Refused(error, permanent=True)]
    leaving.send("w1")
    assert leaving.database.read(lambda store: store.workspaces.token("w1")) is None
    assert team_of(leaving).state is TeamState.PAUSED
    leaving.send("w2")
    assert leaving.get("d2").state is DeliveryState.SENT
    assert leaving.database.read(lambda store: store.workspaces.token("w2")) == "xoxb-2"


def test_a_clock_that_jumps_back_and_forth_posts_nothing_twice(bench):
    bench.add(delivery_of(), delivery_of("d2", target="C2", due_at=NINE + timedelta(days=2)))
    for days in (0, 3, -30, 1, 3, 400, 0):
        bench.clock.move_to(NINE + timedelta(days=days))
        bench.send()
    assert sorted(message.channel for message in bench.slack.posted) == ["C1", "C2"]


@pytest.mark.parametrize("kind", [Kind.VOTE, Kind.LOOK_BACK])
def test_what_follows_a_report_waits_for_it_however_often_slack_refuses_that(bench, kind):
    """Both are due at once; the vote was even added first."""
    bench.add(delivery_of("vote", kind=kind), delivery_of("report", kind=Kind.REPORT_TEAM))
    bench.slack.outcomes = [Refused("service_unavailable", permanent=False)] * 2
    for _ in range(20):
        bench.send()
        bench.pass_time(timedelta(seconds=5))
    said = [message.text for message in bench.slack.posted]
    assert said == [Kind.REPORT_TEAM] * 3 + [kind]
    assert bench.get("vote").attempts == 1


def test_a_report_that_slack_refuses_for_good_holds_nothing_up(bench):
    bench.add(delivery_of("vote", kind=Kind.VOTE), delivery_of("report", kind=Kind.REPORT_TEAM))
    bench.slack.outcomes = [Refused("msg_too_long", permanent=True)]
    for _ in range(3):
        bench.send()
        bench.pass_time(timedelta(seconds=2))
    assert bench.get("report").state is DeliveryState.DEAD
    assert bench.get("vote").state is DeliveryState.SENT


def test_what_slack_leaves_unclear_is_posted_once_more_and_then_left_to_a_person(bench):
    bench.add(delivery_of())
    bench.slack.outcomes = [Unclear("late"), Refused("not_answered", permanent=False)]
    bench.slack.outcomes += [Unclear("http_500")] * MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        bench.send()
        bench.pass_time(timedelta(hours=1))
    posted = [message.may_be_there for message in bench.slack.posted if message.channel == "C1"]
    assert posted == [False, True, True]
    assert (bench.get().state, bench.get().last_error) == (DeliveryState.DEAD, "unclear")


def told(bench):
    return sorted(one.channel for one in bench.slack.posted if one.channel != "C1")


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.REPORT_TEAM])
def test_each_lead_is_told_once_that_the_channel_was_not(bench, kind):
    bench.add(delivery_of(kind=kind))
    bench.slack.outcomes = [Unclear("http_500")] * 2
    bench.send()
    bench.pass_time(timedelta(seconds=5))
    bench.send()
    assert bench.get().state is DeliveryState.DEAD
    bench.pass_time(timedelta(minutes=14))
    bench.send()
    assert told(bench) == []
    for _ in range(3):
        bench.pass_time(timedelta(minutes=2))
        bench.send()
    assert told(bench) == sorted(TEAM.leads)


@pytest.mark.parametrize("ending", ["refused for good", "nothing left to say"])
def test_leads_are_told_however_an_invitation_ended(bench, ending):
    bench.add(delivery_of())
    if ending == "refused for good":
        bench.slack.outcomes = [Refused("restricted_action", permanent=True)]
    else:
        bench.slack.outcomes = [Refused("not_answered", permanent=False)]
        bench.send()
        bench.silent = True
        bench.pass_time(timedelta(seconds=5))
    bench.send()
    assert bench.get().state is DeliveryState.DEAD
    bench.silent = False
    bench.pass_time(timedelta(minutes=15))
    bench.send()
    assert told(bench) == sorted(TEAM.leads)


def test_in_a_long_outage_no_word_to_a_lead_is_posted_more_than_twice_or_told_of_itself(bench):
    bench.add(delivery_of())
    bench.slack.outcomes = [Unclear("http_500")] * 50
    for _ in range(10):
        bench.send()
        bench.pass_time(timedelta(minutes=20))
    assert told(bench) == sorted([*TEAM.leads, *TEAM.leads])

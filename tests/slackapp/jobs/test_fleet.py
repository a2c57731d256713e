"""Many workers on PostgreSQL: what is due is done by one of them, and jobs carry ids only."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import psycopg
import pytest

from slackapp.domain.deliveries import Kind
from slackapp.domain.rounds import RoundState
from slackapp.errors import StorageAway
from slackapp.jobs.fleet import SCHEMA, Fleet
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.rate import Limits
from slackapp.jobs.steps import Look, Steps
from slackapp.services.outbox import Message, Sent
from slackapp.services.rounds import Due, Step
from tests.slackapp.jobs.unwell import Unwell
from tests.slackapp.services.house import House, at

DEADLINE = 60
"""Seconds after which a test gives up."""


class Crew:
    """Workers in one event loop, each with its own runner; what they posted, together."""

    def __init__(self, house, url, *, workers=1, poll=1.0):
        self.house = house
        self.url = url
        self.poll = poll
        self.posted = []
        self.fleets = [self.worker() for _ in range(workers)]

    def worker(self, **changes):
        ledger = Ledger(
            database=self.house.database,
            clock=self.house.clock,
            post=self.post,
            render=lambda row: Message(row.target, row.kind),
            limits=Limits(100.0),
        )
        steps = changes.get("steps") or Steps(self.house.steps, self.house.clock, self.refresh)
        return Fleet(steps=steps, ledger=ledger, poll=self.poll, url=self.url)

    async def refresh(self, team, *, patience):
        """Nobody came or left."""

    async def post(self, workspace, message):
        self.posted.append((message.channel, message.text))
        return Sent(f"{len(self.posted)}.0")

    async def until(self, holds):
        """Let all workers work until something holds, then drain them."""
        running = [asyncio.create_task(fleet.run()) for fleet in self.fleets]
        try:
            async with asyncio.timeout(DEADLINE):
                while not await asyncio.to_thread(holds):
                    done, _ = await asyncio.wait(running, timeout=0.05)
                    for task in done:
                        task.result()
        finally:
            for fleet in self.fleets:
                fleet.stop()
            await asyncio.gather(*running)

    def jobs(self):
        """What is queued, with its arguments."""
        with psycopg.connect(self.url) as connection:
            query = (
                f"SELECT task_name, status, args, queueing_lock FROM {SCHEMA}.procrastinate_jobs"
            )
            return connection.execute(query).fetchall()


@pytest.fixture
def house(postgresql_database, keystore):
    return House(postgresql_database, keystore)


def test_any_number_of_workers_open_each_round_once_and_leave_no_job(house, postgresql_url):
    teams = [house.team(channel=f"C{n}", prefix=f"U{n}") for n in range(1, 4)]
    house.move(at(1))
    crew = Crew(house, postgresql_url, workers=2)

    def opened():
        states = [house.rounds(team)[0].state for team in teams]
        invited = [channel for channel, kind in crew.posted if kind is Kind.INVITATION]
        waiting = [job for job in crew.jobs() if job[0] == "step"]
        return states == [RoundState.OPEN] * 3 and len(invited) == 3 and not waiting

    asyncio.run(crew.until(opened))
    invited = sorted(channel for channel, kind in crew.posted if kind is Kind.INVITATION)
    assert invited == ["C1", "C2", "C3"]
    # Looks for what else there may be are always queued; about these rounds nothing is left.
    opened_rounds = {house.rounds(team)[0].id for team in teams}
    assert not [args for _, _, args, _ in crew.jobs() if args.get("id") in opened_rounds]


def test_a_whole_round_runs_to_its_report(house, postgresql_url):
    team = house.team()
    for moment in (at(1), at(1, day=2), at(1, day=4)):
        house.move(moment)
        crew = Crew(house, postgresql_url)
        expected = {
            at(1): lambda: house.rounds(team)[0].state is RoundState.OPEN,
            at(1, day=2): lambda: house.rounds(team)[0].reminded,
            at(1, day=4): lambda: house.rounds(team)[0].reported,
        }[moment]
        asyncio.run(crew.until(expected))
    assert house.rounds(team)[0].state in {RoundState.GATHERED, RoundState.CLOSED}


class Heard:
    """Notes what a worker does by itself, and does nothing."""

    def __init__(self):
        self.done = set()

    def stop(self):
        """It asks Slack about nobody."""

    async def look(self):
        self.done.add("plan")
        return Look(())

    def asking(self):
        return SimpleNamespace(look=partial(self.note, "ask"), stop=partial(self.note, "stop"))

    async def note(self, what, **_):
        self.done.add(what)
        return []


def test_a_worker_that_nobody_wakes_plans_asks_ahead_and_clears_away_dead_workers_jobs(
    house, postgresql_url
):
    """Whatever is to be done now and then is due as it starts, so nobody waits for its minute."""
    crew, heard = Crew(house, postgresql_url, workers=0), Heard()
    fleet = crew.worker(steps=heard)
    fleet._ahead = heard.asking()
    fleet.app.job_manager.get_stalled_jobs = partial(heard.note, "sweep")
    crew.fleets.append(fleet)
    asyncio.run(crew.until(lambda: heard.done >= {"plan", "ask", "sweep"}))


class Failing:
    """One step that is due for ever and always fails."""

    def __init__(self):
        self.tried = 0

    async def look(self):
        return Look((Due(Step.CLOSE, "r1"),))

    def stop(self):
        """It asks Slack about nobody."""

    async def perform(self, due):
        self.tried += 1
        raise StorageAway


def test_a_failing_step_waits_under_its_lock_and_its_job_names_ids_only(house, postgresql_url):
    crew = Crew(house, postgresql_url)
    steps = Failing()
    crew.fleets = [crew.worker(steps=steps)]
    asyncio.run(crew.until(lambda: steps.tried >= 2))
    waiting = [job for job in crew.jobs() if job[0] == "step"]
    assert len(waiting) == 1
    (_, _, args, lock) = waiting[0]
    assert lock == "step:close:r1"
    assert set(args) == {"step", "id", "failed"}
    assert json.dumps(args)


@pytest.mark.parametrize("step", [Step.REALIGN, Step.TIDY])
def test_what_is_done_once_a_day_comes_again_when_it_failed(house, postgresql_url, step):
    crew = Crew(house, postgresql_url)
    unwell = Unwell(house.steps, step, fails=2)
    crew.fleets = [crew.worker(steps=Steps(unwell, house.clock, crew.refresh)) for _ in range(2)]
    asyncio.run(crew.until(unwell.is_done))
    assert unwell.fails == 0


def test_what_a_dead_worker_held_is_done_by_another_and_its_job_cleared_away(house, postgresql_url):
    team = house.team()
    house.move(at(1))
    crew = Crew(house, postgresql_url)
    (row,) = house.rounds(team)
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"SET search_path TO {SCHEMA}")
        connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
        )
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " SELECT 'step', 'step', %s, 'doing', id FROM procrastinate_workers",
            [json.dumps({"step": "open", "id": row.id})],
        )

    def done():
        return house.rounds(team)[0].state is RoundState.OPEN

    asyncio.run(crew.until(done))

    async def sweep():
        async with crew.fleets[0].app.open_async():
            await crew.fleets[0]._sweep(0)

    asyncio.run(sweep())
    assert [job for job in crew.jobs() if job[1] == "doing"] == []
    assert house.now - row.opens_at < timedelta(hours=1)


def test_a_worker_whose_connections_were_all_cut_connects_anew_and_goes_on(house, postgresql_url):
    crew = Crew(house, postgresql_url)
    first, second = (house.team(channel=f"C{n}", prefix=f"U{n}") for n in (1, 2))
    cut = []

    def both_opened():
        if not cut and house.rounds(first)[0].state is RoundState.OPEN:
            cut.append(cut_connections(postgresql_url))
            house.move(at(2))
        return bool(cut) and house.newest(second).date == at(2).date()

    house.move(at(1))
    asyncio.run(crew.until(both_opened))
    assert cut[0] > 0
    assert house.newest(first).date == at(2).date()


def cut_connections(url):
    """Cut every connection of a fleet, as a restart of the server does; returns how many."""
    with psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'bearings-fleet'"
        )
        return len(ended.fetchall())


def test_a_worker_that_is_told_to_stop_while_it_connects_ends(house, postgresql_url):
    (fleet,) = Crew(house, postgresql_url).fleets

    async def scenario():
        running = asyncio.create_task(fleet.run())
        await asyncio.sleep(0)
        fleet.stop()
        async with asyncio.timeout(DEADLINE):
            await running

    asyncio.run(scenario())


def test_what_is_queued_while_a_worker_looks_for_jobs_does_not_wait_for_its_next_poll(
    house, postgresql_url
):
    """The planner's tick and the poll are as long as each other, so they do fall together."""
    (fleet,) = Crew(house, postgresql_url, poll=10.0 * DEADLINE).fleets
    opened, queued = asyncio.Event(), []
    fetch = fleet.app.job_manager.fetch_job

    async def fetch_and_hear(**given):
        """Find nothing, and hear of a job before that is known."""
        found = await fetch(**given)
        heard = fleet._worker._new_job_event
        if found is None and not queued:
            heard.clear()
            while not heard.is_set():  # as soon as it listens
                queued.append(f"w{len(queued)}")
                await fleet._defer("send", f"send:{queued[-1]}", workspace=queued[-1])
                await asyncio.wait([asyncio.ensure_future(heard.wait())], timeout=0.2)
        return found

    async def scenario():
        fleet.app.job_manager.fetch_job = fetch_and_hear
        fleet._lanes.open = lambda workspace: opened.set()
        running = asyncio.create_task(fleet.run())
        try:
            async with asyncio.timeout(DEADLINE):
                await opened.wait()
        finally:
            fleet.stop()
            await running

    asyncio.run(scenario())

"""What a worker asks for by itself."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from slackapp.clock import Clock
from slackapp.jobs.steps import LOOK_EVERY, REST_SECONDS, Steps
from slackapp.services import steps as services
from slackapp.services.rounds import Due, Step
from slackapp.simulate.house import MemoryKeys
from tests.slackapp.storage.samples import TEAM, settle_in

DEADLINE = 30
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Services:
    database: object


def daily(day):
    return (Due(Step.REALIGN, day), Due(Step.TIDY, day))


def do(database, *due, now=NOON):
    """Perform steps that need no key of a round and no words."""
    for one in due:
        services.Steps(database, MemoryKeys(), b"", None, None).perform(one, now=now)


async def look(steps):
    """What is due but burials, and what can wait, however lately that was looked for."""
    steps._rested.clear()
    return {due for due in (await steps.look()).due if due.step is not Step.BURY}


async def test_what_is_done_once_a_day_is_due_until_it_was_done(database):
    clock = Clock(lambda: NOON)
    steps = Steps(Services(database), clock, refresh=None)
    realigning, tidying = daily("2026-03-02")
    for _ in range(3):
        assert await look(steps) == {realigning, tidying}
    do(database, tidying)
    assert await look(steps) == {realigning}
    do(database, realigning)
    assert await look(steps) == set()
    clock.move_to(NOON + timedelta(hours=11))
    assert await look(steps) == set()
    clock.move_to(NOON + timedelta(hours=13))
    assert await look(steps) == {*daily("2026-03-03")}


async def test_what_one_process_did_today_no_other_does_again(database):
    do(database, *daily("2026-03-02"))
    assert await look(Steps(Services(database), Clock(lambda: NOON), refresh=None)) == set()
    tomorrow = Clock(lambda: NOON + timedelta(days=1))
    later = Steps(Services(database), tomorrow, refresh=None)
    assert await look(later) == {*daily("2026-03-03")}


async def test_once_nothing_is_left_to_delete_it_leaves_the_disk_also_for_the_second_time(database):
    """Whoever left is not kept until the next day because others had tidied up by then."""
    settle_in(database)
    steps, (_, tidying) = Steps(Services(database), Clock(lambda: NOON), None), daily("2026-03-02")
    deleting = {Due(Step.RETAIN, TEAM.id), Due(Step.LET_GO, "w1")}
    do(database, *daily("2026-03-02"))
    assert deleting < await look(steps)
    do(database, *deleting)
    assert tidying in await look(steps)
    do(database, tidying)
    assert not {tidying, *deleting} & await look(steps)


async def test_what_is_due_for_a_day_is_looked_for_until_it_is_done_and_then_once_a_minute(
    database,
):
    """One that failed does not wait for the next minute."""
    settle_in(database)
    do(database, *daily("2026-03-02"))
    steps, purging = Steps(Services(database), Clock(lambda: NOON), None), Due(Step.PURGE, "w1")
    taken_away = NOON.date() - timedelta(days=40)
    database.step(lambda store: store.workspaces.drop_token("w1", on=taken_away))
    assert purging in (await steps.look()).due
    assert purging in (await steps.look()).due
    do(database, purging)
    assert purging not in (await steps.look()).due
    looked = [*steps._looked]
    await steps.look()
    assert looked
    assert looked == steps._looked


async def test_a_team_without_a_planned_round_is_looked_for_at_a_start_and_once_a_day(database):
    """It is the one look at every team, so it is no look of a minute, but while there is one."""
    settle_in(database)
    clock, planning = Clock(lambda: NOON), Due(Step.PLAN, TEAM.id)
    steps = Steps(Services(database), clock, refresh=None)
    assert planning in (await steps.look()).due
    assert planning not in (await steps.look()).due
    pass_a_minute(steps)
    assert planning in (await steps.look()).due
    do(database, planning)
    pass_a_minute(steps)
    assert planning not in (await steps.look()).due
    database.step(lambda store: store.rounds.delete(store.rounds.of_team(TEAM.id)[0].id))
    pass_a_minute(steps)
    assert planning not in (await steps.look()).due
    clock.move_to(NOON + timedelta(hours=13))
    assert planning in (await steps.look()).due


async def test_a_team_without_a_turn_left_is_looked_at_each_minute_until_it_ends(database):
    settle_in(database)
    rule = replace(TEAM.cadence, zone="UTC", ends=NOON.date())
    database.step(lambda store: store.teams.put(replace(TEAM, cadence=rule)))
    clock, ending = Clock(lambda: NOON), Due(Step.END, TEAM.id)
    steps = Steps(Services(database), clock, refresh=None)
    clock.move_to(NOON + timedelta(hours=12))
    assert ending not in (await steps.look()).due
    clock.move_to(NOON + timedelta(hours=22))
    assert ending not in (await steps.look()).due, "it looked a moment ago"
    pass_a_minute(steps)
    due = (await steps.look()).due
    assert ending in due
    assert Due(Step.PLAN, TEAM.id) not in due
    do(database, ending, now=clock.calendar_now())
    pass_a_minute(steps)
    assert ending not in (await steps.look()).due


def pass_a_minute(steps):
    steps._planned[:] = [(until - LOOK_EVERY, day) for until, day in steps._planned]


async def test_what_can_wait_has_its_turn_however_much_else_comes_again_and_again(database):
    settle_in(database)
    steps = Steps(Services(database), Clock(lambda: NOON), refresh=None)
    waiting = {Due(Step.RETAIN, TEAM.id), Due(Step.LET_GO, "w1"), Due(Step.SWEEP, TEAM.id)}
    first = {*(await steps.look()).due}
    assert first > waiting
    assert not waiting & {*(await steps.look()).due}
    steps._rested[:] = [one - REST_SECONDS for one in steps._rested]
    assert waiting < {*(await steps.look()).due}


async def test_a_sweep_waits_for_slack_no_longer_once_it_is_told_to_stop(database, monkeypatch):
    monkeypatch.setattr("slackapp.jobs.steps.SWEEP_SECONDS", 3600.0)
    settle_in(database)
    asking = asyncio.Event()

    async def refresh(team, *, patience):
        asking.set()
        await asyncio.Event().wait()

    steps = Steps(Services(database), Clock(lambda: NOON), refresh)
    sweep = asyncio.create_task(steps.perform(Due(Step.SWEEP, TEAM.id)))
    async with asyncio.timeout(60):
        await asking.wait()
        steps.stop()
        assert await sweep


class Slow:
    """Performs steps that take until they are let go."""

    def __init__(self):
        self.begun = []
        self.began = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)

    def perform(self, due, *, now):
        self.begun.append(due)
        self.began.release()
        assert self.go_on.acquire(timeout=DEADLINE)
        return True


async def begun(slow):
    assert await asyncio.to_thread(slow.began.acquire, timeout=DEADLINE)


async def test_what_computes_is_done_one_at_a_time_and_the_rest_beside_it():
    slow = Slow()
    steps = Steps(slow, Clock(lambda: NOON), refresh=None)
    counting = [Due(Step.GATHER, "r1"), Due(Step.SETTLE, "w1"), Due(Step.ISSUE, "r2")]
    tasks = [asyncio.create_task(steps.perform(one)) for one in counting]
    await begun(slow)
    tasks.append(asyncio.create_task(steps.perform(Due(Step.CLOSE, "r3"))))
    await begun(slow)
    assert slow.begun == [counting[0], Due(Step.CLOSE, "r3")]
    for _ in tasks:
        slow.go_on.release()
    assert all(await asyncio.gather(*tasks))
    assert [one for one in slow.begun if one in counting] == counting

"""Time that passes at a press: it stops at each due time, so that nothing comes late."""

import asyncio
from datetime import UTC, datetime, timedelta

from slackapp.sandbox import loopback
from slackapp.sandbox.passing import STRIDE

START = datetime(2026, 3, 4, 11, tzinfo=UTC)


async def press(sandbox, hours):
    async with loopback.client(base_url=sandbox.url, timeout=30) as client:
        return await client.post("/clock", data={"hours": hours, "back": "/traffic"})


async def test_a_week_passes_in_strides_and_the_page_comes_back(make_sandbox):
    told = []
    async with make_sandbox(now=START, on_clock=told.append).running() as sandbox:
        answer = await press(sandbox, "168")
    assert answer.headers["location"] == "/traffic"
    assert len(told) == timedelta(weeks=1) / STRIDE
    assert told[-1] - START >= timedelta(weeks=1)


async def test_each_stride_waits_until_the_app_is_at_rest(make_sandbox):
    seen = []

    async def at_rest():
        seen.append(sandbox.workspace.calendar.now())
        return len(seen) % 3 == 0

    sandbox = make_sandbox(now=START, at_rest=at_rest)
    async with sandbox.running():
        await press(sandbox, "24")
    days = [(moment - START) // STRIDE for moment in seen]
    assert days == [1, 1, 1, 2, 2, 2]


async def test_time_stops_wherever_the_app_has_something_to_do(make_sandbox):
    due = [START + timedelta(hours=hours) for hours in (3, 4, 20, 20.001, 100)]
    told = []

    async def next_due():
        now = sandbox.workspace.calendar.now()
        return next((moment for moment in due if moment > now), None)

    sandbox = make_sandbox(now=START, on_clock=told.append, next_due=next_due)
    async with sandbox.running():
        await press(sandbox, "24")
    hours = [round((moment - START) / timedelta(hours=1), 1) for moment in told]
    assert hours == [3, 4, 16, 20, 20, 24]


async def test_a_second_press_waits_until_the_time_of_the_first_has_passed(make_sandbox):
    told, rested = [], []

    async def at_rest():
        rested.append(len(told))
        return rested.count(len(told)) == 3

    sandbox = make_sandbox(now=START, on_clock=told.append, at_rest=at_rest)
    async with sandbox.running():
        await asyncio.gather(press(sandbox, "24"), press(sandbox, "24"))
    assert told[-1] - START >= timedelta(hours=48)
    assert rested == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


async def test_an_hour_is_an_hour_and_nonsense_is_no_time(make_sandbox):
    told = []
    async with make_sandbox(now=START, on_clock=told.append).running() as sandbox:
        for hours in ("1", "", "-5", "soon", "1e9"):
            await press(sandbox, hours)
    [moment] = told
    assert timedelta(hours=1) <= moment - START < timedelta(hours=2)


async def test_no_press_moves_further_than_a_month(make_sandbox):
    told = []
    async with make_sandbox(now=START, on_clock=told.append).running() as sandbox:
        await press(sandbox, "99999")
    assert told[-1] - START < timedelta(days=32)

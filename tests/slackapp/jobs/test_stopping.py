"""Being told to stop: no pause outlasts it, and no call that Slack leaves unanswered."""

from __future__ import annotations

import asyncio

from slackapp.jobs.stopping import Stopping, rest

FOREVER = 10**6
"""Seconds; whoever waited for them would never be done."""


async def test_a_pause_ends_when_it_is_told_to_stop():
    told = asyncio.Event()
    pausing = asyncio.create_task(rest(FOREVER, told))
    await asyncio.sleep(0)
    assert not pausing.done()
    told.set()
    await pausing
    await rest(FOREVER, told)


async def test_a_call_without_an_answer_is_cut_off_once_its_grace_is_over():
    stopping, begun = Stopping(grace=0.0), asyncio.Event()

    async def hanging():
        begun.set()
        await asyncio.Event().wait()

    calling = asyncio.create_task(stopping.allow(hanging(), otherwise="cut off"))
    await begun.wait()
    assert not calling.done()
    stopping.tell()
    assert await calling == "cut off"
    # What begins afterwards gets no more than what is left of the same grace.
    assert await stopping.allow(hanging(), otherwise="cut off") == "cut off"


async def test_a_call_that_is_answered_within_its_grace_is_heard():
    stopping, answered = Stopping(grace=FOREVER), asyncio.Event()
    calling = asyncio.create_task(stopping.allow(answered.wait(), otherwise=False))
    await asyncio.sleep(0)
    stopping.tell()
    stopping.tell()
    answered.set()
    assert await calling is True
    assert await stopping.allow(answered.wait(), otherwise=False) is True

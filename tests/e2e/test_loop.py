"""One round after the other, over the wire."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import messages_with, report_address
from slackapp.domain.rounds import RoundState
from slackapp.sandbox import loopback
from slackapp.services.closing import AFTER_REPORTS
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING

pytestmark = pytest.mark.slow

CLOSED = "The check-in of Monday, March 2, 2026 for Harbour is closed."


async def test_a_team_is_asked_answers_and_reads_the_report(play_everywhere, people):
    play = play_everywhere
    await play.move_to(OPENING)
    await asyncio.gather(*(play.answer(user) for user in people))
    await play.move_to(OPENING + timedelta(days=4))
    lead = play.actor(LEAD)
    messages = await messages_with(lead, ids.OPEN_REPORT, count=2)
    address = await report_address(lead, messages[-1])
    async with loopback.client(trust_env=False) as browser:
        page = await browser.get(address)
    assert page.status_code == 200
    assert "Report for Harbour" in page.text
    assert not any(name in page.text for name in MEMBERS)
    await play.until(play.is_at_rest)
    assert CLOSED not in (await lead.screen())["words"]
    await play.move_to(OPENING + timedelta(days=4) + 2 * AFTER_REPORTS)
    await lead.sees(CLOSED)
    await play.until(play.is_at_rest)
    in_channel = await play.actor(MEMBERS[0]).messages()
    assert [one["text"] for one in in_channel].count(CLOSED) == 1
    assert not [one for one in in_channel if ids.CHECK_IN in str(one["blocks"])]


async def test_everyone_is_reminded_once_and_only_who_has_not_answered(play):
    await play.move_to(OPENING)
    answered, *silent = MEMBERS
    await play.answer(answered)
    await play.move_to(OPENING + timedelta(days=1))
    for user in silent:
        screen = await play.actor(user).sees("This is the only reminder unless you choose one.")
        assert screen["words"].count("This is the only reminder unless you choose one.") == 1
    screen = await play.actor(answered).screen()
    assert "This is the only reminder unless you choose one." not in screen["words"]


async def test_a_skip_is_told_to_nobody_and_ends_the_reminding(play):
    await play.move_to(OPENING)
    user, other = MEMBERS[:2]
    invitation = await play.invited(user)
    actor = play.actor(user)
    await actor.click(ids.SKIP, within=invitation["ref"])
    await actor.sees("Noted, and nobody is told")
    assert "Noted" not in (await play.actor(other).screen())["words"]
    await play.move_to(OPENING + timedelta(days=1))
    await play.actor(other).sees("This is the only reminder unless you choose one.")
    assert "This is the only reminder unless you choose one." not in (await actor.screen())["words"]


async def test_app_home_shows_what_is_open_and_what_comes_when(play):
    await play.move_to(OPENING)
    await play.invited(MEMBERS[0])
    home = await play.actor(MEMBERS[0]).home()
    assert "Harbour" in home.words
    assert "at the earliest" in home.words


async def test_weeks_that_nobody_was_there_for_are_skipped_and_one_round_opens(play):
    await play.move_to(OPENING + timedelta(weeks=3, hours=1))
    await play.invited(LEAD)
    assert len(play.rounds(RoundState.OPEN)) == 1
    assert len(play.rounds(RoundState.SKIPPED)) == 3
    left_out = "A check-in was left out: Bearings was not running when it was due."
    await play.actor(LEAD).sees(left_out)
    assert (await play.actor(LEAD).screen())["words"].count(left_out) == 1


async def test_ten_o_clock_stays_ten_o_clock_when_summer_time_begins(play):
    winter = datetime(2026, 3, 23, 9, tzinfo=UTC)
    summer = datetime(2026, 3, 30, 8, tzinfo=UTC)
    await play.move_to(winter)
    before = await play.invited(MEMBERS[0])
    await play.move_to(summer - timedelta(minutes=1))
    await play.until(play.is_at_rest)
    assert play.rounds(RoundState.OPEN) == ()
    await play.move_to(summer)
    for invitation in (before, await play.invited(MEMBERS[0], number=2)):
        assert "open until Friday, 10:00 AM (Europe/Berlin)" in invitation["text"]
    assert [row.opens_at for row in play.rounds() if row.number] == [summer, winter]

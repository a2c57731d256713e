"""An admin changes, pauses, ends and deletes a team from its page, and its channel hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import messages_with, open_form, report_address, values
from slackapp.domain.rounds import RoundState
from slackapp.sandbox import loopback
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING, first_statement, save

pytestmark = pytest.mark.slow

ADA = MEMBERS[0]


async def page(lead):
    """The only team's page, from the list of teams."""
    await lead.command("/bearings", "admin")
    listed = await lead.modal("Teams")
    await lead.click("Open")
    await lead.modal("Team")
    return listed.words


async def test_settings_are_changed_in_short_forms_and_every_button_works_after_it(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    assert "running" in await page(lead)
    await lead.click("When")
    await lead.modal("When")
    done = await lead.submit({"cadence.zone": "Mars/Olympus", "cadence.quiet": "Christmas"})
    assert list(done.errors) == ["cadence.zone", "cadence.quiet"]
    entered = {"cadence.zone": "Europe/Berlin", "cadence.quiet": "", "cadence.at": "10:30"}
    await save(lead, entered, says="Monday, March 2, 2026")
    await lead.modal("Team")
    await lead.click("When")
    await lead.modal("When")
    await lead.choose("Weekday", "Tuesday")
    await lead.sees("Tuesday, March 3, 2026")
    assert (await lead.submit()).errors == {}
    await lead.modal("Team")
    await lead.click("Who and where")
    await lead.modal("Who and where")
    assert (await lead.submit({"name": "Pier"})).errors == {}
    await ada.sees("In Bearings this team is now called Pier.")
    await ada.sees("Bearings asks every Tuesday at 10:30 AM in Berlin")
    for button, title in (
        ("What was changed", "What was changed"),
        ("Settings as text", "Settings as text"),
        ("What is kept, and what an admin cannot do", "Data and limits"),
    ):
        await lead.modal("Team")
        await lead.click(button)
        await lead.modal(title)
        await lead.close(everything=True)
        await page(lead)
    await lead.close(everything=True)


async def test_a_pause_skips_the_next_check_in_and_going_on_asks_again(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await page(lead)
    await lead.click(ids.PAUSE_TEAM)
    await ada.sees("Check-ins are paused for this team.")
    await lead.close(everything=True)
    assert "paused" in await page(lead)
    await play.move_to(OPENING)
    await play.until(lambda: play.rounds(RoundState.SKIPPED))
    await lead.click(ids.RESUME_TEAM)
    await ada.sees("Check-ins go on for this team.")
    assert not [one for one in await ada.messages() if ids.CHECK_IN in str(one["blocks"])]
    await play.move_to(OPENING + timedelta(weeks=1))
    await play.invited(ADA)


async def test_asking_less_often_names_the_day_that_follows_and_a_pilot_ends(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await play.move_to(OPENING)
    await play.invited(ADA)
    await page(lead)
    await lead.click("When")
    last = (OPENING + timedelta(weeks=3)).date().isoformat()
    changes = {"cadence.every": "Every two weeks", "cadence.ends": last}
    await save(lead, changes, says="Monday, March 16, 2026")
    await ada.sees("The next one is on Monday, March 16, 2026.")
    await play.move_to(OPENING + timedelta(weeks=1))
    await play.move_to(OPENING + timedelta(weeks=2))
    await play.invited(ADA, number=2)
    await play.move_to(OPENING + timedelta(weeks=6))
    await play.until(lambda: all(row.reported for row in play.rounds()))
    assert [row.date.isoformat() for row in play.rounds()] == ["2026-03-16", "2026-03-02"]


def actions(node):
    """What each element of some messages does when it is pressed."""
    if isinstance(node, dict):
        yield node.get("action_id")
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from actions(each)


async def reported(play):
    """Go through a week to its report, which a teammate has on the screen."""
    await play.move_to(OPENING)
    await play.answer(ADA)
    await play.move_to(OPENING + timedelta(days=4))
    return (await messages_with(play.actor(ADA), ids.OPEN_REPORT, count=1))[-1]


async def test_an_ended_team_is_asked_no_more_and_its_people_keep_its_reports(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    in_channel = await reported(play)
    alone = (await messages_with(lead, ids.OPEN_REPORT, count=2))[-1]
    await page(lead)
    await lead.click(ids.END_TEAM)
    await ada.sees("Bearings has stopped asking this team.")
    await lead.close(everything=True)
    addresses = [await report_address(lead, alone), await report_address(ada, in_channel)]
    await ada.home()
    await ada.click("Get a link", within="home")
    await ada.modal()
    addresses.append((await ada.click(ids.REPORT_LINK)).url)
    await ada.close(everything=True)
    async with loopback.client(trust_env=False) as browser:
        assert [(await browser.get(one)).status_code for one in addresses] == [200] * 3
    await play.move_to(OPENING + timedelta(weeks=1))
    await ada.sees("The check-in of Monday, March 2, 2026 for Harbour is closed.")
    await play.until(play.is_at_rest)
    assert not [one for one in await ada.messages() if ids.CHECK_IN in str(one["blocks"])]


async def test_a_deleted_team_is_gone_with_its_reports(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    report = await reported(play)
    address = await report_address(ada, report)
    await ada.sees("One small experiment for Harbour?")
    await play.until(play.is_at_rest)
    await page(lead)
    await lead.click(ids.DELETE_TEAM)
    await lead.sees("and everything it owned is deleted")
    await ada.sees("Its reports and everything else it owned are deleted")
    await ada.sees("This vote is over: its team was deleted in Bearings.")
    assert ids.VOTE not in {*actions(await ada.messages())}
    async with loopback.client(trust_env=False) as browser:
        assert (await browser.get(address)).status_code == 404
    assert "Harbour" not in (await ada.home()).words
    await ada.click(ids.OPEN_REPORT, within=report["ref"])
    await ada.sees("it was deleted with its team, or is older than the team keeps them")
    assert (await ada.screen())["modal"] is None


NO_TEAM_ANY_MORE = "This team no longer exists in Bearings. Nothing can be answered here any more."


async def test_what_a_deleted_team_left_in_slack_says_that_there_is_no_team(play):
    lead, ada, ben = (play.actor(user) for user in (LEAD, ADA, MEMBERS[1]))
    await play.move_to(OPENING)
    invitation = await play.invited(ADA)
    form = await open_form(ada, invitation)
    await page(lead)
    await lead.click(ids.DELETE_TEAM)
    await lead.sees("and everything it owned is deleted")
    done = await ada.submit({first_statement(form): "4"})
    assert list(done.errors.values()) == [NO_TEAM_ANY_MORE]
    await ada.close(everything=True)
    await ben.sees("This check-in is over: its team was deleted in Bearings.")
    for button in (ids.CHECK_IN, ids.SKIP):
        assert not [value for one in await ben.messages() for value in values(one, button)]


async def test_an_answer_to_an_ended_team_counts_until_its_check_in_closes(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await play.move_to(OPENING)
    form = await open_form(ada, await play.invited(ADA))
    await page(lead)
    await lead.click(ids.END_TEAM)
    await ada.sees("Bearings has stopped asking this team.")
    before = play.boxes()
    assert (await ada.submit({first_statement(form): "4"})).ok
    assert play.boxes() != before
    await ada.close(everything=True)
    await play.move_to(OPENING + timedelta(days=4))
    await play.until(lambda: not play.rounds(RoundState.OPEN, RoundState.CLOSING))
    await ada.click(ids.CHECK_IN, within=(await play.invited(ADA))["ref"])
    await ada.sees("This check-in has closed, so nothing was changed.")


async def test_what_an_ended_team_left_is_ones_own_until_it_is_counted_and_reports_stay(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await reported(play)
    await play.move_to(OPENING + timedelta(weeks=1))
    await play.invited(ADA, number=2)
    await page(lead)
    await lead.click(ids.END_TEAM)
    await ada.sees("Bearings has stopped asking this team.")
    await ada.command("/bearings", "checkin")
    await ada.modal("Check-in")
    await ada.close(everything=True)
    await play.answer(ADA, number=2)
    await ada.home()
    await ada.click("My data", within="home")
    await ada.modal("My data")
    await ada.click("Show me a copy")
    assert '"open_check_in": {' in (await ada.modal("My data: a copy")).words
    await ada.close()
    await ada.click("Erase…")
    await ada.modal("Erase my answers")
    await ada.submit()
    await ada.sees("Erased.")
    await ada.close(everything=True)
    await play.move_to(OPENING + timedelta(weeks=1, days=4))
    await play.until(lambda: not play.rounds(RoundState.OPEN, RoundState.CLOSING))
    await play.move_to(OPENING + timedelta(weeks=3))
    await ada.home()
    await ada.click("Get a link", within="home")
    await ada.modal()
    address = (await ada.click(ids.REPORT_LINK)).url
    async with loopback.client(trust_env=False) as browser:
        assert (await browser.get(address)).status_code == 200

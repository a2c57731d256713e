"""What changing a team's settings by its forms says: before it is saved, and in the channel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD, cast
from slackapp.demo.wire import open_form
from slackapp.domain.rounds import RoundState
from slackapp.errors.teams import LockStays
from slackapp.sandbox.faults import Fault
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING, save

pytestmark = pytest.mark.slow

ADA = MEMBERS[0]


async def form(lead, name):
    """A form of the only team, from the list of teams."""
    await lead.command("/bearings", "admin")
    await lead.modal("Teams")
    await lead.click("Open")
    await lead.modal("Team")
    await lead.click(name)
    return await lead.modal(name)


def policy(play):
    read = play.stage.app.house.database.read
    return read(lambda store: store.teams.get(play.team)).policy


async def test_another_weekday_shows_the_days_of_what_is_counted_and_throws_nothing_away(play):
    lead = play.actor(LEAD)
    await play.move_to(OPENING)
    await play.answer(ADA)
    await form(lead, "When")
    await lead.choose("Weekday", "Thursday")
    shown = (await lead.sees("Weekday: Monday → Thursday"))["words"]
    # One is asked, and three more of them are needed: on Mar 12, 19 and 26, told four days later.
    assert "When figures come" in shown
    assert "Mar 30, 2026, at the earliest: help both ways" in shown
    assert "nothing of it is thrown away" in shown
    assert "after 4 check-ins" not in shown
    assert "hold from the next check-in on, Thursday, March 12, 2026." in shown
    assert "windows" not in shown
    await lead.choose("How often", "Every four weeks")
    shown = (await lead.sees("How often: every week → every 4 weeks"))["words"]
    assert "would never be counted: habits of helping and of limits" in shown.replace("*", "")
    assert "nothing of it is thrown away" not in shown


async def test_an_answer_that_slack_has_something_newer_than_is_shown_with_the_next_one(play):
    lead, faults = play.actor(LEAD), play.stage.sandbox.faults
    opened = await form(lead, "When")
    faults.add(Fault(target="views.update", kind="hash_conflict"))
    assert not (await lead.choose("Weekday", "Tuesday")).problem
    assert faults.listing() == []
    shown = await lead.modal("When")
    assert shown.words == opened.words
    await lead.choose("Weekday", "Thursday")
    await lead.sees("Weekday: Monday → Thursday")


async def test_more_answers_and_the_lock_are_told_in_the_channel_and_the_lock_stays(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await form(lead, "Privacy and lock")
    entered = {"k": "6", "lock": ["locked"]}
    await save(lead, entered, says="Nobody can take that off again")
    await ada.sees("figures need at least 6 answers")
    await ada.sees("it is locked for good that nothing is for appraisal")
    assert (policy(play).k, policy(play).not_for_appraisal) == (6, True)
    await lead.modal("Team")
    await lead.click("Privacy and lock")
    await lead.modal("Privacy and lock")
    assert (await lead.submit({"lock": []})).errors == {"lock": LockStays.for_people()}
    assert (await lead.submit({"lock": ["locked"], "k": "5"})).errors == {}
    await ada.sees("figures need at least 5 answers")
    assert (policy(play).k, policy(play).not_for_appraisal) == (5, True)


async def test_a_check_in_form_tells_at_once_what_was_changed(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await play.move_to(OPENING)
    invitation = await play.invited(ADA)
    await open_form(ada, invitation)
    await ada.close()
    await form(lead, "Privacy and lock")
    await save(lead, {"lock": ["locked"]}, says="Nobody can take that off again")
    await lead.modal("Team")
    await open_form(ada, invitation)
    assert "has locked it for good" in (await ada.screen())["words"]


async def test_a_quiet_day_is_told_in_the_channel_and_asks_nobody(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await form(lead, "When")
    day = OPENING.date().isoformat()
    await save(lead, {"cadence.quiet": day}, says="no check-in (quiet day)")
    await ada.sees("not on Mar 2, 2026")
    await play.move_to(OPENING)
    await ada.sees("There is no check-in this time: it is a quiet day.")
    await play.until(lambda: play.rounds(RoundState.SKIPPED))
    assert not [one for one in await ada.messages() if ids.CHECK_IN in str(one["blocks"])]
    await play.move_to(OPENING + timedelta(weeks=1))
    await play.invited(ADA)


async def test_a_change_made_by_a_form_is_taken_back_and_both_are_told(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await form(lead, "What is asked")
    await save(lead, {"open_days": "2 days"}, says="A check-in stays open: 4 days → 2 days")
    await ada.sees("a check-in stays open 2 days")
    await lead.sees("Undo last change")
    await lead.click(ids.UNDO_CHANGE)
    await ada.sees("a check-in stays open 4 days")
    assert policy(play).open_days == 4
    await lead.click("What was changed")
    trail = await lead.modal("What was changed")
    assert "A check-in stays open: 4 days → 2 days" in trail.words
    assert "A check-in stays open: 2 days → 4 days" in trail.words


async def test_a_new_lead_is_told_of_in_the_channel_and_finds_what_leads_find(play):
    lead, ada, ben = (play.actor(user) for user in (LEAD, *MEMBERS[:2]))
    leads_find = "For you as the lead of Harbour:"
    assert leads_find not in (await ada.home()).words
    await form(lead, "Who and where")
    await save(lead, {"leads": [ADA]}, says="Leads: @Mara Lindqvist → @Ada Osei")
    await ben.sees("Lead of this team in Bearings is now @Ada Osei.")
    assert leads_find in (await ada.home()).words
    await lead.close(everything=True)
    assert leads_find not in (await lead.home()).words


async def test_a_team_that_moves_tells_both_channels_and_asks_those_who_are_in_the_new_one(play):
    lead, ben, olga = (play.actor(user) for user in (LEAD, MEMBERS[1], cast().more[0].id))
    await form(lead, "Who and where")
    await save(lead, {"channel": cast().spare.name}, says="7 in the channel, 6 count.")
    await ben.sees("From now on Bearings asks the team Harbour in another channel")
    await olga.sees("From now on this channel is where Bearings asks the team")
    await play.move_to(OPENING)
    await play.invited(olga.id)
    assert not [one for one in await ben.messages() if ids.CHECK_IN in str(one["blocks"])]
    assert "Nothing is open for you right now." in (await ben.home()).words


async def test_without_names_and_with_shorter_memory_is_told_and_asked_from_the_start(play):
    lead, ada = play.actor(LEAD), play.actor(ADA)
    await form(lead, "What is asked")
    await save(
        lead, {"options": ["unnamed"]}, says="Helpers by name: asked where eight count → not asked"
    )
    await ada.sees("helpers are asked without names")
    await lead.modal("Team")
    await lead.click("Privacy and lock")
    await lead.modal("Privacy and lock")
    assert (await lead.submit({"retention_weeks": "13 weeks"})).errors == {}
    await ada.sees("reports are kept 13 weeks")
    await play.move_to(OPENING)
    asked = await open_form(ada, await play.invited(ADA))
    blocks = {block["block_id"] for block in asked if "block_id" in block}
    assert ids.pulse_block("received") in blocks
    assert not [block for block in blocks if block.startswith(ids.PROMPT_BLOCK)]
    assert MEMBERS[1] not in str(asked)

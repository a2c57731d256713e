"""A set-up left halfway: what the list of teams shows, what can be typed there, and its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD, STRANGERS, cast
from slackapp.errors.teams import GroupTooSmall, NoTeamHere, NotStarted
from tests.e2e.playing import MEMBERS, OPENING, SET_UP, actor, page_of, set_up

pytestmark = pytest.mark.slow

THERE = cast().elsewhere.name


async def from_the_list(lead, *, pages):
    """Set a second team up from the list of teams, that many pages of it."""
    await lead.command("/bearings", "admin")
    await lead.modal("Teams")
    await lead.click("Set up a team")
    await lead.modal("Set up a team")
    for number, entered in enumerate(SET_UP[:pages], start=1):
        there = {"channel": THERE, "name": "Lighthouse"} if number == 1 else entered
        assert (await lead.submit(there)).errors == {}
        await page_of(lead, number + 1)


async def test_not_now_leads_back_to_a_list_that_shows_the_draft(play):
    lead = play.actor(LEAD)
    await from_the_list(lead, pages=2)
    await lead.close()
    await lead.modal("Teams")
    shown = await lead.sees("being set up")
    assert "Lighthouse" in shown["words"]


async def test_a_team_without_a_typed_name_is_called_as_the_channel_that_was_chosen(play):
    """Not as the one that the command was typed in."""
    lead = play.actor(LEAD)
    await lead.command("/bearings", "admin")
    await lead.modal("Teams")
    await lead.click("Set up a team")
    await lead.modal("Set up a team")
    assert (await lead.submit({"channel": THERE})).errors == {}
    await page_of(lead, 2)
    await lead.close()
    await lead.sees(f"*{THERE}* in #{THERE}")


async def test_a_list_beneath_the_set_up_shows_that_the_team_has_started(play):
    lead = play.actor(LEAD)
    await from_the_list(lead, pages=len(SET_UP))
    assert (await lead.submit()).ok
    await lead.sees("has started")
    await lead.close()
    await lead.modal("Teams")
    await lead.sees("*Lighthouse* in #lighthouse: running.")
    assert "being set up" not in (await lead.screen())["words"]


async def test_a_draft_has_nothing_to_pause_and_its_channel_has_no_team_yet(play):
    lead = play.actor(LEAD)
    await from_the_list(lead, pages=2)
    await lead.close(everything=True)
    for typed in ("pause", "resume"):
        await lead.command("/bearings", typed, channel=THERE)
        await lead.sees(NotStarted.for_people())
    await lead.command("/bearings", "status", channel=THERE)
    said = (await lead.sees("No team is asked in this channel."))["words"]
    assert said.index("No team is asked in this channel.") < said.rindex("Harbour")
    assert "Done." not in said


async def test_a_channel_without_a_team_is_said_to_have_none(play):
    lead = play.actor(LEAD)
    await lead.command("/bearings", "pause", channel=THERE)
    await lead.sees(NoTeamHere.for_people())
    ada = play.actor(MEMBERS[0])
    await ada.command("/bearings", "status", channel=cast().channel.name)
    said = (await ada.sees("*Harbour*: the next check-in opens"))["words"]
    assert "No team is asked" not in said


async def test_a_draft_thrown_away_leaves_its_channel_free_and_nobody_is_told(stage):
    admin = actor(stage, LEAD)
    await set_up(admin, pages=3)
    await admin.close()
    await admin.command("/bearings", "admin")
    await admin.click("Open")
    await admin.modal("Team")
    await admin.click("Throw the draft away")
    await admin.sees("and everything it owned is deleted")
    await admin.close(everything=True)
    workspace = stage.app.web.workspace.id
    assert stage.app.house.database.read(lambda s: s.teams.of_workspace(workspace)) == ()
    await set_up(admin, pages=1)
    await admin.sees("9 in the channel, 9 count.")
    await admin.close()
    await stage.sandbox.workspace.calendar.set(OPENING + timedelta(days=8))
    for user in (LEAD, *MEMBERS):
        assert await actor(stage, user).messages() == []


async def test_a_group_with_too_few_there_is_said_under_who_is_asked(stage):
    admin = actor(stage, LEAD)
    await admin.command("/bearings", "admin")
    await admin.modal("Set up a team")
    assert (await admin.submit({"channel": THERE, "name": "Lighthouse"})).errors == {}
    await page_of(admin, 2)
    await admin.choose("Who is asked?", f"@{cast().group.handle}")
    await admin.sees(f"{STRANGERS} of @{cast().group.handle} are there")
    done = await admin.submit({"leads": [LEAD]})
    assert done.errors == {"roster": GroupTooSmall.for_people()}


async def test_who_leads_two_teams_is_asked_in_the_one_that_is_home(play):
    lead = play.actor(LEAD)
    await from_the_list(lead, pages=2)
    await lead.click("Back")
    shown = await page_two(lead)
    assert "Not asked here, as their home team is another one: @Mara Lindqvist" in shown
    assert "as leads" not in shown
    assert "Leads: @Mara Lindqvist" in shown


async def page_two(lead):
    await page_of(lead, 2)
    return (await lead.screen())["words"].replace("*", "")

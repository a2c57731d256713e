"""An admin sets a team up in Slack, from nothing to the first invitation."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from slackapp.demo.cast import CHANNEL, LEAD, cast
from slackapp.demo.wire import messages_with
from slackapp.errors import (
    ChannelArchived,
    ChannelAway,
    ChannelShared,
    NotInvited,
    SlackAway,
    TeamTooSmall,
)
from slackapp.listeners.window import Window
from slackapp.sandbox.faults import Fault
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, SET_UP, actor, page_of, set_up, until

pytestmark = pytest.mark.slow

OUTSIDE = cast().others[0].id
"""Somebody of the workspace who is not in the channel."""


async def test_an_admin_sets_a_team_up_and_its_first_invitation_comes(stage):
    admin = actor(stage, LEAD)
    await set_up(admin)
    await admin.sees("9 people would be asked. 8 of them count.")
    assert await admin.messages() == []
    await admin.click("See the check-in")
    sample = await admin.modal("Check-in")
    assert "Nothing you enter here is kept or sent." in sample.words
    await admin.submit()
    await admin.modal("Set up a team")
    await admin.click("See a sample report")
    report = await admin.modal("A sample report")
    assert "This is a sample" in report.words
    assert "Who carries how much, without names" in report.words
    await admin.close()
    await admin.modal("Set up a team")
    await admin.submit()
    await admin.sees("has started")
    await admin.close()
    await stage.sandbox.workspace.calendar.set(OPENING + timedelta(minutes=1))
    member = actor(stage, MEMBERS[0])
    await member.sees("will ask this team every Monday at 10:00 AM in Berlin")
    invitation = (await messages_with(member, ids.CHECK_IN, count=1))[-1]
    await member.click(ids.CHECK_IN, within=invitation["ref"])
    await member.modal("Check-in")


@pytest.mark.parametrize("pages", range(len(SET_UP) + 1))
async def test_a_set_up_that_is_abandoned_posts_nothing(stage, pages):
    admin = actor(stage, LEAD)
    await set_up(admin, pages=pages)
    await admin.close()
    await admin.no_modal()
    await stage.sandbox.workspace.calendar.set(OPENING + timedelta(days=8))
    await admin.command("/bearings", "help")
    await admin.sees("opens your check-in")
    assert not stage.sandbox.journal.entries(kind="web_api", what="chat.postMessage")
    for user in MEMBERS:
        assert await actor(stage, user).messages() == []


async def test_an_abandoned_set_up_goes_on_where_it_was(stage):
    admin = actor(stage, LEAD)
    await set_up(admin, pages=3)
    await admin.click("Back")
    await admin.sees("Page 3 of 6")
    await admin.submit({"cadence.at": "14:15"})
    await admin.sees("Page 4 of 6")
    await admin.close()
    await admin.command("/bearings", "admin")
    await admin.sees("being set up")
    await admin.click("Open")
    await admin.click("Go on with the set-up")
    await admin.sees("9 in the channel, 8 count.")
    await admin.submit()
    page = await admin.sees("Page 3 of 6")
    assert page["modal"]["values"]["cadence.at"]["recount"]["selected_time"] == "14:15"


async def test_choosing_shows_at_once_when_and_who(stage):
    admin = actor(stage, LEAD)
    await set_up(admin, pages=1)
    await admin.sees("9 in the channel, 9 count.")
    await admin.choose("Who leads it?", [OUTSIDE])
    shown = await admin.sees("Not asked here, as they are not in the channel:")
    assert "9 in the channel, 9 count." in shown["words"]
    await admin.choose("Who leads it?", [LEAD])
    await admin.sees("9 in the channel, 8 count.")
    done = await admin.submit()
    assert (done.problem, done.errors) == ("", {})
    await admin.sees("Page 3 of 6")
    await admin.sees("Quiet days* are days you choose yourself")
    await admin.choose("Weekday", "Friday")
    await admin.sees("Friday, March 6, 2026")
    await admin.choose("How often", "Every four weeks")
    await admin.sees("Friday, April 3, 2026")


def harbour(stage):
    return next(c.id for c in stage.sandbox.workspace.channels.values() if c.name == CHANNEL)


def archived(stage):
    stage.sandbox.happenings.archive(harbour(stage))


def shared(stage):
    stage.sandbox.happenings.share(harbour(stage))


def without_the_app(stage):
    stage.sandbox.happenings.leave(stage.sandbox.workspace.bot.id, harbour(stage))


def private_without_the_app(stage):
    without_the_app(stage)
    stage.sandbox.workspace.change_channel(harbour(stage), is_private=True)


@pytest.mark.parametrize(
    ("happens", "refusal"),
    [
        (archived, ChannelArchived),
        (shared, ChannelShared),
        (without_the_app, NotInvited),
        (private_without_the_app, ChannelAway),
    ],
)
async def test_a_channel_no_team_can_be_asked_in_is_said_where_it_is_chosen(
    stage, happens, refusal
):
    happens(stage)
    admin = actor(stage, LEAD)
    await admin.command("/bearings", "setup")
    await admin.modal("Set up a team")
    done = await admin.submit({"channel": harbour(stage), "name": "Harbour"})
    assert done.errors == {}
    await page_of(admin, 1, says=refusal.for_people())
    assert not stage.sandbox.journal.entries(kind="web_api", what="chat.postMessage")


async def test_an_invitation_in_between_lets_the_same_form_go_on(stage):
    without_the_app(stage)
    admin = actor(stage, LEAD)
    await admin.command("/bearings", "setup")
    await admin.modal("Set up a team")
    assert (await admin.submit({"channel": "harbour", "name": "Harbour"})).errors == {}
    await page_of(admin, 1, says=NotInvited.for_people())
    stage.sandbox.happenings.join(stage.sandbox.workspace.bot.id, harbour(stage))
    assert (await admin.submit()).errors == {}
    await page_of(admin, 2, says="9 in the channel, 9 count.")


@pytest.fixture(params=named(BOTH))
async def silent(request, stage_of):
    """A stage whose app waits for Slack longer than Slack waits for it."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, slack_timeout_seconds=3.5) as running:
        yield running


def called(stage, method):
    return len(stage.sandbox.journal.entries(kind="web_api", what=method))


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
async def test_a_slack_that_says_nothing_keeps_nobody_waiting_for_the_next_page(silent, method):
    stage, admin = silent, actor(silent, LEAD)
    await admin.command("/bearings", "setup")
    await admin.modal("Set up a team")
    stage.sandbox.faults.add(Fault(target=method, kind="timeout_before"))
    done = await admin.submit({"channel": "harbour", "name": "Harbour"})
    # Slack would have given up after three seconds, and its call is hung up on after more.
    assert (done.problem, done.errors) == ("", {})
    await admin.sees(SlackAway.for_people())
    await admin.click("Look again")
    await page_of(admin, 2, says="9 in the channel, 9 count.")


async def test_whoever_goes_back_while_slack_says_nothing_stays_there(silent):
    stage, admin = silent, actor(silent, LEAD)
    await admin.command("/bearings", "setup")
    await admin.modal("Set up a team")
    stage.sandbox.faults.add(Fault(target="conversations.info", kind="timeout_before"))
    await admin.submit({"channel": "harbour", "name": "Harbour"})
    await until(stage, lambda: called(stage, "conversations.info"))
    await admin.click("Back")
    await admin.sees("Page 1 of 6")
    # What was looked for is told in vain: the window was taken, then left, and then it came.
    await until(stage, lambda: called(stage, "views.update") == 3)
    assert "Page 1 of 6" in (await admin.screen())["words"]


async def test_a_page_that_slack_shows_late_takes_the_place_of_no_newer_one(stage, monkeypatch):
    held, show = asyncio.Event(), Window.show

    async def late(window, view):
        if not window.hash:
            await held.wait()
        return await show(window, view)

    monkeypatch.setattr(Window, "show", late)
    admin = actor(stage, LEAD)
    await admin.command("/bearings", "setup")
    await admin.modal("Set up a team")
    await admin.submit({"channel": "harbour", "name": "Harbour"})
    shown = await admin.sees("Looking who is in the channel")
    # What nobody can leave cannot be shown over anything newer.
    assert {"Back", "Look again", "Next"}.isdisjoint(shown["words"].splitlines())
    held.set()
    await page_of(admin, 2, says="9 in the channel, 9 count.")
    await admin.click("Back")
    await admin.sees("Page 1 of 6")


async def test_too_few_people_are_said_where_they_are_counted(stage):
    for user in MEMBERS[4:]:
        stage.sandbox.happenings.leave(user, harbour(stage))
    admin = actor(stage, LEAD)
    await set_up(admin, pages=1)
    await admin.sees("5 in the channel, 5 count.")
    done = await admin.submit({"leads": [LEAD]})
    assert done.errors == {"leads": TeamTooSmall.for_people()}
    stage.sandbox.happenings.join(MEMBERS[4], harbour(stage))
    await stage.sandbox.office.settled()
    assert (await admin.submit()).errors == {}
    await admin.sees("Page 3 of 6")


async def test_a_member_cannot_set_a_team_up(stage):
    member = actor(stage, MEMBERS[0])
    await member.command("/bearings", "admin")
    await member.sees("Only a lead of the team or an admin can do this")

"""Eight weeks on, everybody's mirror is ready, and each person can open only their own."""

from __future__ import annotations

import pytest

from slackapp.demo.cast import HUB, LEAD
from slackapp.demo.wire import messages_with
from slackapp.domain.ids import UserId
from slackapp.domain.reflection import carries_a_lot
from slackapp.services.mirrors import Mirrors
from slackapp.ui import ids
from tests.e2e.conftest import EVERY, named
from tests.e2e.playing import MEMBERS

pytestmark = pytest.mark.slow

WEEKS = 8
"""Rounds of a window of ties."""


@pytest.fixture(params=named(EVERY))
async def mirrored(request, after_weeks):
    """A team whose ties settle with the round that just closed."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with after_weeks(WEEKS, transport, url) as play:
        yield play


async def notice(play, user):
    return (await messages_with(play.actor(user), ids.OPEN_MIRROR, count=1))[-1]


def said(message):
    """A message without the ids that Slack gives blocks."""
    return str([block | {"block_id": ""} for block in message["blocks"]])


async def opened(play, user):
    message = await notice(play, user)
    actor = play.actor(user)
    await actor.click(ids.OPEN_MIRROR, within=message["ref"])
    return actor, await actor.modal("Your mirror")


def note(play, user):
    house = play.stage.app.house
    mirrors = Mirrors(house.database, house.keys, house.clock)
    workspace = play.stage.app.web.workspace.id
    return mirrors.of(workspace=workspace, user=UserId(user), team=play.team).note


async def test_everybody_is_told_the_same_and_each_reads_their_own(mirrored):
    """One journey: eight weeks take a while."""
    play = mirrored
    told = [await notice(play, user) for user in (LEAD, *MEMBERS)]
    assert len({said(message) for message in told}) == 1
    notes = {user: note(play, user) for user in MEMBERS}
    await many_come_to_one(play, notes)
    await few_came_to_another(play, notes)
    await the_lead_reads_how_much_runs_through_them(play)
    await own_answers_open_when_asked_for(play)
    assert said(await notice(play, HUB)) == said(told[0])
    await what_is_erased_is_said_to_be_blank_or_erased(play)


async def many_come_to_one(play, notes):
    assert carries_a_lot(notes[HUB])
    hub, seen = await opened(play, HUB)
    assert "of the others say you helped them." in seen.words
    assert "If you want to share the load" in seen.words
    assert f"id={LEAD}|" in str(seen.blocks)
    assert not any(user in str(seen.blocks) for user in MEMBERS)
    await hub.close(everything=True)


async def few_came_to_another(play, notes):
    quiet = next(user for user, own in notes.items() if own.named_by is None)
    actor, seen = await opened(play, quiet)
    assert "What you gave" in seen.words
    assert "say you helped them" not in seen.words
    assert "If you want to share the load" not in seen.words
    await actor.close(everything=True)


async def the_lead_reads_how_much_runs_through_them(play):
    assert note(play, LEAD).named_by is not None
    led = "As a lead you find there how much of the help runs through you"
    assert led in (await play.actor(LEAD).home()).words
    assert led not in (await play.actor(HUB).home()).words
    lead, seen = await opened(play, LEAD)
    assert "runs through you" in seen.words
    assert not any(user in str(seen.blocks) for user in MEMBERS)
    await lead.close(everything=True)


async def own_answers_open_when_asked_for(play):
    actor, seen = await opened(play, MEMBERS[0])
    assert "Mostly true" not in seen.words
    await actor.click("Show my own answers")
    own = await actor.modal("Your own answers")
    assert "Habits of helping and of limits" in own.words
    assert "Mostly true" in own.words
    await actor.close(everything=True)


async def what_is_erased_is_said_to_be_blank_or_erased(play):
    hub = play.actor(HUB)
    await hub.home()
    await hub.click("My data", within="home")
    await hub.modal("My data")
    await hub.click("Erase…")
    await hub.modal("Erase my answers")
    await hub.submit()
    await hub.sees("Erased.")
    await hub.close(everything=True)
    hub, seen = await opened(play, HUB)
    assert "Nothing you said about help is in it: you left it blank, or erased it." in seen.words
    assert "say you helped them" not in seen.words
    assert "You named nobody" not in seen.words

"""What the demo's fourth channel is there for: more people than a team may have, guests, an app."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import GUESTS, cast
from slackapp.demo.wire import open_form
from slackapp.domain.policy import ROSTER_CEILING
from slackapp.errors.teams import NoLead
from tests.e2e.playing import OPENING, Play, actor, open_set_up, page_of, until

pytestmark = pytest.mark.slow

CAST = cast()
THERE = CAST.crowded
VERA, *_, GUEST, APP = CAST.crowd
LEAVES = CAST.crowd[1]


def team_of(stage):
    workspace = stage.app.web.workspace.id
    (team,) = stage.app.house.database.read(lambda store: store.teams.of_workspace(workspace))
    return team


def known(stage):
    """Who Bearings knows to be in the channel by now."""
    team = team_of(stage).id
    return stage.app.house.database.read(lambda store: store.people.members(team))


async def first_pages(stage):
    """Up to the page on which people are chosen."""
    admin = actor(stage, VERA.id)
    await open_set_up(admin)
    done = await admin.submit({"channel": THERE.id, "name": "Regatta"})
    assert done.errors == {}
    await page_of(admin, 2)
    return admin


async def test_the_crowd_is_one_more_than_a_team_may_have_and_hers_alone_to_set_up():
    people = [one for one in (*CAST.crowd, *CAST.others, *CAST.more) if not one.is_bot]
    assert len(people) == ROSTER_CEILING + 1
    assert {one.id for one in people} | {APP.id} == set(THERE.members)
    assert sum(one.is_restricted for one in people) == GUESTS
    assert [one for one in people if one.is_admin] == [VERA]
    assert not {one.id for one in CAST.people} & set(THERE.members)


async def test_a_guest_and_an_app_lead_nothing_and_thirty_are_not_too_many(stage):
    admin = await first_pages(stage)
    await admin.sees("31 in the channel")
    await admin.submit({"leads": [GUEST.id, APP.id]})
    said = (await admin.sees(f"{GUEST.label} is a guest"))["words"]
    assert f"{APP.label} is an app" in said
    assert NoLead.for_people() in said
    await admin.submit({"leads": [VERA.id]})
    await admin.sees("A team can have at most 30 people.")
    stage.sandbox.happenings.leave(LEAVES.id, THERE.id)
    await until(stage, lambda: len(known(stage)) == ROSTER_CEILING)
    await admin.submit({"leads": [VERA.id]})
    await page_of(admin, 3)
    for number in (4, 5, 6):
        done = await admin.submit({})
        assert done.errors == {}
        await page_of(admin, number)
    await admin.sees(f"{ROSTER_CEILING} people would be asked.")
    await admin.submit()
    await admin.sees("has started")
    await admin.close(everything=True)
    play = Play(stage, team_of(stage).id)
    await play.move_to(OPENING + timedelta(minutes=1))
    guest = play.actor(GUEST.id)
    await open_form(guest, await play.invited(GUEST.id))
    assert "You are a guest" in (await guest.screen())["words"]

"""Pressing *+1 week* in the local Slack leaves out no check-in, from whatever day one presses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slackapp.demo.answering import Temperament
from slackapp.demo.cast import HUB
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import RoundState
from slackapp.sandbox import loopback
from slackapp.services.mirrors import Mirrors
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE, SEED, with_team

pytestmark = pytest.mark.slow


async def press(play, hours):
    async with loopback.client(base_url=play.stage.sandbox.url, timeout=2 * PATIENCE) as client:
        await client.post("/clock", data={"hours": str(hours)})


async def test_weeks_that_pass_from_a_wednesday_skip_nothing(play):
    await play.move_to(OPENING)
    await play.until(lambda: play.rounds(RoundState.OPEN))
    for hours in (49, 7 * 24, 7 * 24):
        await press(play, hours)
    await play.until(lambda: play.rounds(RoundState.OPEN))
    assert play.rounds(RoundState.SKIPPED) == ()
    assert len([row for row in play.rounds() if row.number]) == 3


async def test_whoever_has_done_nothing_answers_by_themself_before_a_check_in_closes(
    stage_of, sqlite_url
):
    """Else a walk through the sandbox ends in reports that can show nothing."""
    lively = Temperament(SEED, hub=UserId(HUB))
    async with stage_of("http", sqlite_url, lively=lively) as stage:
        play = await with_team(stage)
        stage.app.worker.work()
        await play.move_to(OPENING)
        mine = await play.answer(MEMBERS[0])
        await play.invited(MEMBERS[1])
        skipper = play.actor(MEMBERS[1])
        await skipper.click("Skip", within=(await play.invited(MEMBERS[1]))["ref"])
        await skipper.sees("nobody is told")
        await press(play, 3 * 24)
        house = stage.app.house
        mirrors = Mirrors(house.database, house.keys, house.clock)

        def told(user):
            seen = mirrors.of(workspace=stage.app.web.workspace.id, user=user, team=play.team)
            return [point for scale in seen.scales for item in scale.tally.counts for point in item]

        assert not any(told(MEMBERS[2]))
        await press(play, 2 * 24)
        await play.until(lambda: not play.rounds(RoundState.OPEN, RoundState.CLOSING))
        counted = {user: sum(told(user)) for user in MEMBERS}
        assert counted[MEMBERS[0]] == len(mine.items)
        assert counted[MEMBERS[1]] == 0
        assert sum(count > 0 for count in counted.values()) >= len(MEMBERS) - 3


async def test_what_is_put_off_to_the_morning_of_the_close_comes_that_morning(play):
    """A press goes over that morning and over the close, and both come at their own time."""
    closes = OPENING + timedelta(days=4)
    await play.move_to(OPENING)
    await play.invited(MEMBERS[0])
    await play.move_to(closes - timedelta(hours=23, minutes=57))
    waits = play.actor(MEMBERS[0])
    await waits.click(
        "Remind me tomorrow at 9, team time", within=(await play.invited(MEMBERS[0]))["ref"]
    )
    await waits.sees("You are asked again")
    await press(play, 24)
    screen = await waits.sees("You asked to be reminded now.")
    every = [message for place in screen["channels"] for message in place["messages"]]
    (asked,) = [one for one in every if "You asked to be reminded now." in str(one["blocks"])]
    assert timedelta() < closes - said_at(asked) <= timedelta(hours=1)


async def test_a_week_that_passes_brings_everything_at_its_own_minute(play):
    """Also what waits a second for its turn in a channel, which is a second of real time."""
    await play.move_to(OPENING)
    await play.invited(MEMBERS[0])
    await press(play, 7 * 24)
    await play.invited(MEMBERS[0], number=2)
    screen = await play.actor(MEMBERS[0]).screen()
    (place,) = [one for one in screen["channels"] if one["name"] == "harbour"]
    at = [said_at(message) for message in place["messages"]]
    due = {OPENING, OPENING + timedelta(days=4), OPENING + timedelta(days=7)}
    assert due <= {moment.replace(second=0, microsecond=0) for moment in at}
    assert {moment.replace(minute=0, second=0, microsecond=0) for moment in at} == due


async def test_the_people_one_can_act_as_are_marked_with_what_they_lead_by_now(play):
    def change(store):
        team = store.teams.get(play.team)
        store.teams.put(replace(team, leads=frozenset({UserId(MEMBERS[0])})))

    async with loopback.client(base_url=play.stage.sandbox.url, timeout=PATIENCE) as client:
        address = f"/as/{MEMBERS[1]}/home"
        assert (await client.get(address)).text.count("leads Harbour, admin") == 1
        play.stage.app.house.database.step(change)
        after = (await client.get(address)).text
        assert "leads Harbour, admin" not in after
        assert after.count("leads Harbour") == 1


def said_at(message):
    return datetime.fromtimestamp(float(message["ts"]), UTC)

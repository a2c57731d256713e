"""Eight weeks on, everybody's mirror is ready, and each person can open only their own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from slackapp.demo.answering import Temperament, question
from slackapp.demo.cast import HUB, LEAD
from slackapp.demo.history import live
from slackapp.demo.past import Past
from slackapp.demo.wire import messages_with
from slackapp.domain.ids import UserId
from slackapp.domain.reflection import carries_a_lot
from slackapp.domain.rounds import RoundState
from slackapp.services.answers import CheckIns
from slackapp.services.mirrors import Mirrors
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, Play

pytestmark = pytest.mark.slow

WEEKS = 8
"""Rounds of a window of ties."""
SEED = 7


@pytest.fixture(params=named(BOTH))
async def mirrored(request, stage_of):
    """A team whose ties settle with the round that closes now; the worker sends what is due."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url) as stage:
        last = OPENING + timedelta(weeks=WEEKS - 1)
        past = Past(stage.app.web.workspace.id, weeks=WEEKS - 1, until=last, seed=SEED)
        await asyncio.to_thread(lambda: list(live(stage.app.house, past)))
        (team,) = stage.app.house.database.read(
            lambda store: store.teams.of_workspace(past.workspace)
        )
        play = Play(stage, team.id)
        await play.move_to(last)
        stage.app.worker.work()
        await play.invited(LEAD)
        await asyncio.to_thread(answer_all, play)
        await play.move_to(last + timedelta(days=4))
        yield play


def answer_all(play):
    """Everybody answers the open round; how they do it over the wire is tested elsewhere."""
    house = play.stage.app.house
    (row,) = play.rounds(RoundState.OPEN)
    check_ins, temperament = (
        CheckIns(house.database, house.keys, house.clock),
        Temperament(SEED, HUB),
    )
    for user in (LEAD, *MEMBERS):
        form = check_ins.form(
            round_id=row.id, workspace=play.stage.app.web.workspace.id, user=UserId(user)
        )
        given = temperament.answer(question(row.number, UserId(user), form))
        check_ins.record(round_id=row.id, user=UserId(user), answer=given).result(timeout=30)


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
    await own_answers_open_when_asked_for(play)
    assert said(await notice(play, HUB)) == said(told[0])


async def many_come_to_one(play, notes):
    assert carries_a_lot(notes[HUB])
    hub, seen = await opened(play, HUB)
    assert "of the others say you helped them." in seen.words
    assert "If you want to share it" in seen.words
    assert f"id={LEAD}|" in str(seen.blocks)
    assert not any(user in str(seen.blocks) for user in MEMBERS)
    await hub.close(everything=True)


async def few_came_to_another(play, notes):
    quiet = next(user for user, own in notes.items() if own.named_by is None)
    actor, seen = await opened(play, quiet)
    assert "What you gave" in seen.words
    assert "say you helped them" not in seen.words
    assert "If you want to share it" not in seen.words
    await actor.close(everything=True)


async def own_answers_open_when_asked_for(play):
    actor, seen = await opened(play, MEMBERS[0])
    assert "Mostly true" not in seen.words
    await actor.click("Show my own answers")
    own = await actor.modal("Your own answers")
    assert "habits of helping and of limits" in own.words
    assert "Mostly true" in own.words
    await actor.close(everything=True)

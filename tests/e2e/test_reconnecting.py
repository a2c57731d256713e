"""Socket Mode: Slack ends the connection now and then, and what was being filled in is stored."""

from __future__ import annotations

import asyncio

import pytest

from slackapp.demo.wire import open_form
from slackapp.sandbox.delivery.socket import SocketDelivery
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE, first_statement, with_team

pytestmark = pytest.mark.slow

ADA = MEMBERS[0]


@pytest.fixture
async def play(stage_of, sqlite_url):
    async with stage_of("socket", sqlite_url) as stage:
        play = await with_team(stage)
        stage.app.worker.work()
        yield play


def connections(play):
    """How often the app has asked for a connection."""
    return len(play.stage.sandbox.journal.entries(kind="web_api", what="apps.connections.open"))


@pytest.mark.parametrize("ends", [SocketDelivery.disconnect, SocketDelivery.drop])
async def test_a_form_that_was_open_as_the_connection_ended_is_stored_once(play, ends):
    await play.move_to(OPENING)
    actor, socket = play.actor(ADA), play.stage.sandbox.socket
    form = await open_form(actor, await play.invited(ADA))
    before, opened = play.boxes(), connections(play)
    await ends(socket)
    await asyncio.wait_for(socket.connected.wait(), PATIENCE)
    assert (await actor.submit({first_statement(form): "4"})).ok
    await actor.sees("Thank you")
    after = play.boxes()
    assert sum(before[key] != box for key, box in after.items()) == 1
    assert connections(play) == opened + 1

"""Whoever holds the signing secret, and has a window of their own open, reads nobody's answers.

They sign what Slack never sent: a press in somebody else's name, in their own window. Slack opens
a window for a press of one's own alone, so what is shown of a person must need one.
"""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest

from analytics.instrument.bank import load
from slackapp.domain.rounds import RoundState
from slackapp.sandbox import loopback
from slackapp.sandbox.delivery.http import signature_headers
from slackapp.ui import ids
from tests.e2e.conftest import named, playing
from tests.e2e.playing import MEMBERS, OPENING
from tests.e2e.test_rights import from_home

pytestmark = pytest.mark.slow

VICTIM, MALLORY = MEMBERS[:2]
NEVER_ISSUED = "1.2.nothing"
TEAM, ROUND = "the team's id", "the id of the open round"
PRESSES = [
    (ids.COPY_DATA, "copy"),
    (ids.COPY_DATA, "0"),
    (ids.COPY_DATA, "1"),
    (ids.SHOW_OWN, TEAM),
    (ids.OPEN_MIRROR, TEAM),
    (ids.OPEN_SETTINGS, "settings"),
    (ids.CHECK_IN, ROUND),
]


@pytest.fixture(params=named([("http", "sqlite"), ("http", "postgresql")]))
async def play(request, stage_of):
    async for one in playing(request, stage_of):
        yield one


def forged(play, action, value, view, trigger=NEVER_ISSUED):
    """A press in the victim's name that says it was made in that window."""
    workspace = play.stage.sandbox.workspace
    team = {"id": workspace.team_id, "domain": workspace.domain}
    (row,) = play.rounds(RoundState.OPEN)
    block = {"type": "button", "block_id": "b", "action_id": action, "action_ts": "1.0"}
    return {
        "type": "block_actions",
        "team": team,
        "user": {"id": VICTIM, "username": "v", "name": "v", "team_id": workspace.team_id},
        "api_app_id": workspace.app_id,
        "token": "x",
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger,
        "container": {"type": "view", "view_id": view.id},
        "view": {"id": view.id, "type": "modal"},
        "actions": [block | {"value": {TEAM: play.team, ROUND: row.id}.get(value, value)}],
    }


async def signed(play, body):
    """What the app answers to a body that is signed with its secret."""
    sandbox = play.stage.sandbox
    headers = signature_headers(sandbox.signing_secret, body, at=int(time.time()))
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    async with loopback.client(timeout=30) as client:
        url = sandbox.interactions.office.http.url
        return await client.post(url, content=body.encode(), headers=headers)


def windows(play, user):
    open_now = play.stage.sandbox.workspace.modals[user]
    return [(view.id, json.dumps(view.body)) for view in open_now]


async def test_no_press_in_anothers_name_shows_what_is_theirs_in_a_window_of_ones_own(play):
    await play.move_to(OPENING)
    await play.answer(VICTIM)
    await from_home(play.actor(MALLORY), "My data")
    shown = windows(play, MALLORY)
    own = play.stage.sandbox.workspace.modals[MALLORY][-1]
    for action, value in PRESSES:
        press = forged(play, action, value, own)
        await signed(play, urlencode({"payload": json.dumps(press)}))
        assert windows(play, MALLORY) == shown, (action, value)
    assert not play.stage.sandbox.workspace.modals.get(VICTIM)


async def test_a_press_of_ones_own_shows_what_is_ones_own(play):
    """So that the other test can fail: the same press, made by the victim, shows the answers."""
    await play.move_to(OPENING)
    given = await play.answer(VICTIM)
    await from_home(play.actor(VICTIM), "My data")
    own = play.stage.sandbox.workspace.modals[VICTIM][-1]
    trigger = play.stage.sandbox.interactions.triggers.issue(VICTIM)
    press = forged(play, ids.COPY_DATA, "0", own, trigger)
    await signed(play, urlencode({"payload": json.dumps(press)}))
    seen = await play.actor(VICTIM).modal("My data: a copy")
    bank = load()
    assert given.items
    for item, point in given.items.items():
        assert f"{bank.items[item].text} _{bank.points[point - 1]}_" in seen.words

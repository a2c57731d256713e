"""An admin sets a team up in Slack, from nothing to the first invitation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import messages_with
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE

pytestmark = pytest.mark.slow


@pytest.fixture(params=named(BOTH))
async def stage(request, stage_of):
    """The app with nothing set up."""
    transport, database = request.param
    async with stage_of(transport, request.getfixturevalue(f"{database}_url")) as running:
        running.app.worker.work()
        yield running


def actor(stage, user):
    somebody = stage.sandbox.actor(user)
    somebody.deadline = PATIENCE
    return somebody


async def test_an_admin_sets_a_team_up_and_its_first_invitation_comes(stage):
    admin = actor(stage, LEAD)
    await admin.command("/bearings", "admin")
    await admin.modal("Set up a team")
    done = await admin.submit(
        {
            "channel": "harbour",
            "name": "Harbour",
            "leads": [LEAD],
            "cadence.weekday": "Monday",
            "cadence.zone": "Europe/Berlin",
        }
    )
    assert done.errors == {}
    shown = await admin.modal("Before it starts")
    assert "9 people would be asked. 8 of them count." in shown.words
    assert await admin.messages() == []
    await admin.submit()
    await admin.sees("has started")
    await admin.close()
    await stage.sandbox.workspace.calendar.set(OPENING + timedelta(minutes=1))
    member = actor(stage, MEMBERS[0])
    await member.sees("will ask this team every Monday at 10:00 in Berlin")
    invitation = (await messages_with(member, ids.CHECK_IN, count=1))[-1]
    await member.click(ids.CHECK_IN, within=invitation["ref"])
    await member.modal("Check-in")


async def test_a_member_cannot_set_a_team_up(stage):
    member = actor(stage, MEMBERS[0])
    await member.command("/bearings", "admin")
    await member.sees("Only a lead of the team or an admin can do this.")

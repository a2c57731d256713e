"""Who is in a user group and in the channel, over the wire."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Group, Team, TeamState
from slackapp.errors import GroupAway, SlackAway
from slackapp.gateway.members import GROUPS_REMEMBERED, Members
from slackapp.sandbox import Fault, Person
from slackapp.sandbox import Group as SlackGroup
from tests.slackapp.gateway.conftest import Statuses

TEAM = Team(
    id="t1",
    workspace="w1",
    channel="C_TEAM",
    name="Team",
    leads=frozenset(),
    policy=Policy(),
    cadence=Cadence(zone="UTC", weekday=0, at=time(10), first=date(2026, 1, 5)),
    state=TeamState.RUNNING,
    group=Group("S_CREW", "crew"),
)


class Ticks:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
def members(slack, tokens, ticks):
    return Members(slack, tokens, Statuses(), monotonic=ticks)


@pytest.fixture
def crew(sandbox):
    """Ada and Ben of the channel, an app, and two others, one of them deactivated."""
    ws = sandbox.workspace
    ws.people |= {
        "U_EVE": Person(id="U_EVE", name="eve"),
        "U_GONE": Person(id="U_GONE", name="gone", deleted=True),
        "U_APP": Person(id="U_APP", name="app", is_bot=True),
    }
    users = ("U_ADA", "U_BEN", "U_EVE", "U_GONE", "U_APP")
    ws.groups = {
        "S_CREW": SlackGroup(id="S_CREW", handle="crew", users=users),
        "S_BOARD": SlackGroup(id="S_BOARD", handle="board"),
        "S_OLD": SlackGroup(id="S_OLD", handle="all-hands", deleted_at=1),
    }
    return sandbox


async def test_asked_are_those_of_the_group_who_are_in_the_channel(members, crew):
    seen = await members.of_team(TEAM)
    assert [person.user for person in seen.people] == ["U_ADA", "U_BEN"]
    assert (seen.absent, seen.of) == (1, TEAM)


async def test_without_a_group_everybody_in_the_channel_is_asked(members, crew):
    seen = await members.of_team(replace(TEAM, group=None))
    assert seen.people == await members.of_channel("w1", "C_TEAM")
    assert seen.absent == 0


async def test_of_a_large_group_nobody_outside_the_channel_is_asked_about(members, crew):
    many = tuple(f"U_{n}" for n in range(31))
    crew.workspace.change_group("S_CREW", users=("U_ADA", *many))
    seen = await members.of_team(TEAM)
    assert ([person.user for person in seen.people], seen.absent) == (["U_ADA"], 31)
    assert len(crew.journal.entries(what="users.info")) == 1


@pytest.mark.parametrize("group", ["S_OLD", "S_NEVER"])
async def test_a_group_that_is_gone_or_switched_off_is_away(members, crew, group):
    with pytest.raises(GroupAway):
        await members.of_team(replace(TEAM, group=Group(group, "crew")))


async def test_groups_that_are_on_are_listed_by_handle_and_remembered_a_minute(
    members, crew, ticks
):
    listed = (Group("S_BOARD", "board"), Group("S_CREW", "crew"))
    assert await members.groups("w1") == listed
    crew.happenings.disable_group("S_BOARD")
    assert await members.groups("w1") == listed
    ticks.now = GROUPS_REMEMBERED + 1
    assert await members.groups("w1") == listed[1:]


@pytest.mark.parametrize("kind", ["missing_scope", "plan_upgrade_required", "http_500"])
async def test_a_slack_that_tells_of_no_groups_is_away(members, crew, kind):
    crew.faults.add(Fault(target="usergroups.list", kind=kind))
    with pytest.raises(SlackAway):
        await members.groups("w1")

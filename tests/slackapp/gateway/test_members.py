"""Who is in a channel: every page of it, and what Slack says about each person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from slackapp.domain.teams import Group
from slackapp.errors import (
    ChannelArchived,
    ChannelAway,
    ChannelShared,
    NoSuchPerson,
    NotInvited,
    SlackAway,
    TokenRefused,
)
from slackapp.gateway.identity import SCOPES, _date, identify, try_socket
from slackapp.gateway.members import Members
from slackapp.gateway.profiles import ACTING, KEPT, REMEMBERED, is_stranger
from slackapp.payloads.samples import PLAIN
from slackapp.sandbox import Fault, Person
from slackapp.sandbox.manifest import read_manifest
from tests.slackapp.gateway.conftest import MANIFEST, Statuses

AWAY = (":palm_tree:", "on leave")


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
def statuses():
    return Statuses(*AWAY)


@pytest.fixture
def members(slack, tokens, statuses, ticks):
    return Members(slack, tokens, statuses, monotonic=ticks)


def lookups(sandbox):
    return len(sandbox.journal.entries(what="users.info"))


async def test_everyone_on_every_page_is_there_with_what_slack_says(members, sandbox):
    found = {person.user: person for person in await members.of_channel("w1", "C_TEAM")}
    ada, bot = found["U_ADA"], found[sandbox.workspace.bot.id]
    assert len(found) == 6
    assert (ada.zone, ada.is_admin, ada.is_active, ada.away) == ("Europe/Berlin", True, True, False)
    assert bot.is_bot
    assert found["U_DEE"].is_guest
    assert not found["U_OLD"].is_active
    assert {user for user, person in found.items() if person.away} == {"U_BEN", "U_CHO"}


async def test_a_person_is_asked_about_again_only_after_a_while(members, sandbox, ticks):
    await members.of_channel("w1", "C_TEAM")
    asked = lookups(sandbox)
    await members.of_channel("w1", "C_TEAM")
    assert lookups(sandbox) == asked
    members.forget("w1", "U_ADA")
    await members.person("w1", "U_ADA")
    assert lookups(sandbox) == asked + 1
    ticks.now = REMEMBERED + 1
    await members.person("w1", "U_ADA")
    assert lookups(sandbox) == asked + 2


async def test_what_slack_said_of_a_person_is_not_kept_for_ever(members, ticks):
    await members.of_channel("w1", "C_TEAM")
    ticks.now = KEPT + 1
    await members.person("w1", "U_ADA")
    assert list(members._profiles._kept) == [("w1", "U_ADA")]


async def test_who_acts_was_asked_about_within_a_minute(members, sandbox, ticks):
    """Whoever is no admin any more goes on as one for a minute at most, wherever that was told."""
    assert (await members.person("w1", "U_ADA")).is_admin
    sandbox.workspace.change_person("U_ADA", is_admin=False)
    ticks.now = ACTING - 1
    assert (await members.person("w1", "U_ADA")).is_admin
    asked = lookups(sandbox)
    ticks.now = ACTING
    assert not (await members.person("w1", "U_ADA")).is_admin
    assert lookups(sandbox) == asked + 1
    everyone = {one.user: one for one in await members.of_channel("w1", "C_TEAM")}
    assert not everyone["U_ADA"].is_admin


async def test_a_person_nobody_knows_is_told_from_a_slack_that_is_away(members):
    with pytest.raises(NoSuchPerson):
        await members.person("w1", "U_NOBODY")


async def test_somebody_of_another_workspace_is_nobody_of_this_one(members, tokens, sandbox):
    tokens.slack_team = sandbox.workspace.team_id
    assert (await members.person("w1", "U_ADA")).user == "U_ADA"
    tokens.slack_team = "T_ANOTHER"
    with pytest.raises(NoSuchPerson) as stranger:
        await members.person("w1", "U_ADA")
    assert stranger.value.name == "Ada Osei"


def connected(sandbox, user="U_EXT"):
    """Let another organisation into the team's channel, with one of its people."""
    sandbox.happenings.share("C_TEAM", [Person(id=user, name="ext", real_name="Eva Extern")])


async def test_people_of_another_organisation_are_nobody_in_a_channel_of_ours(
    members, tokens, sandbox
):
    tokens.slack_team = sandbox.workspace.team_id
    before = {person.user for person in await members.of_channel("w1", "C_TEAM")}
    connected(sandbox)
    assert "U_EXT" in sandbox.workspace.channel("C_TEAM").members
    assert {person.user for person in await members.of_channel("w1", "C_TEAM")} == before
    with pytest.raises(NoSuchPerson):
        await members.person("w1", "U_EXT")


@pytest.mark.parametrize("how", ["shared", "pending"])
@pytest.mark.parametrize("group", [None, Group("S_CREW", "crew")], ids=["channel", "group"])
async def test_who_is_asked_cannot_be_said_of_a_channel_another_organisation_reads(
    members, sandbox, how, group
):
    sandbox.workspace.change_channel("C_TEAM", **{how: True})
    with pytest.raises(ChannelShared):
        await members.of_team(team_in("C_TEAM", group))


def team_in(channel, group=None):
    return replace(PLAIN.team, workspace="w1", channel=channel, group=group)


OURS = frozenset({"T1", "E1"})


@pytest.mark.parametrize(
    ("said", "is_theirs"),
    [
        ({"team_id": "T1"}, False),
        ({"team_id": "T9"}, True),
        ({"team_id": "E1"}, False),
        ({"team_id": "E9"}, True),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2"]}}, False),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2", "T1"]}}, False),
        ({"team_id": "T8", "enterprise_user": {"enterprise_id": "E8", "teams": ["T8"]}}, True),
        ({"team_id": "T9", "is_stranger": False}, True),
        ({"is_stranger": True}, True),
        ({}, False),
    ],
)
def test_who_is_of_another_organisation_is_told_by_workspace_and_organisation(said, is_theirs):
    assert is_stranger(said, OURS) is is_theirs


async def test_a_channel_of_the_workspaces_own_that_the_app_is_in_is_fine(members):
    await members.check("w1", "C_TEAM")


async def test_a_channel_is_called_by_its_name_also_where_the_app_is_not_in_it(members):
    assert await members.called("w1", "C_TEAM") == "team"
    assert await members.called("w1", "C_ELSE") == "elsewhere"
    with pytest.raises(ChannelArchived):
        await members.called("w1", "C_PAST")


async def test_a_private_channel_gives_no_name_to_those_who_are_not_in_it(members, sandbox):
    sandbox.workspace.change_channel("C_TEAM", is_private=True)
    assert await members.called("w1", "C_TEAM") == ""


@pytest.mark.parametrize(
    ("channel", "refusal"),
    [
        ("C_ELSE", NotInvited),
        ("G_ELSE", ChannelAway),
        ("C_NONE", ChannelAway),
        ("C_PAST", ChannelArchived),
        ("C_OPEN", ChannelShared),
    ],
)
async def test_a_channel_no_team_can_be_asked_in_is_refused_for_what_it_is(
    members, channel, refusal
):
    with pytest.raises(ChannelAway) as refused:
        await members.check("w1", channel)
    assert type(refused.value) is refusal


async def test_other_statuses_hold_at_once_for_people_asked_about_before(
    members, sandbox, statuses
):
    await members.of_channel("w1", "C_TEAM")
    asked = lookups(sandbox)
    statuses.known = ("until may",)
    found = await members.of_channel("w1", "C_TEAM")
    assert {person.user for person in found if person.away} == {"U_CHO"}
    assert lookups(sandbox) == asked


@pytest.mark.parametrize("channel", ["G_ELSE", "C_NONE"])
async def test_a_channel_the_app_is_not_in_cannot_be_read(members, channel):
    with pytest.raises(ChannelAway):
        await members.of_channel("w1", channel)


async def test_too_fast_is_waited_out_once(members, sandbox):
    sandbox.faults.add(Fault(target="conversations.members", kind="ratelimited", retry_after=0))
    assert await members.of_channel("w1", "C_TEAM")


async def test_whoever_cannot_wait_goes_on_where_slack_says_too_fast(members, sandbox):
    sandbox.faults.add(Fault(target="users.info", kind="ratelimited", retry_after=20))
    with pytest.raises(SlackAway):
        await members.of_channel("w1", "C_TEAM", patience=10.0)
    assert await members.of_channel("w1", "C_TEAM", patience=10.0)


@pytest.mark.parametrize(
    ("kind", "patience"),
    [("http_500", 60.0), ("http_502", 60.0), ("timeout_before", 1.0), ("token_revoked", 60.0)],
)
async def test_a_slack_that_cannot_be_asked_is_away(members, sandbox, kind):
    sandbox.faults.add(Fault(target="conversations.members", kind=kind))
    with pytest.raises(SlackAway):
        await members.of_channel("w1", "C_TEAM")


async def test_slack_says_whose_token_it_is_and_what_it_may_do(slack, sandbox):
    identity = await identify(slack, sandbox.bot_token)
    assert identity.name == "Northwind"
    assert identity.slack_team == sandbox.workspace.team_id
    assert identity.bot_user == sandbox.workspace.bot.id
    assert identity.scopes == SCOPES


def test_slacks_own_clock_is_read_from_its_answer():
    assert _date("Mon, 02 Mar 2026 09:00:00 GMT") == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert _date(None) is None


def test_the_scopes_we_check_for_are_those_of_the_manifest():
    assert set(read_manifest(MANIFEST).scopes) == SCOPES


async def test_a_token_slack_does_not_know_is_refused(slack, sandbox):
    with pytest.raises(TokenRefused, match="Slack refuses the bot token"):
        await identify(slack, "xoxb-sandbox-unknown")
    with pytest.raises(TokenRefused, match="Slack refuses the app token"):
        await try_socket(slack, sandbox.bot_token)
    await try_socket(slack, sandbox.app_token)


async def test_a_slack_that_fails_does_not_make_a_token_wrong(slack, sandbox):
    sandbox.faults.add(Fault(target="auth.test", kind="http_500"))
    with pytest.raises(SlackAway):
        await identify(slack, sandbox.bot_token)

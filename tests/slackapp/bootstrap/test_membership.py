"""What one process was told of a person is not undone by what another one remembers."""

from __future__ import annotations

import pytest

from slackapp.bootstrap.membership import Refresh, Renew
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.sandbox import Channel, Person, Sandbox
from tests.slackapp.gateway.conftest import MANIFEST, OneToken, Statuses
from tests.slackapp.services.conftest import sqlite_house  # noqa: F401
from tests.slackapp.services.house import LEAD, House

USERS = [*House.users(8), LEAD]
GONE = USERS[2]


class SlackTeam:
    """A team as both processes see it: the one that answers Slack, and the one that asks it."""

    def __init__(self, house, sandbox, slack):
        def members():
            token = OneToken(sandbox.bot_token)
            token.of = self._token
            return Members(slack, token, Statuses())

        self.sandbox, self.house = sandbox, house
        self.renew, self.refresh = Renew(house, members()), Refresh(house, members())
        self.team = house.team()

    async def _token(self, workspace):
        return self.sandbox.bot_token

    async def change(self, **what):
        """Slack says that somebody changed, which is told to the first process alone."""
        self.sandbox.happenings.change_person(GONE, **what)
        await self.renew("W1", GONE)

    async def look(self):
        await self.refresh(self.team)
        return {member.user for member in self.house.read(self._members)}

    def _members(self, store):
        return store.people.members(self.team)

    def known(self):
        return self.house.read(lambda store: store.people.get("W1", GONE))


@pytest.fixture
async def seen(sqlite_house):  # noqa: F811
    people = [Person(id=user, name=user.lower()) for user in USERS]
    channel = Channel(id="C1", name="team", members=tuple(USERS))
    made = Sandbox("Northwind", people=people, channels=[channel], manifest=MANIFEST)
    async with made.running() as running:
        slack = Slack(base_url=running.api_url, timeout=60.0)
        yield SlackTeam(sqlite_house, running, slack)
        await slack.close()


async def test_who_was_deactivated_stays_out_though_another_process_remembers_them(seen):
    assert GONE in await seen.look()
    await seen.change(deleted=True)
    assert GONE not in await seen.look()
    assert GONE not in await seen.look()
    assert not seen.known().is_active


async def test_who_is_active_again_is_back_at_the_next_look(seen):
    await seen.change(deleted=True)
    assert GONE not in await seen.look()
    await seen.change(deleted=False)
    assert GONE in await seen.look()


async def test_who_became_a_guest_stays_one_though_another_process_remembers_otherwise(seen):
    await seen.look()
    await seen.change(is_restricted=True)
    await seen.look()
    assert seen.known().is_guest


async def test_who_is_the_same_is_not_asked_about_again(seen):
    await seen.look()
    asked = len(seen.sandbox.journal.entries(what="users.info"))
    await seen.look()
    assert len(seen.sandbox.journal.entries(what="users.info")) == asked

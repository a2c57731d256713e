"""What one process was told of a person is not undone by what another one remembers."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from slackapp.bootstrap.membership import Refresh, Renew
from slackapp.gateway.members import Members
from slackapp.gateway.slack import Slack
from slackapp.sandbox import Channel, Person, Sandbox
from tests.slackapp.gateway.conftest import MANIFEST, OneToken, Statuses
from tests.slackapp.services.conftest import house, sqlite_house  # noqa: F401
from tests.slackapp.services.house import LEAD, House

USERS = [*House.users(8), LEAD]
GONE = USERS[2]


class SlackTeam:
    """A team as both processes see it: the one that answers Slack, and the one that asks it."""

    def __init__(self, house, sandbox, slack):  # noqa: F811
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
        return self.there()

    def there(self):
        return {member.user for member in self.house.read(self._members)}

    def _members(self, store):
        return store.people.members(self.team)

    def known(self):
        return self.house.read(lambda store: store.people.get("W1", GONE))


@pytest.fixture
async def seen(sqlite_house):  # noqa: F811
    async with living(sqlite_house) as there:
        yield there


@pytest.fixture
async def seen_on_both(house):  # noqa: F811
    async with living(house) as there:
        yield there


@asynccontextmanager
async def living(house):  # noqa: F811
    people = [Person(id=user, name=user.lower()) for user in USERS]
    channel = Channel(id="C1", name="team", members=tuple(USERS))
    made = Sandbox("Northwind", people=people, channels=[channel], manifest=MANIFEST)
    async with made.running() as running:
        slack = Slack(base_url=running.api_url, timeout=60.0)
        yield SlackTeam(house, running, slack)
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


async def test_who_has_another_name_and_time_zone_keeps_them_though_another_process_remembers(seen):
    await seen.look()
    await seen.change(real_name="Gone Abroad", tz="Asia/Tokyo")
    assert seen.known().name == "Gone Abroad"
    await seen.look()
    assert (seen.known().name, seen.known().zone) == ("Gone Abroad", "Asia/Tokyo")


class Slow:
    """A process to which Slack answers at once, and that writes it down only when it is let."""

    def __init__(self, members):
        self.members = members
        self.answered, self.go_on = asyncio.Event(), asyncio.Event()

    def forget(self, workspace, user):
        self.members.forget(workspace, user)

    async def of_team(self, team, *, patience):
        found = await self.members.of_team(team, patience=patience)
        self.answered.set()
        await self.go_on.wait()
        return found


async def overtaken(seen):
    """Somebody leaves while a look is on its way to be written, and another one is faster."""
    slow = Slow(seen.refresh.members)
    late = asyncio.create_task(Refresh(seen.house, slow)(seen.team))
    await slow.answered.wait()
    seen.sandbox.happenings.leave(GONE, "C1")
    assert GONE not in await seen.look()
    slow.go_on.set()
    await late


async def test_a_look_that_is_written_late_does_not_undo_what_a_later_one_saw(seen_on_both):
    await seen_on_both.look()
    await overtaken(seen_on_both)
    assert GONE not in seen_on_both.there()


async def test_where_a_look_was_overtaken_slack_is_asked_once_more_soon(seen):
    """What it saw may be the newer all the same, where Slack let it wait for its turn."""

    def waiting(store):
        return store.teams.is_to_sweep(seen.team, seen.house.now)

    await seen.look()
    assert not seen.house.read(waiting)
    await overtaken(seen)
    assert seen.house.read(waiting)
    await seen.look()
    assert not seen.house.read(waiting)


async def test_a_look_of_before_the_clock_was_put_back_holds_nobody_up(seen):
    await seen.look()
    ahead = seen.house.read(lambda store: store.real_now()) + timedelta(days=1)
    seen.house.step(lambda store: store.looks.put(seen.team, seen.house.now, began_at=ahead))
    seen.sandbox.happenings.leave(GONE, "C1")
    assert GONE not in await seen.look()

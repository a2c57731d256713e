"""A workspace installs the app, uses it, removes it and comes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from slackapp.demo.cast import LEAD, WORKSPACE
from slackapp.demo.wire import messages_with
from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.errors import InstallTooWide, OnlyAdmins
from slackapp.sandbox import loopback
from slackapp.sandbox.faults import Fault
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE, set_up
from tests.privacy.dumps import Dumper

pytestmark = pytest.mark.slow


class Workplace:
    """A stage whose app came without a token, and what happens to its installation."""

    def __init__(self, stage):
        self.stage = stage

    def actor(self, user):
        somebody = self.stage.sandbox.actor(user)
        somebody.deadline = PATIENCE
        return somebody

    def read(self, unit):
        return self.stage.app.house.database.read(unit)

    @property
    def workspaces(self):
        return self.read(lambda store: store.workspaces.all())

    @property
    def team(self):
        [workspace] = self.workspaces
        [team] = self.read(lambda store: store.teams.of_workspace(workspace.id))
        return team

    @property
    def token(self):
        [workspace] = self.workspaces
        return self.read(lambda store: store.workspaces.token(workspace.id))

    def person(self, user):
        """What the app has heard of somebody."""
        [workspace] = self.workspaces
        return self.read(lambda store: store.people.get(workspace.id, user))

    def posts(self):
        """How many messages of the app Slack has taken."""
        journal = self.stage.sandbox.journal.entries(kind="web_api", what="chat.postMessage")
        return sum(entry.done and not entry.problem for entry in journal)

    async def until(self, seen):
        """Look at the data again at every change in Slack; the worker's own have none."""
        rev = self.stage.sandbox.workspace.rev
        async with asyncio.timeout(PATIENCE):
            while not await asyncio.to_thread(seen):
                await rev.wait_past(rev.value, seconds=0.1)

    async def install(self, *, answer="allow", by=LEAD):
        """As a browser does: the button, Slack's page, and the way back."""
        async with loopback.client(trust_env=False) as browser:
            there = await browser.get(f"{self.stage.app.web.address}/slack/install")
            address = there.headers["location"]
            assert (await browser.get(address)).status_code == 200
            agreed = await browser.post(address, data={"installer": by, "answer": answer})
            back = agreed.headers["location"]
            assert urlsplit(back).path == "/slack/oauth_redirect"
            first, again = await browser.get(back), await browser.get(back)
        assert again.status_code == 403
        return first

    async def set_up(self):
        admin = self.actor(LEAD)
        await set_up(admin)
        await admin.submit()
        await admin.sees("has started")
        await admin.close(everything=True)

    async def uninstall(self):
        self.stage.sandbox.happenings.uninstall()
        await self.until(lambda: self.token is None and self.team.state is TeamState.PAUSED)

    @property
    def doubted(self):
        return self.read(lambda store: store.workspaces.doubted(limit=1))

    async def hears_of_a_removal(self):
        """Slack says that the app was removed, whether or not it is true; the app has taken it."""
        journal = self.stage.sandbox.journal
        told = len(journal.entries(kind="events_api"))
        self.stage.sandbox.office.emit("app_uninstalled")

        def heard():
            news = journal.entries(kind="events_api")[told:]
            return bool(news) and all(entry.done for entry in news)

        await self.until(heard)

    async def round_over(self):
        await self.stage.sandbox.workspace.calendar.set(OPENING + timedelta(days=4, minutes=1))

        def closed():
            rounds = self.read(lambda store: store.rounds.of_team(self.team.id))
            return [row.state for row in rounds if row.reported] == [RoundState.CLOSED]

        await self.until(closed)
        under_way = {DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNKNOWN}

        def given_up():
            return under_way.isdisjoint(self.read(lambda store: store.deliveries.count_by_state()))

        await self.until(given_up)


@pytest.fixture(params=named(BOTH))
async def workplace(request, stage_of):
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, slack_bot_token=None) as stage:
        stage.app.worker.work()
        yield Workplace(stage)


async def test_a_workspace_installs_the_app_uses_it_removes_it_and_comes_back(workplace):
    page = await workplace.install()
    assert (page.status_code, f"installed in {WORKSPACE}" in page.text) == (200, True)
    lead, member = workplace.actor(LEAD), workplace.actor(MEMBERS[0])
    await lead.sees("Bearings is installed. Nobody else has been told")
    assert await member.messages() == []
    assert workplace.posts() == 1
    [before] = workplace.workspaces

    await workplace.set_up()
    await workplace.stage.sandbox.workspace.calendar.set(OPENING + timedelta(minutes=1))
    await messages_with(member, ids.CHECK_IN, count=1)

    await workplace.uninstall()
    posted = workplace.posts()
    await workplace.round_over()
    assert workplace.posts() == posted

    await workplace.install()
    assert [workspace.id for workspace in workplace.workspaces] == [before.id]
    back = (await lead.sees("1 team is still here from before, and paused. Its channel"))["words"]
    # What could not be told meanwhile is told now, once, to whoever brought it back.
    assert back.count("Since then nobody was asked or written to. 1 check-in that was open") == 1
    assert "messages could not be delivered: *Not delivered*" in back
    await lead.command("/bearings", "resume", channel="harbour")
    await member.sees("Check-ins go on for this team.")
    assert workplace.team.state is TeamState.RUNNING


async def test_news_of_an_earlier_removal_does_not_undo_a_new_installation(workplace):
    await workplace.install()
    await workplace.set_up()
    await workplace.uninstall()
    await workplace.install()
    await workplace.hears_of_a_removal()
    await workplace.until(lambda: workplace.doubted == ())
    assert workplace.token == workplace.stage.sandbox.bot_token


async def test_an_installation_is_not_forgotten_while_slack_does_not_say_that_it_is_gone(workplace):
    await workplace.install()
    await workplace.set_up()
    faults = workplace.stage.sandbox.faults
    faults.add(Fault(target="auth.test", kind="http_500", times=2))
    faults.add(Fault(target="auth.test", kind="ratelimited"))
    await workplace.hears_of_a_removal()
    await workplace.stage.sandbox.workspace.calendar.set(OPENING + timedelta(minutes=1))
    await messages_with(workplace.actor(MEMBERS[0]), ids.CHECK_IN, count=1)
    # Slack was asked until it said that the token works, and only then was anybody invited.
    assert faults.listing() == []
    assert workplace.doubted == ()
    assert workplace.token == workplace.stage.sandbox.bot_token
    assert workplace.team.state is TeamState.RUNNING


async def test_a_revoked_token_counts_as_removal_and_after_a_month_nothing_is_left(workplace):
    await workplace.install()
    await workplace.set_up()
    await workplace.stage.sandbox.workspace.calendar.set(OPENING + timedelta(minutes=1))
    await messages_with(workplace.actor(MEMBERS[0]), ids.CHECK_IN, count=1)
    keys = workplace.stage.app.house.keys
    assert await asyncio.to_thread(keys.ids)
    workplace.stage.sandbox.happenings.revoke()
    await workplace.until(
        lambda: workplace.token is None and workplace.team.state is TeamState.PAUSED
    )
    await workplace.stage.sandbox.workspace.calendar.set(OPENING + timedelta(days=32))
    await workplace.until(lambda: workplace.workspaces == () and not keys.ids())


async def test_a_channel_that_the_app_was_taken_out_of_pauses_its_team_and_its_lead_is_told(
    workplace,
):
    await workplace.install()
    await workplace.set_up()
    bot = workplace.stage.sandbox.workspace.bot.id
    workplace.stage.sandbox.happenings.leave(bot, workplace.team.channel)
    await workplace.until(lambda: workplace.team.state is TeamState.PAUSED)
    told = await workplace.actor(LEAD).sees("paused")
    assert "paused" in told["words"]


async def test_an_installer_who_is_no_admin_is_told_who_can_go_on(workplace):
    await workplace.install(by=MEMBERS[0])
    installer = workplace.actor(MEMBERS[0])
    await installer.sees("Bearings is installed. Nobody else has been told")
    await installer.sees(
        "Only an admin of this Slack workspace can go on from here, and you are none."
    )
    await installer.command("/bearings", "setup")
    await installer.sees(OnlyAdmins.for_people())
    assert await workplace.actor(LEAD).messages() == []
    await workplace.set_up()


async def test_a_token_stands_nowhere_in_clear_where_it_is_kept(workplace, tmp_path):
    await workplace.install()
    kept, url = workplace.token, workplace.stage.app.house.settings.database_url
    assert kept == workplace.stage.sandbox.bot_token
    assert Dumper(url, tmp_path / "keys").take().places(kept.encode()) == set()


async def test_whoever_says_no_installs_nothing(workplace):
    page = await workplace.install(answer="deny")
    assert page.status_code == 403
    assert "Nothing was installed" in page.text
    assert workplace.workspaces == ()
    assert workplace.posts() == 0


async def test_an_archived_channel_pauses_its_team_and_a_renamed_one_goes_on(workplace):
    await workplace.install()
    await workplace.set_up()
    channel = workplace.team.channel
    workplace.stage.sandbox.happenings.rename(channel, "harbour-crew")
    workplace.stage.sandbox.happenings.change_person(MEMBERS[7], deleted=True)
    await workplace.until(lambda: not workplace.person(MEMBERS[7]).is_active)
    await workplace.stage.sandbox.workspace.calendar.set(OPENING + timedelta(minutes=1))
    await messages_with(workplace.actor(MEMBERS[0]), ids.CHECK_IN, count=1)
    [row] = workplace.read(
        lambda store: store.rounds.of_team(workplace.team.id, states=[RoundState.OPEN])
    )
    roster = workplace.read(lambda store: store.rosters.get(row.epoch))
    assert MEMBERS[7] not in {one.user for one in roster.members}
    workplace.stage.sandbox.happenings.archive(channel)
    await workplace.until(lambda: workplace.team.state is TeamState.PAUSED)


async def test_an_installation_for_a_whole_organisation_is_refused_in_words(workplace):
    workplace.stage.sandbox.workspace.org_wide = True
    page = await workplace.install()
    assert page.status_code == 403
    assert InstallTooWide().sentence in page.text
    assert workplace.workspaces == ()
    assert workplace.posts() == 0

"""What a lead and their team read, and a team as large and as long-named as one can be."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from slackapp.demo.cast import CHANNEL, LEAD
from slackapp.demo.wire import messages_with, whole_page
from slackapp.errors import RosterTooLarge
from slackapp.sandbox import Person, loopback
from slackapp.sandbox.faults import Fault
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE, first_statement, set_up

pytestmark = pytest.mark.slow

FIRST = MEMBERS[0]
MOST = 30
"""People on a roster at most."""
WEEKS = 4
"""Rounds after which the first facet settles."""
LONG = "<Aïsha & Þórunn> 😀 of the Department of Very Long Names and Longer Titles, Level"


def types(message):
    return [block["type"] for block in message["blocks"]]


async def reports(play):
    """The newest report of the channel, and the lead's own."""
    in_channel = (await messages_with(play.actor(FIRST), ids.OPEN_REPORT, count=1))[-1]
    alone = (await messages_with(play.actor(LEAD), ids.OPEN_REPORT, count=2))[-1]
    return in_channel, alone


@pytest.fixture(params=named(BOTH))
async def later(request, after_weeks):
    """A team whose first facet has settled, and whose second settles next week."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with after_weeks(WEEKS, transport, url) as play:
        await reports(play)
        yield play


async def test_where_slack_refuses_a_table_leads_and_team_read_it_in_words(later):
    refusing = Fault(target="chat.postMessage", kind="invalid_blocks", times=99, having='"table"')
    later.stage.sandbox.faults.add(refusing)
    await later.move_to(OPENING + timedelta(weeks=WEEKS))
    await later.invited(FIRST, number=WEEKS + 1)
    await later.move_to(OPENING + timedelta(weeks=WEEKS, days=4))
    await messages_with(later.actor(FIRST), ids.OPEN_REPORT, count=2)
    await messages_with(later.actor(LEAD), ids.OPEN_REPORT, count=4)
    for message in await reports(later):
        assert "table" not in types(message)
        assert "■" in json.dumps(message["blocks"], ensure_ascii=False)
    assert refusing.times == 97


async def test_lead_and_team_read_the_same_from_the_first_report_on(play):
    await play.move_to(OPENING)
    await play.invited(FIRST)
    await play.move_to(OPENING + timedelta(days=4))
    in_channel, alone = await reports(play)
    said = [
        [json.dumps(block) for block in message["blocks"] if block["type"] in {"header", "context"}]
        for message in (alone, in_channel)
    ]
    assert "First figures, at the earliest:" in str(said[0])
    assert said[0] == said[1][: len(said[0])]
    assert "Whoever leads the team sees the same figures as you and, " in said[1][-1]


@pytest.fixture(params=named(BOTH))
async def crowd(request, stage_of):
    """The app with nothing set up, and a channel of thirty with the longest names."""
    transport, database = request.param
    async with stage_of(transport, request.getfixturevalue(f"{database}_url")) as stage:
        happenings = stage.sandbox.happenings
        channel = next(c for c in stage.sandbox.workspace.channels.values() if c.name == CHANNEL)
        for number in range(MOST - len(MEMBERS) - 1):
            person = Person(
                id=f"U0CROWD{number:03}", name=f"crowd{number}", real_name=f"{LONG}{number}"
            )
            happenings.hire(person)
            happenings.join(person.id, channel.id)
        stage.app.worker.work()
        yield stage


async def test_thirty_people_with_the_longest_names_are_set_up_and_asked(crowd):
    admin = crowd.sandbox.actor(LEAD)
    admin.deadline = PATIENCE
    await set_up(admin)
    shown = await admin.sees("30 people would be asked. 29 of them count.")
    assert "Start asking" in json.dumps(shown["modal"])
    await admin.click("See the check-in")
    await admin.modal("Check-in")
    await admin.submit()
    await admin.modal("Set up a team")
    await admin.submit()
    await admin.sees("has started")
    await crowd.sandbox.workspace.calendar.set(OPENING + timedelta(minutes=1))
    member = crowd.sandbox.actor("U0CROWD000")
    member.deadline = PATIENCE
    invitation = (await messages_with(member, ids.CHECK_IN, count=1))[-1]
    await member.click(ids.CHECK_IN, within=invitation["ref"])
    form = await member.modal("Check-in")
    # More than ten names fold into a menu, and each brings its own question.
    helpers = ["U0CROWD001", "U0CROWD002", LEAD]
    await member.choose(ids.prompt_block("helped_me"), helpers)
    shown = await member.sees("What kind of help came from Mara Lindqvist?")
    assert shown["words"].count("What kind of help came from") == len(helpers)
    assert (await member.submit({first_statement(form.blocks): "4"})).errors == {}
    assert str((await member.modal("Check-in")).blocks).count("slack://user?") == len(helpers)


async def test_one_more_is_too_many(crowd):
    admin = crowd.sandbox.actor(LEAD)
    admin.deadline = PATIENCE
    channel = next(c for c in crowd.sandbox.workspace.channels.values() if c.name == CHANNEL)
    extra = Person(id="U0CROWD999", name="extra", real_name="Extra")
    crowd.sandbox.happenings.hire(extra)
    crowd.sandbox.happenings.join(extra.id, channel.id)
    await set_up(admin, pages=1)
    await admin.sees("or split the channel into smaller teams")
    done = await admin.submit({"leads": [LEAD]})
    assert done.errors == {"roster": RosterTooLarge.for_people()}


@pytest.mark.parametrize("place", named(BOTH))
async def test_a_teammate_too_finds_every_report_on_home(after_weeks, request, place):
    transport, database = place
    async with after_weeks(7, transport, request.getfixturevalue(f"{database}_url")) as play:
        member = play.actor(FIRST)
        await messages_with(member, ids.OPEN_REPORT, count=1)
        home = await member.home()
        assert str(home.blocks).count(ids.OPEN_REPORT) == 5
        await member.click("All reports of Harbour", within="home")
        listed = await member.modal("All reports")
        links = [b["url"] for row in listed.blocks for b in row.get("elements", ()) if "url" in b]
        assert len(links) == 7
        assert "Report for Harbour" in await whole_page(links[-1])


@pytest.mark.parametrize("place", named(BOTH))
async def test_the_same_figures_are_on_the_page_in_the_table_and_in_the_data(
    after_weeks, request, place
):
    transport, database = place
    async with after_weeks(WEEKS, transport, request.getfixturevalue(f"{database}_url")) as play:
        in_channel, _alone = await reports(play)
        member = play.actor(FIRST)
        await member.click(ids.OPEN_REPORT, within=in_channel["ref"])
        await member.modal("Report")
        page, table, data = [
            await fetched(member, button)
            for button in (ids.REPORT_LINK, ids.REPORT_AS_CSV, ids.REPORT_AS_JSON)
        ]
        (settled,) = data.json()["settled"]
        assert (settled["measure"], settled["status"]) == ("reciprocity", "shown")
        (row,) = csv.DictReader(io.StringIO(table.text))
        assert {name: row[name] for name in ("measure", "value", "respondents")} == {
            "measure": "reciprocity",
            "value": str(settled["value"]),
            "respondents": settled["respondents"],
        }
        assert f"{settled['value']:.1f}" in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for one in (page, table, data):
            assert not [user for user in (LEAD, *MEMBERS) if user in one.text]


async def fetched(member, button):
    """What a link of the window about a report gives a browser."""
    address = (await member.click(button)).url
    async with loopback.client(trust_env=False) as browser:
        return (await browser.get(address)).raise_for_status()

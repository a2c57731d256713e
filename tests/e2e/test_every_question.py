"""The set-up with every question answered: what its pages say, and that the team is just that."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from slackapp.demo.cast import LEAD, cast
from slackapp.demo.wire import messages_with, open_form
from slackapp.domain.cadence import check_region
from slackapp.sandbox import loopback
from slackapp.ui import ids, sheet
from tests.e2e.playing import MEMBERS, actor, page_of
from tests.e2e.test_rewriting import preformatted

pytestmark = pytest.mark.slow

NAMES = [person.real_name for person in cast().members]
WHEN = {
    "cadence.weekday": "Tuesday",
    "cadence.at": "09:30",
    "cadence.every": "Every two weeks",
    "cadence.zone": "Europe/Berlin",
    "cadence.holidays": "DE-BE",
    "cadence.first": "2026-03-10",
    "cadence.ends": "2026-09-08",
}
WHAT = {"options": ["light"], "open_days": "3 days"}
PRIVACY = {"k": "6", "retention_weeks": "13 weeks", "lock": ["locked"]}
SET = {
    "name": "harbour",
    "leads": [LEAD],
    "weekday": 1,
    "every_weeks": 2,
    "zone": "Europe/Berlin",
    "holidays": "DE-BE",
    "first": "2026-03-10",
    "ends": "2026-09-08",
    "light": True,
    "open_days": 3,
    "k": 6,
    "retention_weeks": 13,
    "not_for_appraisal": True,
}
OPENS = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
"""Half past nine in Berlin."""


async def words_of(admin):
    return (await admin.screen())["words"].replace("*", "")


async def people_and_what_they_get(admin):
    """The first page offers the channel it is typed in; the second says who counts for what."""
    await admin.command("/bearings", "admin", channel="harbour")
    await admin.modal("Set up a team")
    assert (await admin.submit({})).errors == {}
    await page_of(admin, 2)
    await admin.choose("Who leads it?", [LEAD])
    await admin.sees("9 in the channel, 8 count.")
    said = await words_of(admin)
    assert "at the earliest: who carries how much, without names" in said
    assert "What you will not get" not in said
    assert "Asked, but count in no team figure, as leads: @Mara Lindqvist" in said
    assert [name for name in NAMES if f"@{name}" not in said] == []


async def what_is_kept(admin):
    """The page about privacy leads to one sheet: limits of an admin, data, scopes."""
    await admin.click("What is kept, and what an admin cannot do")
    shown = await admin.modal("Data and limits")
    told = shown.words
    assert "read an answer, or see who answered or who was named" in told
    assert "sealed until they are counted, 120 days at most" in told
    assert [scope for scope in sheet.SCOPES if f"`{scope}`" not in told] == []
    addresses = re.findall(r"<(http[^|>]+)\|", json.dumps(shown.blocks))
    assert len(addresses) == 3
    async with loopback.client(trust_env=False) as browser:
        for address in addresses:
            page = (await browser.get(address)).raise_for_status().text
            _, _, part = address.partition("#")
            assert f'id="{part}"' in page or not part
    await admin.close()
    await admin.modal("Set up a team")


async def looked_over(admin):
    """The last page says all of it again, and what the channel would be told; returns that."""
    await page_of(admin, 6)
    said = await words_of(admin)
    for words in (
        "9 people would be asked. 8 of them count.",
        "This locks it for good that nothing here is for appraisal.",
        "Asked every 2 weeks on Tuesday at 9:30 AM in Berlin, not on public holidays (DE-BE), ",
        "not after Sep 8, 2026:",
        "• Tuesday, March 10, 2026\n• Tuesday, March 24, 2026",
        "after 8 check-ins, on Jun 19, 2026 at the earliest: help both ways",
        "Because in light mode, at this interval sealed answers are gone before then:",
        "gone before then:\n• who carries how much, without names",
        "and this interval is too long for it:\n• habits of helping and of limits",
    ):
        assert words in said
    assert [name for name in NAMES if f"@{name}" not in said] == []
    return next(line[1:] for line in said.splitlines() if line.startswith(">"))


async def test_every_answer_is_said_before_it_starts_and_is_what_the_team_then_has(stage):
    admin, member = actor(stage, LEAD), actor(stage, MEMBERS[0])
    # The library of holidays takes half a second to load, once: too long where all cores are busy.
    check_region(WHEN["cadence.holidays"])
    await people_and_what_they_get(admin)
    assert (await admin.submit()).errors == {}
    await page_of(admin, 3)
    assert (await admin.submit(WHEN)).errors == {}
    await page_of(admin, 4)
    assert (await admin.submit(WHAT)).errors == {}
    await page_of(admin, 5)
    await what_is_kept(admin)
    assert (await admin.submit(PRIVACY)).errors == {}
    promised = await looked_over(admin)
    assert not stage.sandbox.journal.entries(kind="web_api", what="chat.postMessage")
    await admin.submit()
    await admin.sees("has started")
    await admin.close()
    await member.sees("will ask this team every 2 weeks on Tuesday at 9:30 AM in Berlin")
    (told,) = await member.messages()
    assert told["words"].replace("*", "") == promised

    await admin.command("/bearings", "admin")
    await admin.click("Open")
    await admin.click("Settings as text")
    kept = json.loads(preformatted(await admin.modal("Settings as text")))
    assert {name: kept[name] for name in SET} == SET
    await stage.sandbox.workspace.calendar.set(OPENS)
    await open_form(member, (await messages_with(member, ids.CHECK_IN, count=1))[-1])
    form = (await member.modal("Check-in")).words
    assert "only from at least 6 people" in form
    assert "This team has locked it for good: nothing here is for appraisal." in form

"""A lead guesses, a teammate only reads, and nothing is kept of either."""

from __future__ import annotations

import json
import logging

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import messages_with
from slackapp.sandbox.faults import Fault
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS
from tests.privacy.dumps import Dumper

pytestmark = pytest.mark.slow

ADA, BEN = MEMBERS[:2]
WEEKS = 4
"""Rounds after which the first facet settles."""
TICKING = {"bucket"}
"""What the sender counts its turns at Slack's methods in."""
OUTSIDE = ("httpx", "httpcore", "slackapp.sandbox", "asyncio")
"""Loggers of those who play people and Slack."""


@pytest.fixture(params=named(BOTH))
async def settled(request, after_weeks, tmp_path):
    """A team in whose fourth round a facet settled, and how to dump what it stored."""
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with after_weeks(WEEKS, transport, url) as play:
        play.dumper = Dumper(url, tmp_path / "keys")
        yield play


def stored(play):
    """Every row of every table but those that tick by themselves while messages go out."""
    return {table: rows for table, rows in play.dumper.take().rows.items() if table not in TICKING}


async def reported(play, user):
    """The newest message with a report that somebody sees."""
    count = 2 if user == LEAD else 1
    return (await messages_with(play.actor(user), ids.GUESS, count=count))[-1]


async def test_a_lead_guesses_and_nothing_of_it_is_stored_or_logged(settled, caplog):
    caplog.set_level(logging.DEBUG)
    message = await reported(settled, LEAD)
    assert "±" not in json.dumps(message, ensure_ascii=False)
    await settled.until(settled.is_at_rest)
    before = stored(settled)
    lead = settled.actor(LEAD)
    await lead.click(ids.GUESS, within=message["ref"])
    form = await lead.modal("Guess first")
    assert "±" not in form.words
    done = await lead.submit({"guess.reciprocity": "4.5"})
    assert done.errors == {}
    shown = await lead.modal("Your guess")
    assert "You guessed 4.5: " in shown.words
    assert "±" in shown.words
    assert stored(settled) == before
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(OUTSIDE)]
    assert [line for line in ours if "4.5" in line or "reciprocity" in line] == []
    assert [line for line in ours if LEAD in line] == []


async def test_whoever_wants_to_read_sees_the_figures_with_one_press_and_alone(settled):
    message = await reported(settled, ADA)
    ada = settled.actor(ADA)
    await ada.click(ids.SHOW_FIGURES, within=message["ref"])
    await ada.sees("Only you see this, until Slack is loaded again.")
    [alone] = [one for one in await ada.messages() if one["ephemeral"]]
    assert "table" in {block["type"] for block in alone["blocks"]}
    assert "Only you see this" not in (await settled.actor(BEN).screen())["words"]
    assert "±" not in json.dumps(await reported(settled, BEN), ensure_ascii=False)


async def test_where_slack_refuses_the_pictures_the_figures_come_in_words(settled):
    refusing = Fault(target="chat.postEphemeral", kind="invalid_blocks", times=1)
    settled.stage.sandbox.faults.add(refusing)
    message = await reported(settled, ADA)
    ada = settled.actor(ADA)
    await ada.click(ids.SHOW_FIGURES, within=message["ref"])
    await ada.sees("Only you see this, until Slack is loaded again.")
    [alone] = [one for one in await ada.messages() if one["ephemeral"]]
    assert "table" not in {block["type"] for block in alone["blocks"]}
    assert "±" in json.dumps(alone["blocks"], ensure_ascii=False)


async def test_the_full_report_opens_from_the_guess(settled):
    message = await reported(settled, LEAD)
    lead = settled.actor(LEAD)
    await lead.click(ids.GUESS, within=message["ref"])
    await lead.modal("Guess first")
    await lead.submit({})
    await lead.modal("The figures")
    await lead.click("Get a link to the report")
    await lead.modal("Report")
    opened = await lead.click(ids.REPORT_LINK)
    assert "/reports/" in opened.url
    assert opened.url.endswith("#seen")

"""An admin keeps a team's settings as text, brings them back, and takes the last change back."""

from __future__ import annotations

import json

import pytest

from slackapp.demo.cast import LEAD
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS

pytestmark = pytest.mark.slow


async def page(lead):
    await lead.command("/bearings", "admin")
    await lead.modal("Teams")
    await lead.click("Open")
    return await lead.modal("Team")


def preformatted(view):
    """The text of a view that is there to be copied."""
    texts = [
        b["elements"][0]["elements"][0]["text"] for b in view.blocks if b["type"] == "rich_text"
    ]
    return "\n".join(texts)


async def test_settings_are_kept_brought_back_and_taken_back(play):
    lead, member = play.actor(LEAD), play.actor(MEMBERS[0])
    await page(lead)
    await lead.click("Settings as text")
    kept = json.loads(preformatted(await lead.modal("Settings as text")))
    assert (kept["name"], kept["every_weeks"]) == ("Harbour", 1)
    await lead.close()
    await lead.click("Settings from text")
    await lead.modal("Settings from text")
    await lead.submit({"text": json.dumps(kept | {"retention_weeks": 1000})})
    await lead.sees("(line 1: retention_weeks is 1000, and takes 1 to 104)")
    assert (await lead.submit({"text": json.dumps(kept | {"every_weeks": 2})})).errors == {}
    await lead.sees("How often: every week → every 2 weeks")
    assert (await lead.submit()).errors == {}
    await lead.modal("Team")
    await member.sees("Bearings asks every 2 weeks on Monday")
    await lead.click(ids.UNDO_CHANGE)
    await member.sees("Bearings asks every Monday")
    await lead.click("What was changed")
    await lead.sees("last change taken back")
    await lead.close(everything=True)


async def test_all_settings_are_kept_brought_back_and_taken_back_at_once(play):
    lead, member = play.actor(LEAD), play.actor(MEMBERS[0])
    await lead.command("/bearings", "admin")
    await lead.click("All settings as text")
    kept = preformatted(await lead.modal("All settings as text"))
    await lead.close()
    await lead.click("All settings from text")
    await lead.modal("All settings from text")
    broken = kept.replace('"every_weeks": 1', '"every_weeks": "often"', 1)
    await lead.submit({"part.1": broken})
    line = next(n for n, one in enumerate(broken.splitlines(), 1) if "often" in one)
    await lead.sees(f'(line {line}: every_weeks is "often", and takes 1, 2 or 4)')
    given = json.loads(kept)
    given["teams"][0]["name"] = "Pier"
    given["teams"][0]["every_weeks"] = 2
    first, second = halves(json.dumps(given, indent=2))
    await lead.submit({"part.1": first, "part.2": second})
    await lead.sees("How often: every week → every 2 weeks")
    assert "This would change" in (await lead.screen())["words"]
    await lead.submit()
    await lead.sees("Saved as the text says: 1 team.")
    await member.sees("In Bearings this team is now called Pier.")
    await lead.click("Take all of it back")
    await lead.sees("Everything is as it was before")
    await member.sees("In Bearings this team is now called Harbour.")
    await lead.close(everything=True)


def halves(text):
    """The text in two parts, broken at a line."""
    lines = text.splitlines()
    return "\n".join(lines[: len(lines) // 2]), "\n".join(lines[len(lines) // 2 :])

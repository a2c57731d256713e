"""Installing, setting up, looking after a team and coming back, in a real Chromium.

With `UPDATE_IMAGES=1` in the environment the pictures of the documentation are taken anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from slackapp.demo.cast import LEAD, WORKSPACE, cast
from slackapp.domain.teams import TeamState
from tests.e2e.playing import PATIENCE
from tests.e2e.test_install import Workplace

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]


@pytest.fixture
async def workplace(stage_of, sqlite_url):
    async with stage_of("http", sqlite_url, slack_bot_token=None) as stage:
        stage.app.worker.work()
        yield Workplace(stage)


@pytest.fixture
async def page(workplace):
    """One tab; what its console complains about on a page of the app fails the test."""
    complaints = []

    def complain(said):
        if tab.url.startswith(workplace.stage.app.web.address):
            complaints.append(said)

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        window = await chromium.new_context(viewport={"width": 1100, "height": 760})
        window.set_default_timeout(PATIENCE * 1000)
        tab = await window.new_page()
        tab.on("pageerror", lambda error: complain(str(error)))
        tab.on("console", lambda m: complain(m.text) if m.type == "error" else None)
        yield tab
        await chromium.close()
    assert complaints == []


@pytest.fixture
def picture(page, tmp_path):
    """Takes a picture; of the documentation's when it is asked for."""
    folder = IMAGES if os.environ.get("UPDATE_IMAGES") else tmp_path

    async def take(name):
        await page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return take


async def install(page, workplace, picture=None):
    await page.goto(f"{workplace.stage.app.web.address}/")
    await expect(page.get_by_role("heading", name="Bearings")).to_be_visible()
    if picture:
        await picture("install-page")
    await page.get_by_role("link", name="Add to Slack").click()
    await expect(page.get_by_role("heading", name="asks for access")).to_be_visible()
    await page.get_by_label("Install as").select_option(LEAD)
    await page.get_by_role("button", name="Allow").click()
    await expect(page.get_by_text(f"Bearings is installed in {WORKSPACE}.")).to_be_visible()


async def type_command(page, workplace, text):
    await page.goto(f"{workplace.stage.sandbox.url}/as/{LEAD}/{cast().channel.id}")
    await page.get_by_label("Write a message or a command").fill(text)
    await page.get_by_role("button", name="Send").click()


async def test_from_the_first_page_to_a_team_and_back_after_a_removal(page, workplace, picture):
    await install(page, workplace, picture)

    await type_command(page, workplace, "/bearings admin")
    form = page.get_by_role("dialog", name="Set up a team")
    await form.get_by_label("The team's channel").select_option(cast().channel.id)
    await form.get_by_label("The team's name").fill("Harbour")
    for number in range(2, 7):
        await form.get_by_role("button", name="Next").click()
        await expect(form.get_by_text(f"Page {number} of 6")).to_be_visible()
    before = page.get_by_role("dialog", name="Set up a team")
    await expect(before.get_by_text("9 people would be asked.")).to_be_visible()
    await picture("admin-before-it-starts")
    await before.get_by_role("button", name="Start asking").click()
    await expect(page.get_by_role("dialog").get_by_text("has started")).to_be_visible()
    await page.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await type_command(page, workplace, "/bearings admin")
    teams = page.get_by_role("dialog", name="Teams")
    await expect(teams.get_by_text("running")).to_be_visible()
    await teams.get_by_role("button", name="Open").click()
    team = page.get_by_role("dialog", name="Team", exact=True)
    await expect(team.get_by_text("It is running now.")).to_be_visible()
    await picture("admin-team")
    await team.get_by_role("button", name="Change settings").click()
    edit = page.get_by_role("dialog", name="Change settings")
    await edit.get_by_label("The team's name").fill("Harbour Crew")
    await edit.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Harbour Crew")).to_be_visible()

    await workplace.actor(LEAD).close(everything=True)

    await workplace.uninstall()
    assert workplace.team.state is TeamState.PAUSED
    await install(page, workplace)
    await workplace.actor(LEAD).sees("1 team is still here from before, and paused")
    await type_command(page, workplace, "/bearings resume")
    await expect(page.get_by_text("Check-ins go on for this team.").first).to_be_visible()
    assert workplace.team.state is TeamState.RUNNING

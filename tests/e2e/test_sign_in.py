"""Reading reports in a browser, signed in with Slack: over the wire, and in a real Chromium."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from slackapp.demo.cast import LEAD, TEAM
from slackapp.demo.wire import messages_with, report_address
from slackapp.domain.rounds import RoundState
from slackapp.errors import SignedOut, SignInOver, UnknownReport, UnknownWorkspace
from slackapp.sandbox import Person, loopback
from slackapp.ui import ids
from tests.chromium import CHROMIUM, launched
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE

pytestmark = pytest.mark.slow


IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


@pytest.fixture
def picture(tmp_path):
    """Takes a picture; of the documentation's with `UPDATE_IMAGES=1` in the environment."""
    folder = IMAGES if os.environ.get("UPDATE_IMAGES") else tmp_path

    async def take(page, name):
        await page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return take


async def reported(play):
    """Let one round end; returns the path of its report."""
    await play.move_to(OPENING)
    await play.invited(MEMBERS[0])
    await play.move_to(OPENING + timedelta(days=4))
    lead = play.actor(LEAD)
    [_team, to_lead] = await messages_with(lead, ids.OPEN_REPORT, count=2)
    assert len(play.rounds(RoundState.CLOSED)) == 1
    return urlsplit(await report_address(lead, to_lead)).path


def browser_of(play):
    return loopback.client(base_url=play.stage.app.web.address, trust_env=False)


async def until(play, seen):
    """Look at the data again at every change in Slack, or a little later."""
    rev, read = play.stage.sandbox.workspace.rev, play.stage.app.house.database.read
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(read, seen):
            await rev.wait_past(rev.value, seconds=0.1)


async def sign_in(browser, user, *, to="", answer="allow"):
    """As a browser does: our button, Slack's page, and the way back."""
    there = await browser.get("/sign-in", params={"to": to})
    address = there.headers["location"]
    assert (await browser.get(address)).status_code == 200
    agreed = await browser.post(address, data={"person": user, "answer": answer})
    return await browser.get(agreed.headers["location"])


async def test_the_team_and_its_lead_read_in_the_browser_and_nobody_else(play):
    path = await reported(play)
    happenings = play.stage.sandbox.happenings
    happenings.hire(Person(id="U0STRANGER", name="ida", real_name="Ida Berg"))
    for user, may in ((MEMBERS[0], True), (LEAD, True), ("U0STRANGER", False)):
        async with browser_of(play) as browser:
            assert SignedOut().sentence in (await browser.get(path)).text
            back = await sign_in(browser, user, to=path.rpartition("/")[2])
            assert (back.status_code, back.headers["location"]) == (303, path)
            page = await browser.get(path)
            assert ("Report for Harbour" in page.text, page.status_code == 200) == (may, may)
            assert (UnknownReport().sentence in page.text) is not may
            assert (path in (await browser.get("/reports")).text) is may
            for form in (".csv", ".json"):
                assert ((await browser.get(path + form)).status_code == 200) is may


async def test_what_came_back_once_signs_nobody_in_again(play):
    async with browser_of(play) as browser:
        there = await browser.get("/sign-in")
        state = browser.cookies["bearings_sign_in"]
        agreed = await browser.post(
            there.headers["location"], data={"person": LEAD, "answer": "allow"}
        )
        back = agreed.headers["location"]
        assert (await browser.get(back)).status_code == 303
        browser.cookies.set("bearings_sign_in", state, domain="127.0.0.1")
        again = await browser.get(back)
    assert again.status_code == 403
    assert SignInOver().sentence in again.text


async def test_a_session_ends_by_signing_out_by_deactivation_and_with_the_app(play):
    path = await reported(play)
    sandbox, workspace = play.stage.sandbox, play.stage.app.web.workspace.id
    async with browser_of(play) as first, browser_of(play) as second, browser_of(play) as third:
        for browser, user in ((first, MEMBERS[0]), (second, MEMBERS[1]), (third, LEAD)):
            await sign_in(browser, user)
            assert (await browser.get(path)).status_code == 200
        kept = first.cookies["bearings_session"]
        assert (await first.post("/sign-out")).status_code == 200
        first.cookies.set("bearings_session", kept, domain="127.0.0.1")
        assert SignedOut().sentence in (await first.get(path)).text

        sandbox.happenings.change_person(MEMBERS[1], deleted=True)
        await until(play, lambda store: not store.people.get(workspace, MEMBERS[1]).is_active)
        assert SignedOut().sentence in (await second.get(path)).text
        assert (await third.get(path)).status_code == 200

        sandbox.happenings.uninstall()
        await until(play, lambda store: store.workspaces.token(workspace) is None)
        assert UnknownWorkspace().sentence in (await third.get(path)).text
        assert UnknownWorkspace().sentence in (await sign_in(third, LEAD)).text


async def test_nobody_is_asked_for_more_than_who_they_are_and_no_token_of_theirs_is_kept(play):
    async with browser_of(play) as browser:
        await sign_in(browser, MEMBERS[0])
    [asked] = play.stage.sandbox.journal.entries(what="openid.connect.token")
    assert not asked.problem
    calls = {entry.what for entry in play.stage.sandbox.journal.entries(kind="web_api")}
    assert "openid.connect.userInfo" not in calls


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
async def test_a_lead_signs_in_reads_the_report_and_signs_out_in_a_browser(play, picture):
    path = await reported(play)
    async with launched() as chromium:
        window = await chromium.new_context(viewport={"width": 1100, "height": 760})
        window.set_default_timeout(PATIENCE * 1000)
        page = await window.new_page()
        await page.goto(play.stage.app.web.address + path)
        await expect(page.get_by_text("Sign in with Slack, so that we know")).to_be_visible()
        await picture(page, "sign-in")
        await page.get_by_role("link", name="Sign in with Slack").click()
        await expect(page.get_by_role("heading", name="Sign in to Bearings")).to_be_visible()
        await page.get_by_label("Sign in as").select_option(LEAD)
        await page.get_by_role("button", name="Allow").click()
        await expect(page.get_by_role("heading", name="Report for Harbour")).to_be_visible()
        assert urlsplit(page.url).path == path
        assert await page.evaluate("document.cookie") == ""
        await page.goto(play.stage.app.web.address + "/reports")
        await expect(page.get_by_role("link", name=TEAM).first).to_be_visible()
        await picture(page, "your-reports")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_text("You are signed out.")).to_be_visible()
        await page.goto(play.stage.app.web.address + path)
        await expect(page.get_by_text("Sign in with Slack, so that we know")).to_be_visible()

"""What people do, done in a real Chromium against the real app."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from slackapp.demo.cast import LEAD, cast
from tests.e2e.playing import MEMBERS, OPENING, PATIENCE

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
WEEKS = 4
"""The first window of the first facet: after it there is a picture to look at."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]


@pytest.fixture
async def browser():
    """One window; what its console complains about fails the test."""
    complaints = []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        window = await chromium.new_context()
        window.set_default_timeout(PATIENCE * 1000)
        window.on("weberror", lambda error: complaints.append(str(error.error)))
        window.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        yield window
        await chromium.close()
    assert complaints == []


async def act_as(browser, play, user, place):
    page = await browser.new_page()
    await page.goto(f"{play.stage.sandbox.url}/as/{user}/{place}")
    return page


async def test_a_teammate_answers_and_is_thanked(play, browser):
    await play.move_to(OPENING)
    await play.invited(MEMBERS[0])
    page = await act_as(browser, play, MEMBERS[0], cast().channel.id)
    await page.get_by_role("button", name="Check in").first.click()
    form = page.get_by_role("dialog")
    for statement in await form.get_by_role("radio", name="Mostly true").all():
        await statement.check()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("Thank you")).to_be_visible(timeout=PATIENCE * 1000)


async def test_a_lead_reads_the_report_with_its_picture(play, browser, people):
    for week in range(WEEKS):
        opening = OPENING + timedelta(weeks=week)
        await play.move_to(opening)
        await asyncio.gather(*(play.answer(user, number=week + 1) for user in people))
        await play.move_to(opening + timedelta(days=5))
        await play.actor(LEAD).until(
            lambda screen, wanted=week + 1: screen["words"].count("Report for Harbour") >= wanted,
            "the report",
        )
    page = await act_as(browser, play, LEAD, cast().channel.id)
    await page.get_by_text("Bearings home").click()
    await page.get_by_role("button", name="Open the report").first.click()
    async with browser.expect_page() as opened:
        await page.get_by_role("dialog").get_by_role("link", name="Open the full report").click()
    report = await opened.value
    await expect(report.get_by_role("heading", name="Report for Harbour")).to_be_visible()
    if await report.locator("#show").is_visible():
        await report.locator("#show").click()
    await expect(report.locator(".js-plotly-plot").first).to_be_visible()
    settled = report.get_by_role("heading", name="Help going both ways")
    await expect(settled.first).to_be_visible()

"""How often an admin's finger comes down from the first page of the set-up to its start."""

from __future__ import annotations

from playwright.async_api import expect

from slackapp.demo.cast import LEAD, cast
from tests.e2e.browsing import marks

pytestmark = marks


async def test_a_team_is_set_up_with_seven_touches(stage, browser):
    page = await browser.page(f"{stage.sandbox.url}/as/{LEAD}/{cast().channel.id}")
    await page.get_by_label("Write a message or a command").fill("/bearings admin")
    await page.get_by_role("button", name="Send").press("Enter")
    form = page.get_by_role("dialog", name="Set up a team")
    async with page.expect_navigation():
        await form.get_by_role("button", name="Next").click()
    await expect(form.get_by_text("9 in the channel, 9 count.")).to_be_visible()
    await form.get_by_role("checkbox", name="Mara Lindqvist").click()
    await expect(form.get_by_text("9 in the channel, 8 count.")).to_be_visible()
    for number in range(3, 7):
        await form.get_by_role("button", name="Next").click()
        await expect(form.get_by_text(f"Page {number} of 6")).to_be_visible()
    await form.get_by_role("button", name="Start asking").click()
    await expect(page.get_by_role("dialog").get_by_text("has started")).to_be_visible()
    assert browser.touches == 1 + 1 + 4 + 1

"""A real Chromium, what a person does in it, and the pictures of the documentation."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Locator, Page

from tests import chromium

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images" / "journeys"
TAKEN_ANEW = bool(os.environ.get("UPDATE_IMAGES"))
"""Whether the pictures go into the documentation (`make journeys`)."""
WIDE = {"width": 1000, "height": 720}
PHONE = {"width": 390, "height": 780}
marks = [*chromium.marks, pytest.mark.slow]

EXPECTED = "Failed to load resource"
"""What a console says of an answer that is meant to be a refusal."""


@dataclass
class Window:
    """A browser of one's own. What its console complains about fails the test."""

    context: BrowserContext
    pictures: Path
    complaints: list[str] = field(default_factory=list)
    touches: int = 0
    """Times a finger or a pointer came down on any page."""

    async def page(self, address: str = "") -> Page:
        page = await self.context.new_page()
        if address:
            await page.goto(address)
        return page

    async def act_as(self, play, user: str, place: str) -> Page:
        """A page on which one is this person, at a channel or at "home"."""
        return await self.page(f"{play.stage.sandbox.url}/as/{user}/{place}")

    async def picture(self, page: Page, name: str) -> None:
        """Keep what is to be seen now."""
        path = self.pictures / f"{name}.jpg"
        await page.screenshot(path=path, type="jpeg", quality=55, animations="disabled")

    def touch(self) -> None:
        self.touches += 1


@asynccontextmanager
async def window(pictures: Path, **settings) -> AsyncIterator[Window]:
    """Open a browser; `pictures` is where its pictures go when none are taken anew."""
    folder = IMAGES if TAKEN_ANEW else pictures
    folder.mkdir(parents=True, exist_ok=True)
    async with chromium.launched() as browser:
        context = await browser.new_context(**{"viewport": WIDE, **settings})
        context.set_default_timeout(chromium.PATIENCE * 1000)
        opened = Window(context, folder)
        await context.expose_function("touched", opened.touch)
        await context.add_init_script(
            "addEventListener('pointerdown', e => e.isTrusted && window.touched(), true)"
        )
        context.on("weberror", lambda error: opened.complaints.append(str(error.error)))
        context.on("console", lambda said: opened.complaints.append(said.text) if _bad(said) else 0)
        yield opened
    assert opened.complaints == []


def _bad(said) -> bool:
    return said.type == "error" and EXPECTED not in said.text


async def reach(page: Page, wanted: Locator, key: str = "Tab", *, most: int = 120) -> None:
    """Press a key until something has the focus, as somebody without a mouse does."""
    for _ in range(most):
        if await wanted.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{wanted} cannot be reached with {key}")

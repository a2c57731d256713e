"""Whoever chooses twice in a moment sees what follows from the second choice."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from slack_sdk.errors import SlackApiError

from slackapp.listeners import presses
from slackapp.listeners.presses import Presses
from slackapp.listeners.window import Window

PRESSED = {"id": "V1", "hash": "h0"}


class Slack:
    """A window of Slack: what is shown gets a new hash, and what was made on another is refused."""

    def __init__(self):
        self.shown, self.hash, self.ready = [], "h0", asyncio.Event()
        self.ready.set()

    async def views_update(self, *, view_id, view, hash=""):  # noqa: A002 - as Slack calls it
        assert view_id == "V1"
        if hash not in {"", self.hash}:
            raise SlackApiError("refused", SimpleNamespace(data={"error": "hash_conflict"}))
        self.shown.append(view)
        self.hash = f"h{len(self.shown)}"
        answer = {"view": {"id": view_id, "hash": self.hash}}
        await self.ready.wait()
        return answer


@pytest.fixture
def slack():
    return Slack()


async def test_without_this_the_second_of_two_quick_presses_shows_nothing(slack):
    first, second = (Window.of(slack, PRESSED) for _ in range(2))
    assert await first.show({"now": 1})
    assert await second.show({"now": 2}) is None


async def test_each_of_two_quick_presses_shows_what_follows_from_it(slack):
    known = Presses()
    first, second = (known.window(slack, PRESSED) for _ in range(2))
    assert (first.is_overtaken, second.is_overtaken) == (True, False)
    assert await first.show({"now": 1})
    shown = await second.show({"now": 2})
    assert (await shown.show({"now": 3})).hash == "h3"
    assert slack.shown == [{"now": 1}, {"now": 2}, {"now": 3}]


async def test_a_press_that_is_slow_shows_nothing_in_place_of_a_later_one(slack):
    known = Presses()
    first, second = (known.window(slack, PRESSED) for _ in range(2))
    assert await second.show({"now": 2})
    assert await first.show({"now": 1}) is None
    assert slack.shown == [{"now": 2}]


async def test_a_press_waits_for_the_hash_of_what_is_being_shown(slack):
    known = Presses()
    first, second = (known.window(slack, PRESSED) for _ in range(2))
    slack.ready.clear()
    both = [asyncio.create_task(one.show({"now": n})) for n, one in enumerate((first, second), 1)]
    await asyncio.sleep(0)
    slack.ready.set()
    assert all(await asyncio.gather(*both))
    assert slack.shown == [{"now": 1}, {"now": 2}]


async def test_who_went_on_by_then_sees_the_page_they_went_to(slack):
    known = Presses()
    first, second = (known.window(slack, PRESSED) for _ in range(2))
    assert await first.show({"now": 1})
    slack.hash = "of an answer"
    assert await second.show({"now": 2}) is None
    there = known.window(slack, {"id": "V1", "hash": "of an answer"})
    assert await there.show({"now": 3})
    assert await second.show({"now": 2}) is None


async def test_only_the_windows_pressed_in_last_are_known(slack, monkeypatch):
    monkeypatch.setattr(presses, "MOST", 1)
    known = Presses()
    first = known.window(slack, PRESSED)
    assert await first.show({"now": 1})
    known.window(slack, PRESSED | {"id": "V2"})
    assert await known.window(slack, PRESSED).show({"now": 2}) is None

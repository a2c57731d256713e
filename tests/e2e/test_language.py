"""Everybody is answered in the language they have in Slack, over the wire."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.wire import open_form
from slackapp.errors import RoundClosed, SignedOut
from slackapp.sandbox import loopback
from slackapp.ui import ids, words
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, first_statement, with_team
from tests.pseudo import catalogue, foreign

pytestmark = pytest.mark.slow

GERMAN, ENGLISH = MEMBERS[:2]


@pytest.fixture(params=named(BOTH))
async def play(request, stage_of, monkeypatch, tmp_path):
    """A team one of whom has German; a real catalogue for it lies where catalogues lie."""
    catalogue(tmp_path / "locale", "de")
    monkeypatch.setattr(words, "LOCALES", tmp_path / "locale")
    words._spoken.cache_clear()
    words._catalogue.cache_clear()
    transport, database = request.param
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url) as stage:
        stage.sandbox.happenings.change_person(GERMAN, locale="de-DE")
        play = await with_team(stage)
        stage.app.worker.work()
        yield play
    words._spoken.cache_clear()
    words._catalogue.cache_clear()


def read(blocks):
    return " ".join(
        block["text"]["text"] for block in blocks if block["type"] in {"section", "header"}
    )


async def test_one_answers_in_german_and_the_other_in_english(play):
    await play.move_to(OPENING)
    for user, ours in ((GERMAN, foreign("Thank you")), (ENGLISH, "Thank you")):
        actor = play.actor(user)
        form = await open_form(actor, await play.invited(user))
        await actor.submit({first_statement(form): "4"})
        thanked = await actor.modal()
        assert ours in thanked.title + read(thanked.blocks)
    await play.move_to(OPENING + timedelta(days=4))
    for user, ours in ((GERMAN, foreign), (ENGLISH, str)):
        actor = play.actor(user)
        await actor.close(everything=True)
        await actor.click(ids.CHECK_IN, within=(await play.invited(user))["ref"])
        await actor.sees(ours(RoundClosed.for_people()))


async def test_a_browser_is_answered_in_the_language_it_asks_for(play):
    async with loopback.client(base_url=play.stage.app.web.address, trust_env=False) as browser:
        for wishes, ours in (("de-AT,de;q=0.9,en;q=0.5", foreign), ("fr, en;q=0.5", str)):
            page = await browser.get("/reports/R1", headers={"accept-language": wishes})
            assert page.status_code == 403
            assert ours(SignedOut.for_people()) in page.text
            assert ('<html lang="de">' in page.text) is (ours is foreign)

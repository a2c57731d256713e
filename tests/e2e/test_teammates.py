"""A teammate at their own screen: nobody this week, a helper to thank, and a pause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import open_form
from slackapp.errors import ClosesBefore, NotAllowed, NothingOpen
from slackapp.ui import ids
from slackapp.ui.home import PROMISE
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, first_statement, with_team
from tests.e2e.test_newcomers import own_answers

pytestmark = pytest.mark.slow

ADA, BEN = MEMBERS[:2]
HOW_WAS_THAT = "Nobody helped you this week. How was that?"
ONLY_REMINDER = "This is the only reminder unless you choose one."


async def test_nobody_offers_one_tap_and_who_helped_can_be_thanked_in_ones_own_chat(play):
    await play.move_to(OPENING)
    ada = play.actor(ADA)
    await open_form(ada, await play.invited(ADA))
    await ada.choose(ids.prompt_block("helped_me"), [ids.NOBODY])
    shown = await ada.sees(HOW_WAS_THAT)
    assert "What kind of help" not in shown["words"]
    await ada.choose(ids.prompt_block("helped_me"), [BEN])
    shown = await ada.sees("What kind of help came from Ben Ruiz?")
    assert HOW_WAS_THAT not in shown["words"]
    before = len(play.stage.sandbox.journal.entries(kind="web_api"))
    assert (await ada.submit()).ok
    thanks = await ada.modal("Check-in")
    assert "Want to thank them?" in thanks.words
    assert f"&id={BEN}|Ben Ruiz>" in str(thanks.blocks)
    # A plain link: nothing is sent to anybody, and no press is told to the app.
    calls = play.stage.sandbox.journal.entries(kind="web_api")[before:]
    assert not [call for call in calls if call.what.startswith("chat.")]
    assert not [block for block in thanks.blocks if block["type"] == "actions"]


async def test_who_pauses_is_left_alone_until_that_day_and_asked_again_after_it(play):
    await play.move_to(OPENING)
    ada, ben = play.actor(ADA), play.actor(BEN)
    await play.invited(ADA)
    await ada.home()
    await ada.click("My settings", within="home")
    await ada.modal("My settings")
    until = (OPENING + timedelta(days=7)).date().isoformat()
    assert (await ada.submit({"pause": until})).errors == {}
    said = "no check-in is brought to you before Monday, March 9, 2026, and you can answer an open"
    assert said in (await ada.modal()).words
    await ada.close(everything=True)
    await play.move_to(OPENING + timedelta(days=1))
    await ben.sees(ONLY_REMINDER)
    assert ONLY_REMINDER not in (await ada.screen())["words"]
    await play.move_to(OPENING + timedelta(weeks=1))
    await play.invited(ADA, number=2)
    await play.move_to(OPENING + timedelta(weeks=1, days=1))
    await ada.sees(ONLY_REMINDER)


async def test_home_says_what_is_promised_and_offers_something_for_oneself(play):
    home = await play.actor(ADA).home()
    for words in (
        "Nothing is open for you right now.",
        "What is promised",
        "No name ever stands in a report.",
        "To think about",
        "A small practice, if you like:",
        "Open my mirror",
        "Words to try",
        "My settings",
        "My data",
    ):
        assert words in home.words
    promised = home.words.partition("What is promised\n")[2].splitlines()
    assert [line for line in promised if line.startswith("•")] == [f"• {one}" for one in PROMISE]
    assert len(PROMISE) == 5
    await play.move_to(OPENING)
    await play.invited(ADA)
    ada = play.actor(ADA)
    assert "Nothing is open for you right now." not in (await ada.home()).words
    await ada.click("Why am I asked?", within="home")
    await ada.modal("Why am I asked?")
    await ada.close()
    await ada.click("Check in", within="home")
    await ada.modal("Check-in")


async def test_what_one_said_is_ones_own_to_read_and_what_one_sends_last_counts(play):
    """In the second week, which asks what held one back."""
    await play.move_to(OPENING)
    await play.invited(ADA)
    await play.move_to(OPENING + timedelta(weeks=1))
    ada = play.actor(ADA)
    form = await open_form(ada, await play.invited(ADA, number=2))
    (held_back,) = [block for block in form if block["block_id"].startswith(ids.REASONS_BLOCK)]
    why = held_back["element"]["options"][0]
    await ada.choose(ids.prompt_block("helped_me"), [ids.NOBODY])
    await ada.sees(HOW_WAS_THAT)
    await ada.choose(ids.prompt_block("i_helped"), [BEN])
    await ada.sees("What kind of help did you give Ben Ruiz?")
    chosen = {ids.kind_block("i_helped", 0): "care", held_back["block_id"]: [why["value"]]}
    assert (await ada.submit({ids.SUITED_BLOCK: "I would have liked some"} | chosen)).ok
    assert "Want to thank them?" not in (await ada.modal("Check-in")).words
    await ada.close()
    said = (await own_answers(ada)).words.replace("*", "")
    assert "Who helped you this week? _Nobody this week_" in said
    assert f"{HOW_WAS_THAT} _I would have liked some_" in said
    assert "Whom did you help? @Ben Ruiz (_" in said
    assert f"What held you back: _{why['text']['text']}_" in said
    form = await open_form(ada, await play.invited(ADA, number=2))
    assert (await ada.submit({first_statement(form): "Mostly true"})).ok
    await ada.close()
    said = (await own_answers(ada)).words
    assert "_Mostly true_" in said
    for gone in ("@Ben Ruiz", "Nobody this week", "I would have liked some", "held you back"):
        assert gone not in said


async def test_who_wants_to_be_asked_again_too_late_is_told_so_at_once(play):
    await play.move_to(OPENING)
    message = await play.invited(ADA)
    await play.move_to(OPENING + timedelta(days=4, minutes=-30))
    ada = play.actor(ADA)
    await ada.click("Remind me in about an hour", within=message["ref"])
    await ada.sees(ClosesBefore.for_people())
    assert "You are asked again" not in (await ada.screen())["words"]


async def test_tomorrow_at_nine_one_person_is_asked_again_where_the_team_is(play):
    await play.move_to(OPENING)
    ada, ben = play.actor(ADA), play.actor(BEN)
    message = await play.invited(ADA)
    await ada.click("Remind me tomorrow at 9, team time", within=message["ref"])
    await ada.sees("You are asked again")
    await play.move_to(OPENING + timedelta(hours=23))
    await ada.sees("You asked to be reminded now.")
    await play.move_to(OPENING + timedelta(days=1))
    await ben.sees(ONLY_REMINDER)
    assert "You asked to be reminded now." not in (await ben.screen())["words"]
    assert ONLY_REMINDER not in (await ada.screen())["words"]


@pytest.mark.parametrize("place", named(BOTH))
@pytest.mark.parametrize("said", ["#bearings-help", None])
async def test_whoever_misses_something_is_told_where_to_say_so(stage_of, request, place, said):
    transport, database = place
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, feedback=said) as stage:
        play = await with_team(stage)
        stage.app.worker.work()
        ada = play.actor(ADA)
        where = said or "Tell whoever leads your team, or an admin."
        home = (await ada.home()).words
        assert f"Something wrong or missing? {where}" in home
        assert "`/bearings help` says what can be typed." in home
        await ada.command("/bearings", "help")
        await ada.sees(f"Something wrong or missing? {where}")


async def test_everything_about_a_check_in_can_be_typed(play):
    ada, lead = play.actor(ADA), play.actor(LEAD)
    await ada.command("/bearings", "checkin")
    await ada.sees(NothingOpen.for_people())
    await play.move_to(OPENING)
    await play.invited(ADA)
    await ada.command("/bearings", "why")
    await ada.modal("Why am I asked?")
    await ada.close()
    await ada.command("/bearings", "checkin")
    await ada.modal("Check-in")
    await ada.close()
    await ada.command("/bearings", "pause", channel="harbour")
    await ada.sees(NotAllowed.for_people())
    await lead.command("/bearings", "pause", channel="harbour")
    await ada.sees("Check-ins are paused for this team.")

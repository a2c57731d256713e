"""What somebody meets who opens the app for the first time and presses every button."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import open_form
from slackapp.errors import DayOver
from slackapp.errors.people import NothingGiven
from slackapp.errors.teams import NoLead, PauseOver
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING

pytestmark = pytest.mark.slow


async def page(lead):
    await lead.command("/bearings", "admin")
    await lead.modal("Teams")
    await lead.click("Open")
    await lead.modal("Team")


async def test_what_was_changed_opens_after_a_lead_says_what_is_expected(play):
    lead = play.actor(LEAD)
    await lead.home()
    await lead.click("Expected right now", within="home")
    await lead.modal("Expected right now")
    await lead.sees("is told in the team's channel as soon as you save")
    over = {ids.EXPECTED_BLOCK: ["somebody is on call"], ids.UNTIL_BLOCK: "2020-02-02"}
    assert (await lead.submit(over)).errors == {ids.UNTIL_BLOCK: DayOver.for_people()}
    until = (OPENING + timedelta(days=7)).date().isoformat()
    ticked = {ids.EXPECTED_BLOCK: ["somebody is on call"], ids.UNTIL_BLOCK: until}
    assert (await lead.submit(ticked)).errors == {}
    await lead.sees("Expected right now, as a lead noted")
    await page(lead)
    await lead.click("What was changed")
    shown = await lead.modal("What was changed")
    assert "what is expected changed" in shown.words
    assert "somebody is on call: – → until Mar 9, 2026" in shown.words


async def test_every_button_works_again_after_each_of_five_saves(play):
    lead = play.actor(LEAD)
    await page(lead)
    for number in range(5):
        await lead.click("Who and where")
        await lead.modal("Who and where")
        assert (await lead.submit({"name": f"Pier {number}"})).errors == {}
        await lead.modal("Team")
        await lead.sees(f"Pier {number}")
        for button, title in (
            ("What was changed", "What was changed"),
            ("Settings as text", "Settings as text"),
            ("What is kept, and what an admin cannot do", "Data and limits"),
        ):
            await lead.click(button)
            await lead.modal(title)
            await lead.close()
            await lead.modal("Team")
    refused = [
        one
        for one in play.stage.sandbox.journal.entries(kind="web_api")
        if "push_limit_reached" in str(one) or "exchanged_trigger_id" in str(one)
    ]
    assert refused == []


async def own_answers(actor):
    await actor.home()
    await actor.click("Open my mirror", within="home")
    await actor.modal("Your mirror")
    await actor.click("Show my own answers")
    shown = await actor.modal("Your own answers")
    await actor.close(everything=True)
    return shown


async def test_own_answers_show_whom_one_named_to_oneself_alone(play):
    await play.move_to(OPENING)
    ada, ben, cho = (play.actor(user) for user in MEMBERS[:3])
    await open_form(ada, await play.invited(MEMBERS[0]))
    await ada.choose(ids.prompt_block("helped_me"), [MEMBERS[2], MEMBERS[1]])
    await ada.sees("What kind of help came from Ben Ruiz?")
    await ada.choose(ids.prompt_block("i_helped"), [ids.NOBODY])
    assert (await ada.submit({ids.kind_block("helped_me", 0): "care"})).ok
    await ada.close(everything=True)
    seen = await own_answers(ada)
    kind = f"<@{MEMBERS[1]}> (_Was there for me_)"
    assert f"{kind} and <@{MEMBERS[2]}>" in str(seen.blocks)
    assert "• Whom did you help? _Nobody this week_" in str(seen.blocks)
    assert "You left it blank." not in seen.words
    for other in (ben, cho):
        assert "Was there for me" not in str((await own_answers(other)).blocks)


async def test_an_ended_team_stays_listed_and_its_channel_can_have_another_one(play):
    lead, ada = play.actor(LEAD), play.actor(MEMBERS[0])
    await page(lead)
    await lead.click(ids.END_TEAM)
    await ada.sees("Bearings has stopped asking this team.")
    await lead.close(everything=True)
    await lead.command("/bearings", "admin")
    await lead.sees("ended")
    await lead.click("Open")
    seen = await lead.modal("Team")
    for button in ("All reports", "What was changed", "Delete"):
        assert button in seen.words
    for gone in ("Change settings", "Settings from text", "Pause"):
        assert gone not in seen.words
    assert ids.END_TEAM not in str(seen.blocks)
    await lead.click("All reports")
    await lead.modal("All reports")
    await lead.close()
    await lead.click("What was changed")
    assert "ended" in (await lead.modal("What was changed")).words
    await lead.close(everything=True)
    await lead.command("/bearings", "status", channel="harbour")
    await lead.sees("The team of this channel has ended and is asked no more.")
    await lead.command("/bearings", "admin", channel="harbour")
    await lead.click("Set up a team")
    form = await lead.modal("Set up a team")
    [channel] = [b for b in form.blocks if b.get("block_id") == "channel"]
    assert channel["element"]["initial_conversation"]
    assert (await lead.submit({"name": "Harbour"})).errors == {}
    await lead.sees("Page 2 of 6")


async def test_no_app_leads_and_the_last_page_says_who_does(play):
    lead = play.actor(LEAD)
    await page(lead)
    await lead.click("Who and where")
    await lead.modal("Who and where")
    bot = play.stage.sandbox.workspace.bot
    done = await lead.submit({"leads": [LEAD, bot.id]})
    assert done.errors == {"leads": f"{NoLead.for_people()} {bot.label} is an app."}
    assert (await lead.submit({"leads": [LEAD]})).errors == {}
    await lead.modal("Team")


async def test_what_cannot_be_is_said_under_what_was_entered(play):
    lead = play.actor(LEAD)
    await page(lead)
    await lead.click("When")
    await lead.modal("When")
    done = await lead.submit({"cadence.paused": "2020-02-02"})
    assert done.errors == {"cadence.paused": PauseOver.for_people()}
    await lead.close(everything=True)
    await lead.command("/bearings", "blah <b>")
    await lead.sees("Bearings does not understand “blah <b>”.")


async def test_a_blank_form_stores_nothing_and_takes_no_answer_away(play):
    await play.move_to(OPENING)
    await play.answer(MEMBERS[0])
    before = play.boxes()
    for user in MEMBERS[:2]:
        somebody = play.actor(user)
        form = await open_form(somebody, await play.invited(user))
        first = next(block["block_id"] for block in form if block["type"] == "input")
        refused = await somebody.submit({})
        assert refused.errors == {first: NothingGiven.for_people()}
        await somebody.close(everything=True)
    assert play.boxes() == before
    seen = await own_answers(play.actor(MEMBERS[1]))
    assert "Nothing of yours is sealed right now:" in seen.words


async def test_beside_check_in_the_replies_are_the_same_whether_one_has_answered_or_not(play):
    await play.move_to(OPENING)
    await play.answer(MEMBERS[0])
    said = []
    for user in MEMBERS[:2]:
        message = await play.invited(user)
        for press in ("Skip", "Remind me in about an hour", "Remind me tomorrow at 9, team time"):
            await play.actor(user).click(press, within=message["ref"])
            said.append(await newest_reply(play, count=len(said) + 1))
    assert said[:3] == said[3:]
    assert [text.partition(":")[0] for text, _ in said[:1]] == ["Noted, and nobody is told"]
    assert all("if your answer is not in by then" in text for text, _ in said[1:3])


async def newest_reply(play, *, count):
    """What was said to whoever pressed last, once there are so many replies."""

    def replies():
        return play.stage.sandbox.journal.entries(kind="response_url")

    await play.until(lambda: len(replies()) == count and bool(replies()[-1].request))
    reply = replies()[-1].request
    assert reply["response_type"] == "ephemeral"
    # Slack gives a block an id where the app gave none.
    blocks = [{**block, "block_id": ""} for block in reply["blocks"]]
    return reply["text"], {**reply, "blocks": blocks}

"""A team chooses an experiment, tries it, is asked about it and reads what became of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD, SEED
from slackapp.demo.history import live
from slackapp.demo.past import Past
from slackapp.demo.showing import WEEKS
from slackapp.demo.wire import messages_with, whole_page
from slackapp.errors import VoteOver
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, Play

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD = MEMBERS[:3]
CLOSING = timedelta(days=4)


def week(number):
    return OPENING + timedelta(weeks=number - 1)


async def opened(play, number):
    """Wait for the invitation of a week: a round nobody opened in time is skipped."""
    await play.move_to(week(number))
    await play.invited(FIRST, number=number)


async def reported(play, number):
    """Go through a week up to its report."""
    await opened(play, number)
    await play.move_to(week(number) + CLOSING)
    await messages_with(play.actor(FIRST), ids.OPEN_REPORT, count=number)


async def message_saying(actor, text):
    """The newest message in the channel with these words, once it is there."""
    await actor.sees(text)
    return [one for one in await actor.messages() if text in str(one["blocks"])][-1]


async def voted_in(play):
    """Go through the first week and choose; returns what the practice is called."""
    await reported(play, 1)
    member = play.actor(FIRST)
    vote = await message_saying(member, "One small experiment for Harbour?")
    labels = [
        block["accessory"]["accessibility_label"]
        for block in vote["blocks"]
        if "accessory" in block
    ]
    assert len(labels) == 3
    await member.click(labels[0], within=vote["ref"])
    await member.click(labels[2], within=vote["ref"])
    other = play.actor(SECOND)
    await other.click(labels[2], within=vote["ref"])
    await other.sees("2 votes: @")
    third = play.actor(THIRD)
    await third.click(labels[0], within=vote["ref"])
    await other.sees("1 vote: @")
    await third.click(ids.UNVOTE, within=vote["ref"])
    await other.sees_no_more("1 vote: @")
    await third.click(labels[0], within=vote["ref"])
    shown = await other.sees("1 vote: @")
    assert shown["words"].count("ahead") == 1
    return labels[2].partition(": ")[2]


async def test_vote_choose_try_ask_and_say_what_became_of_it(play):
    practice = await voted_in(play)
    member, lead = play.actor(FIRST), play.actor(LEAD)
    await opened(play, 2)
    chosen = await message_saying(member, f"Harbour chose an experiment: “{practice}”.")
    await member.sees(
        f"What changed because people answered and voted: you are trying “{practice}”."
    )
    await member.click("I look after it", within=chosen["ref"])
    await lead.sees("Looked after by @")
    await reported(play, 2)
    await lead.sees(f"Ask how it goes: you are trying “{practice}”.")
    await reported(play, 3)
    asked = await message_saying(member, f"Did we do it? Harbour has been trying “{practice}”.")
    await member.click("Keep it", within=asked["ref"])
    await member.sees("Keep it · 1 vote: @")
    await opened(play, 4)
    await member.sees(
        f"What changed because people answered and voted: you tried “{practice}”, and kept it."
    )
    for pressed in ("Keep it · 1 vote: @", "Looked after by @"):
        await member.sees_no_more(pressed)
    became = f"You tried “{practice}”; the team said: keep it."
    over = [one for one in await member.messages() if one["text"] == became]
    assert {chosen["ref"], asked["ref"]} == {one["ref"] for one in over}
    assert all([block["type"] for block in one["blocks"]] == ["section"] for one in over)
    home = await member.home()
    assert f"“{practice}”, kept" in home.words
    await play.move_to(week(4) + CLOSING)
    vote = await message_saying(member, "One small experiment for Harbour?")
    told = (await messages_with(member, ids.OPEN_REPORT, count=4))[-1]
    assert became in str(told["blocks"])
    refs = [one["ref"] for one in await member.messages()]
    assert refs.index(told["ref"]) < refs.index(vote["ref"])


async def test_the_follow_up_names_the_experiment_in_the_check_in(play):
    practice = await voted_in(play)
    for number in (2, 3, 4):
        await reported(play, number)
    await play.move_to(week(5))
    member = play.actor(FIRST)
    invitation = await play.invited(FIRST, number=5)
    await member.click(ids.CHECK_IN, within=invitation["ref"])
    form = await member.modal("Check-in")
    assert f"Our experiment: “{practice}”." in form.words
    assert ids.item_block("follow_up_1") in {block.get("block_id") for block in form.blocks}


async def test_a_lead_undoes_says_what_is_expected_and_finds_every_report(play):
    practice = await voted_in(play)
    lead, member = play.actor(LEAD), play.actor(FIRST)
    await opened(play, 2)
    await member.sees(f"Harbour chose an experiment: “{practice}”.")
    chosen = await message_saying(member, f"Harbour chose an experiment: “{practice}”.")
    day = (week(4) + CLOSING).date().isoformat()
    await member.choose(ids.LOOK_BACK_ON, day, within=chosen["ref"])
    await lead.sees("You are asked back with the first report from Friday, March 27, 2026 on, ")
    await member.click(ids.LOOK_BACK_OPEN, within=chosen["ref"])
    await lead.sees("You are asked back after two check-ins, as planned now with the report of ")
    await member.choose(ids.LOOK_BACK_ON, day, within=chosen["ref"])
    await lead.sees("You are asked back with the first report from Friday, March 27, 2026 on, ")
    home = await lead.home()
    assert f"*Harbour* is trying “{practice}”." in home.words
    await lead.click(ids.UNDO, within="home")
    asked = await lead.modal("Undo experiment")
    assert f"Your team is trying “{practice}”. That would end" in asked.words
    await lead.submit()
    assert "was taken back" in (await lead.modal("Undo experiment")).words
    await lead.close()
    await member.sees(f"The experiment “{practice}” was taken back.")
    await lead.click(ids.EXPECT, within="home")
    await lead.modal("Expected right now")
    until = (week(2) + timedelta(days=10)).date().isoformat()
    await lead.submit({ids.EXPECTED_BLOCK: ["on_call"], ids.UNTIL_BLOCK: until})
    await lead.no_modal()
    await member.sees("Expected right now, as a lead noted: somebody is on call")
    await reported(play, 2)
    await messages_with(lead, ids.OPEN_REPORT, count=4)
    report = (await messages_with(member, ids.OPEN_REPORT, count=2))[-1]
    assert "somebody is on call" in str(report["blocks"])
    await lead.home()
    await lead.click(ids.ALL_REPORTS, within="home")
    listed = await lead.modal("All reports")
    links = [b["url"] for row in listed.blocks for b in row.get("elements", ())]
    assert len(links) == 2
    pages = [await whole_page(link) for link in links]
    assert ["Expected when this was written" in page for page in pages] == [True, False]
    assert "Ten minutes for your team meeting" in (await lead.screen())["words"]


async def taken_back(lead, says):
    """Take the newest step of the team's experiment back, as the lead, once it is said which."""
    await lead.home()
    await lead.click(ids.UNDO, within="home")
    asked = await lead.modal("Undo experiment")
    assert says in asked.words
    await lead.submit()
    await lead.sees("was taken back")
    await lead.close()


async def test_a_lead_takes_an_open_vote_back_and_nobody_can_vote_any_more(play):
    await reported(play, 1)
    member = play.actor(FIRST)
    vote = await message_saying(member, "One small experiment for Harbour?")
    await member.click(vote["blocks"][1]["accessory"]["accessibility_label"], within=vote["ref"])
    await member.sees("1 vote: @")
    await taken_back(play.actor(LEAD), "vote")
    await member.sees("The vote about an experiment was taken back.")
    shown = (await member.sees_no_more("1 vote"))["words"]
    assert "This vote is over: a lead or an admin took it back." in shown
    assert shown.count("The vote about an experiment was taken back.") == 1
    await opened(play, 2)
    assert "chose an experiment" not in (await member.screen())["words"]


async def test_a_lead_takes_a_decision_back_and_the_team_is_asked_again(play):
    practice = await voted_in(play)
    member = play.actor(FIRST)
    for number in (2, 3):
        await reported(play, number)
    asked = await message_saying(member, f"Did we do it? Harbour has been trying “{practice}”.")
    await member.click("Let it go", within=asked["ref"])
    await member.sees("Let it go · 1 vote: @")
    await opened(play, 4)
    await member.sees(f"You tried “{practice}”; the team let it go.")
    await taken_back(play.actor(LEAD), practice)
    await member.sees(f"What was decided about the experiment “{practice}” was taken back")
    await member.sees(f"“{practice}” goes on, and you are asked again with the next report.")
    assert f"*Harbour* is trying “{practice}”." in (await member.home()).words


async def test_whoever_looks_after_it_hands_it_on_or_stops_and_the_team_changes_it(play):
    practice = await voted_in(play)
    ada, ben = play.actor(FIRST), play.actor(SECOND)
    await opened(play, 2)
    chosen = await message_saying(ada, f"Harbour chose an experiment: “{practice}”.")
    await ada.click("I look after it", within=chosen["ref"])
    await ben.sees("Looked after by @Ada Osei")
    await ben.click("I take it over", within=chosen["ref"])
    await ada.sees("Looked after by @Ben Ruiz")
    await ben.click("I stop looking after it", within=chosen["ref"])
    await ada.sees("Nobody has to look after it, but somebody may.")
    for number in (2, 3):
        await reported(play, number)
    asked = await message_saying(ada, f"Did we do it? Harbour has been trying “{practice}”.")
    await ada.click("Change it", within=asked["ref"])
    await ben.sees("Change it · 1 vote: @Ada Osei")
    await ben.click("I look after it", within=chosen["ref"])
    await ada.sees("Looked after by @Ben Ruiz")
    await ada.sees("You are asked what becomes of it in a newer message here.")
    asking = [one for one in await ada.messages() if "Did we do it?" in str(one["blocks"])]
    assert [one["ref"] for one in asking] == [asked["ref"]]
    await opened(play, 4)
    await ben.sees(
        f"What changed because people answered and voted: you tried “{practice}”, and decided to "
        "change it."
    )
    await ben.sees(f"You tried “{practice}”; the team said: change it.")


async def test_a_vote_from_a_screen_that_still_shows_it_is_said_to_be_over(play):
    practice = await voted_in(play)
    member = play.actor(FIRST)
    vote = await message_saying(member, "One small experiment for Harbour?")
    choice = next(block for block in vote["blocks"] if "accessory" in block)
    await opened(play, 2)
    await message_saying(member, f"Harbour chose an experiment: “{practice}”.")
    [now] = [one for one in await member.messages() if one["ref"] == vote["ref"]]
    assert choice not in now["blocks"]
    pressed = choice["block_id"], choice["accessory"]["action_id"]
    await play.stage.sandbox.interactions.press(FIRST, vote["ref"], *pressed)
    await member.sees(VoteOver.for_people())


async def test_a_member_finds_no_button_of_a_lead(play):
    await play.move_to(OPENING)
    home = await play.actor(FIRST).home()
    actions = {
        e["action_id"] for row in home.blocks for e in row.get("elements", ()) if "action_id" in e
    }
    assert not actions & {ids.UNDO, ids.EXPECT, ids.ALL_REPORTS}


@pytest.mark.parametrize("place", named(BOTH))
async def test_a_team_with_a_past_sees_what_changed_because_people_answered(
    stage_of, request, place
):
    """The demo's quarter of history: chosen, decided about, and noticed."""
    transport, database = place
    async with stage_of(transport, request.getfixturevalue(f"{database}_url")) as stage:
        house = stage.app.house
        workspace = stage.app.web.workspace.id
        past = Past(workspace, weeks=WEEKS, until=OPENING, seed=SEED, votes=True)
        await asyncio.to_thread(lambda: list(live(house, past)))
        (team,) = house.database.read(lambda store: store.teams.of_workspace(past.workspace))
        play = Play(stage, team.id)
        await play.move_to(OPENING)
        stage.app.worker.work()
        invitation = await play.invited(FIRST)
        said = [block for block in invitation["blocks"] if block["type"] == "context"]
        assert "What changed because people answered and voted: you " in str(said[-1])
        home = await play.actor(LEAD).home()
        tried = home.words.partition("What *Harbour* tried:")[2]
        assert "kept" in tried
        assert "noticed" in tried
        readings = house.database.read(lambda store: store.readings.of_team(team.id))
        assert [one for one in readings if one.measure == "noticed" and one.value]

"""What a person may set, see, take away and erase, from their own screen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.ids import UserId
from slackapp.services.mirrors import Mirrors
from slackapp.ui import ids
from tests.e2e.playing import MEMBERS, OPENING

pytestmark = pytest.mark.slow


async def from_home(actor, button):
    await actor.home()
    await actor.click(button, within="home")
    return await actor.modal()


def given_now(play, user):
    """A person's own answer to the open round, as their mirror shows it."""
    house = play.stage.app.house
    mirrors = Mirrors(house.database, house.keys, house.clock)
    workspace = play.stage.app.web.workspace.id
    return mirrors.of(workspace=workspace, user=UserId(user), team=play.team).now


async def test_later_asks_one_person_again_and_tells_nobody_who(play):
    await play.move_to(OPENING)
    user, other = MEMBERS[:2]
    invitation = await play.invited(user)
    actor = play.actor(user)
    await actor.click("Remind me in about an hour", within=invitation["ref"])
    await actor.sees("You are asked again")
    assert "You are asked again" not in (await play.actor(other).screen())["words"]
    await play.move_to(OPENING + timedelta(hours=1, minutes=15))
    await actor.sees("You asked to be reminded now.")
    await play.move_to(OPENING + timedelta(days=1))
    await play.actor(other).sees("This is the only reminder unless you choose one.")
    seen = (await actor.screen())["words"]
    assert "This is the only reminder unless you choose one." not in seen
    assert "You asked to be reminded now." not in (await play.actor(other).screen())["words"]


async def test_why_one_is_asked_is_said_beside_the_invitation_and_in_the_form(play):
    await play.move_to(OPENING)
    actor = play.actor(MEMBERS[0])
    invitation = await play.invited(MEMBERS[0])
    await actor.click("Why am I asked? Who sees this?", within=invitation["ref"])
    seen = await actor.modal("Why am I asked?")
    assert "No name ever stands in a report." in seen.words
    await actor.close(everything=True)
    await actor.click(ids.CHECK_IN, within=invitation["ref"])
    await actor.modal("Check-in")
    await actor.click("Why am I asked?")
    await actor.modal("Why am I asked?")
    await actor.close()
    await actor.modal("Check-in")


async def test_settings_hold_from_the_next_round_on(play):
    await play.move_to(OPENING)
    user, other = MEMBERS[:2]
    actor = play.actor(user)
    await play.invited(user)
    await from_home(actor, "My settings")
    done = await actor.submit({"switches": ["dont_ask", "dont_list"]})
    assert done.errors == {}
    saved = await actor.modal("My settings")
    assert (
        "no check-in is brought to you, and you can answer an open one all the same" in saved.words
    )
    assert "teammates will notice that it is " in saved.words
    await actor.close(everything=True)
    assert "*Don't ask me* is on" in (await actor.home()).words
    assert "*Don't ask me* is on" not in (await play.actor(other).home()).words
    await actor.command("/bearings", "status")
    await actor.sees("*Don't ask me* is on")
    await play.move_to(OPENING + timedelta(weeks=1))
    form_of = play.actor(other)
    invitation = await play.invited(other, number=2)
    await form_of.click(ids.CHECK_IN, within=invitation["ref"])
    form = await form_of.modal("Check-in")
    assert user not in str(form.blocks)
    assert MEMBERS[2] in str(form.blocks)
    await form_of.close(everything=True)
    await play.move_to(OPENING + timedelta(weeks=1, days=1))
    await form_of.sees("This is the only reminder unless you choose one.")
    assert "This is the only reminder unless you choose one." not in (await actor.screen())["words"]


async def test_a_pause_in_the_past_is_refused_under_its_question(play):
    await play.move_to(OPENING)
    actor = play.actor(MEMBERS[0])
    await play.invited(MEMBERS[0])
    await from_home(actor, "My settings")
    done = await actor.submit({"pause": "2026-01-01"})
    assert done.errors == {"pause": "Please choose a day that is still to come."}


async def test_a_person_takes_a_copy_away_then_erases_and_learns_why_not_all(play):
    await play.move_to(OPENING)
    user = MEMBERS[0]
    actor = play.actor(user)
    await play.answer(user)
    assert given_now(play, user) is not None
    boxes = play.boxes()
    await from_home(actor, "My data")
    await actor.click("Show me a copy")
    copy = await actor.modal("My data: a copy")
    assert '"open_check_in"' in copy.words
    assert '"statements"' in copy.words
    await actor.close()
    await actor.click("Erase…")
    await actor.modal("Erase my answers")
    await actor.submit()
    erased = await actor.sees("Erased.")
    assert "counting it again without you would show everybody" in erased["words"]
    assert given_now(play, user) is None
    after = play.boxes()
    assert after.keys() == boxes.keys()
    # Everybody's is sealed anew, so that none shows that it was another's.
    assert all(after[key] != box for key, box in boxes.items())


async def test_the_home_tab_holds_everything_that_is_ones_own(play):
    await play.move_to(OPENING)
    actor = play.actor(MEMBERS[0])
    await play.invited(MEMBERS[0])
    home = await actor.home()
    assert "To think about" in home.words
    await actor.click("Words to try", within="home")
    words = await actor.modal("Words to try")
    assert "Rehearse one first" in words.words
    await actor.close(everything=True)
    await actor.click("Open my mirror", within="home")
    seen = await actor.modal("Your mirror")
    assert "has been counted" in seen.words

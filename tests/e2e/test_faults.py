"""Slack fails in every way the local Slack can: people are told plainly, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import messages_with, open_form
from slackapp.domain.deliveries import DeliveryState
from slackapp.errors import SlackAway, SlackFailed
from slackapp.sandbox import loopback
from slackapp.sandbox.faults import Fault
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, with_team

pytestmark = pytest.mark.slow

ADA = MEMBERS[0]
UNCLEAR = ("http_500", "http_502", "timeout_before", "timeout_after")


async def what_if(play, kind, *, at, retry_after=1):
    """Switch a fault on, on the page of the local Slack."""
    form = {"what": "fault", "kind": kind, "target": at, "times": "1"}
    async with loopback.client(trust_env=False, base_url=play.stage.sandbox.url) as browser:
        page = await browser.post("/happening", data=form | {"retry_after": str(retry_after)})
    assert page.status_code == 303


async def pressed(play):
    """Press Check in on the invitation."""
    actor = play.actor(ADA)
    await actor.click(ids.CHECK_IN, within=(await play.invited(ADA))["ref"])
    return actor


async def test_too_many_requests_delay_an_invitation_and_never_double_it(play):
    await what_if(play, "ratelimited", at="chat.postMessage")
    await play.move_to(OPENING)
    await play.invited(ADA)
    assert len(await messages_with(play.actor(ADA), ids.CHECK_IN, count=1)) == 1
    assert play.stage.sandbox.faults.listing() == []


@pytest.mark.parametrize("kind", UNCLEAR)
async def test_a_post_with_an_unclear_outcome_still_invites_and_at_most_twice(play, kind):
    await what_if(play, kind, at="chat.postMessage")
    await play.move_to(OPENING)
    await play.invited(ADA)
    assert play.stage.sandbox.faults.listing() == []
    assert 1 <= len(await messages_with(play.actor(ADA), ids.CHECK_IN, count=1)) <= 2


@pytest.mark.parametrize("kind", ["http_500", "http_502", "ratelimited"])
async def test_a_window_slack_fails_to_open_is_told_and_opens_at_the_next_press(play, kind):
    await play.move_to(OPENING)
    await play.invited(ADA)
    await what_if(play, kind, at="views.open")
    actor = await pressed(play)
    await actor.sees(SlackFailed().sentence)
    await play.answer(ADA)


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
@pytest.mark.parametrize("place", named(BOTH))
async def test_a_window_slack_says_nothing_about_is_told_and_opens_at_the_next_press(
    stage_of, request, place, kind
):
    transport, database = place
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, slack_timeout_seconds=3.5) as stage:
        play = await with_team(stage)
        stage.app.worker.work()
        await play.move_to(OPENING)
        await play.invited(ADA)
        await what_if(play, kind, at="views.open")
        actor = await pressed(play)
        screen = await actor.sees(SlackFailed().sentence)
        # Slack may have opened it all the same.
        assert bool(screen["modal"]) is (kind == "timeout_after")
        if screen["modal"]:
            await actor.close(everything=True)
        await play.answer(ADA)


async def test_a_home_slack_fails_to_take_comes_when_slack_tells_of_the_visit_again(play):
    await what_if(play, "http_500", at="views.publish")
    home = await play.actor(ADA).home()
    assert "Nothing is open for you right now." in home.words
    assert play.stage.sandbox.faults.listing() == []


async def test_a_revoked_token_is_told_and_read_anew_at_the_next_press(play):
    await play.move_to(OPENING)
    await play.invited(ADA)
    await what_if(play, "token_revoked", at="views.open")
    actor = await pressed(play)
    await actor.sees(SlackAway().sentence)
    await play.answer(ADA)


async def test_an_expired_trigger_offers_a_button_that_opens_the_form(play):
    await play.move_to(OPENING)
    await play.invited(ADA)
    await what_if(play, "expired_trigger_id", at="*")
    actor = await pressed(play)
    await actor.sees("That took too long for Slack to open the check-in. Nothing was lost.")
    await actor.click("Try again")
    await actor.modal("Check-in")


async def test_a_name_list_slack_fails_to_redraw_loses_nothing_that_was_picked(play):
    await play.move_to(OPENING)
    actor = play.actor(ADA)
    await open_form(actor, await play.invited(ADA))
    await what_if(play, "http_500", at="views.update")
    block = ids.prompt_block("helped_me")
    await actor.choose(block, [MEMBERS[1]])
    await actor.sees(SlackFailed().sentence)
    await actor.close()
    form = await actor.modal("Check-in")
    chosen = form.values[block][ids.PICK]["selected_options"]
    assert [one["value"] for one in chosen] == [MEMBERS[1]]
    await actor.choose(block, [MEMBERS[1], MEMBERS[2]])
    await actor.sees("What kind of help came from")
    before = play.boxes()
    done = await actor.submit()
    assert done.ok
    await actor.sees("Thank you")
    assert play.boxes() != before


async def test_what_slack_delivers_twice_is_done_once(play):
    await play.move_to(OPENING)
    await play.invited(ADA)
    await what_if(play, "duplicate", at="delivery")
    actor = await pressed(play)
    await actor.modal("Check-in")
    await play.stage.sandbox.office.settled()
    await actor.close()
    screen = await actor.screen()
    assert "took too long" not in screen["words"]
    before = play.boxes()
    await what_if(play, "duplicate", at="delivery")
    await play.answer(ADA)
    after = play.boxes()
    assert after.keys() == before.keys()
    assert sum(before[key] != after[key] for key in before) == 1


async def test_an_invitation_lost_in_two_faults_is_told_to_the_lead_and_sent_again(play):
    ada, lead = play.actor(ADA), play.actor(LEAD)
    await ada.sees("will ask this team every Monday")
    play.stage.sandbox.faults.add(Fault(target="chat.postMessage", kind="http_500", times=2))
    await play.move_to(OPENING)
    await play.until(lambda: play.in_state(DeliveryState.DEAD) == 1)
    await ada.command("/bearings", "status")
    await ada.sees("The invitation to the one that is open was not delivered")
    await play.move_to(OPENING + timedelta(minutes=16))
    await lead.sees("was not delivered to the channel of Harbour")
    await lead.command("/bearings", "admin")
    await lead.modal("Teams")
    await lead.sees("its invitation was not delivered")
    await lead.click("Not delivered: 1")
    await lead.modal("Not delivered")
    await lead.click(ids.RETRY_LETTER)
    await lead.sees("Sending…")
    await play.invited(ADA)
    await lead.close(everything=True)
    await lead.command("/bearings", "admin")
    shown = await lead.modal("Teams")
    assert "not delivered" not in shown.words

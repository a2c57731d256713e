"""What people and networks do wrong: a clear sentence, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.demo.wire import asked, fill_in, open_form
from slackapp.domain.ids import UserId
from slackapp.errors import KeyStoreAway, NotOnRoster, RoundClosed
from slackapp.sandbox import Person
from slackapp.ui import ids
from tests.e2e.conftest import BOTH, named
from tests.e2e.playing import MEMBERS, OPENING, first_statement, with_team

pytestmark = pytest.mark.slow

USER = MEMBERS[0]


async def test_a_submit_after_the_round_closed_keeps_what_was_typed(play):
    await play.move_to(OPENING)
    actor = play.actor(USER)
    form = await open_form(actor, await play.invited(USER))
    item = first_statement(form)
    await actor.fill({item: "4"})
    await play.move_to(OPENING + timedelta(days=4))
    done = await actor.submit()
    assert RoundClosed().sentence in done.errors.values()
    modal = await actor.modal()
    assert modal.values[item][ids.ANSWER]["selected_option"]["value"] == "4"


async def test_a_closed_round_says_so_when_its_button_is_pressed(play):
    await play.move_to(OPENING)
    invitation = await play.invited(USER)
    await play.move_to(OPENING + timedelta(days=4))
    actor = play.actor(USER)
    await actor.click(ids.CHECK_IN, within=invitation["ref"])
    await actor.sees(RoundClosed().sentence)


async def test_who_joined_after_the_opening_is_told_that_they_are_not_asked(play):
    await play.move_to(OPENING)
    await play.invited(USER)
    happenings = play.stage.sandbox.happenings
    happenings.hire(Person(id="U0NEWCOMER", name="ida", real_name="Ida Berg"))
    happenings.join("U0NEWCOMER", play.stage.sandbox.workspace.channel("C0HARBOUR1").id)
    actor = play.actor("U0NEWCOMER")
    await actor.click(ids.CHECK_IN, within=(await play.invited("U0NEWCOMER"))["ref"])
    await actor.sees(NotOnRoster().sentence)


async def test_an_answer_that_arrives_twice_is_stored_once(play):
    await play.move_to(OPENING)
    await play.answer(USER)
    before = play.boxes()
    journal = play.stage.sandbox.journal.entries(kind="interactive")
    submission = next(e for e in reversed(journal) if e.what == "view_submission")
    ack = await play.stage.sandbox.office.deliver_again(submission.number)
    # The very same signed bytes are turned away; newly signed ones replace the box with itself.
    assert ack.problem in {"", "http_409"}
    after = play.boxes()
    assert after.keys() == before.keys()
    assert sum(before[key] != after[key] for key in before) <= 1


async def test_a_changed_answer_replaces_the_earlier_one(play):
    await play.move_to(OPENING)
    await play.answer(USER)
    before = play.boxes()
    actor = play.actor(USER)
    form = await open_form(actor, await play.invited(USER))
    question = asked(2, UserId(USER), form, ("knowledge",))
    await fill_in(actor, question, play.temperament.answer(question))
    after = play.boxes()
    assert after.keys() == before.keys()
    assert sum(before[key] != after[key] for key in before) == 1


@pytest.mark.parametrize("place", named(BOTH))
async def test_an_expired_trigger_gets_a_button_to_try_again(stage_of, request, place):
    transport, database = place
    url = request.getfixturevalue(f"{database}_url")
    async with stage_of(transport, url, trigger_ttl=0.0) as stage:
        play = await with_team(stage)
        stage.app.worker.work()
        await play.move_to(OPENING)
        actor = play.actor(USER)
        await actor.click(ids.CHECK_IN, within=(await play.invited(USER))["ref"])
        await actor.sees("That took too long for Slack to open the check-in. Nothing was lost.")


async def test_a_key_store_that_is_away_is_told_and_the_app_recovers_by_itself(play, tmp_path):
    await play.move_to(OPENING)
    invitation = await play.invited(USER)
    keys, away = tmp_path / "keys", tmp_path / "away"
    keys.rename(away)
    actor = play.actor(USER)
    await actor.click(ids.CHECK_IN, within=invitation["ref"])
    await actor.sees(KeyStoreAway().sentence)
    away.rename(keys)
    before = play.boxes()
    await play.answer(USER)
    assert play.boxes() != before

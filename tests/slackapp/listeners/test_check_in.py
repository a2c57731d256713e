"""A teammate checks in."""

import asyncio
import gc
import json
from concurrent.futures import Future
from dataclasses import replace

import pytest
from slack_bolt.context.async_context import AsyncBoltContext

from slackapp.domain.answers import Answer, Tie
from slackapp.errors import (
    AnotherOpen,
    KeyStoreAway,
    NobodyAndNames,
    NotConfirmed,
    NotOnRoster,
    NotStored,
    RoundClosed,
    StorageFull,
    TooManyNames,
    UnknownRound,
    UnknownTeammate,
)
from slackapp.errors.people import NothingGiven
from slackapp.listeners.authorize import Authorize
from slackapp.listeners.form import let_go
from slackapp.listeners.waiting import committed
from slackapp.ui import check_in
from slackapp.ui.errors import under_a_question


@pytest.fixture
def view(form):
    return check_in.view(form)


async def test_pressing_check_in_opens_a_blank_form_with_one_call(slack, web_api, form):
    response = await slack.press("check_in")
    assert (response.status_code, response.text) == (200, "")
    [(method, call)] = web_api.calls
    assert method == "views.open"
    assert call["view"] == check_in.view(form)
    assert call["view"]["private_metadata"] == "R1"
    assert call["trigger_id"] == "trigger.1"


async def test_what_is_submitted_is_stored_before_thanks_and_without_any_call(
    slack, web_api, view, check_ins, choose
):
    values = (
        choose(view, "item.reciprocity_2", "4")
        | choose(view, "item.trust_and_safety_1", "none")
        | choose(view, "item.not_asking_1", "2")
        | choose(view, "reasons.not_asking_1", "time", "whom")
        | choose(view, "prompt.helped_me", "U2", "U5")
        | choose(view, "prompt.i_helped", "nobody")
    )
    response = await slack.submit(view, values)
    assert check_ins.answers == {
        ("R1", "U1"): Answer(
            items={"reciprocity_2": 4, "not_asking_1": 2},
            helped_me=(Tie("U2"), Tie("U5")),
            i_helped=(),
            reasons=("whom", "time"),
        )
    }
    body = response.json()
    assert body["response_action"] == "update"
    assert body["view"]["callback_id"] == "thanks_view"
    said = body["view"]["blocks"][-1]["text"]["text"]
    assert "<slack://user?team=T1&id=U2|Ada Osei>" in said
    assert "<slack://user?team=T1&id=U5|Dee &lt;Falk&gt;>" in said
    assert "U3" not in said
    assert web_api.calls == []


def test_a_form_that_was_read_is_let_go_of_but_for_where_something_may_be_said(view, choose):
    values = choose(view, "item.reciprocity_2", "4") | choose(view, "prompt.helped_me", "U2")
    shown = view | {"state": {"values": values}}
    errors = (NotConfirmed(), RoundClosed(), UnknownTeammate(), TooManyNames(prompt="i_helped"))
    before = [under_a_question(shown, error) for error in errors]
    let_go(shown)
    assert [under_a_question(shown, error) for error in errors] == before
    assert all(before)
    left = json.dumps({key: shown[key] for key in ("state", "blocks")})
    assert not [one for one in ("Ada", "U2", "value", "option", "text") if one in left]


async def test_a_blank_form_is_answered_kindly_under_its_first_question(slack, view, check_ins):
    check_ins.failure = NothingGiven()
    response = await slack.submit(view, {})
    assert response.json() == {
        "response_action": "errors",
        "errors": {"item.reciprocity_2": NothingGiven.for_people()},
    }


async def test_picking_a_name_asks_for_the_kind_of_help_and_keeps_everything_else(
    slack, web_api, view, choose
):
    values = choose(view, "prompt.helped_me", "U3") | choose(view, "item.reciprocity_2", "4")
    await slack.pick(view, values)
    [call] = web_api.named("views.update")
    shown = call["view"]
    assert call["view_id"] == "V1"
    ids = [block.get("block_id") for block in shown["blocks"]]
    assert ids.index("kind.helped_me.1") == ids.index("prompt.helped_me") + 1
    kept = [block for block in shown["blocks"] if block.get("block_id") != "kind.helped_me.1"]
    assert kept == view["blocks"]
    assert {k: v for k, v in shown.items() if k != "blocks"} == {
        k: v for k, v in view.items() if k != "blocks"
    }


async def test_the_kind_of_help_belongs_to_the_name_it_was_asked_for(
    slack, web_api, view, check_ins, choose
):
    names = choose(view, "prompt.helped_me", "U2", "U4")
    await slack.pick(view, names)
    shown = web_api.calls[0][1]["view"]
    values = names | choose(shown, "kind.helped_me.2", "care")
    await slack.submit(shown, values)
    assert check_ins.answers["R1", "U1"].helped_me == (Tie("U2"), Tie("U4", "care"))


async def test_a_name_taken_back_takes_its_kind_with_it(slack, web_api, view, choose):
    await slack.pick(view, choose(view, "prompt.helped_me", "U2"))
    shown = web_api.calls[0][1]["view"]
    await slack.pick(shown, {})
    assert web_api.calls[1][1]["view"]["blocks"] == view["blocks"]


async def test_nobody_offers_one_optional_tap(slack, web_api, view, check_ins, choose):
    nobody = choose(view, "prompt.helped_me", "nobody")
    await slack.pick(view, nobody)
    shown = web_api.calls[0][1]["view"]
    await slack.submit(shown, nobody | choose(shown, "suited", "wanted"))
    assert check_ins.answers["R1", "U1"] == Answer(helped_me=(), nobody_suited=False)


async def test_names_and_nobody_together_are_asked_about_under_that_question(
    slack, view, check_ins, choose
):
    response = await slack.submit(view, choose(view, "prompt.helped_me", "nobody", "U2"))
    assert response.json() == {
        "response_action": "errors",
        "errors": {
            "prompt.helped_me": "Choose either names or “Nobody this week”, not both.",
        },
    }
    assert check_ins.answers == {}


async def test_a_fourth_name_is_asked_about_under_its_own_question(slack, view, check_ins, choose):
    names = choose(view, "prompt.i_helped", "U2", "U3", "U4", "U5")
    response = await slack.submit(view, choose(view, "prompt.helped_me", "U2") | names)
    assert response.json()["errors"] == {"prompt.i_helped": TooManyNames().sentence}
    assert check_ins.answers == {}


async def test_both_questions_about_names_are_asked_about_together(slack, view, check_ins, choose):
    names = choose(view, "prompt.i_helped", "U2", "U3", "U4", "U5")
    both = choose(view, "prompt.helped_me", "nobody", "U2") | names
    assert (await slack.submit(view, both)).json()["errors"] == {
        "prompt.helped_me": NobodyAndNames().sentence,
        "prompt.i_helped": TooManyNames().sentence,
    }
    assert check_ins.answers == {}


async def test_what_the_form_says_since_it_was_chosen_is_the_reason_under_the_question_too(
    slack, view, check_ins, choose
):
    chosen = choose(view, "prompt.helped_me", "nobody", "U2")
    shown = check_in.revised(view | {"state": {"values": chosen}})
    response = await slack.submit(shown, chosen)
    assert NobodyAndNames().sentence in str(shown["blocks"])
    assert response.json()["errors"] == {"prompt.helped_me": NobodyAndNames().sentence}
    assert check_ins.answers == {}


@pytest.mark.parametrize(
    ("error", "block"),
    [
        (RoundClosed(), "item.reciprocity_2"),
        (NotOnRoster(), "item.reciprocity_2"),
        (UnknownTeammate(), "prompt.helped_me"),
        (KeyStoreAway(), "item.reciprocity_2"),
        (StorageFull(), "item.reciprocity_2"),
        (NotConfirmed(), "item.reciprocity_2"),
    ],
)
async def test_a_submit_that_fails_says_why_in_the_form_and_loses_nothing(
    slack, view, check_ins, error, block
):
    check_ins.failure = error
    response = await slack.submit(view, {})
    assert response.status_code == 200
    assert response.json() == {"response_action": "errors", "errors": {block: error.sentence}}


async def test_an_error_nobody_foresaw_says_the_outcome_is_unknown(slack, view, check_ins, caplog):
    check_ins.failure = RuntimeError("U2 said care about MARKER")
    response = await slack.submit(view, {})
    assert response.json()["errors"]["item.reciprocity_2"] == NotConfirmed().sentence
    assert "RuntimeError" in caplog.text
    assert "MARKER" not in caplog.text


async def test_a_form_that_is_not_ours_is_refused_with_a_sentence(slack, view, check_ins):
    response = await slack.submit(view, {"item.reciprocity_2": {"answer": "a string"}})
    assert "could not be read" in str(response.json()["errors"])
    assert check_ins.answers == {}


async def test_a_commit_that_takes_too_long_is_not_called_stored():
    never = Future()
    with pytest.raises(NotConfirmed):
        await committed(lambda: never, patience=0.01)
    assert not never.cancelled()
    never.set_result(None)
    await asyncio.sleep(0)


async def test_a_write_that_fails_when_nobody_waits_any_more_is_no_error_of_the_loop():
    unheard, writes = [], [Future()]
    asyncio.get_running_loop().set_exception_handler(lambda _loop, said: unheard.append(said))
    with pytest.raises(NotConfirmed):
        await committed(lambda: writes[0], at_once=True, patience=0.01)
    writes.pop().set_exception(NotStored())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
    assert unheard == []


async def test_an_invitation_of_before_offers_the_check_in_that_is_open_by_now(
    slack, web_api, check_ins, form
):
    asked = check_ins.form

    def closed(*, round_id, **who):
        if round_id == "R0":
            raise RoundClosed
        return asked(round_id=round_id, **who)

    check_ins.form = closed
    await slack.press("check_in", value="R0", response_url=f"{web_api.url}/respond")
    [(method, said)] = web_api.calls
    assert method == "respond"
    assert "That check-in has closed. Open for you now:" in said["text"]
    assert said["blocks"][1]["accessory"]["value"] == form.round_id


@pytest.mark.parametrize(("waits", "said"), [(True, AnotherOpen), (False, RoundClosed)])
async def test_a_form_that_comes_after_the_close_says_whether_another_check_in_is_open(
    slack, web_api, view, check_ins, waits, said
):
    late = view | {"private_metadata": "R0"}
    record = check_ins.record

    def closed(*, round_id, **what):
        if round_id == "R0":
            raise RoundClosed
        return record(round_id=round_id, **what)

    check_ins.record = closed
    if not waits:
        check_ins.forms.clear()
    response = await slack.submit(late, {})
    assert response.json()["errors"] == {"item.reciprocity_2": said.for_people()}
    assert "/bearings checkin" in AnotherOpen.for_people()
    assert web_api.calls == []
    assert check_ins.answers == {}


async def test_whoever_skips_a_check_in_after_its_close_hears_that_another_is_open(
    slack, web_api, check_ins
):
    def closed(**_):
        raise RoundClosed

    check_ins.skip = closed
    await slack.press("skip", value="R0", response_url=f"{web_api.url}/respond")
    [said] = web_api.named("respond")
    assert said["text"] == AnotherOpen.for_people()


@pytest.mark.parametrize("button", ["check_in", "skip"])
@pytest.mark.parametrize("error", [RoundClosed(), UnknownRound()], ids=["closed", "deleted"])
async def test_a_late_click_on_what_is_closed_or_deleted_is_told_so(
    slack, web_api, check_ins, button, error
):
    check_ins.failure = error
    response = await slack.press(button)
    assert response.status_code == 200
    [said] = web_api.named("respond")
    assert said["text"] == error.sentence
    assert said["response_type"] == "ephemeral"
    assert said["replace_original"] is False


async def test_a_press_that_reaches_us_twice_says_nothing_over_the_form_it_opened(slack, web_api):
    web_api.errors["views.open"] = "exchanged_trigger_id"
    response = await slack.press("check_in", "R1")
    assert response.status_code == 200
    assert web_api.named("respond") == []


@pytest.mark.parametrize("late", ["expired_trigger_id", "trigger_expired"])
async def test_when_slack_will_not_open_the_form_any_more_a_new_button_is_offered(
    slack, web_api, late
):
    web_api.errors["views.open"] = late
    await slack.press("check_in", "R1")
    [said] = web_api.named("respond")
    button = said["blocks"][1]["elements"][0]
    assert (button["action_id"], button["value"]) == ("check_in", "R1")


async def test_skip_is_stored_and_only_that_person_is_told(slack, web_api, check_ins):
    response = await slack.press("skip")
    assert response.status_code == 200
    assert check_ins.skipped == {("R1", "U1")}
    [said] = web_api.named("respond")
    assert said["response_type"] == "ephemeral"
    assert "nobody is told" in said["text"]


async def test_a_workspace_that_removed_the_app_is_not_served(slack, check_ins, view, installation):
    installation.stored_token = None
    response = await slack.submit(view, {})
    assert check_ins.answers == {}
    assert "thanks" not in response.text


async def test_a_workspace_is_forgotten_however_it_was_called(installation):
    authorize = Authorize(installation)
    for enterprise_id in ("", "E1"):
        context = AsyncBoltContext()
        tenant = {"enterprise_id": enterprise_id, "team_id": "T1", "user_id": "U1"}
        installation.workspace = replace(installation.workspace, enterprise=enterprise_id)
        assert await authorize(context=context, **tenant) is not None
    authorize.drop(enterprise="E1", slack_team="T1")
    installation.stored_token = None
    assert await authorize(context=AsyncBoltContext(), **tenant | {"enterprise_id": ""}) is None


async def test_the_installation_is_looked_up_once_for_many_requests(slack, installation):
    for _ in range(3):
        await slack.press("check_in")
    assert installation.reads == 1


async def test_not_even_a_debug_log_knows_what_was_answered_or_by_whom(
    slack, web_api, view, check_ins, choose, caplog
):
    for name in (None, "slackapp", "aiohttp", "asyncio", "httpx"):
        caplog.set_level("DEBUG", logger=name)
    marked = json.loads(json.dumps(view).replace('"U3"', '"UMARKED"').replace("Ben", "MARKED"))
    values = choose(marked, "prompt.helped_me", "UMARKED")
    await slack.pick(marked, values)
    await slack.submit(marked, values)
    check_ins.failure = RuntimeError("UMARKED")
    await slack.submit(marked, values)
    await slack.interact({"type": "view_submission", "view": marked | {"callback_id": "UMARKED"}})
    assert check_ins.answers["R1", "U1"].helped_me == (Tie("UMARKED"),)
    assert "MARKED" not in caplog.text
    assert "'U1'" not in caplog.text
    assert '"U1"' not in caplog.text

"""Guessing through the real Bolt app: one read and one call to the form, and no call after it."""

from dataclasses import replace

import pytest

from slackapp.errors import UnknownReport
from slackapp.payloads.samples import PLAIN
from slackapp.ui import guess, ids

REPORT = PLAIN.reports["readings"]
MESSAGE = {"channel": {"id": "C1"}, "user": {"id": "U1"}}


class Shelf:
    """The reports somebody may read, counted."""

    def __init__(self):
        self.reads = 0
        self.failure = None

    def of_team(self, report_id, *, workspace, user):
        self.reads += 1
        if self.failure is not None:
            raise self.failure
        assert (report_id, workspace, user) == ("R1", "W1", "U1")
        return "Harbour", REPORT


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def decisions(decisions, shelf):
    return replace(decisions, reports=shelf)


async def test_from_press_to_form_it_takes_one_read_and_one_call(slack, web_api, shelf):
    assert (await slack.press(ids.GUESS)).status_code == 200
    [(method, call)] = web_api.calls
    assert method == "views.open"
    assert call["view"]["callback_id"] == ids.GUESS_VIEW
    assert shelf.reads == 1


async def test_guess_and_reading_come_in_the_answer_without_any_call(slack, web_api, shelf, choose):
    form = guess.form("R1", REPORT)
    done = await slack.submit(form, choose(form, "guess.autonomy", "2.5"))
    shown = done.json()
    assert shown["response_action"] == "update"
    assert "3.5 ± 0.4\nYou guessed 2.5: " in str(shown["view"]["blocks"]).replace("\\n", "\n")
    assert (web_api.calls, shelf.reads) == ([], 1)


async def test_a_form_with_nothing_chosen_shows_what_settled(slack):
    done = await slack.submit(guess.form("R1", REPORT), {})
    said = str(done.json()["view"]["blocks"])
    assert "3.5 ± 0.4" in said
    assert "You guessed" not in said


async def test_a_form_that_is_not_ours_is_said_in_the_form(slack):
    done = await slack.submit(guess.form("R1", REPORT), {"guess.autonomy": {"other": {}}})
    assert done.json()["response_action"] == "errors"


async def test_the_figures_go_to_whoever_asked_and_to_nobody_else(slack, web_api, shelf):
    assert (await slack.press(ids.SHOW_FIGURES, **MESSAGE)).status_code == 200
    [(method, call)] = web_api.calls
    assert (method, call["channel"], call["user"]) == ("chat.postEphemeral", "C1", "U1")
    kinds = [block["type"] for block in call["blocks"]]
    assert "table" in kinds
    assert shelf.reads == 1


async def test_where_slack_refuses_a_table_the_figures_come_in_words(slack, web_api):
    web_api.errors["chat.postEphemeral"] = "invalid_blocks"
    await slack.press(ids.SHOW_FIGURES, **MESSAGE)
    kinds = [
        {block["type"] for block in call["blocks"]} & {"table"}
        for call in web_api.named("chat.postEphemeral")
    ]
    assert kinds == [{"table"}, set()]
    assert "3.5 ± 0.4" in str(web_api.named("chat.postEphemeral")[-1]["blocks"])


async def test_any_other_refusal_is_told_and_not_tried_again(slack, web_api):
    web_api.errors["chat.postEphemeral"] = "not_in_channel"
    await slack.press(ids.SHOW_FIGURES, **MESSAGE)
    assert [method for method, _call in web_api.calls] == ["chat.postEphemeral", "respond"]


@pytest.mark.parametrize("action", [ids.GUESS, ids.SHOW_FIGURES])
async def test_whoever_may_not_read_the_report_is_told_so(slack, web_api, shelf, action):
    shelf.failure = UnknownReport()
    await slack.press(action, **MESSAGE)
    [(method, call)] = web_api.calls
    assert method == "respond"
    assert call["text"] == UnknownReport.for_people()

"""A switch that is on is said where one would look for a check-in, to that person alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from slackapp.domain.screens import NotAsked, OwnSettings
from slackapp.payloads.samples import PLAIN
from slackapp.ui import check_in, home, ids, own_settings, status


def shown(switch):
    """Home, what `/bearings status` answers, and the form."""
    data = replace(PLAIN.home, not_asked=switch)
    form = check_in.view(replace(PLAIN.form, not_asked=switch))
    return {
        "home": home.view(data)["blocks"],
        "status": status.message(data)["blocks"],
        "form": form["blocks"],
    }


@pytest.mark.parametrize("place", ["home", "status", "form"])
@pytest.mark.parametrize(
    ("switch", "said"),
    [
        (NotAsked(), "Don't ask me* is on"),
        (NotAsked(date(2026, 12, 1)), "You paused: no check-in is brought to you before"),
    ],
)
def test_a_switch_that_is_on_is_said_with_the_way_back(place, switch, said):
    [row] = [block for block in shown(switch)[place] if said in json.dumps(block)]
    assert row["accessory"]["action_id"] == ids.OPEN_SETTINGS
    assert said not in json.dumps(shown(None)[place])


def test_a_screen_reader_hears_of_it_in_the_status():
    assert (
        "no check-in is brought"
        in status.message(replace(PLAIN.home, not_asked=NotAsked()))["text"]
    )


def test_the_form_says_to_everybody_that_the_whole_answer_is_replaced():
    said = json.dumps(check_in.view(PLAIN.form))
    assert "what you send last is your whole answer: it replaces everything you sent before" in said


def test_the_form_begins_with_its_promise_and_keeps_why_for_the_end():
    first, promise, *_, last = check_in.view(PLAIN.form)["blocks"]
    assert "accessory" not in first
    assert (promise["type"], len(promise["elements"])) == ("context", 2)
    assert [one["action_id"] for one in last["elements"]] == [ids.WHY]


def test_a_name_that_cannot_be_picked_is_said_with_the_way_back_beside_the_other_switch():
    data = replace(PLAIN.home, not_asked=NotAsked(), unlisted=True)
    for blocks in (home.view(data)["blocks"], status.message(data)["blocks"]):
        first, second = [b for b in blocks if "Don't " in json.dumps(b) and "accessory" in b]
        assert "Don't ask me* is on" in first["text"]["text"]
        assert "Don't list me* is on" in second["text"]["text"]
        assert second["accessory"]["action_id"] == ids.OPEN_SETTINGS
    assert "Don't list me* is on" in status.message(data)["text"]


def test_whom_no_team_asks_any_more_does_not_read_that_they_are_asked_as_usual():
    alone = OwnSettings(True, True, None, None, ())
    assert own_settings.lines(alone)[0] == "• you are in no team now, so no new check-in asks you"
    one = replace(alone, teams=(("T1", "Harbour"),))
    assert own_settings.lines(one)[0] == "• you are asked as usual"


def test_what_became_of_a_pause_is_said_also_beside_dont_ask_me():
    until = date(2026, 12, 10)
    both = own_settings.lines(OwnSettings(False, True, until, None, ()))
    assert any("your pause until Thursday, December 10, 2026 is kept" in one for one in both)
    paused = own_settings.lines(OwnSettings(True, True, until, None, ()))
    assert any(
        "brought to you before Thursday, December 10, 2026, and you can" in one for one in paused
    )
    off = own_settings.lines(OwnSettings(False, True, None, None, ()))
    assert not any("pause" in one for one in off)

"""A text of settings says where in it something stands that cannot be so."""

from __future__ import annotations

import json

import pytest

from slackapp.domain.text import Text, as_written, whole_letters
from slackapp.errors import ImpossibleSetting, NoFutureRound, NotAllowed, NotSettings
from slackapp.errors.teams import NothingInTime

WHOLE = {"every_weeks": 1, "light": False, "first": "2026-01-05", "ends": None}


def about(error, **changed):
    """The setting that an error is said to be about, in a text that holds them all."""
    found = Text.of(json.dumps(WHOLE | {"paused_until": None} | changed, indent=1)).about(error)
    assert isinstance(found, ImpossibleSetting)
    return found.setting


def test_that_no_check_in_would_open_is_said_of_what_leaves_no_time():
    assert about(NoFutureRound(), ends="2026-01-06") == "ends"
    assert about(NoFutureRound(), paused_until="9999-12-31") == "paused_until"
    assert about(NoFutureRound()) == "first"


def test_that_nothing_could_be_finished_is_said_of_what_asks_too_seldom():
    assert about(NothingInTime(), every_weeks=4) == "every_weeks"
    assert about(NothingInTime(), light=True) == "light"


def test_what_is_about_no_setting_stays_as_it_is():
    error = NotAllowed()
    assert Text.of("{}").about(error) is error


@pytest.mark.parametrize("text", ["9" * 5000, '{"k": ' + "9" * 5000 + "}"])
def test_a_number_without_end_is_no_setting(text):
    with pytest.raises(NotSettings):
        Text.of(text)


def test_nobody_is_shown_a_thousand_brackets_or_half_a_character():
    deep = json.loads("[" * 500 + "]" * 500)
    for _ in range(2000):
        deep = [deep]
    assert as_written(deep) == "…"
    assert as_written("Har\ud800") == '"Har?"'
    assert whole_letters("\ud800") == "?"

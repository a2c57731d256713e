"""App Home says what comes when, and from where that is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.payloads.samples import PLAIN
from slackapp.ui import home


def shown(asked):
    card = replace(PLAIN.home.teams[0], asked=asked)
    return str(home.view(replace(PLAIN.home, teams=(card,))))


@pytest.mark.parametrize("asked", [1, 14])
def test_what_comes_when_is_counted_from_the_first_check_in(asked):
    said = f"What settles first, counted from the first check-in ({asked} so far):"
    assert said in shown(asked)


def test_before_the_first_check_in_there_is_nothing_to_count():
    assert "so far" not in shown(0)

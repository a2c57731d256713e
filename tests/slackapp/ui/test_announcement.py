"""What a channel is told about a change says from when on it holds."""

from __future__ import annotations

from datetime import date, time

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Team, TeamState
from slackapp.ui import announcement

MONDAYS = Cadence(zone="UTC", weekday=0, at=time(10), first=date(2026, 4, 6))
TEAM = Team("T", "W", "C", "Pier", frozenset(), Policy(), MONDAYS, TeamState.RUNNING)


@pytest.mark.parametrize(
    ("changed", "moments"),
    [
        ("k", ["from the next windows on"]),
        ("light:named", ["from the next windows on"]),
        ("open_days", ["from the next check-in on"]),
        ("not_for_appraisal", ["from now on"]),
        ("k:open_days", ["from the next check-in on", "from the next windows on"]),
    ],
)
def test_each_setting_is_told_with_the_moment_from_which_it_holds(changed, moments):
    said = announcement.message(f"policy:{changed}", TEAM)["text"]
    assert said.count("Changed for this team") == len(moments)
    assert all(moment in said for moment in moments)

"""A topic keeps what a change chose: the team it gives back is the one that the change made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Group, Team, TeamState
from slackapp.domain.telling import as_chosen, topics

MONDAYS = Cadence(zone="UTC", weekday=0, at=time(10), first=date(2026, 4, 6))
GIVEN = Team("T", "W", "C", "Pier", frozenset({"U1"}), Policy(), MONDAYS, TeamState.RUNNING)
TEAM = replace(GIVEN, group=Group("S", "pier"))


@pytest.mark.parametrize(
    "change",
    [
        {"leads": frozenset({"U2", "U1"})},
        {"leads": frozenset()},
        {"name": "Pier: north, 100 %"},
        {"group": Group("S2", "crew")},
        {"group": None},
        {"policy": Policy(k=7, light=True, named=False, open_days=3, retention_weeks=30)},
        {"policy": Policy(not_for_appraisal=True)},
    ],
)
def test_what_was_chosen_is_told_however_the_team_is_by_then(change):
    made = replace(TEAM, **change)
    [topic] = topics(TEAM, made)
    assert as_chosen(TEAM, topic) == made


@pytest.mark.parametrize("topic", ["leads", "roster", "renamed", "policy:k", "leads:", "resumed"])
def test_a_topic_of_an_earlier_version_tells_the_team_as_it_is(topic):
    assert as_chosen(TEAM, topic) == TEAM

"""A topic keeps what a change chose: the team it gives back is the one that the change made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Group, Team, TeamState
from slackapp.domain.telling import as_chosen, topics, without

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


def test_who_leads_at_the_start_is_told_however_the_team_is_by_then():
    [topic] = topics(replace(TEAM, state=TeamState.DRAFT), TEAM)
    assert as_chosen(replace(TEAM, leads=frozenset({"U2"})), topic) == TEAM


@pytest.mark.parametrize(
    ("topic", "left"),
    [
        ("leads:U1:U2", "leads:U2"),
        ("started:U1:U2", "started:U2"),
        ("leads:U1", None),
        ("admin_named:U1", None),
        ("leads:U11:U2", "leads:U11:U2"),
        ("renamed:U1", "renamed:U1"),
    ],
)
def test_who_is_forgotten_is_named_in_no_topic(topic, left):
    assert without(topic, "U1") == left


@pytest.mark.parametrize(
    "topic", ["leads", "started", "roster", "renamed", "policy:k", "leads:", "resumed"]
)
def test_a_topic_of_an_earlier_version_tells_the_team_as_it_is(topic):
    assert as_chosen(TEAM, topic) == TEAM

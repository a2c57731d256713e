"""No two published figures about the same weeks are about groups that differ by a few people.

Subtracting one exact mean from another is what recovers an answer exactly. So a recovery is counted
wherever two things published would allow it: a figure that changes while answers arrive, after an
erasure, when a step runs again or k is edited; a window told twice; or two teams' figures on nearly
the same people.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from analytics import disclosure, thresholds
from analytics.matrices import ScaleWindow
from analytics.records import FamilyHistory, WindowSpan
from slackapp.domain.answers import Answer
from slackapp.services.erasure import Erasure
from slackapp.services.rounds import Due, Step
from tests.privacy.attack.replay import replay
from tests.privacy.attack.worlds import Cell, world
from tests.privacy.test_admin import mixed, published
from tests.slackapp.services.house import ADMIN, LEAD, House, at

ITEMS = ("reciprocity_1", "reciprocity_2", "reciprocity_3")
PAIRS = 10_000
SPAN = WindowSpan("reciprocity", 1, 4, date(2026, 1, 26))


def test_nothing_published_moves_while_answers_arrive_or_steps_run_again(house):
    """Live and re-run differencing: looked at after every answer and after every repeated step."""
    team = house.team()
    for number in range(1, 5):
        house.go(at(number))
        before = published(house, team)
        row = house.newest(team)
        for user in House.users(8):
            house.answer(row.id, user, mixed(user, row))
            assert published(house, team) == before
        house.go(at(number, day=4))
    final = published(house, team)
    readings = house.readings(team)
    for row in house.rounds(team):
        for step in ("open", "remind", "close", "gather", "forget", "issue"):
            house.steps.perform(Due(Step(step), row.id), now=house.now)
    assert published(house, team) == final
    assert house.readings(team) == readings


@pytest.mark.parametrize("user", ["U01", "U05"])
def test_an_erasure_changes_nothing_that_was_published(house, user):
    """Erasure differencing: the figures before and after are the same bytes, open or settled."""
    team = house.team()
    for number in range(1, 6):
        house.week(team, number, mixed)
    house.go(at(6))
    house.ask(team, mixed)
    before, readings = published(house, team), house.readings(team)
    Erasure(house.database, house.keys).erase(workspace="W1", user=user)
    assert published(house, team) == before
    house.go(at(6, day=4))
    later = published(house, team)
    assert {key: later[key] for key in before} == before
    after = house.readings(team)
    assert all(reading in after for reading in readings)


def test_editing_k_tells_no_window_twice(house):
    team = house.team()
    policy = house.read(lambda store: store.teams.get(team)).policy
    for number, k in enumerate((5, 6, 5, 6, 5, 6, 5, 5), start=1):
        house.settings.change_policy(team=team, policy=replace(policy, k=k), actor=ADMIN)
        house.week(team, number, mixed)
    assert _told_once([(one.measure, one.span) for one in house.readings(team)])


def _told_once(told):
    """Each measure's windows follow each other without sharing a round."""
    by_measure = {}
    for measure, span in told:
        by_measure.setdefault(measure, []).append((span.first_round, span.last_round))
    return all(
        earlier[1] < later[0]
        for spans in by_measure.values()
        for earlier, later in pairwise(sorted(spans))
    )


@pytest.mark.parametrize("people", [6, 8, 10, 14])
def test_windows_of_a_measure_never_overlap_whoever_comes_and_goes(people):
    for number in range(5):
        readings = replay(world(Cell(people, stress=0.2), seed=3, number=number)).readings
        assert _told_once([(r.measure, r.span) for r in readings.values()])


def settled(people, *, siblings=(), history=None):
    """A window whose answers could all be shown, of these people."""
    rng = np.random.default_rng(len(people))
    points = rng.integers(0, 5, (len(people), len(ITEMS)))
    points[0] = (points[1] + 1) % 5
    counts = np.eye(5, dtype=np.uint16)[points]
    return disclosure.settle(
        SPAN,
        ScaleWindow(ITEMS, counts),
        members=len(people),
        population=frozenset(people),
        siblings=siblings,
        history=history or FamilyHistory(),
        churn=0,
        seed=1,
    )


def test_ten_thousand_pairs_of_groups_leave_nothing_to_subtract():
    """Sibling and roster-move differencing: random groups, random moves between two teams.

    Both figures shown, on groups that differ by 1 to k − 1 people (another team) or by exactly one
    (the team's own last published step): a recovery. There must be pairs that are shown as well.
    """
    rng = np.random.default_rng(11)
    everybody = [f"p{number}" for number in range(16)]
    tried = recoveries = shown = 0
    while tried < PAIRS:
        first = frozenset(rng.choice(everybody, int(rng.integers(5, 13)), replace=False))
        moved = set(rng.choice(everybody, int(rng.integers(0, 7)), replace=False))
        second = first ^ moved
        if len(second) < thresholds.K_FLOOR:
            continue
        earlier = settled(sorted(first))
        assert earlier.readings[0].value is not None
        beside = settled(sorted(second), siblings=(first,)).readings[0]
        after = settled(sorted(second), history=earlier.history).readings[0]
        recoveries += beside.value is not None and 1 <= len(moved) < thresholds.K_FLOOR
        recoveries += isinstance(after.value, float) and len(moved) == 1
        shown += (beside.value is not None) + (after.value is not None)
        tried += 2
    assert recoveries == 0
    assert shown > 1_000


def test_somebody_who_changes_teams_is_not_what_two_reports_differ_by(house):
    """The two teams' reports of the same weeks, through services and storage."""
    first, second = house.team(8), house.team(8, channel="C2", prefix="V")
    shared = [*House.users(8, "V"), LEAD]
    for number in range(1, 13):
        if number == 5:
            house.join(first, [*House.users(7), LEAD])
            house.join(second, [*shared, House.users(8)[-1]])
        house.go(at(number))
        for team in (first, second):
            row = house.newest(team)
            roster = house.read(lambda store, row=row: store.rosters.get(row.epoch))
            for member in roster.members:
                if member.asked:
                    given = Answer(
                        items=dict.fromkeys(row.asks.items, 1 + int(member.user[1:]) % 5)
                    )
                    house.answer(row.id, member.user, given)
        house.go(at(number, day=4))
    told = {
        (team, r.span.first_round, r.span.last_round): r.status
        for team in (first, second)
        for r in house.readings(team)
        if r.measure == "reciprocity"
    }
    assert told[first, 1, 4] == told[second, 1, 4] == "shown"
    assert told[first, 5, 12] == "held"
    assert told[second, 9, 12] == "held"

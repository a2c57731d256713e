"""What a window is settled with, of the same people elsewhere: what is compared, held, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from analytics.records import FamilyHistory, GateHistory
from slackapp.domain.retention import CHURN_SPAN
from slackapp.domain.teams import TeamState
from slackapp.services.beside import beside, remaining
from tests.slackapp.services.house import MONDAY

DAY = MONDAY + timedelta(weeks=30)
EARLIER = DAY - timedelta(weeks=4)
TEN = frozenset("abcdefghij")
SUPPRESSED = GateHistory(suppressed=True, reopening=0)


@pytest.fixture
def teams(sqlite_house):
    """Two teams, of which the second has its own people."""
    house = sqlite_house
    return house, house.team(), house.team(channel="C2", prefix="V")


def put(house, team, history):
    house.step(lambda store: store.readings.put_history(team, "trust", history))


def over(house, team):
    def unit(store):
        store.teams.put(replace(store.teams.get(team), state=TeamState.ENDED))

    house.step(unit)


def of(house, team, people=TEN):
    return house.read(lambda store: beside(store, store.teams.get(team), "trust", people, DAY))


def counted(people=TEN, on=EARLIER, **more):
    return FamilyHistory(counted=people, counted_on=on, **more)


def test_a_team_alone_takes_nothing_over(teams):
    house, team, _other = teams
    own = counted(moves=9, gates={"trust": SUPPRESSED})
    put(house, team, own)
    found = of(house, team)
    assert (found.siblings, found.history, found.churn) == ((), own, 0)


def test_what_every_gate_of_another_team_published_last_is_compared_with_once(teams):
    house, team, other = teams
    nine, eight = TEN - {"j"}, TEN - {"i", "j"}
    gates = {"one": GateHistory(nine), "two": GateHistory(eight), "three": GateHistory()}
    put(house, other, FamilyHistory(reference=eight, published_on=EARLIER, gates=gates))
    assert of(house, team).siblings == (eight, nine)


@pytest.mark.parametrize(("weeks", "compared"), [(26, True), (27, False)])
def test_so_it_is_of_one_that_ended_for_half_a_year(teams, weeks, compared):
    house, team, other = teams
    day = DAY - timedelta(weeks=weeks)
    put(house, other, FamilyHistory(TEN, published_on=day, gates={"one": GateHistory(TEN)}))
    assert of(house, team).siblings == (TEN,)
    over(house, other)
    assert of(house, team).siblings == ((TEN,) if compared else ())


def test_what_was_held_of_the_same_people_for_too_few_answers_is_taken_over(teams):
    house, team, other = teams
    put(house, other, counted(gates={"trust": SUPPRESSED, "else": GateHistory(TEN)}))
    assert of(house, team).history.gates == {"trust": SUPPRESSED}


@pytest.mark.parametrize(
    ("people", "taken"),
    [
        (TEN, True),
        (TEN - {"a", "b", "c"} | {"x", "y", "z"}, True),
        (TEN - {"a", "b", "c", "d"} | {"w", "x", "y", "z"}, False),
        (frozenset("vwxyz"), False),
        (frozenset(), False),
    ],
)
def test_the_same_people_are_more_in_both_than_in_only_one(teams, people, taken):
    house, team, other = teams
    put(house, other, counted(moves=3, gates={"trust": SUPPRESSED}))
    found = of(house, team, people)
    assert found.history.gates == ({"trust": SUPPRESSED} if taken else {})
    assert found.churn == (3 + len(TEN ^ people) if taken else 0)


@pytest.mark.parametrize("own_on", [EARLIER, EARLIER + timedelta(days=1)])
def test_what_the_teams_own_windows_brought_since_holds(teams, own_on):
    house, team, other = teams
    put(house, team, counted(on=own_on, gates={"trust": GateHistory(TEN)}))
    put(house, other, counted(gates={"trust": SUPPRESSED}))
    assert of(house, team).history.gates == {"trust": GateHistory(TEN)}


def test_people_who_were_held_elsewhere_since_reopen_in_their_own_team_as_there(teams):
    house, team, other = teams
    gates = {"trust": GateHistory(TEN, suppressed=True, reopening=1)}
    put(house, team, counted(on=EARLIER - timedelta(days=7), gates=gates))
    put(house, other, counted(gates={"trust": SUPPRESSED}))
    gate = GateHistory(TEN, suppressed=True, reopening=0)
    assert of(house, team).history.gates == {"trust": gate}


def test_nothing_is_taken_over_of_what_was_counted_half_a_year_ago(teams):
    house, team, other = teams
    long_ago = DAY - CHURN_SPAN - timedelta(days=1)
    put(house, other, counted(on=long_ago, moves=9, gates={"trust": SUPPRESSED}))
    found = of(house, team)
    assert (found.history, found.churn) == (FamilyHistory(), 0)


def test_of_several_teams_the_one_with_most_moves_counts(teams):
    house, team, other = teams
    third = house.team(channel="C3", prefix="W")
    put(house, other, counted(moves=3))
    put(house, third, counted(TEN - {"a"}, moves=4))
    assert of(house, team).churn == 5


def test_what_an_earlier_version_kept_of_the_last_published_window_stands_for_it(teams):
    house, team, other = teams
    kept = FamilyHistory(TEN, published_on=EARLIER, gates={"trust": SUPPRESSED})
    put(house, other, kept)
    assert of(house, team).history.gates == {"trust": SUPPRESSED}


def test_what_is_kept_of_a_deleted_team_holds_no_figure(teams):
    house, team, _other = teams
    gate = GateHistory(TEN, batch_holds=1, suppressed=True, reopening=1)
    known = counted(
        reference=TEN,
        published_on=EARLIER,
        sticky={"trust": 3.5},
        held_in_a_row=2,
        gates={"trust": gate},
        moves=4,
    )
    left = house.read(lambda store: remaining(store, team, known, DAY))
    assert left == replace(
        known, sticky={}, held_in_a_row=0, gates={"trust": replace(gate, batch_holds=0)}
    )

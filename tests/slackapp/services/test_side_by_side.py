"""Two teams of nearly the same people settle at one moment: one figure is shown, and one held."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.policy import Policy
from slackapp.services import rounds, windows
from slackapp.services.members import Switches
from slackapp.services.rounds import Step
from tests.slackapp.services import at_one_moment
from tests.slackapp.services.house import ADMIN, LEAD, PEPPER, House, at

SHARED = House.users(8)


def mixed(user, row):
    """Everybody answers, each at a level of their own."""
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def ended_together(house):
    """Nine people on Mondays, eight of them on Tuesdays as well: both windows are to be settled.

    Eight choose their home anew each day, and so count in both.
    """
    first = house.team(9)
    cadence = replace(house.read(lambda store: store.teams.get(first)).cadence, weekday=1)
    second = house.settings.create(
        workspace="W1",
        channel="C2",
        name="Two",
        leads=[LEAD],
        cadence=cadence,
        policy=Policy(open_days=3),
        actor=ADMIN,
    ).id
    house.join(second, [*SHARED, LEAD])
    for user in SHARED:  # else too few would be at home in it for it to start
        house.step(lambda store, user=user: store.people.choose_home("W1", user, second))
    house.settings.confirm(team=second, actor=ADMIN)
    for number in range(1, 5):
        for day, team in enumerate((first, second)):
            at_home(house, team)
            house.go(at(number, day=day))
            house.ask(team, mixed)
        if number < 4:
            house.go(at(number, day=4))
    house.move(at(4, day=4))
    before = {Step.CLOSE, Step.GATHER}
    while due := [d for d in rounds.due(house.database, house.now) if d.step in before]:
        for one in due:
            house.steps.perform(one, now=house.now)
    return first, second


def at_home(house, team):
    for user in SHARED:
        Switches(house.database, house.clock).choose_home(workspace="W1", user=user, team=team)


def settle(house, team):
    (ending,) = [window for window in house.windows(team) if window.family == "reciprocity"]
    windows.settle(house.database, house.keys, window_id=ending.id, pepper=PEPPER)


def told(house, *teams):
    return sorted(
        one.status for team in teams for one in house.readings(team) if one.measure == "reciprocity"
    )


def test_what_another_team_publishes_meanwhile_is_looked_at(house, monkeypatch):
    first, second = ended_together(house)
    computed = at_one_moment.interrupted(
        monkeypatch,
        partial(settle, house, first),
        by=partial(settle, house, second),
        name=lambda ended: ended.window.team,
    )
    assert computed == [first, second, first]
    assert told(house, second) == ["shown"]
    assert told(house, first) == ["held"]
    assert house.keys.ids() >= {window.key for window in house.windows(first)}


@pytest.mark.parametrize("trial", range(3))
def test_two_workers_at_one_moment_show_one_of_the_two(house, monkeypatch, trial):
    teams = ended_together(house)
    settles = [partial(settle, house, team) for team in teams]
    at_one_moment.both(monkeypatch, *settles, is_alone=lambda ended: not ended.beside.siblings)
    assert told(house, *teams) == ["held", "shown"]

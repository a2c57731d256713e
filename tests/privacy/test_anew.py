"""Founding a team anew with the same people, or nearly, makes no rule of publishing forget."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.policy import Policy
from slackapp.domain.retention import CHURN_SPAN
from tests.privacy.test_admin import (
    delete,
    delete_everything,
    end,
    mixed,
    play,
    uninstall,
)
from tests.slackapp.services.house import ADMIN, LEAD, House, at

WAYS = [end, delete, delete_everything, uninstall]


def told(house, team, measure="reciprocity"):
    """The status and scale of each of its windows, in order."""
    found = [one for one in house.readings(team) if one.measure == measure]
    found.sort(key=lambda one: one.span.last_round)
    return [(one.status.value, one.scale.value) for one in found]


def shown(scale):
    return ("shown", scale)


def held(scale):
    return ("held", scale)


def only(count):
    """So many people answer, and the lead."""
    return lambda user, row: mixed(user, row) if user in {*House.users(count), LEAD} else None


def week_after(house):
    return (house.now.date() - at(1).date()).days // 7 + 2


def go_on(house, team, weeks, answers=mixed):
    first = week_after(house)
    for number in range(first, first + weeks):
        house.week(team, number, answers)


def restless(house):
    """Ten people of whom two led in turns: six came and went, and nothing but words is shown."""
    team = house.team(10)
    lead = house.settings.set_leads
    play(house, team, [1])
    lead(team=team, leads=["U01", "U02"], actor=ADMIN)
    play(house, team, [2])
    lead(team=team, leads=[LEAD], actor=ADMIN)
    play(house, team, [3, 4])
    return team


@pytest.mark.parametrize("way", WAYS)
def test_who_came_and_went_is_counted_on_in_a_team_founded_anew(sqlite_house, way):
    house = sqlite_house
    team = restless(house)
    play(house, team, range(5, 9))
    assert told(house, team)[-1] == shown("level")
    way(house, team)
    anew = house.team(10)
    go_on(house, anew, 4)
    assert told(house, anew) == [shown("level")]
    way(house, anew)
    again = house.team(10)
    go_on(house, again, 4)
    assert told(house, again) == [shown("level")]


def test_leads_who_change_before_it_make_them_no_other_people(sqlite_house):
    """Whoever leads in one of its rounds is not counted in a window."""
    house = sqlite_house
    team = restless(house)
    play(house, team, range(5, 12))
    leads = [f"U{place:02}" for place in range(1, 6)]
    house.settings.set_leads(team=team, leads=leads, actor=ADMIN)
    play(house, team, [12])
    delete(house, team)
    anew = house.team(10)
    go_on(house, anew, 4)
    assert told(house, anew) == [shown("level")]


def test_nor_do_they_let_a_figure_reopen_that_was_held_for_too_few_answers(sqlite_house):
    house = sqlite_house
    team = house.team()
    for number in range(1, 9):
        if number in {7, 8}:
            leads = ["U01", "U02", "U03"] if number == 7 else ["U04", "U05", "U06"]
            house.settings.set_leads(team=team, leads=leads, actor=ADMIN)
        house.week(team, number, only(5 if number < 5 else 4))
    delete(house, team)
    anew = house.team(8)
    go_on(house, anew, 4, only(5))
    assert told(house, anew) == [held("step")]


@pytest.mark.parametrize("way", [end, delete])
def test_who_came_and_went_since_the_last_figure_is_counted_on_too(sqlite_house, way):
    house = sqlite_house
    team = house.team(10)
    play(house, team, range(1, 5))
    assert told(house, team) == [shown("step")]
    for number, leads in ((5, ["U01", "U02", "U03"]), (6, [LEAD])):
        house.settings.set_leads(team=team, leads=leads, actor=ADMIN)
        play(house, team, [number])
    way(house, team)
    anew = house.team(10)
    play(house, anew, range(7, 11))
    assert told(house, anew) == [shown("level")]


def test_half_a_year_later_a_team_founded_anew_begins_anew(sqlite_house):
    house = sqlite_house
    team = restless(house)
    delete(house, team)
    house.go(house.now + CHURN_SPAN + timedelta(days=1))
    anew = house.team(10)
    go_on(house, anew, 4)
    assert told(house, anew) == [shown("step")]


def test_a_team_of_mostly_other_people_takes_nothing_over(sqlite_house):
    house = sqlite_house
    team = restless(house)
    cadence = house.read(lambda store: store.teams.get(team)).cadence
    delete(house, team)
    half = {"workspace": "W1", "channel": "C1", "name": "Half", "leads": [LEAD], "actor": ADMIN}
    anew = house.settings.create(**half, cadence=cadence, policy=Policy()).id
    house.join(anew, [*House.users(5), *House.users(5, "V"), LEAD])
    house.settings.confirm(team=anew, actor=ADMIN)
    go_on(house, anew, 4)
    assert told(house, anew) == [shown("step")]


@pytest.mark.parametrize("way", WAYS)
def test_a_figure_held_for_too_few_answers_reopens_in_a_team_founded_anew_as_it_would_have(
    house, way
):
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, only(5 if number < 5 else 4))
    assert told(house, team) == [shown("step"), held("step")]
    way(house, team)
    anew = house.team(8)
    go_on(house, anew, 8, only(5))
    assert told(house, anew) == [held("step"), shown("step")]


def test_it_reopens_at_once_with_one_answer_more(sqlite_house):
    house = sqlite_house
    team = house.team()
    for number in range(1, 5):
        house.week(team, number, only(4))
    delete(house, team)
    anew = house.team(8)
    go_on(house, anew, 4, only(6))
    assert told(house, anew) == [shown("step")]


def pulse(same_people, users):
    """Everybody answers the pulse; the question about the same people only where it is said."""

    def answer(user, row):
        if user not in users:
            return None
        place = int(user[1:])
        return Answer(
            items=dict.fromkeys(row.asks.items, 2 + place % 4),
            given=place % 4,
            received=(place + place % 3) % 4,
            same_people=1 + place % 5 if same_people else None,
        )

    return answer


def two_gates(house):
    """One half of the pulse was shown of nine people, and the other later of eight of them."""
    team, nine = house.team(9, named=False), House.users(9)
    for number in range(1, 9):
        house.week(team, number, pulse(same_people=False, users=nine))
    house.join(team, [*nine[:-1], LEAD])
    for number in range(9, 17):
        house.week(team, number, pulse(same_people=True, users=nine[:-1]))
    assert told(house, team, "give_and_receive") == [shown("statement"), held("statement")]
    assert told(house, team, "same_people") == [held("level"), shown("level")]
    return team


@pytest.mark.parametrize("way", [end, delete])
def test_what_one_gate_published_is_compared_with_though_another_published_since(sqlite_house, way):
    house = sqlite_house
    way(house, two_gates(house))
    anew = house.team(8, named=False)
    go_on(house, anew, 8, pulse(same_people=True, users=House.users(8)))
    assert told(house, anew, "give_and_receive") == [held("statement")]

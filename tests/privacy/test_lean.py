"""By how much scores of few people are shifted: only in what is shown, and in no one's hands."""

from __future__ import annotations

import logging
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from analytics.disclosure import shown
from slackapp.domain.policy import Policy
from slackapp.services import windows
from tests.privacy.test_admin import mixed
from tests.slackapp.services.house import ADMIN, LEAD, PEPPER, House

DOCS = Path(__file__).parents[2] / "docs"

ROUNDS = 8
"""After these, facets of a small team have settled."""
SIX, SEVEN, LAST_FIVE = House.users(6), House.users(7), House.users(7)[2:]


def mean(users):
    """Of those who answer `mixed`: x, x, and the third item is turned."""
    points = [2 + int(user[1:]) % 4 for user in users]
    return sum((x + x + 6 - x) / 3 for x in points) / len(points)


def lean(pepper, users):
    return windows.lean(pepper, windows.reference(pepper, "W1", users))


def lean_by(house, **wanted):
    """Give the installation a secret under which groups of people lean between two amounts.

    `wanted`: of each group, the group and the two amounts.
    """
    peppers = (str(number).encode() for number in range(9999))
    between = [(users, low, high) for users, low, high in wanted.values()]
    pepper = next(p for p in peppers if all(low < lean(p, u) < high for u, low, high in between))
    house.steps = replace(house.steps, pepper=pepper)
    return pepper


def play(house, team, *, first=1, meanwhile=lambda: None):
    """Eight rounds; in the middle, all their windows open, something else is done."""
    for number in range(first, first + ROUNDS):
        house.week(team, number, mixed)
        if number == first + ROUNDS // 2 - 1:
            meanwhile()
    return [one for one in house.readings(team) if one.measure == "reciprocity"]


@pytest.mark.parametrize(
    ("people", "low", "high", "step"),
    [(6, 0.1, 0.3, 3.5), (6, -0.3, 0.05, 3.0), (8, 0.1, 0.3, 3.5), (9, 0.1, 0.3, 3.0)],
    ids=["six that lean up", "six that lean down", "eight that lean up", "nine do not lean"],
)
def test_a_small_team_s_step_is_that_of_its_mean_and_its_lean(house, people, low, high, step):
    team = house.team(people)
    lean_by(house, them=(House.users(people), low, high))
    assert {one.value for one in play(house, team)} == {step}


def test_after_two_left_a_step_is_that_of_the_others_lean_and_is_compared_with_nothing(house):
    """The step of before is near enough to stick, had the amount stayed the same."""
    team = house.team(7)
    pepper = lean_by(house, before=(SEVEN, 0.02, 0.20), after=(LAST_FIVE, -0.20, -0.10))
    before = play(house, team)
    house.join(team, [*LAST_FIVE, LEAD])
    after = play(house, team, first=ROUNDS + 1)[len(before) :]
    assert {one.value for one in before} == {shown.step(mean(SEVEN) + lean(pepper, SEVEN))} == {3.5}
    assert [(one.value, one.before, one.trend) for one in after] == [(3.0, None, "first")]
    assert shown.step(mean(LAST_FIVE) + lean(pepper, LAST_FIVE), 3.5) == 3.5


def test_the_same_people_lean_alike_in_a_team_that_is_founded_anew(house):
    """Two amounts would tell more of their scores than one."""
    first = house.team(6)
    pepper = lean_by(house, them=(SIX, 0.1, 0.3))
    assert lean(pepper, SIX) > 0
    values = [one.value for one in play(house, first)]
    house.settings.end(team=first, actor=ADMIN)
    again = house.team(6, channel="C2")
    assert [one.value for one in play(house, again, first=ROUNDS + 2)] == values == [3.5]


def test_the_same_people_lean_by_another_amount_in_another_installation_as_the_pages_say():
    people = House.users(6)
    amounts = {
        windows.lean(PEPPER, windows.reference(PEPPER, workspace, people))
        for workspace in ("W1", "W2", "W3")
    }
    assert len(amounts) == 3
    for page in ("reference/publishing-rules.md", "decisions/secret-lean.md"):
        said = (DOCS / page).read_text(encoding="utf-8")
        assert "installation" in said
        assert "every family and for ever" not in said
        assert "every team and for ever" not in said


def test_it_is_stored_and_logged_nowhere(house, dumper, caplog):
    caplog.set_level(logging.DEBUG)
    team = house.team(6)
    assert play(house, team)
    amount = lean(PEPPER, SIX)
    dump = dumper.take()
    spelt = [str(abs(amount))[:8].encode(), struct.pack("<d", amount), struct.pack(">d", amount)]
    assert [place for one in spelt for place in dump.places(one)] == []
    assert str(abs(amount))[:6] not in caplog.text
    columns = {column for rows in dump.rows.values() for row in rows for column in row}
    assert not any("lean" in column for column in columns)


def test_nothing_an_admin_can_set_changes_it(house):
    team = house.team(6)
    pepper = lean_by(house, them=(SIX, 0.1, 0.3))

    def everything():
        light = Policy(light=True, not_for_appraisal=True)
        for policy in (light, replace(light, light=False)):
            house.settings.change_policy(team=team, policy=policy, actor=ADMIN)
        house.settings.rename(team=team, name="Another", actor=ADMIN)
        house.settings.set_leads(team=team, leads=[ADMIN], actor=ADMIN)

    values = [one.value for one in play(house, team, meanwhile=everything)]
    assert values == [shown.step(mean(SIX) + lean(pepper, SIX))]

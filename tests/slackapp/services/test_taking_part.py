"""Words about ties do not tell whether one given person takes part.

Those in league name the last of eight most, and the others so that a word stands just at its
border; all others answer that nobody helped them.
"""

from __future__ import annotations

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.services.members import Switches

PEOPLE = ROUNDS = 8
LAST = "U08"
CARRIED_BY = {
    1: (0, 2, 3, 2, 2, 2, 1, 6),
    2: (3, 1, 3, 3, 5, 5, 3, 12),
    3: (5, 4, 6, 9, 4, 10, 5, 23),
}
HELD_BY_FEW = {
    2: (6, 5, 7, 4, 6, 4, 3, 12),
    3: (5, 3, 3, 5, 5, 4, 5, 11),
}
"""How often so many in league name each of the eight, all together."""


def said(house, times, *, in_league, silent=()):
    """What a report says about ties, with people who chose *Don't ask me*."""
    team, named = house.team(PEOPLE), by_round(times, in_league)
    for user in silent:
        Switches(house.database, house.clock).ask_me(workspace="W1", user=user, on=False)

    def answers(user, row):
        if user in silent:
            return None
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        told = tuple(Tie(one) for one in sorted(named.get((row.number, user), ())))
        return Answer(items=items, helped_me=told, i_helped=())

    for number in range(1, ROUNDS + 1):
        house.week(team, number, answers)
    return {one.measure: one.value for one in house.readings(team) if one.span.family == "ties"}


def by_round(times, in_league):
    """Spread names over check-ins and those in league: three in an answer, nobody twice."""
    league = [f"U{one:02}" for one in range(1, in_league + 1)]
    named = {(number, user): set() for number in range(1, ROUNDS + 1) for user in league}
    most_first = sorted(range(PEOPLE), key=lambda one: -times[one])
    for person in (f"U{one + 1:02}" for one in most_first for _ in range(times[one])):
        free = [at for at in named if at[1] != person and person not in named[at]]
        named[min(free, key=lambda at: (len(named[at]), at))].add(person)
    assert max(map(len, named.values())) <= 3
    return named


@pytest.mark.parametrize("silent", [(), (LAST,)], ids=["nobody", "no answer"])
@pytest.mark.parametrize("in_league", CARRIED_BY)
def test_carried_by_does_not_tell_no_answer_from_nobody(sqlite_house, in_league, silent):
    times = CARRIED_BY[in_league]
    words = said(sqlite_house, times, in_league=in_league, silent=silent)
    assert words["carriers"] == "half"


@pytest.mark.parametrize("silent", [(), (LAST,)], ids=["nobody", "no answer"])
@pytest.mark.parametrize("in_league", HELD_BY_FEW)
def test_held_by_few_does_not_tell_no_answer_from_nobody(sqlite_house, in_league, silent):
    words = said(sqlite_house, HELD_BY_FEW[in_league], in_league=in_league, silent=silent)
    assert words["held_by_few"] == "held_by_few"

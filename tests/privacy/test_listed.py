"""Nobody narrows what is said of them to one check-in, by their name in the list or by coming late.

In one that is known, any word would say of the three people they then turned to that each took part
and named them; with two who agree, that one given person did.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.mirror import Share
from slackapp.services.members import Switches
from slackapp.services.mirrors import Mirrors
from tests.slackapp.services.house import LEAD, at

KNOWN = 8
"""The check-in in which they turned to three people, and know it."""
TURNED_TO = ("U01", "U02", "U03")
MEMBER, NEWCOMER = "U09", "U20"
BUT_ONCE = (KNOWN,)
BUT_THREE = (6, 7, KNOWN)
HALF = (5, 6, 7, KNOWN)
NOTHING = (None, None)


def seen(house, team, user):
    mirrors = Mirrors(house.database, house.keys, house.clock)
    note = mirrors.of(workspace="W1", user=user, team=team).note
    return note.named_by, note.kind


def naming(who, *, by):
    """These name one person, for what they know, in that check-in; nobody names anybody else."""

    def answers(user, row):
        named = (Tie(who, "knowledge"),) if row.number == KNOWN and user in by else ()
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        return Answer(items=items, helped_me=named, i_helped=())

    return answers


def played(house, who, listed, answers):
    """Eight check-ins of nine people and a lead; one stands in the list of these alone."""
    team, switches = house.team(9), Switches(house.database, house.clock)
    for number in range(1, KNOWN + 1):
        house.move(at(number) - timedelta(hours=2))
        switches.list_me(workspace="W1", user=who, on=number in listed)
        house.week(team, number, answers)
    return team


@pytest.mark.parametrize("by", [(), TURNED_TO, (*TURNED_TO, "U04", "U05", "U06", "U07", "U08")])
@pytest.mark.parametrize("listed", [BUT_ONCE, BUT_THREE], ids=["once", "three times"])
@pytest.mark.parametrize("who", [MEMBER, LEAD], ids=["member", "lead"])
def test_who_keeps_out_of_most_lists_hears_nothing_whoever_names_them(
    sqlite_house, who, listed, by
):
    assert seen(sqlite_house, played(sqlite_house, who, listed, naming(who, by=by)), who) == NOTHING


@pytest.mark.parametrize("who", [MEMBER, LEAD], ids=["member", "lead"])
def test_who_stood_in_half_of_the_lists_hears_what_three_told(sqlite_house, who):
    team = played(sqlite_house, who, HALF, naming(who, by=TURNED_TO))
    assert seen(sqlite_house, team, who) == (Share.FEW, "knowledge")


@pytest.mark.parametrize(
    ("first", "heard"), [(5, (Share.FEW, "knowledge")), (6, NOTHING), (KNOWN, NOTHING)]
)
def test_a_newcomer_hears_of_others_once_they_were_there_for_half_of_a_set(
    sqlite_house, first, heard
):
    """In the list from their first check-in on, they count from later on only."""
    house = sqlite_house
    team, answers = house.team(9), naming(NEWCOMER, by=TURNED_TO)
    for number in range(1, KNOWN + 1):
        if number == first:
            house.move(at(first) - timedelta(days=1))
            house.join(team, [*house.users(9), NEWCOMER, LEAD])
        house.week(team, number, answers)
    assert seen(house, team, NEWCOMER) == heard


def test_three_weeks_that_few_answer_do_not_make_up_for_the_lists_one_kept_out_of(sqlite_house):
    """Of five that enough answered one stood in the list of one."""
    house, few = sqlite_house, (1, 2, 3)
    told = naming(MEMBER, by=TURNED_TO)

    def answers(user, row):
        away = row.number in few and "U04" < user < MEMBER
        return None if away else told(user, row)

    assert seen(house, played(house, MEMBER, (*few, KNOWN), answers), MEMBER) == NOTHING

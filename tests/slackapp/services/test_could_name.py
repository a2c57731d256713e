"""Nothing is said of one person's tie: who could not name somebody hides nobody who did.

The first looks at their mirror; two who are in league with them name them, the fourth may or may
not, and the others are silent whenever the first can be named.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.domain.mirror import Share
from slackapp.services.members import Switches
from slackapp.services.mirrors import Mirrors
from tests.slackapp.services.house import LEAD, at

FIRST, IN_LEAGUE, FOURTH = "U01", ("U02", "U03"), "U04"
ONCE = 3
"""The check-in in which they are named."""
LISTED = range(ONCE, ONCE + 5)
"""The check-ins in whose list the first stands."""


def seen(house, team, user=FIRST):
    mirrors = Mirrors(house.database, house.keys, house.clock)
    note = mirrors.of(workspace="W1", user=user, team=team).note
    return None if note is None else (note.named_by, note.kind)


def told(house, team, measure):
    return next(one for one in house.readings(team) if one.measure == measure)


def played(house, answers):
    """Eight check-ins of eight people; the first takes their name off the list but in five."""
    team, switches = house.team(8), Switches(house.database, house.clock)
    for number in range(1, 9):
        house.move(at(number) - timedelta(hours=2))
        switches.list_me(workspace="W1", user=FIRST, on=number in LISTED)
        house.week(team, number, answers)
    return team


def naming(*, fourth, silent):
    """The first is thanked for care when they can be; of the others so many are silent then."""

    def answers(user, row):
        if user == LEAD or (row.number == ONCE and user in silent):
            return None
        thanks = {*IN_LEAGUE, *([FOURTH] if fourth else [])} if row.number == ONCE else set()
        named = (Tie(FIRST, "care"),) if user in thanks else ()
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        return Answer(items=items, helped_me=named, i_helped=())

    return answers


@pytest.mark.parametrize("fourth", [True, False])
def test_a_mirror_says_nothing_of_a_check_in_that_few_answered(house, fourth):
    team = played(house, naming(fourth=fourth, silent=("U05", "U06", "U07", "U08")))
    assert seen(house, team) == (None, None)


def test_a_mirror_says_it_where_five_others_could_have_named_one(house):
    team = played(house, naming(fourth=True, silent=("U07", "U08")))
    assert seen(house, team) == (Share.HALF, "care")


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("away", [(), IN_LEAGUE])
def test_most_does_not_tell_whether_each_of_the_others_named_one(house, last, away):
    """Two agree not to name the first, or are away; four did, and the last may or may not."""
    team = house.team(8)

    def answers(user, row):
        named = (Tie(FIRST),) if user > IN_LEAGUE[1] and (last or user < "U08") else ()
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        told = Answer(items=items, helped_me=named if row.number == ONCE else (), i_helped=())
        return None if user in {LEAD, *away} else told

    for number in range(1, 9):
        house.week(team, number, answers)
    assert seen(house, team) == (Share.MOST, None)


def test_a_newcomer_learns_nothing_of_who_answered_a_check_in_that_few_did(house):
    team, newcomer = house.team(8), "U20"

    def answers(user, row):
        silent = {FIRST, "U05", "U06", "U07", "U08"} if row.number == 8 else {}
        if user in {LEAD, *silent}:
            return None
        named = (Tie(newcomer),) if row.number == 8 and user != newcomer else ()
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        return Answer(items=items, helped_me=named, i_helped=())

    for number in range(1, 4):
        house.week(team, number, answers)
    house.move(at(4) - timedelta(days=1))
    house.join(team, [*house.users(8), newcomer, LEAD])
    for number in range(4, 9):
        house.week(team, number, answers)
    assert seen(house, team, newcomer) == (None, None)


def test_where_the_questions_take_turns_whom_did_you_help_hides_nobody(house):
    """Four work every other week, those of that question; the other one has four behind it."""
    team = house.team(8, light=True)

    def answers(user, row):
        asked = row.asks.prompts
        if user == LEAD or ("helped_me" in asked and user > FOURTH):
            return None
        named = (Tie(FIRST),) if FIRST < user <= FOURTH else ()
        return Answer(
            items=dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4),
            helped_me=named if "helped_me" in asked else None,
            i_helped=() if "i_helped" in asked else None,
        )

    for number in range(1, 17):
        house.week(team, number, answers)
    assert seen(house, team) == (None, None)
    assert told(house, team, "carriers").value is None


@pytest.mark.parametrize("fourth", [True, False])
def test_the_report_adds_no_kind_that_one_person_told(house, fourth):
    """The first stands out by what they say they gave; others say enough beside."""
    thanks = naming(fourth=fourth, silent=("U05", "U06", "U07", "U08"))

    def answers(user, row):
        given = thanks(user, row)
        if user == FIRST:
            helped = tuple(Tie(f"U0{2 + (row.number + at) % 7}") for at in range(3))
            return Answer(items=given.items, helped_me=(), i_helped=helped)
        if given and FIRST < user < "U07" and row.number % 2:
            return replace(given, i_helped=(Tie("U08"),))
        return given

    reading = told(house, played(house, answers), "held_by_few")
    assert (reading.value, reading.details) == ("held_by_few", ())


def test_one_person_who_says_who_helped_them_is_behind_no_sentence(house):
    team = house.team(8)

    def answers(user, row):
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        named = (Tie("U05"), Tie("U06")) if user == FOURTH else None
        return None if user == LEAD else Answer(items=items, helped_me=named, i_helped=())

    for number in range(1, 9):
        house.week(team, number, answers)
    values = {one.measure: one.value for one in house.readings(team) if one.span.family == "ties"}
    assert values == dict.fromkeys(("mutual", "carriers", "held_by_few"))


@pytest.mark.parametrize("by", [(), (FOURTH,)])
def test_a_report_does_not_tell_whether_one_given_person_was_named(house, by):
    """Two take their names off the list, name five and say that both gave a lot; the sixth is named
    once by somebody, or by nobody."""
    team, switches = house.team(8), Switches(house.database, house.clock)
    for user in ("U01", "U02"):
        switches.list_me(workspace="W1", user=user, on=False)
    five, sixth = ("U03", "U04", "U05", "U06", "U07"), "U08"

    def answers(user, row):
        named, gave = (), ()
        if user in {"U01", "U02"}:
            gave = tuple(Tie(five[(row.number + at) % 5]) for at in range(3))
        if user in {"U01", "U02"} and row.number <= 2:
            named = tuple(Tie(one) for one in (five[:3], five[3:])[row.number - 1])
        if user in by and row.number == 5:
            named = (Tie(sixth),)
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        return None if user == LEAD else Answer(items=items, helped_me=named, i_helped=gave)

    for number in range(1, 9):
        house.week(team, number, answers)
    assert told(house, team, "held_by_few").value == "held_by_few"


@pytest.mark.parametrize("returned", [True, False])
def test_who_is_off_the_list_does_not_make_most_say_it_of_each_who_is_in_it(house, returned):
    """Everybody sees that three cannot be named back; the tenth may or may not name somebody who
    names them."""
    team, switches = house.team(13), Switches(house.database, house.clock)
    for user in ("U11", "U12", "U13"):
        switches.list_me(workspace="W1", user=user, on=False)

    mates = {at: {at - 1 + 2 * (at % 2)} for at in range(1, 11)}
    mates |= {8: {7, 9}, 9: {10, 8}, 10: {9 if returned else 1}}

    def answers(user, row):
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        named = tuple(Tie(f"U{mate:02}") for mate in sorted(mates.get(int(user[1:]), {1})))
        return None if user == LEAD else Answer(items=items, helped_me=named, i_helped=())

    for number in range(1, 9):
        house.week(team, number, answers)
    assert told(house, team, "two_way").value == "most"


@pytest.mark.parametrize("named", [(), (FIRST,), ("U05",)])
def test_who_names_one_other_all_the_time_does_not_learn_of_being_named_back(house, named):
    team = house.team(8)

    def answers(user, row):
        told = {FIRST: (FOURTH,), FOURTH: named if row.number == 5 else ()}.get(user, ())
        items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
        thanks = tuple(Tie(one) for one in told)
        return None if user == LEAD else Answer(items=items, helped_me=thanks, i_helped=())

    for number in range(1, 9):
        house.week(team, number, answers)
    assert told(house, team, "mutual").value == "cannot_tell"

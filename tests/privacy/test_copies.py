"""Two copies of one database, of different moments: what changed in between, and whose it was."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from slackapp.domain.answers import Answer
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.errors import BrokenBox
from slackapp.services.erasure import Erasure
from slackapp.services.members import Switches
from tests.slackapp.services.house import LEAD, House, at


def all_fours(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 4))


def boxes(dump):
    """(table, row, respondent key) → box."""
    return {(table, owner, person): box for table, owner, person, box in dump.boxes()}


def rewritten(first, second):
    """The boxes of both copies that are not the same bytes."""
    before, after = boxes(first), boxes(second)
    assert before.keys() == after.keys()
    return {key for key, box in after.items() if before[key] != box}


def owners(dump):
    """(table, row) → how many boxes lie there."""
    return Counter((table, owner) for table, owner, _ in boxes(dump))


KINDS = {
    "answer_box": BoxKind.ANSWER,
    "window_box": BoxKind.WINDOW,
    "private_note": BoxKind.NOTE,
}


def opened(dump, keys):
    """(table, user) of each box with something in it that any key opens which is there now."""
    found = set()
    for key in keys.ids():
        seal = Seal(keys.open(key))
        people = {seal.respondent_key(user): user for user in (*House.users(8), LEAD)}
        for (table, owner, person), box in boxes(dump).items():
            with suppress(BrokenBox):
                if person in people and seal.open(KINDS[table], owner, person, box):
                    found.add((table, people[person]))
    return found


def others(first, second):
    """The tables without boxes in which anything differs."""
    sealed = {"answer_box", "window_box", "private_note"}
    return {
        table for table in first.rows.keys() - sealed if first.rows[table] != second.rows[table]
    }


def test_while_open_they_tell_how_many_boxes_were_written_and_name_nobody(house, dumper):
    """A limit that the threat model states: the same whoever it was."""
    team = house.team()
    house.week(team, 1, all_fours)
    house.go(at(2))
    row = house.newest(team)
    first = dumper.take()
    for user in House.users(3):
        house.answer(row.id, user, all_fours(user, row))
    second = dumper.take()
    found = rewritten(first, second)
    assert [(table, owner) for table, owner, _ in found] == [("answer_box", row.id)] * 3
    assert others(first, second) == set()


def test_counting_writes_everybodys_box_anew(house, dumper):
    team = house.team()
    house.week(team, 1, all_fours)
    first = dumper.take()
    house.go(at(2))
    row = house.newest(team)
    house.answer(row.id, "U01", all_fours("U01", row))
    house.go(at(2, day=4))
    second = dumper.take()
    before, after = boxes(first), boxes(second)
    assert before.keys() <= after.keys()
    assert not set(before.values()) & set(after.values())


def test_an_erasure_writes_every_box_of_the_persons_teams_anew_and_no_other(house, dumper):
    """Who came or left in between is known by their keys; what became of their boxes is not."""
    team = house.team()
    other = house.team(8, channel="C2", prefix="V")
    for number in range(1, 9):
        for one in (team, other):
            house.go(at(number))
            house.ask(one, all_fours)
        house.go(at(number, day=4))
    house.go(at(9))
    house.ask(team, all_fours)
    Switches(house.database, house.clock).ask_me(workspace="W1", user="U05", on=False)
    first = dumper.take()
    assert {table for table, _, _ in boxes(first)} == {"answer_box", "window_box", "private_note"}
    Erasure(house.database, house.keys).erase(workspace="W1", user="U03")
    house.work()
    second = dumper.take()
    assert owners(second) == owners(first)
    # Those of windows and notes stand under other pseudonyms, so that none is known again.
    row = house.newest(team).id
    theirs = {team, row, *(window.id for window in house.windows(team))}
    stayed = boxes(first).items() & boxes(second).items()
    assert {owner for (_, owner, _), _ in stayed}.isdisjoint(theirs)
    assert stayed == {one for one in boxes(first).items() if one[0][1] not in theirs}
    assert {key for key in boxes(first).keys() & boxes(second).keys() if key[1] in theirs} == {
        key for key in boxes(first) if key[1] == row
    }
    assert others(first, second) == {"window"}


def test_an_older_copy_opens_no_more_with_what_keys_are_left_after_an_erasure(house, dumper):
    """But for an open round, as the threat model says, until it is counted."""
    team = house.team()
    for number in range(1, 9):
        house.week(team, number, all_fours)
    house.go(at(9))
    house.ask(team, all_fours)
    first = dumper.take()
    everybody = {(table, user) for table in KINDS for user in (*House.users(8), LEAD)}
    assert opened(first, house.keys) == everybody
    Erasure(house.database, house.keys).erase(workspace="W1", user="U03")
    house.work()
    assert {table for table, _ in opened(first, house.keys)} == {"answer_box"}
    # What is there now is all but theirs; their note says what a blank one says (`test_erased.py`).
    after = opened(dumper.take(), house.keys)
    assert after == everybody - {("answer_box", "U03"), ("window_box", "U03")}
    house.go(at(9, day=4))
    assert opened(first, house.keys) == set()


def test_an_erasure_by_who_left_or_joined_leaves_no_box_alone_to_show_when(house, dumper):
    """They have no box in some rows; those that stayed as they were would name them."""
    team = house.team(9)
    for number in range(1, 9):
        house.week(team, number, all_fours)
    house.join(team, [*House.users(8), "U10", LEAD])
    house.go(at(9))
    house.ask(team, all_fours)
    for user in ("U09", "U10"):
        first = dumper.take()
        Erasure(house.database, house.keys).erase(workspace="W1", user=user)
        second = dumper.take()
        assert owners(second) == owners(first)
        assert not set(boxes(second).values()) & set(boxes(first).values())

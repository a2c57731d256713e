"""How one stood in past check-ins, in the copy of one's data: nothing there is of anybody else."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest

from slackapp.services.access import Access
from slackapp.services.members import Switches
from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.ui import own_copy, own_document
from tests.databases import MASTERS
from tests.privacy.test_erased import answers
from tests.slackapp.services.house import LEAD, MONDAY, House, at

ONE, OTHER = "U01", "U05"
CHANGES = {
    "another home": lambda house, _, another: switches(house).choose_home(
        workspace="W1", user=OTHER, team=another
    ),
    "off the list": lambda house, *_: switches(house).list_me(workspace="W1", user=OTHER, on=False),
    "coming": lambda house, team, _: house.join(team, [*house.users(10), LEAD, "U77"]),
    "going": lambda house, team, _: house.join(team, [*house.users(9), LEAD]),
}


@pytest.fixture
def a_house(sqlite_template, keystore, tmp_path):
    """Builds one in which nothing ever was, each time it is called."""
    built = []

    def build():
        path = tmp_path / f"{len(built)}.db"
        shutil.copy(sqlite_template, path)
        built.append(Database(f"sqlite:///{path}", Cipher(MASTERS)))
        return House(built[-1], keystore)

    yield build
    for database in built:
        database.close()


def switches(house):
    return Switches(house.database, house.clock)


def founded(house):
    """A team, and another that one of its people joined and is not at home in."""
    team, another = house.team(10), house.team(10, channel="C2", prefix="V")
    house.join(another, [*house.users(10, "V"), LEAD, OTHER])
    return team, another


def copied(house, user):
    """The copy without what is sealed, as it is shown."""
    settings = switches(house).shown(workspace="W1", user=user)
    kept = Access(house.database).of(workspace="W1", user=user)
    data = own_document.of([], settings, kept)
    return json.dumps([data, own_copy.view([], settings, kept)], ensure_ascii=False)


def lists(house, user=ONE):
    """In the first of their teams: the first and the last day, and how they stood."""
    (place, *_) = Access(house.database).of(workspace="W1", user=user).places
    return [(one.first, one.last, one.counts, one.listed, one.asked) for one in place.lists]


def monday(number):
    return MONDAY + timedelta(weeks=number - 1)


@pytest.mark.parametrize("what", CHANGES)
def test_what_somebody_else_does_leaves_ones_copy_the_same_byte_for_byte(a_house, what):
    copies = []
    for change in (None, CHANGES[what]):
        house = a_house()
        team, another = founded(house)
        for number in range(1, 6):
            if change and number == 3:
                change(house, team, another)
            house.week(team, number, answers)
        if change:
            rosters = {row.epoch for row in house.rounds(team) if row.epoch}
            assert len(rosters) > 1, "it changed nothing"
        copies.append((copied(house, ONE), lists(house, LEAD)))
    assert copies[0] == copies[1]


def test_it_names_the_days_of_ones_own_check_ins_and_what_changed_for_oneself(house):
    team, another = founded(house)
    for number in range(1, 8):
        if number in {3, 6}:
            home = another if number == 3 else team
            switches(house).choose_home(workspace="W1", user=OTHER, team=home)
        house.week(team, number, answers)
    assert lists(house) == [(monday(1), monday(7), True, True, True)]
    assert lists(house, OTHER) == [
        (monday(1), monday(2), True, True, True),
        (monday(3), monday(5), False, True, True),
        (monday(6), monday(7), True, True, True),
    ]


def test_no_check_in_in_which_one_was_not_there_lies_between_those_that_stand_together(house):
    team = house.team(9)
    for number in range(1, 5):
        if number in {2, 3}:
            house.join(team, [*house.users(9 if number == 3 else 8), LEAD])
        house.week(team, number, answers)
    assert [(first, last) for first, last, *_ in lists(house, "U09")] == [
        (monday(1), monday(1)),
        (monday(3), monday(4)),
    ]


def test_that_one_is_not_asked_is_said_of_the_open_check_in_alone_until_it_is_counted(house):
    team = house.team(9)
    for number in (1, 2, 3):
        house.week(team, number, answers)
    switches(house).ask_me(workspace="W1", user=ONE, on=False)
    house.go(at(4))
    assert lists(house) == [
        (monday(1), monday(3), True, True, True),
        (monday(4), monday(4), True, True, False),
    ]
    house.go(at(4, day=4))
    assert lists(house) == [(monday(1), monday(4), True, True, True)]

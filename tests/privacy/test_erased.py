"""Who is made to show what is theirs, and erased it first, shows what who left all blank does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.domain.answers import Answer, Tie
from slackapp.services.access import Access
from slackapp.services.erasure import Erasure
from slackapp.services.members import Switches
from slackapp.services.mirrors import Mirrors
from slackapp.ui import mirror, own_answers, own_copy, own_document
from tests.slackapp.services.house import House, at

ERASED, BLANK, NAMED = "U06", "U08", "U01"


def answers(user, row):
    """Everybody but one answers, and names the same one as who helped them."""
    if user == BLANK:
        return None
    items = dict.fromkeys(row.asks.items, 1 + int(user[1:]) % 4)
    if row.asks.pulse:
        return Answer(items=items, given=1, received=2, same_people=3)
    if not row.asks.prompts:
        return Answer(items=items)
    helper = Tie("U02" if user == NAMED else NAMED, "care")
    return Answer(items=items, helped_me=(helper,), i_helped=())


def shown(house, team, user):
    """Everything that shows a person's own but their name: the copy, and each window."""
    seen = Mirrors(house.database, house.keys, house.clock).of(workspace="W1", user=user, team=team)
    settings = Switches(house.database, house.clock).shown(workspace="W1", user=user)
    settings = replace(settings, name="Somebody")
    kept = Access(house.database).of(workspace="W1", user=user)
    kept = replace(kept, person=replace(kept.person, user="U00", name="Somebody"))
    return {
        "data": own_document.of([seen], settings, kept),
        "copy": own_copy.view([seen], settings, kept),
        "mirror": mirror.view(seen, slack_team="T1", week=1),
        "answers": own_answers.view(seen),
    }


def erase(house, user=ERASED):
    return Erasure(house.database, house.keys).erase(workspace="W1", user=user)


@pytest.mark.parametrize("counted", [3, 9])
def test_who_erased_shows_what_who_left_everything_blank_shows(house, counted):
    """Before ties were counted once and after; while a check-in is open and when it is counted."""
    team = house.team()
    for number in range(1, counted):
        house.week(team, number, answers)
    house.go(at(counted))
    house.ask(team, answers)
    blank = shown(house, team, BLANK)
    assert shown(house, team, ERASED) != blank
    assert (blank["data"]["teams"][0]["mirror"] is None) == (counted < 9)
    assert erase(house) > 0
    assert shown(house, team, ERASED) == blank
    # Whatever is said of somebody by at least three others is erased too.
    erase(house, NAMED)
    assert shown(house, team, NAMED) == blank
    house.go(at(counted, day=4))
    assert shown(house, team, ERASED) == shown(house, team, BLANK)


def test_who_erased_shows_it_where_nobody_is_named(house):
    """A team of six, all of whom but one answer."""
    team = house.team(6)

    def of_six(user, row):
        return None if user == "U06" else answers(user, row)

    for number in range(1, 4):
        house.week(team, number, of_six)
    house.go(at(4))
    house.ask(team, of_six)
    blank = shown(house, team, "U06")
    assert shown(house, team, "U02") != blank
    assert erase(house, "U02") > 0
    assert shown(house, team, "U02") == blank


def test_who_was_on_no_roster_when_ties_were_counted_has_no_mirror_to_empty(house):
    """So has nobody else who came since: theirs is the same before and after."""
    team = house.team(8)
    for number in range(1, 9):
        house.week(team, number, answers)
    house.join(team, [*House.users(10), "U99"])
    house.go(at(9))
    house.ask(team, lambda user, row: None if user == "U10" else answers(user, row))
    assert shown(house, team, "U09") != shown(house, team, "U10")
    erase(house, "U09")
    assert shown(house, team, "U09") == shown(house, team, "U10")
    assert shown(house, team, "U09")["data"]["teams"][0]["mirror"] is None

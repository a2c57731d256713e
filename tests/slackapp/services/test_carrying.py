"""An experiment goes with its team to another channel, and its votes stay where they were read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import DECISIONS, Kind
from slackapp.domain.experiments import Stage
from slackapp.domain.overview import Wanted
from slackapp.errors.people import LeftBehind
from slackapp.services.managing import Managing
from slackapp.ui import foreseen as view
from tests.slackapp.services.conftest import sqlite_house  # noqa: F401 (fixture)
from tests.slackapp.services.house import ADMIN, at
from tests.slackapp.services.test_experiments import Trying, sent

HERE, THERE = "C1", "C_THERE"
OVER = (
    "This is over here. Whoever is in the team finds what became of it on the Home tab of Bearings."
)


@pytest.fixture
def trying(sqlite_house):  # noqa: F811
    return Trying(sqlite_house)


def move(trying, channel):
    """Move the team; return what is said of its experiment then: channel, what it is, words."""
    house = trying.house
    sent(trying)
    team = house.read(lambda store: store.teams.get(trying.team))
    wanted = replace(Wanted.of(team), channel=channel)
    Managing(house.database, house.clock).edit(
        workspace="W1", team=team.id, wanted=wanted, actor=ADMIN
    )
    letters = Letters(house.database, house.check_ins)
    about = [one for one in sent(trying) if one.kind in DECISIONS | {Kind.OUTCOME}]
    return {(one.target, one.kind): letters(one).text for one in about}


def foreseen(trying, channel):
    """What moving it would come to, as the form says it."""
    house = trying.house
    team = house.read(lambda store: store.teams.get(trying.team))
    wanted = replace(Wanted.of(team), channel=channel)
    seen = Managing(house.database, house.clock).would(
        workspace="W1", team=team.id, wanted=wanted, actor=ADMIN
    )
    return str(view.told(seen))


def votes(trying):
    newest = trying.newest
    return trying.house.read(lambda store: store.experiments.votes(newest.id))


def test_an_open_vote_begins_anew_in_the_channel_a_team_is_moved_to(trying):
    trying.week(1)
    trying.vote(trying.newest.choices[1], "U01", "U02")
    said = move(trying, THERE)
    assert said.keys() == {(HERE, Kind.OUTCOME), (THERE, Kind.VOTE)}
    assert "begins anew in the channel" in said[HERE, Kind.OUTCOME]
    assert votes(trying) == {}
    chosen = trying.newest.choices[2]
    trying.vote(chosen, "U03")
    trying.house.go(at(2))
    assert trying.newest.practice == chosen


@pytest.mark.parametrize("back", [False, True])
def test_a_vote_that_a_move_cut_short_is_no_reason_to_wait_for_the_next_one(trying, back):
    trying.week(1)
    trying.vote(trying.newest.choices[0], "U01")
    move(trying, THERE)
    if back:
        move(trying, HERE)
    row = trying.week(2)
    cut = trying.found.all[-1]
    assert (cut.stage, cut.practice) == (Stage.CUT, None)
    assert trying.newest.offered_in == 2
    assert trying.sent(row).count(Kind.VOTE) == 1


def test_a_vote_that_nobody_took_part_in_where_it_began_is_not_repeated_at_once(trying):
    trying.week(1)
    sent(trying)
    trying.week(2)
    assert [one.stage for one in trying.found.all] == [Stage.LAPSED]


def test_nobody_votes_in_the_channel_that_a_team_left_and_reads_there_who_voted(trying):
    trying.week(1)
    newest = trying.newest
    move(trying, THERE)
    voted = {"experiment": newest.id, "workspace": "W1", "user": "U01", "choice": newest.choices[0]}
    with pytest.raises(LeftBehind):
        trying.using.vote(**voted, channel=HERE)
    assert votes(trying) == {}
    trying.using.vote(**voted, channel=THERE)
    assert votes(trying) == {"U01": newest.choices[0]}


def test_that_an_open_vote_begins_anew_is_said_before_the_team_is_moved(trying):
    begins_anew = "open vote about an experiment begins anew"
    assert begins_anew not in foreseen(trying, THERE)
    trying.week(1)
    assert begins_anew in foreseen(trying, THERE)
    trying.vote(trying.newest.choices[0], "U01")
    trying.house.go(at(2))
    assert begins_anew not in foreseen(trying, THERE)


def test_what_is_tried_is_shown_in_the_channel_a_team_is_moved_to(trying):
    chosen = trying.choose()
    said = move(trying, THERE)
    assert said.keys() == {(HERE, Kind.OUTCOME), (THERE, Kind.EXPERIMENT)}
    assert said[HERE, Kind.OUTCOME] == "This experiment goes on where the team is asked now."
    assert trying.newest.practice == chosen


def test_whether_they_did_it_is_asked_anew_in_the_channel_a_team_is_moved_to(trying):
    trying.choose()
    for number in (2, 3):
        trying.week(number)
    trying.vote("keep", "U01")
    said = move(trying, THERE)
    assert said.keys() == {(HERE, Kind.OUTCOME), (THERE, Kind.EXPERIMENT), (THERE, Kind.LOOK_BACK)}
    assert votes(trying) == {}


def test_a_team_that_comes_back_is_asked_there_once_more(trying):
    trying.week(1)
    move(trying, THERE)
    said = move(trying, HERE)
    assert said.keys() == {(THERE, Kind.OUTCOME), (HERE, Kind.VOTE)}
    trying.vote(trying.newest.choices[0], "U01")
    trying.house.go(at(2))
    letters = Letters(trying.house.database, trying.house.check_ins)
    over = [one for one in sent(trying) if one.kind is Kind.OUTCOME and one.target == THERE]
    assert {letters(one).text for one in over} == {OVER}


def test_a_team_that_was_moved_and_ended_leaves_nothing_that_goes_on(trying):
    trying.week(1)
    move(trying, THERE)
    trying.house.move(at(1, day=6))
    trying.house.settings.end(team=trying.team, actor=ADMIN)
    letters = Letters(trying.house.database, trying.house.check_ins)
    over = [one for one in sent(trying) if one.kind is Kind.OUTCOME and one.target == HERE]
    assert {letters(one).text for one in over} == {OVER}


def test_nothing_is_said_of_an_experiment_where_none_goes_on(trying):
    assert move(trying, THERE) == {}


def test_a_change_of_anything_else_leaves_an_open_vote_alone(trying):
    trying.week(1)
    trying.vote(trying.newest.choices[1], "U01")
    assert move(trying, HERE) == {}
    assert votes(trying) == {"U01": trying.newest.choices[1]}

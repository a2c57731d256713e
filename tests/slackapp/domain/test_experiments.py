"""How an experiment goes from a vote to a decision, and how a step is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analytics.records import Verdict
from slackapp.domain.experiments import (
    Experiment,
    Stage,
    asks_back,
    may_offer,
    resolved,
    undone,
    winner,
)
from slackapp.errors import NothingToUndo, VoteOver

DAY = date(2026, 3, 2)
OFFERED = Experiment(id="x1", team="t1", offered_in=1, choices=("a", "b", "c"))
TRYING = replace(OFFERED, stage=Stage.TRYING, practice="b", since=DAY, since_round=2)
ASKED = replace(TRYING, asked_in=3)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({}, None),
        ({"U1": "c"}, "c"),
        ({"U1": "c", "U2": "b", "U3": "b"}, "b"),
        ({"U1": "c", "U2": "b"}, "b"),
        ({"U1": "gone"}, None),
    ],
)
def test_most_votes_win_and_of_equal_ones_the_first_offered(votes, expected):
    assert winner(OFFERED.choices, votes) == expected


def test_a_vote_becomes_a_trial_on_the_day_the_round_opens():
    assert resolved(OFFERED, {"U1": "b"}, number=2, on=DAY) == TRYING
    assert resolved(OFFERED, {}, number=2, on=DAY).stage is Stage.LAPSED


def test_a_trial_is_decided_only_once_the_team_was_asked():
    assert resolved(TRYING, {"U1": "keep"}, number=3, on=DAY) == TRYING
    decided = resolved(ASKED, {"U1": "keep"}, number=4, on=DAY)
    assert decided == replace(ASKED, stage=Stage.DECIDED, verdict=Verdict.KEEP, decided_in=4)
    assert resolved(decided, {}, number=5, on=DAY) == decided


def test_a_trial_nobody_decides_about_ends_by_itself_after_eight_rounds():
    assert resolved(ASKED, {}, number=9, on=DAY) == ASKED
    assert resolved(ASKED, {}, number=10, on=DAY).stage is Stage.LAPSED


def test_the_team_is_asked_back_after_two_rounds_and_again_after_two_more():
    assert next(n for n in range(2, 9) if asks_back(TRYING, number=n, on=DAY)) == 3
    assert next(n for n in range(3, 9) if asks_back(ASKED, number=n, on=DAY)) == 5
    assert not asks_back(OFFERED, number=9, on=DAY)


def test_a_chosen_day_comes_before_the_count_of_rounds():
    chosen = replace(TRYING, look_back_on=DAY + timedelta(days=30))
    assert not asks_back(chosen, number=8, on=DAY + timedelta(days=29))
    assert asks_back(chosen, number=2, on=DAY + timedelta(days=30))


def test_a_day_far_off_keeps_no_trial_going_for_longer_than_eight_rounds():
    far = replace(TRYING, look_back_on=DAY + timedelta(days=365))
    asked = next(n for n in range(2, 12) if asks_back(far, number=n, on=DAY))
    assert asked == 9
    assert resolved(replace(far, asked_in=asked), {}, number=10, on=DAY).stage is Stage.LAPSED


def test_a_decision_taken_back_is_asked_about_with_the_next_report_whatever_day_was_chosen():
    chosen = replace(TRYING, look_back_on=DAY + timedelta(days=90), asked_in=3)
    decided = resolved(chosen, {"U1": "keep"}, number=4, on=DAY)
    assert asks_back(undone(decided), number=4, on=DAY)


def test_no_other_is_offered_while_one_goes_on_nor_soon_after_one_nobody_wanted():
    assert may_offer(None, number=1)
    assert not may_offer(OFFERED, number=2)
    assert not may_offer(TRYING, number=9)
    assert may_offer(replace(ASKED, stage=Stage.DECIDED), number=4)
    lapsed = replace(OFFERED, stage=Stage.LAPSED)
    assert [number for number in range(1, 7) if may_offer(lapsed, number=number)] == [5, 6]


def test_what_can_be_voted_for_follows_the_stage():
    assert OFFERED.options == ("a", "b", "c")
    assert ASKED.options == ("keep", "change", "drop")
    for over in (TRYING, replace(ASKED, stage=Stage.DECIDED), replace(OFFERED, stage=Stage.LAPSED)):
        with pytest.raises(VoteOver):
            _ = over.options


def test_undoing_takes_the_newest_step_back_and_no_other():
    assert undone(OFFERED).stage is Stage.UNDONE
    assert undone(TRYING).stage is Stage.UNDONE
    decided = replace(ASKED, stage=Stage.DECIDED, verdict=Verdict.DROP, decided_in=4)
    assert undone(decided) == TRYING
    for stage in (Stage.LAPSED, Stage.UNDONE):
        with pytest.raises(NothingToUndo):
            undone(replace(OFFERED, stage=stage))

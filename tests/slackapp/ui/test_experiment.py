"""What is decided openly says who may, offers nothing that cannot be, and labels its day."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analytics.records import Verdict
from slackapp.domain.experiments import Experiment, Newest, Stage
from slackapp.domain.screens import Ballot
from slackapp.payloads.samples import DAY
from slackapp.ui import experiment, ids, undo
from slackapp.ui.words import day as spoken

OFFERED = Experiment(id="e1", team="t1", offered_in=1, choices=("two_heads", "ask_small"))
TRYING = replace(OFFERED, stage=Stage.TRYING, practice="two_heads", since=DAY)


def actions(words):
    rows = [block["elements"] for block in words["blocks"] if block["type"] == "actions"]
    return {button["action_id"] for row in rows for button in row}


@pytest.mark.parametrize(
    ("say", "found", "choice"),
    [
        (experiment.vote, OFFERED, "two_heads"),
        (experiment.look_back, replace(TRYING, asked_in=3), "keep"),
    ],
)
def test_a_vote_can_be_taken_back_only_once_somebody_has_voted(say, found, choice):
    assert ids.UNVOTE not in actions(say(Ballot(found, "Harbour")))
    voted = Ballot(found, "Harbour", votes=(("U1", choice),))
    assert ids.UNVOTE in actions(say(voted))


def test_a_vote_says_before_anybody_votes_who_may():
    said = json.dumps(experiment.vote(Ballot(OFFERED, "Harbour"))["blocks"])
    assert "everybody in this team's channel may vote, also who counts in no figure" in said


def test_beside_what_is_offered_to_be_changed_stands_to_agree_first_on_what():
    shown = experiment.vote(Ballot(OFFERED, "Harbour", changed="two_heads"))["blocks"]
    row, said = shown[1:3]
    assert row["accessory"]["value"] == "e1:two_heads"
    assert "the team said: change it. Before you vote for it once more, agree" in str(said)
    assert str(shown).count("change it") == 1
    assert "change it" not in str(experiment.vote(Ballot(OFFERED, "Harbour"))["blocks"])


@pytest.mark.parametrize("day", [None, DAY])
def test_the_day_to_be_asked_back_on_stands_beside_what_it_is_for(day):
    found = replace(TRYING, look_back_on=day)
    words = experiment.chosen(Ballot(found, "Harbour"))
    [row] = [block for block in words["blocks"] if "accessory" in block]
    assert row["text"]["text"].startswith("You are asked back")
    assert "last day" not in row["text"]["text"]
    assert row["accessory"]["action_id"] == ids.LOOK_BACK_ON
    assert row["block_id"] == ids.EXPERIMENT_BLOCK + "e1"
    assert (ids.LOOK_BACK_OPEN in actions(words)) is (day is not None)


def test_a_chosen_day_of_a_team_with_a_last_day_holds_if_that_leaves_time():
    shown = experiment.chosen(Ballot(replace(TRYING, look_back_on=DAY), "Harbour", ends=True))
    assert "if the team's last day leaves time for that." in str(shown["blocks"])


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (DAY, f"You are asked back with the report of {spoken(DAY)}, unless you choose a day."),
        (None, "You are asked back with the next report, unless you choose a day."),
    ],
)
def test_what_the_next_report_asks_about_names_that_report(day, said):
    words = experiment.chosen(Ballot(TRYING, "Harbour", is_due=True, asked_on=day))
    [row] = [block for block in words["blocks"] if "accessory" in block]
    assert row["text"]["text"] == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (DAY, f"as planned now with the report of {spoken(DAY)}, unless you choose a day."),
        (None, "You are asked back after two check-ins, unless you choose a day."),
    ],
)
def test_what_is_asked_about_after_two_check_ins_names_the_report_where_it_is_known(day, said):
    words = experiment.chosen(Ballot(TRYING, "Harbour", asked_on=day))
    [row] = [block for block in words["blocks"] if "accessory" in block]
    assert row["text"]["text"].endswith(said)


def test_what_was_chosen_names_no_day_any_more_once_the_team_is_asked():
    found = replace(TRYING, look_back_on=DAY, asked_in=3)
    words = experiment.chosen(Ballot(found, "Harbour"))
    assert actions(words) == {ids.LOOK_AFTER}
    assert "You are asked what becomes of it in a newer message here." in str(words["blocks"])
    assert "You are asked back" not in str(words["blocks"])


def test_what_becomes_of_a_vote_without_votes_is_said_as_it_is():
    vote, back = (
        experiment.vote(Ballot(OFFERED, "Harbour")),
        experiment.look_back(Ballot(TRYING, "Harbour")),
    )
    assert "it is counted when the next one opens." in str(vote)
    assert "after somebody has voted; until then it stays open." in str(back)
    assert "when the next one opens" not in str(back)


def test_what_would_be_taken_back_names_the_team_whose_experiment_it_is():
    view = undo.ask("t1", Newest(OFFERED, DAY, "Light & Co"))
    assert view["blocks"][0]["text"]["text"].startswith("*Light &amp; Co*\nThe vote that is open")


def test_what_undoing_does_to_an_experiment_is_said_before():
    unlisted = "The Home tab would not list it under what your team tried."
    asked = replace(TRYING, asked_in=3)
    kept = replace(TRYING, stage=Stage.DECIDED, verdict=Verdict.KEEP)
    of_trial, of_question, of_vote, of_decision = (
        undo.ask("t1", Newest(one, DAY, "Harbour"))["blocks"][0]["text"]["text"]
        for one in (TRYING, asked, OFFERED, kept)
    )
    assert f"That would end without a decision. {unlisted} Reports still say whether" in of_trial
    assert f"with the votes in it. {unlisted}" in of_question
    assert unlisted not in of_vote + of_decision

"""What stands in place of a message about an experiment once it is decided about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.records import Verdict
from slackapp.domain.deliveries import Kind
from slackapp.domain.experiments import Experiment, Stage
from slackapp.domain.screens import Ballot
from slackapp.ui import outcome

PRACTICE = "Put one piece of knowledge into a second head"
OFFERED = Experiment(id="e1", team="t1", offered_in=1, choices=("two_heads",))
TRYING = replace(OFFERED, stage=Stage.TRYING, practice="two_heads")
KEPT = replace(TRYING, stage=Stage.DECIDED, verdict=Verdict.KEEP)
UNDONE, GIVEN_UP = (replace(one, stage=Stage.UNDONE) for one in (OFFERED, TRYING))
ENDED = replace(TRYING, stage=Stage.LAPSED)


def words(asked, found):
    return outcome.words(asked, Ballot(found, "Harbour", votes=(("U1", "keep"),)))


@pytest.mark.parametrize(
    ("asked", "found", "said"),
    [
        (Kind.VOTE, TRYING, f"This vote is over: Harbour chose “{PRACTICE}”."),
        (Kind.VOTE, KEPT, f"This vote is over: Harbour chose “{PRACTICE}”."),
        (Kind.VOTE, replace(OFFERED, stage=Stage.LAPSED), "Harbour chose no experiment."),
        (Kind.EXPERIMENT, KEPT, f"You tried “{PRACTICE}”; the team said: keep it."),
        (Kind.LOOK_BACK, KEPT, f"You tried “{PRACTICE}”; the team said: keep it."),
        (
            Kind.LOOK_BACK,
            TRYING,
            f"“{PRACTICE}” goes on, and you are asked again with the next report.",
        ),
        (
            Kind.LOOK_BACK,
            replace(TRYING, asked_in=4),
            f"“{PRACTICE}” goes on, and a newer message here asks what becomes of it.",
        ),
        (Kind.VOTE, UNDONE, "This vote is over: a lead or an admin took it back."),
        (Kind.EXPERIMENT, GIVEN_UP, f"“{PRACTICE}” is over: a lead or an admin took it back."),
        (
            Kind.LOOK_BACK,
            GIVEN_UP,
            f"This vote is over: a lead or an admin took “{PRACTICE}” back.",
        ),
        (Kind.LOOK_BACK, ENDED, f"“{PRACTICE}” has ended; nothing was decided about it."),
    ],
)
def test_it_says_what_became_of_it_without_buttons_or_votes(asked, found, said):
    shown = words(asked, found)
    assert said in shown["text"]
    assert [block["type"] for block in shown["blocks"]] == ["section"]
    assert "U1" not in str(shown)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Kind.VOTE, "This vote is over: Harbour has ended in Bearings."),
        (Kind.EXPERIMENT, f"Harbour was trying “{PRACTICE}” when it ended in Bearings."),
        (Kind.LOOK_BACK, "This vote is over: Harbour has ended in Bearings."),
    ],
)
def test_of_a_team_that_has_ended_nothing_is_left_to_press(asked, said):
    shown = outcome.ended(asked, Ballot(TRYING, "Harbour", votes=(("U1", "keep"),)))
    assert shown["text"].startswith(said)
    assert [block["type"] for block in shown["blocks"]] == ["section"]
    assert "U1" not in str(shown)


def test_a_decision_taken_back_gives_the_trial_its_buttons_again():
    assert "actions" in {block["type"] for block in words(Kind.EXPERIMENT, TRYING)["blocks"]}

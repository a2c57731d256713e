"""App Home says what comes when: in numbers of check-ins at first, then with its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analytics.records import Verdict
from slackapp.domain.screens import Tried
from slackapp.payloads.samples import PLAIN
from slackapp.ui import experiment, home

COMING = (("reciprocity", date(2026, 12, 11)), ("autonomy", date(2026, 12, 11)))


def shown(**card):
    changed = replace(PLAIN.home.teams[0], **card)
    return str(home.view(replace(PLAIN.home, teams=(changed,))))


def test_before_the_first_check_in_what_comes_is_counted_in_check_ins():
    assert "after 4 check-ins: help both ways" in shown()


def test_a_team_that_was_asked_reads_dates_and_no_counts_from_its_beginning():
    said = shown(asked=14, coming=COMING)
    both = "help both ways and self-reliance"
    assert f"Dec 11, 2026, at the earliest: {both}" in said
    assert "check-ins:" not in said


def test_what_was_tried_stands_under_its_day_once_with_all_that_was_decided():
    kept, again = (
        Tried("two_heads", date(2026, 11, 9), (Verdict.KEEP,), "most"),
        Tried("ask_small", date(2026, 10, 5), (Verdict.CHANGE, Verdict.DROP)),
    )
    assert list(experiment.history((kept, again))) == [
        "• Nov 9, 2026: “Put one piece of knowledge into a second head”, kept and most noticed it",
        "• Oct 5, 2026: “Ask one teammate for something small, on purpose”, changed, then let go",
    ]

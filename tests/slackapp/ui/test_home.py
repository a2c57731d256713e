"""App Home says what comes when: in numbers of check-ins at first, then with its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from slackapp.payloads.samples import PLAIN
from slackapp.ui import home

COMING = (("reciprocity", date(2026, 12, 11)), ("autonomy", date(2026, 12, 11)))


def shown(**card):
    changed = replace(PLAIN.home.teams[0], **card)
    return str(home.view(replace(PLAIN.home, teams=(changed,))))


def test_before_the_first_check_in_what_comes_is_counted_in_check_ins():
    assert "after 4 check-ins: help going both ways" in shown()


def test_a_team_that_was_asked_reads_dates_and_no_counts_from_its_beginning():
    said = shown(asked=14, coming=COMING)
    both = "help going both ways and standing on one's own feet"
    assert f"Dec 11, 2026, at the earliest: {both}" in said
    assert "check-ins:" not in said

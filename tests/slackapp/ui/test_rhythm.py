"""A cadence as a sentence, and the turns ahead with what is left out and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from slackapp.domain.cadence import Cadence, preview
from slackapp.domain.days import MOST_STRETCHES
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Team, TeamState
from slackapp.ui.rhythm import ahead, closing, on_windows, rhythm
from slackapp.ui.words import day

MONDAY = date(2026, 4, 6)
BEFORE = datetime(2026, 4, 1, tzinfo=UTC)


def cadence(**changed):
    plain = {"zone": "Europe/Berlin", "weekday": 0, "at": time(10), "first": MONDAY}
    return Cadence(**(plain | changed))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "every Monday at 10:00 AM in Berlin"),
        (
            {"every_weeks": 2, "weekday": 4, "at": time(9, 30), "zone": "America/New_York"},
            "every 2 weeks on Friday at 9:30 AM in New York",
        ),
        ({"every_weeks": 4, "zone": "UTC"}, "every 4 weeks on Monday at 10:00 AM in UTC"),
        (
            {"holidays": "DE-BE"},
            "every Monday at 10:00 AM in Berlin, not on public holidays (DE-BE)",
        ),
        (
            {"quiet_days": frozenset({date(2026, 12, 24), date(2026, 12, 25)})},
            "every Monday at 10:00 AM in Berlin, not on Dec 24, 2026 to Dec 25, 2026",
        ),
        (
            {"paused_until": date(2026, 5, 4), "ends": date(2026, 12, 31)},
            (
                "every Monday at 10:00 AM in Berlin, paused until May 4, 2026, "
                "not after Dec 31, 2026"
            ),
        ),
    ],
)
def test_a_cadence_is_one_human_sentence(changed, said):
    assert rhythm(cadence(**changed)) == said


def test_what_is_over_is_not_said_any_more():
    over = cadence(
        quiet_days=frozenset({date(2026, 4, 13), date(2026, 6, 1)}), paused_until=date(2026, 4, 20)
    )
    assert rhythm(over, on=date(2026, 5, 1)) == (
        "every Monday at 10:00 AM in Berlin, not on Jun 1, 2026"
    )


def test_each_quiet_day_is_named_however_many_there_are():
    days = [MONDAY + timedelta(weeks=week) for week in range(MOST_STRETCHES)]
    said = rhythm(cadence(quiet_days=frozenset(days)))
    assert all(day(one, short=True) in said for one in days)


def test_the_turns_ahead_say_which_are_left_out_and_why():
    rule = cadence(holidays="DE-BE", quiet_days=frozenset({date(2026, 4, 20)}))
    shown = ahead(preview(rule, BEFORE, 2)).splitlines()
    assert shown == [
        "• _Monday, April 6, 2026: no check-in (public holiday)_",
        "• Monday, April 13, 2026",
        "• _Monday, April 20, 2026: no check-in (quiet day)_",
        "• Monday, April 27, 2026",
    ]


def test_a_long_pause_is_one_line():
    shown = ahead(preview(cadence(paused_until=date(2035, 1, 1)), BEFORE, 5)).splitlines()
    assert len(shown) == 6
    assert "no check-in, 456 times (paused)" in shown[0]


def test_what_a_holiday_does_to_the_figures_is_said_where_there_are_any():
    plain, holidays = cadence(), cadence(holidays="DE")
    assert on_windows(preview(plain, BEFORE, 5), plain) is None
    said = on_windows(preview(holidays, BEFORE, 5), holidays)
    assert "left out, not moved" in said
    assert "whatever is being counted just comes one check-in later" in said
    assert "count check-ins, not weeks" in said


def test_quiet_days_that_have_begun_are_still_said_as_a_whole():
    quiet = frozenset(date(2026, 12, 24) + timedelta(days=n) for n in range(5))
    said = "not on Dec 24, 2026 to Dec 28, 2026"
    assert rhythm(cadence(quiet_days=quiet), on=date(2026, 12, 28)).endswith(said)
    assert "not on" not in rhythm(cadence(quiet_days=quiet), on=date(2026, 12, 29))


@pytest.mark.parametrize(
    ("changed", "open_days", "off"),
    [
        ({}, 4, None),
        ({"weekday": 2}, 4, "Sunday"),
        ({"weekday": 2}, 2, None),
        ({"quiet_days": frozenset({date(2026, 4, 10)})}, 4, "Friday, quiet day"),
        ({"at": time(11)}, 4, "Saturday"),
    ],
)
def test_a_report_that_would_come_on_a_day_off_is_pointed_out(changed, open_days, off):
    rule = cadence(**changed)
    policy = Policy(open_days=open_days)
    team = Team("T", "W", "C", "Pier", frozenset(), policy, rule, TeamState.DRAFT)
    told, *warned = closing(preview(rule, BEFORE, 5), team)
    assert "is open until" in told
    assert [f"on a day off ({off})" in one for one in warned] == ([True] if off else [])


def test_a_later_report_on_a_holiday_is_named_and_said_to_come_all_the_same():
    rule = cadence(holidays="DE", first=date(2026, 11, 30))
    team = Team("T", "W", "C", "Pier", frozenset(), Policy(open_days=4), rule, TeamState.DRAFT)
    before = datetime(2026, 11, 25, tzinfo=UTC)
    _told, one = closing(preview(rule, before, 5), team)
    assert "Dec 25, 2026 and Jan 1, 2027" in one
    assert "not moved" in one
    quiet = cadence(first=date(2026, 11, 30))
    assert len(list(closing(preview(quiet, before, 5), replace(team, cadence=quiet)))) == 1

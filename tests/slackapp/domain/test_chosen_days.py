"""A day that somebody chose is refused where it is over or ends a team, with what could be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from slackapp.domain.cadence import validate
from slackapp.domain.chosen_days import check_days, check_order
from slackapp.errors import LastDayOver, NoFutureRound
from slackapp.errors.teams import FirstAfterLast, LastBeforeFirst
from slackapp.ui.errors import sentence
from tests.slackapp.domain.test_cadence import cadence

TUESDAY = datetime(2026, 4, 7, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "changed",
    [
        {"ends": date(2026, 4, 12)},
        {"ends": date(2026, 4, 13), "quiet_days": frozenset({date(2026, 4, 13)})},
    ],
)
def test_a_change_after_which_no_round_would_come_is_refused_whatever_came_before(changed):
    rule = cadence()
    after = validate(replace(rule, **changed))
    with pytest.raises(NoFutureRound):
        check_days(rule, after, TUESDAY)
    check_days(after, after, TUESDAY)
    check_days(rule, replace(after, ends=date(2026, 4, 27)), TUESDAY)


def test_days_that_were_turned_round_are_told_by_the_one_that_was_changed():
    rule = cadence(ends=date(2026, 4, 27))
    with pytest.raises(FirstAfterLast):
        check_order(rule, replace(rule, first=date(2026, 4, 28)))
    with pytest.raises(LastBeforeFirst):
        check_order(rule, replace(rule, ends=date(2025, 12, 31)))
    check_order(rule, replace(rule, ends=rule.first))


@pytest.mark.parametrize(
    ("ends", "error", "said"),
    [
        (date(2026, 4, 6), LastDayOver, "This last day is over. The earliest that is possible is "),
        (
            date(2026, 4, 8),
            NoFutureRound,
            "Like this no check-in opens. The earliest last day that is possible is ",
        ),
    ],
)
def test_a_last_day_that_is_refused_names_the_first_that_is_not_and_how_to_stop(ends, error, said):
    rule = cadence(ends=date(2026, 6, 30))
    with pytest.raises(error) as refused:
        check_days(rule, replace(rule, ends=ends), TUESDAY, going=True)
    assert sentence(refused.value) == (f"{said}Monday, April 13, 2026. To stop now, end the team.")
    check_days(rule, replace(rule, ends=date(2026, 4, 13)), TUESDAY)
    with pytest.raises(error) as refused:
        check_days(rule, replace(rule, ends=ends), TUESDAY)
    assert "Monday, April 13" in sentence(refused.value)
    assert "end the team" not in sentence(refused.value)


def test_a_draft_that_never_asks_names_the_first_last_day_with_a_check_in():
    with pytest.raises(NoFutureRound) as refused:
        validate(cadence(first=date(2026, 4, 7), ends=date(2026, 4, 8)))
    assert sentence(refused.value) == (
        "Like this no check-in opens. The earliest last day that is possible is Monday, April 13, "
        "2026. Or take an earlier first day, or less time off."
    )


def test_no_last_day_is_named_where_none_would_do():
    paused = cadence(paused_until=date(2200, 1, 1), ends=date(2026, 6, 30))
    for rule in (paused, replace(paused, ends=None)):
        with pytest.raises(NoFutureRound) as refused:
            validate(rule)
        assert sentence(refused.value) == NoFutureRound.for_people()

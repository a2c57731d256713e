"""A round reminds inside working hours, stays open for days, and reports in the morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.cadence import instant
from slackapp.domain.times import SPREAD, due_times, inside_minute

BERLIN = ZoneInfo("Europe/Berlin")


def local(*parts):
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC)


def test_a_monday_morning_reminds_on_tuesday_closes_and_reports_on_friday():
    times = due_times(local(2026, 6, 1, 10), zone_name="Europe/Berlin", open_days=4)
    assert times.remind_at == local(2026, 6, 2, 10)
    assert times.closes_at == local(2026, 6, 5, 10)
    assert times.report_at == local(2026, 6, 5, 10)


@pytest.mark.parametrize(
    ("opens", "reminds"),
    [
        ((2026, 6, 1, 7), (2026, 6, 2, 9)),
        ((2026, 6, 1, 16, 59), (2026, 6, 2, 16, 59)),
        ((2026, 6, 1, 17), (2026, 6, 3, 9)),
        ((2026, 6, 1, 22), (2026, 6, 3, 9)),
    ],
)
def test_a_reminder_waits_for_working_hours(opens, reminds):
    times = due_times(local(*opens), zone_name="Europe/Berlin", open_days=4)
    assert times.remind_at == local(*reminds)


def test_a_report_waits_for_ten_in_the_morning():
    times = due_times(local(2026, 6, 1, 14), zone_name="Europe/Berlin", open_days=4)
    assert times.report_at == local(2026, 6, 6, 10)


def test_no_reminder_follows_the_close():
    times = due_times(local(2026, 6, 1, 18), zone_name="Europe/Berlin", open_days=1)
    assert times.remind_at == times.closes_at == local(2026, 6, 2, 18)


@given(
    st.sampled_from(("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia")),
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(1, 6),
)
def test_times_are_in_order_and_the_close_keeps_its_local_time(zone, day, at, days):
    where = ZoneInfo(zone)
    opens_at = instant(day, at, where)
    times = due_times(opens_at, zone_name=zone, open_days=days)
    assert opens_at + timedelta(hours=24) <= times.remind_at or times.remind_at == times.closes_at
    assert opens_at < times.remind_at <= times.closes_at <= times.report_at
    assert times.report_at.astimezone(where).time() == time(10)
    assert times.report_at - times.closes_at < timedelta(hours=26)
    if times.remind_at < times.closes_at:
        assert time(9) <= times.remind_at.astimezone(where).time() < time(17)


def test_many_rounds_of_an_instant_are_spread_evenly_over_its_minute():
    opens_at = local(2026, 6, 1, 9)
    found = [inside_minute(opens_at, f"{number:024x}") for number in range(10 * SPREAD)]
    assert {at.replace(second=0) for at in found} == {opens_at}
    assert {found.count(at) for at in found} == {10}

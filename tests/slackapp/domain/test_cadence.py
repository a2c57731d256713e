"""A round opens on the right local minute, once a local date, in every zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from holidays import HolidayBase, country_holidays
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.cadence import (
    Cadence,
    Pass,
    after_days_off,
    earliest,
    instant,
    next_round,
    next_slot,
    passed,
    preview,
    slots,
    validate,
)
from slackapp.errors import (
    FirstDayOver,
    ImpossibleCadence,
    NoFutureRound,
    UnknownRegion,
    UnknownZone,
)

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
)
HOURS = (time(0), time(0, 30), time(1, 30), time(2), time(2, 30), time(3), time(9), time(23, 59))


def cadence(**changed):
    plain = {"zone": "Europe/Berlin", "weekday": 0, "at": time(10), "first": date(2026, 1, 1)}
    return Cadence(**(plain | changed))


@pytest.mark.parametrize("name", ZONES)
def test_two_years_in_every_zone_open_exactly_one_round_a_local_date(name):
    where = ZoneInfo(name)
    for weekday in range(7):
        for at in HOURS:
            rule = cadence(zone=name, weekday=weekday, at=at, first=date(2025, 1, 1))
            found = list(islice(slots(rule, datetime(2024, 12, 1, tzinfo=UTC)), 104))
            assert [slot.date for slot in found] == [
                found[0].date + timedelta(weeks=week) for week in range(104)
            ]
            for slot in found:
                local = slot.opens_at.astimezone(where)
                shown = local.replace(tzinfo=None) - datetime.combine(slot.date, at)
                # Later than asked for only where the clock skipped that time, and never before it.
                assert timedelta(0) <= shown <= timedelta(hours=1)
                if shown:
                    before = (slot.opens_at - timedelta(seconds=1)).astimezone(where)
                    assert before.replace(tzinfo=None) < datetime.combine(slot.date, at)
                assert slot.opens_at.second == 0


def test_a_time_the_clock_skips_moves_to_the_first_that_exists():
    where = ZoneInfo("America/New_York")
    assert instant(date(2026, 3, 8), time(2, 30), where) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_a_time_the_clock_repeats_happens_once_the_first_time():
    where = ZoneInfo("America/New_York")
    assert instant(date(2026, 11, 1), time(1, 30), where) == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )
    rule = cadence(zone="America/New_York", weekday=6, at=time(1, 30))
    first = next_slot(rule, datetime(2026, 10, 31, tzinfo=UTC))
    assert first.date == date(2026, 11, 1)
    assert next_slot(rule, first.opens_at).date == date(2026, 11, 8)


def test_a_whole_day_the_calendar_skipped_moves_to_its_end():
    where = ZoneInfo("Pacific/Apia")
    assert instant(date(2011, 12, 30), time(9), where) == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_local_time_stays_while_the_offset_changes():
    rule = cadence(at=time(9))
    found = preview(rule, datetime(2026, 3, 20, tzinfo=UTC), 2)
    assert [slot.opens_at.hour for slot in found] == [8, 7]


@given(
    st.sampled_from(ZONES),
    st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from((1, 2, 4)),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.datetimes(datetime(2019, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_the_next_turn_is_later_than_asked_and_on_the_grid(name, weekday, at, weeks, first, after):
    rule = cadence(zone=name, weekday=weekday, at=at, every_weeks=weeks, first=first)
    found = list(islice(slots(rule, after), 4))
    assert all(slot.opens_at > after and slot.date.weekday() == weekday for slot in found)
    assert all(slot.date >= first for slot in found)
    for one, other in pairwise(found):
        assert other.date - one.date == timedelta(weeks=weeks)
    assert next_slot(rule, found[0].opens_at) == found[1]
    assert next_slot(rule, found[1].opens_at - timedelta(seconds=1)) == found[1]


@given(
    st.sampled_from(ZONES),
    st.integers(0, 6),
    st.sampled_from((1, 2, 4)),
    st.frozensets(st.integers(0, 400).map(lambda days: date(2026, 1, 1) + timedelta(days=days))),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.none() | st.sampled_from(("DE", "US", "JP")),
    st.datetimes(datetime(2025, 12, 1), datetime(2027, 6, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_the_next_round_is_the_first_turn_that_nothing_passes_over(
    name, weekday, weeks, quiet, paused, ends, region, after
):
    rule = cadence(
        zone=name, weekday=weekday, every_weeks=weeks, quiet_days=quiet,
        paused_until=paused, ends=ends, holidays=region,
    )  # fmt: skip
    found = next_round(rule, after)
    if found is None:
        assert ends is not None
        assert all(slot.passed for slot in slots(rule, after))
        return
    day = found.date
    assert found.opens_at > after
    assert found.opens_at == instant(day, rule.at, ZoneInfo(name))
    assert day not in quiet
    assert (paused or day) <= day <= (ends or day)
    assert region is None or day not in country_holidays(region)
    earlier = takewhile(lambda slot: slot != found, slots(rule, after))
    assert all(slot.passed for slot in earlier)


def test_turns_of_two_weeks_keep_their_week():
    rule = cadence(every_weeks=2, first=date(2026, 1, 1))
    found = list(islice(slots(rule, datetime(2026, 1, 6, tzinfo=UTC)), 2))
    assert [slot.date for slot in found] == [date(2026, 1, 19), date(2026, 2, 2)]


def test_holidays_and_quiet_days_are_passed_over_and_say_so():
    rule = cadence(
        first=date(2026, 4, 1), holidays="DE-BE", quiet_days=frozenset({date(2026, 4, 13)})
    )
    found = preview(rule, datetime(2026, 4, 1, tzinfo=UTC), 1)
    assert [(slot.date, slot.passed) for slot in found] == [
        (date(2026, 4, 6), Pass.HOLIDAY),
        (date(2026, 4, 13), Pass.QUIET_DAY),
        (date(2026, 4, 20), None),
    ]
    assert next_round(rule, datetime(2026, 4, 1, tzinfo=UTC)) == found[-1]


def test_days_off_in_a_row_end_at_midnight_where_the_team_is_and_a_pause_is_none():
    easter = datetime(2026, 4, 6, 10, tzinfo=UTC)
    rule = cadence(
        holidays="DE",
        quiet_days=frozenset({date(2026, 4, 7)}),
        paused_until=date(2026, 6, 1),
    )
    assert after_days_off(rule, easter) == datetime(2026, 4, 7, 22, tzinfo=UTC)
    on_a_workday = datetime(2026, 4, 8, 10, tzinfo=UTC)
    assert after_days_off(rule, on_a_workday) == on_a_workday
    for gone in ({"zone": "Mars/Olympus"}, {"holidays": "XX"}):
        assert after_days_off(replace(rule, **gone), easter) == easter


def test_a_region_has_its_own_holidays():
    womens_day = cadence(first=date(2027, 3, 8), holidays="DE-BE")
    elsewhere = cadence(first=date(2027, 3, 8), holidays="DE-HH")
    after = datetime(2027, 3, 1, tzinfo=UTC)
    assert next_slot(womens_day, after).passed is Pass.HOLIDAY
    assert next_slot(elsewhere, after).passed is None


def test_a_holiday_is_one_also_for_who_asks_while_its_year_is_worked_out(monkeypatch):
    """As another thread does: the package's own calendar says then, and later, that it is none."""
    rule, new_year = cadence(holidays="DE-SN"), date(2031, 1, 1)
    work_out, asked = HolidayBase._populate, []

    def ask_meanwhile(calendar, year):
        if not asked:
            asked.append(None)
            asked.append(passed(rule, new_year))
        work_out(calendar, year)

    monkeypatch.setattr(HolidayBase, "_populate", ask_meanwhile)
    assert passed(rule, new_year) is Pass.HOLIDAY
    assert asked[1] is Pass.HOLIDAY


def test_a_pause_ends_on_its_date_and_a_cadence_on_its_last():
    rule = cadence(paused_until=date(2026, 1, 12), ends=date(2026, 1, 19))
    found = list(slots(rule, datetime(2026, 1, 1, tzinfo=UTC)))
    assert [(slot.date.day, slot.passed) for slot in found] == [
        (5, Pass.PAUSED),
        (12, None),
        (19, None),
    ]
    assert next_round(rule, found[-1].opens_at) is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"zone": "Mars/Olympus"}, UnknownZone),
        ({"zone": ""}, UnknownZone),
        ({"zone": "../etc/passwd"}, UnknownZone),
        ({"zone": "localtime"}, UnknownZone),
        ({"zone": "right/Europe/Berlin"}, UnknownZone),
        ({"weekday": 7}, ImpossibleCadence),
        ({"every_weeks": 3}, ImpossibleCadence),
        ({"at": time(9, 0, 30)}, ImpossibleCadence),
        ({"at": time(9, tzinfo=UTC)}, ImpossibleCadence),
        ({"holidays": "XX"}, UnknownRegion),
        ({"holidays": "DE-XX"}, UnknownRegion),
        ({"holidays": "DE-"}, UnknownRegion),
        ({"ends": date(2025, 1, 1)}, NoFutureRound),
        ({"first": date(2026, 4, 7), "ends": date(2026, 4, 7)}, NoFutureRound),
        ({"paused_until": date(2200, 1, 1)}, NoFutureRound),
        ({"paused_until": date.max}, NoFutureRound),
        ({"first": date.max}, NoFutureRound),
        ({"first": date.min}, FirstDayOver),
    ],
)
def test_an_impossible_cadence_is_refused_with_its_reason(changed, error):
    with pytest.raises(error):
        validate(cadence(**changed))


def test_a_possible_cadence_is_handed_back():
    rule = cadence(holidays="DE")
    assert validate(rule) is rule


@pytest.mark.parametrize(("hour", "first"), [(7, date(2026, 4, 6)), (8, date(2026, 4, 7))])
@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_a_cadence_that_begins_when_todays_turn_is_over_waits_for_the_next_week_alone(
    hour, first, weeks
):
    now = datetime(2026, 4, 6, hour, tzinfo=UTC)
    rule = cadence(zone="Europe/Berlin", weekday=0, at=time(10), every_weeks=weeks)
    begun = replace(rule, first=earliest(rule, now))
    assert begun.first == first
    assert next_slot(begun, now).opens_at - now <= timedelta(weeks=1)

"""Days as people write them are read, and written so that they can be read again."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.days import MOST_DAYS, MOST_STRETCHES, read, spans, write
from slackapp.errors import TooManyDays, TooManyStretches, UnreadableDays

EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", 0),
        (" , ;\n", 0),
        ("2026-12-24", 1),
        ("2026-12-24, 2026-12-24", 1),
        ("2026-12-24 to 2026-12-31; 2027-05-14", 9),
        ("2026-12-24 – 2026-12-31", 8),
        ("2026-12-24/2026-12-25\n2027-01-01", 3),
    ],
)
def test_days_and_spans_are_read(text, days):
    assert len(read(text)) == days


@pytest.mark.parametrize(
    "text", ["Christmas", "24.12.2026", "2026-13-01", "2026-02-30", "2026-12-31 to 2026-12-24"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(UnreadableDays):
        read(f"2026-01-01, {text}")


def test_more_days_than_a_year_has_are_refused_before_they_are_counted_out():
    assert len(read("2026-01-01 to 2026-12-31, 2027-01-01")) == MOST_DAYS
    for text in ("2026-01-01 to 2026-12-31, 2027-01-01, 2027-01-02", "0001-01-01 to 9999-12-31"):
        with pytest.raises(TooManyDays):
            read(text)


def test_more_stretches_than_a_channel_is_told_are_refused():
    every = [EVE + timedelta(weeks=week) for week in range(MOST_STRETCHES + 1)]
    assert read(write(every[1:])) == frozenset(every[1:])
    with pytest.raises(TooManyStretches):
        read(write(every))


@given(st.sets(st.dates(EVE, EVE + timedelta(days=60)), max_size=40))
def test_what_is_written_is_read_again(days):
    assert read(write(days)) == days
    found = list(spans(days))
    assert sum((last - first).days + 1 for first, last in found) == len(days)
    assert all(one[1] + timedelta(days=1) < other[0] for one, other in pairwise(found))

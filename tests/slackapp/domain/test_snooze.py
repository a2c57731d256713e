"""When somebody is asked again, to the quarter of an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from slackapp.domain.snooze import GRID, Later, instant_of, slot_of

OPENS = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "slot"), [(0, 4), (4, 4), (7, 4), (8, 5), (15, 5), (22, 5), (23, 6), (24 * 60, 100)]
)
def test_about_an_hour_is_the_quarter_nearest_to_an_hour_from_now(minutes, slot):
    now = OPENS + timedelta(minutes=minutes)
    found = slot_of(Later.HOUR, now=now, opens_at=OPENS, zone_name="UTC")
    assert found == slot
    at = instant_of(found, opens_at=OPENS)
    assert abs(at - now - timedelta(hours=1)) <= GRID / 2


@pytest.mark.parametrize(
    ("zone", "day", "hour", "minute"),
    [
        ("UTC", 3, 9, 0),
        ("Europe/Berlin", 3, 8, 0),
        ("Asia/Kolkata", 3, 3, 30),
        ("America/Los_Angeles", 3, 17, 0),
        ("Pacific/Kiritimati", 2, 19, 0),
    ],
)
def test_tomorrow_morning_is_nine_on_the_persons_own_next_day(zone, day, hour, minute):
    slot = slot_of(Later.MORNING, now=OPENS, opens_at=OPENS, zone_name=zone)
    expected = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    assert instant_of(slot, opens_at=OPENS) == expected


def test_the_morning_after_the_clocks_change_is_still_nine():
    opens = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
    slot = slot_of(Later.MORNING, now=opens, opens_at=opens, zone_name="Europe/Berlin")
    assert instant_of(slot, opens_at=opens) == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)

"""What is said of a cadence has its parts, and a place that people know."""

from __future__ import annotations

from datetime import date, time

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.rhythm import sentence


def test_a_sentence_has_its_parts():
    rule = Cadence("UTC", 0, time(10), date(2026, 1, 1), holidays="US")
    parts = sentence(rule)
    assert (parts.weekday, parts.at, parts.holidays) == (0, time(10), "US")


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("America/New_York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("Etc/GMT+12", "UTC-12"),
        ("Etc/GMT-9", "UTC+9"),
    ],
)
def test_a_zone_is_called_as_people_call_it(zone, place):
    assert sentence(Cadence(zone, 0, time(10), date(2026, 1, 1))).place == place

"""The due times of one round, from when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from slackapp.domain.cadence import instant, zone
from slackapp.domain.ids import RoundId

REMIND_AFTER = timedelta(hours=24)
WORKDAY = (time(9), time(17))
"""Reminders are sent inside these local hours, the second one excluded."""
REPORT_AT = time(10)
ENDS_AFTER = timedelta(weeks=1)
"""How long a team goes on after its last report: whoever reads it can still choose a later day."""
AT_ONCE = 50
"""Rounds that may open at one instant; those beyond are spread over its minute."""
SPREAD = 60
"""Seconds: the clock still shows the minute that was chosen."""


@dataclass(frozen=True, slots=True)
class DueTimes:
    """Aware UTC instants. `remind_at` equals `closes_at` where no reminder fits before it."""

    opens_at: datetime
    remind_at: datetime
    closes_at: datetime
    report_at: datetime


def due_times(opens_at: datetime, *, zone_name: str, open_days: int) -> DueTimes:
    """Work out when a round that opens at `opens_at` (aware) reminds, closes and reports."""
    where = zone(zone_name)
    opens = opens_at.astimezone(where)
    closes_at = instant(
        opens.date() + timedelta(days=open_days), opens.time().replace(fold=0), where
    )
    return DueTimes(
        opens_at=opens_at.astimezone(UTC),
        remind_at=min(remind_at(opens_at, zone_name), closes_at),
        closes_at=closes_at,
        report_at=_next(closes_at, REPORT_AT, zone_name),
    )


def remind_at(opened_at: datetime, zone_name: str) -> datetime:
    """Return when a round that opened at an instant reminds, if it is still open then."""
    return inside_workday(opened_at + REMIND_AFTER, zone_name)


def inside_minute(opens_at: datetime, round_id: RoundId) -> datetime:
    """Return when one of many rounds of an instant opens: a second of that minute, by its id."""
    return opens_at + timedelta(seconds=int(round_id, 16) % SPREAD)


def inside_workday(moment: datetime, zone_name: str) -> datetime:
    """Return the moment itself inside local working hours, else the next start of them (UTC)."""
    if is_workday(moment, zone_name):
        return moment.astimezone(UTC)
    return _next(moment, WORKDAY[0], zone_name)


def is_workday(moment: datetime, zone_name: str) -> bool:
    """Say whether somebody in a zone may be written to at a moment."""
    start, end = WORKDAY
    return start <= moment.astimezone(zone(zone_name)).time() < end


def _next(moment: datetime, at: time, zone_name: str) -> datetime:
    """The first time the local clock shows `at`, at or after the moment."""
    where = zone(zone_name)
    day = moment.astimezone(where).date()
    today = instant(day, at, where)
    return today if today >= moment else instant(day + timedelta(days=1), at, where)

"""What one setting of a text can be: a reader for each, by its name.

A reader raises `TypeError`, `ValueError` or one of our own errors for what cannot be so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any, Final

from slackapp.domain import away, days
from slackapp.domain import cadence as cadences
from slackapp.domain.ids import ChannelId, UserId
from slackapp.domain.policy import ROSTER_CEILING
from slackapp.errors import BelowFloor
from slackapp.errors.written import ByName

LONGEST_NAME: Final = 80
_USER: Final = re.compile("[UW][A-Z0-9]+")
_CHANNEL: Final = re.compile("[CG][A-Z0-9]+")
"""What Slack's ids of people, and of channels, look like."""

Read = Callable[[Any], object]


def non_empty(value: object) -> str:
    """Return what a text says; raises `ValueError` where it says nothing."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError
    return value.strip()


def _name(value: object) -> str:
    name = non_empty(value)
    if len(name) > LONGEST_NAME:
        raise ValueError
    return name


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _weekday(value: object) -> int:
    if _number(value) not in range(7):
        raise ValueError
    return _number(value)


def _interval(value: object) -> int:
    if _number(value) not in cadences.INTERVALS:
        raise ValueError
    return _number(value)


def _time(value: object) -> time:
    at = time.fromisoformat(non_empty(value))
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError
    return at


def _zone(value: object) -> str:
    cadences.zone(non_empty(value))
    return non_empty(value)


def _region(value: object) -> str:
    cadences.check_region(non_empty(value))
    return non_empty(value)


def _or_none(read_one: Read) -> Read:
    return lambda value: None if value is None else read_one(value)


def _day(value: object) -> date:
    return date.fromisoformat(non_empty(value))


def _days(value: object) -> frozenset[date]:
    if not isinstance(value, list):
        raise TypeError
    return days.read(", ".join(map(non_empty, value)))


def people(value: object) -> frozenset[UserId]:
    """Return the people a list of ids names; raises `TypeError`, `ValueError` or `ByName`."""
    if not isinstance(value, list) or len(value) > ROSTER_CEILING:
        raise TypeError
    ids = [non_empty(one) for one in value]
    names = [one for one in ids if not _USER.fullmatch(one)]
    if names:
        raise ByName(names=names)
    return frozenset(map(UserId, ids))


def _channel(value: object) -> ChannelId:
    if not _CHANNEL.fullmatch(non_empty(value)):
        raise ValueError
    return ChannelId(non_empty(value))


def _answers(value: object) -> int:
    """More than a roster has would never show anything."""
    if _number(value) > ROSTER_CEILING:
        raise BelowFloor
    return _number(value)


OWN: Final[dict[str, Read]] = {
    "channel": _channel,
    "leads": people,
    "name": _name,
}
CADENCE: Final[dict[str, Read]] = {
    "at": _time,
    "ends": _or_none(_day),
    "every_weeks": _interval,
    "first": _day,
    "holidays": _or_none(_region),
    "paused_until": _or_none(_day),
    "quiet_days": _days,
    "weekday": _weekday,
    "zone": _zone,
}


def _statuses(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return away.read(", ".join(map(non_empty, value)))


DEFAULTS: Final[dict[str, Read]] = {
    "at": CADENCE["at"],
    "away_statuses": _statuses,
    "every_weeks": _interval,
    "holidays": _or_none(_region),
    "weekday": _weekday,
    "zone": _or_none(_zone),
}
POLICY: Final[dict[str, Read]] = {
    "k": _answers,
    "light": _flag,
    "named": _flag,
    "not_for_appraisal": _flag,
    "open_days": _number,
    "retention_weeks": _number,
}
OF_TEAM: Final = frozenset({"group", *OWN, *CADENCE, *POLICY})
OF_DEFAULTS: Final = frozenset({*DEFAULTS, *POLICY})

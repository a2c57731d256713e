"""A team's settings as they were written down as JSON, read back: each one by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any, Final

from slackapp.domain import away, days
from slackapp.domain import cadence as cadences
from slackapp.domain.defaults import Defaults
from slackapp.domain.ids import ChannelId, UserId
from slackapp.domain.lines import lines
from slackapp.domain.overview import Wanted
from slackapp.domain.policy import ROSTER_CEILING
from slackapp.domain.teams import Group
from slackapp.errors import BearingsError, BelowFloor, ImpossibleSetting, NotSettings
from slackapp.errors.teams import LockStays

LONGEST_NAME: Final = 80
_SOME_DAY: Final = date(2000, 1, 1)
"""Defaults have no first day."""
_NO_SETTINGS: Final = frozenset({"asked", "id", "state", "workspace"})
"""Written down too, but not set by anybody: passed over."""

Read = Callable[[Any], object]


def read(text: str, before: Wanted, *, groups: Iterable[Group] = ()) -> Wanted:
    """Return what the settings are to be; whatever the text leaves out stays as it is.

    A user group is written by its handle and found among `groups`, or is the one before.

    Raises:
        NotSettings: the text is no JSON object.
        ImpossibleSetting: one of its settings is unknown, cannot be read, or cannot be so.

    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotSettings(line=error.lineno) from error
    except RecursionError as error:
        raise NotSettings from error
    if not isinstance(given, dict):
        raise NotSettings(line=1)
    try:
        return applied(given, before, groups=groups)
    except ImpossibleSetting as error:
        line = lines(text).get((error.setting,))
        raise ImpossibleSetting(setting=error.setting, line=line) from error


def applied(given: Mapping[str, Any], before: Wanted, *, groups: Iterable[Group] = ()) -> Wanted:
    """Return the settings with some of them changed, by name; raises `ImpossibleSetting`."""
    known = {group.handle: group for group in (*groups, before.group) if group}
    after = before
    for name, value in given.items():
        if name in _NO_SETTINGS:
            continue
        try:
            after = _changed(after, name, value, known)
        except (BearingsError, KeyError, TypeError, ValueError) as error:
            raise ImpossibleSetting(setting=str(name)) from error
    return after


def defaults_applied(given: Mapping[str, Any], before: Defaults) -> Defaults:
    """Return the defaults with some of them changed, by name; raises `ImpossibleSetting`."""
    after = before
    for name, value in given.items():
        try:
            if name in _POLICY:
                policy = replace(after.policy, **{name: _POLICY[name](value)})  # type: ignore[arg-type]
                after = replace(after, policy=policy)
            else:
                after = replace(after, **{name: _DEFAULTS[name](value)})  # type: ignore[arg-type]
            cadences.validate(after.cadence(zone="UTC", first=_SOME_DAY))
        except (BearingsError, KeyError, TypeError, ValueError) as error:
            raise ImpossibleSetting(setting=str(name)) from error
    return after


def _changed(before: Wanted, name: str, value: object, groups: Mapping[str, Group]) -> Wanted:
    if name == "group":
        return replace(before, group=None if value is None else groups[_text(value)])
    if name in _CADENCE:
        read_so = _CADENCE[name](value)
        return replace(before, cadence=replace(before.cadence, **{name: read_so}))  # type: ignore[arg-type]
    if name in _POLICY:
        policy = replace(before.policy, **{name: _POLICY[name](value)})  # type: ignore[arg-type]
        if before.policy.not_for_appraisal and not policy.not_for_appraisal:
            raise LockStays
        return replace(before, policy=policy)
    return replace(before, **{name: _OWN[name](value)})  # type: ignore[arg-type]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError
    return value.strip()


def _name(value: object) -> str:
    name = _text(value)
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


def _or_none(read_one: Read) -> Read:
    return lambda value: None if value is None else read_one(value)


def _day(value: object) -> date:
    return date.fromisoformat(_text(value))


def _days(value: object) -> frozenset[date]:
    if not isinstance(value, list):
        raise TypeError
    return days.read(", ".join(map(_text, value)))


def people(value: object) -> frozenset[UserId]:
    """Return the people a list of ids names; raises `TypeError` or `ValueError`."""
    if not isinstance(value, list) or len(value) > ROSTER_CEILING:
        raise TypeError
    return frozenset(UserId(_text(user)) for user in value)


def _answers(value: object) -> int:
    """More than a roster has would never show anything."""
    if _number(value) > ROSTER_CEILING:
        raise BelowFloor
    return _number(value)


_OWN: Final[dict[str, Read]] = {
    "channel": lambda value: ChannelId(_text(value)),
    "leads": people,
    "name": _name,
}
_CADENCE: Final[dict[str, Read]] = {
    "at": lambda value: time.fromisoformat(_text(value)),
    "ends": _or_none(_day),
    "every_weeks": _number,
    "first": _day,
    "holidays": _or_none(_text),
    "paused_until": _or_none(_day),
    "quiet_days": _days,
    "weekday": _number,
    "zone": _text,
}


def _statuses(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return away.read(", ".join(map(_text, value)))


_DEFAULTS: Final[dict[str, Read]] = {
    "at": _CADENCE["at"],
    "away_statuses": _statuses,
    "every_weeks": _number,
    "holidays": _or_none(_text),
    "weekday": _number,
    "zone": _or_none(_text),
}
_POLICY: Final[dict[str, Read]] = {
    "k": _answers,
    "light": _flag,
    "named": _flag,
    "not_for_appraisal": _flag,
    "open_days": _number,
    "retention_weeks": _number,
}

"""A team's settings as they were written down as JSON, read back: each one by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
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
from slackapp.errors import (
    BearingsError,
    BelowFloor,
    FirstDayOver,
    ImpossibleSetting,
    Mistakes,
    NoFutureRound,
    NotSettings,
    UnknownRegion,
    UnknownZone,
)
from slackapp.errors.teams import FirstAfterLast, LastBeforeFirst, LockStays
from slackapp.errors.together import Together, each
from slackapp.errors.written import UnknownSetting

LONGEST_NAME: Final = 80
_SOME_DAY: Final = date(2000, 1, 1)
"""Defaults have no first day."""
_USER: Final = re.compile("[UW][A-Z0-9]+")
"""What Slack's ids of people look like."""
_NO_SETTINGS: Final = frozenset({"asked", "id", "state", "workspace"})
"""Written down too, but not set by anybody: passed over."""

_ABOUT: Final[dict[type[BearingsError], str]] = {
    NoFutureRound: "ends",
    FirstAfterLast: "first",
    LastBeforeFirst: "ends",
    FirstDayOver: "first",
}
"""Which setting it is about that a team cannot be asked so."""

Read = Callable[[Any], object]


def read(text: str, before: Wanted, *, groups: Iterable[Group] = ()) -> Wanted:
    """Return what the settings are to be; whatever the text leaves out stays as it is.

    A user group is written by its handle and found among `groups`, or is the one before.

    Raises:
        NotSettings: the text is no JSON object.
        ImpossibleSetting: one of its settings is unknown, cannot be read, or cannot be so; of
            several, `Mistakes` with all of them.

    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotSettings(line=error.lineno) from error
    except RecursionError as error:
        raise NotSettings from error
    if not isinstance(given, dict):
        raise NotSettings(line=1)
    where = lines(text)
    try:
        return possible(given, before, groups=groups)
    except (ImpossibleSetting, Mistakes) as error:
        for one in each(error):
            if isinstance(one, ImpossibleSetting):
                one.line = where.get((one.setting,))
        raise


def possible(given: Mapping[str, Any], before: Wanted, *, groups: Iterable[Group] = ()) -> Wanted:
    """Return what `applied` does, where a team could be asked like that; raises as it does."""
    together, after = Together(), before
    with together:
        after = applied(given, before, groups=groups)
    if not together.found and after.cadence != before.cadence:
        with together:
            _check_cadence(given, before, after)
    together.tell()
    return after


def applied(given: Mapping[str, Any], before: Wanted, *, groups: Iterable[Group] = ()) -> Wanted:
    """Return the settings with some of them changed, by name.

    Raises `ImpossibleSetting`; of several, `Mistakes` with all of them.
    """
    known = {group.handle: group for group in (*groups, before.group) if group}
    together, after = Together(), before
    for name, value in given.items():
        if name not in _NO_SETTINGS:
            with together, _named(name, value, _TEAM):
                after = _changed(after, name, value, known)
    together.tell()
    return after


def defaults_applied(given: Mapping[str, Any], before: Defaults) -> Defaults:
    """Return the defaults with some of them changed, by name; raises as `applied` does."""
    together, after = Together(), before
    for name, value in given.items():
        with together, _named(name, value, _OF_DEFAULTS):
            after = _default_changed(after, name, value)
    together.tell()
    return after


@contextmanager
def _named(name: str, value: object, known: Collection[str]) -> Iterator[None]:
    """Say of whatever goes wrong within which setting it is about."""
    if name not in known:
        raise UnknownSetting(setting=name, known=sorted(known))
    try:
        yield
    except (UnknownZone, UnknownRegion) as error:
        raise ImpossibleSetting(setting=name, given=as_written(value), why=error) from error
    except (BearingsError, KeyError, TypeError, ValueError) as error:
        raise ImpossibleSetting(setting=name, given=as_written(value)) from error


def _default_changed(before: Defaults, name: str, value: object) -> Defaults:
    if name in _POLICY:
        policy = replace(before.policy, **{name: _POLICY[name](value)})  # type: ignore[arg-type]
        after = replace(before, policy=policy)
    else:
        after = replace(before, **{name: _DEFAULTS[name](value)})  # type: ignore[arg-type]
    cadences.validate(after.cadence(zone="UTC", first=_SOME_DAY))
    return after


def _check_cadence(given: Mapping[str, Any], before: Wanted, after: Wanted) -> None:
    """Refuse turns that no team can have, each by the setting it is about."""
    try:
        cadences.check_order(before.cadence, after.cadence)
        cadences.validate(after.cadence)
    except BearingsError as error:
        Together(tuple(_of_cadence(given, one) for one in each(error))).tell()


def _of_cadence(given: Mapping[str, Any], why: BearingsError) -> ImpossibleSetting:
    name = _ABOUT.get(type(why), "every_weeks")
    stands = as_written(given[name]) if name in given else None
    return ImpossibleSetting(setting=name, given=stands, why=why)


def as_written(value: object) -> str:
    """As the text has it; half a character, which Slack could not take, is a question mark."""
    return json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()


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


def _weekday(value: object) -> int:
    if _number(value) not in range(7):
        raise ValueError
    return _number(value)


def _interval(value: object) -> int:
    if _number(value) not in cadences.INTERVALS:
        raise ValueError
    return _number(value)


def _time(value: object) -> time:
    at = time.fromisoformat(_text(value))
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError
    return at


def _zone(value: object) -> str:
    cadences.zone(_text(value))
    return _text(value)


def _region(value: object) -> str:
    cadences.check_region(_text(value))
    return _text(value)


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
    return frozenset(map(_user, value))


def _user(value: object) -> UserId:
    if not _USER.fullmatch(_text(value)):
        raise ValueError
    return UserId(_text(value))


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
    return away.read(", ".join(map(_text, value)))


_DEFAULTS: Final[dict[str, Read]] = {
    "at": _CADENCE["at"],
    "away_statuses": _statuses,
    "every_weeks": _interval,
    "holidays": _or_none(_region),
    "weekday": _weekday,
    "zone": _or_none(_zone),
}
_POLICY: Final[dict[str, Read]] = {
    "k": _answers,
    "light": _flag,
    "named": _flag,
    "not_for_appraisal": _flag,
    "open_days": _number,
    "retention_weeks": _number,
}
_TEAM: Final = frozenset({"group", *_OWN, *_CADENCE, *_POLICY})
_OF_DEFAULTS: Final = frozenset({*_DEFAULTS, *_POLICY})

"""A team's settings as they were written down as JSON, read back: each one by its name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Final

from slackapp.domain import cadence as cadences
from slackapp.domain.defaults import Defaults
from slackapp.domain.lines import lines
from slackapp.domain.overview import Wanted
from slackapp.domain.teams import Group
from slackapp.domain.values import CADENCE, DEFAULTS, OF_DEFAULTS, OF_TEAM, OWN, POLICY, non_empty
from slackapp.errors import (
    BearingsError,
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

_SOME_DAY: Final = date(2000, 1, 1)
"""Defaults have no first day."""
_NO_SETTINGS: Final = frozenset({"asked", "id", "state", "workspace"})
"""Written down too, but not set by anybody: passed over."""

_ABOUT: Final[dict[type[BearingsError], str]] = {
    NoFutureRound: "ends",
    FirstAfterLast: "first",
    LastBeforeFirst: "ends",
    FirstDayOver: "first",
}
"""Which setting it is about that a team cannot be asked so."""


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
            with together, _named(name, value, OF_TEAM):
                after = _changed(after, name, value, known)
    together.tell()
    return after


def defaults_applied(given: Mapping[str, Any], before: Defaults) -> Defaults:
    """Return the defaults with some of them changed, by name; raises as `applied` does."""
    together, after = Together(), before
    for name, value in given.items():
        with together, _named(name, value, OF_DEFAULTS):
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
    if name in POLICY:
        policy = replace(before.policy, **{name: POLICY[name](value)})  # type: ignore[arg-type]
        after = replace(before, policy=policy)
    else:
        after = replace(before, **{name: DEFAULTS[name](value)})  # type: ignore[arg-type]
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
        return replace(before, group=None if value is None else groups[non_empty(value)])
    if name in CADENCE:
        read_so = CADENCE[name](value)
        return replace(before, cadence=replace(before.cadence, **{name: read_so}))  # type: ignore[arg-type]
    if name in POLICY:
        policy = replace(before.policy, **{name: POLICY[name](value)})  # type: ignore[arg-type]
        if before.policy.not_for_appraisal and not policy.not_for_appraisal:
            raise LockStays
        return replace(before, policy=policy)
    return replace(before, **{name: OWN[name](value)})  # type: ignore[arg-type]

"""A team's settings as they were written down as JSON, read back: each one by its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Final

from slackapp.domain import cadence as cadences
from slackapp.domain.defaults import Defaults
from slackapp.domain.overview import Wanted
from slackapp.domain.teams import Group
from slackapp.domain.text import Text, as_written
from slackapp.domain.values import CADENCE, DEFAULTS, OF_DEFAULTS, OF_TEAM, OWN, POLICY, non_empty
from slackapp.errors import (
    BearingsError,
    ImpossibleSetting,
    TooManyStatuses,
    UnknownRegion,
    UnknownZone,
    UnreadableStatus,
)
from slackapp.errors.teams import LockStays
from slackapp.errors.together import Together
from slackapp.errors.written import ByName, TextOfAll, UnknownSetting

_SOME_DAY: Final = date(2000, 1, 1)
"""Defaults have no first day."""
_SAYING_WHY: Final = (TooManyStatuses, UnknownRegion, UnknownZone, UnreadableStatus)
"""What says more of a setting than what it takes."""
_NO_SETTINGS: Final = frozenset({"asked", "id", "names", "state", "workspace"})
"""Written down too, but not set by anybody: passed over."""


def read(text: Text, before: Wanted, *, groups: Iterable[Group] = ()) -> Wanted:
    """Return what the settings are to be; whatever the text leaves out stays as it is.

    What is unknown or cannot be read is kept with it, each with its line. A user group is written
    by its handle and found among `groups`, or is the one before. Raises `TextOfAll`.
    """
    if "teams" in text.given:
        raise TextOfAll
    known = {group.handle: group for group in (*groups, before.group) if group}
    together, after = Together(), before
    for name, value in text.given.items():
        if name not in _NO_SETTINGS:
            with together, named(name, value, OF_TEAM):
                after = _changed(after, name, value, known)
    if any(isinstance(one, ImpossibleSetting) and one.setting in CADENCE for one in together.found):
        # Of turns that are half known nothing can be said.
        after = replace(after, cadence=before.cadence)
    return replace(after, text=text, unread=tuple(map(text.about, together.found)))


def applied(given: Mapping[str, Any], before: Wanted, *, groups: Iterable[Group] = ()) -> Wanted:
    """Return the settings with some of them changed, by name.

    Raises `ImpossibleSetting`; of several, `Mistakes` with all of them.
    """
    after = read(Text(given), before, groups=groups)
    after.refuse()
    return replace(after, text=None)


def defaults_applied(given: Mapping[str, Any], before: Defaults) -> Defaults:
    """Return the defaults with some of them changed, by name; raises as `applied` does."""
    together, after = Together(), before
    for name, value in given.items():
        with together, named(name, value, OF_DEFAULTS):
            after = _default_changed(after, name, value)
    together.tell()
    return after


@contextmanager
def named(name: str, value: object, known: Collection[str]) -> Iterator[None]:
    """Say of whatever goes wrong within which setting it is about."""
    if name not in known:
        raise UnknownSetting(setting=name, known=sorted(known))
    try:
        yield
    except ByName as error:
        raise ImpossibleSetting(setting=name, why=error) from error
    except _SAYING_WHY as error:
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

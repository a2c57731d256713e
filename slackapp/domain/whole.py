"""Everything a workspace has set, read back from the text in which it was written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from slackapp.domain import cadence as cadences
from slackapp.domain.defaults import Defaults
from slackapp.domain.ids import TeamId, UserId
from slackapp.domain.lines import lines
from slackapp.domain.overview import Foreseen, Wanted, fingerprint
from slackapp.domain.teams import Group, Team
from slackapp.domain.written import applied, defaults_applied, people
from slackapp.errors import (
    BearingsError,
    FirstDayOver,
    ImpossibleSetting,
    NoFutureRound,
    NotSettings,
    UnknownRegion,
    UnknownZone,
)
from slackapp.errors.teams import NoSuchTeam
from slackapp.errors.together import each

MOST_ADMINS: Final = 10
_OF_CADENCE: Final[dict[type[BearingsError], str]] = {
    UnknownZone: "zone",
    UnknownRegion: "holidays",
    NoFutureRound: "ends",
    FirstDayOver: "first",
}
"""Which setting it is about; all else is about the interval or the weekday."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What is set now; teams that have ended are no part of it."""

    teams: tuple[Team, ...]
    defaults: Defaults
    named_admins: frozenset[UserId]

    @property
    def fingerprint(self) -> str:
        """What tells whether everything is still as somebody was shown it."""
        own = sorted(f"{team.id}:{fingerprint(team)}" for team in self.teams)
        all_of_it = (own, self.defaults, sorted(self.named_admins))
        return sha256(repr(all_of_it).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class WantedWhole:
    """What everything is to be; a team that is not in it stays as it is."""

    teams: Mapping[TeamId, Wanted]
    defaults: Defaults
    named_admins: frozenset[UserId]


@dataclass(frozen=True, slots=True)
class ForeseenWhole:
    """What it would come to: the teams that would differ, and the rest as JSON before and after."""

    teams: tuple[Foreseen, ...]
    defaults: tuple[str, str]
    admins: tuple[str, str]


def read_whole(text: str, now: Whole, *, groups: Iterable[Group] = ()) -> WantedWhole:
    """Return what everything is to be; whatever the text leaves out stays as it is.

    A team is found by its id, or else by its channel.

    Raises:
        NotSettings: the text is no JSON object.
        ImpossibleSetting: something in it is unknown, cannot be read, or cannot be so.

    Both name the line.
    """
    return _Reading(text, now, tuple(groups)).read()


class _Reading:
    def __init__(self, text: str, now: Whole, groups: tuple[Group, ...]) -> None:
        self._now, self._groups = now, groups
        try:
            self._given = json.loads(text)
        except json.JSONDecodeError as error:
            raise NotSettings(line=error.lineno) from error
        except RecursionError as error:
            raise NotSettings from error
        if not isinstance(self._given, dict):
            raise NotSettings(line=1)
        self._lines = lines(text)

    def read(self) -> WantedWhole:
        known = {"workspace", "defaults", "named_admins", "teams"}
        for name in self._given:
            if name not in known:
                raise self._wrong(name)
        return WantedWhole(self._teams(), self._defaults(), self._admins())

    def _teams(self) -> dict[TeamId, Wanted]:
        given = self._given.get("teams", [])
        if not isinstance(given, list):
            raise self._wrong("teams")
        wanted: dict[TeamId, Wanted] = {}
        for place, one in enumerate(given):
            team = self._team(one, place)
            if team.id in wanted:
                raise self._wrong("teams", place, "id")
            try:
                wanted[team.id] = applied(one, Wanted.of(team), groups=self._groups)
                cadences.validate(wanted[team.id].cadence)
            except ImpossibleSetting as error:
                raise self._wrong("teams", place, error.setting) from error
            except BearingsError as error:
                name = _OF_CADENCE.get(type(each(error)[0]), "every_weeks")
                raise self._wrong("teams", place, name) from error
        return wanted

    def _team(self, given: object, place: int) -> Team:
        if not isinstance(given, dict):
            raise self._wrong("teams", place)
        by_id: dict[str, Team] = {team.id: team for team in self._now.teams}
        by_channel: dict[str, Team] = {team.channel: team for team in self._now.teams}
        for known, key in ((by_id, given.get("id")), (by_channel, given.get("channel"))):
            if isinstance(key, str) and key in known:
                return known[key]
        wrong = self._wrong("teams", place, "id" if "id" in given else "channel")
        raise NoSuchTeam(setting=wrong.setting, line=wrong.line)

    def _defaults(self) -> Defaults:
        given = self._given.get("defaults", {})
        if not isinstance(given, dict):
            raise self._wrong("defaults")
        try:
            return defaults_applied(given, self._now.defaults)
        except ImpossibleSetting as error:
            raise self._wrong("defaults", error.setting) from error

    def _admins(self) -> frozenset[UserId]:
        if "named_admins" not in self._given:
            return self._now.named_admins
        try:
            named = people(self._given["named_admins"])
        except (TypeError, ValueError) as error:
            raise self._wrong("named_admins") from error
        if len(named) > MOST_ADMINS:
            raise self._wrong("named_admins")
        return named

    def _wrong(self, *way: str | int) -> ImpossibleSetting:
        """The nearest line that is known: a setting may be missing where it should be."""
        near = next(self._lines[way[:n]] for n in range(len(way), -1, -1) if way[:n] in self._lines)
        name = next((one for one in reversed(way) if isinstance(one, str)), "")
        return ImpossibleSetting(setting=name, line=near)

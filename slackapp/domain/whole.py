"""Everything a workspace has set, read back from the text in which it was written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from slackapp.domain.defaults import Defaults
from slackapp.domain.ids import TeamId, UserId
from slackapp.domain.lines import lines
from slackapp.domain.overview import Foreseen, Wanted, fingerprint
from slackapp.domain.teams import Group, Team
from slackapp.domain.values import people
from slackapp.domain.written import as_written, defaults_applied, possible
from slackapp.errors import ImpossibleSetting, Mistakes, NotSettings
from slackapp.errors.together import Together, each
from slackapp.errors.written import NoSuchTeam, UnknownSetting

MOST_ADMINS: Final = 10


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

    def changed(self, now: Whole) -> tuple[TeamId, ...]:
        """Return the teams that are to be otherwise than they are."""
        as_they_are = {team.id: Wanted.of(team) for team in now.teams}
        return tuple(team for team, one in self.teams.items() if one != as_they_are[team])


@dataclass(frozen=True, slots=True)
class ForeseenWhole:
    """What it would come to: the teams that would differ, and the rest as JSON before and after."""

    teams: tuple[Foreseen, ...]
    defaults: tuple[str, str]
    admins: tuple[str, str]

    @property
    def differs(self) -> bool:
        """Whether anything would change."""
        return bool(self.teams) or any(old != new for old, new in (self.defaults, self.admins))


def read_whole(text: str, now: Whole, *, groups: Iterable[Group] = ()) -> WantedWhole:
    """Return what everything is to be; whatever the text leaves out stays as it is.

    A team is found by its id, or else by its channel.

    Raises:
        NotSettings: the text is no JSON object.
        ImpossibleSetting: something in it is unknown, cannot be read, or cannot be so.
        Mistakes: several things are like that.

    Each names the line.
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
        known, together = {"workspace", "defaults", "named_admins", "teams"}, Together()
        for name in self._given:
            if name not in known:
                with together:
                    raise UnknownSetting(setting=name, line=self._line(name), known=sorted(known))
        teams: dict[TeamId, Wanted] = {}
        defaults, admins = self._now.defaults, self._now.named_admins
        with together:
            teams = self._teams()
        with together:
            defaults = self._defaults()
        with together:
            admins = self._admins()
        together.tell()
        return WantedWhole(teams, defaults, admins)

    def _teams(self) -> dict[TeamId, Wanted]:
        given = self._given.get("teams", [])
        if not isinstance(given, list):
            raise self._wrong("teams")
        wanted: dict[TeamId, Wanted] = {}
        together = Together()
        for place, one in enumerate(given):
            with together:
                team = self._team(one, place)
                if team.id in wanted:
                    raise self._wrong("teams", place, "id")
                # Kept even where it cannot be so: a team that stands twice is told as well.
                wanted[team.id] = Wanted.of(team)
                with self._located("teams", place):
                    wanted[team.id] = possible(one, wanted[team.id], groups=self._groups)
        together.tell()
        return wanted

    def _team(self, given: object, place: int) -> Team:
        if not isinstance(given, dict):
            raise self._wrong("teams", place)
        by_id: dict[str, Team] = {team.id: team for team in self._now.teams}
        by_channel: dict[str, Team] = {team.channel: team for team in self._now.teams}
        for known, key in ((by_id, given.get("id")), (by_channel, given.get("channel"))):
            if isinstance(key, str) and key in known:
                return known[key]
        name = "id" if "id" in given else "channel"
        raise NoSuchTeam(
            setting=name,
            line=self._line("teams", place, name),
            given=as_written(given[name]) if name in given else None,
            known=[(team.name, team.id) for team in self._now.teams],
            named=str(given.get("name", "")),
        )

    def _defaults(self) -> Defaults:
        given = self._given.get("defaults", {})
        if not isinstance(given, dict):
            raise self._wrong("defaults")
        with self._located("defaults"):
            return defaults_applied(given, self._now.defaults)

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

    @contextmanager
    def _located(self, *way: str | int) -> Iterator[None]:
        """Say of settings that cannot be so where they stand."""
        try:
            yield
        except (ImpossibleSetting, Mistakes) as error:
            for one in each(error):
                if isinstance(one, ImpossibleSetting):
                    one.line = self._line(*way, one.setting)
            raise

    def _wrong(self, *way: str | int) -> ImpossibleSetting:
        name = next((one for one in reversed(way) if isinstance(one, str)), "")
        return ImpossibleSetting(setting=name, line=self._line(*way))

    def _line(self, *way: str | int) -> int:
        """The nearest line that is known: a setting may be missing where it should be."""
        known = (way[:n] for n in range(len(way), -1, -1))
        return next(self._lines[one] for one in known if one in self._lines)

"""Everything a workspace has set, read back from the text in which it was written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from slackapp.domain.defaults import Defaults
from slackapp.domain.digest import digest
from slackapp.domain.ids import TeamId, UserId
from slackapp.domain.overview import Foreseen, Wanted, fingerprint
from slackapp.domain.teams import Group, Team
from slackapp.domain.text import Text, as_written
from slackapp.domain.values import people
from slackapp.domain.written import defaults_applied, named, read
from slackapp.errors import BearingsError, ImpossibleSetting
from slackapp.errors.together import Together
from slackapp.errors.written import (
    NoSuchTeam,
    TextOfAnother,
    TextOfOne,
    TwiceInText,
    TwoTeams,
    UnknownSetting,
)

MOST_ADMINS: Final = 10
_KNOWN: Final = frozenset({"workspace", "defaults", "named_admins", "teams"})
_TO_READ: Final = "names"
"""Written down for whoever reads it: passed over."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What is set now; teams that have ended are no part of it."""

    workspace: str
    """What the workspace is called."""
    teams: tuple[Team, ...]
    defaults: Defaults
    named_admins: frozenset[UserId]

    @property
    def fingerprint(self) -> str:
        """What tells whether everything is still as somebody was shown it."""
        own = sorted(f"{team.id}:{fingerprint(team)}" for team in self.teams)
        all_of_it = (own, self.defaults, sorted(self.named_admins))
        return digest(repr(all_of_it))


@dataclass(frozen=True, slots=True)
class WantedWhole:
    """What everything is to be; a team that is not in it stays as it is."""

    teams: Mapping[TeamId, Wanted]
    defaults: Defaults
    named_admins: frozenset[UserId]
    unread: tuple[BearingsError, ...] = field(default=(), compare=False)
    """What of the rest could not be read, or cannot be: it stays as it is, and nothing is saved."""
    text: Text | None = field(default=None, compare=False)
    """The text it was read from, if it was."""

    def about(self, error: BearingsError) -> BearingsError:
        """Return an error as one about a setting of the text, where there is a text."""
        return error if self.text is None else self.text.about(error)

    def without_admins(self, now: Whole, why: BearingsError) -> WantedWhole:
        """Leave who is named as an admin as it is, since they cannot be."""
        unread = (*self.unread, self.about(why))
        return replace(self, named_admins=now.named_admins, unread=unread)

    def given_parts(self, now: Whole) -> frozenset[UserId]:
        """Return everybody who is to lead a team, or to be an admin, and does not by now."""
        leads = (
            self.teams[team.id].leads - team.leads for team in now.teams if team.id in self.teams
        )
        return (self.named_admins - now.named_admins).union(*leads)

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

    A team is found by its id, or else by its channel. What is unknown or cannot be read is kept
    with it, or with the team it is about, each with its line.

    Raises:
        NotSettings: the text is no JSON object.
        TextOfOne: it is that of a team.
        TextOfAnother: it is that of another workspace. One that was renamed since has the same
            teams.

    """
    read_so = Text.of(text)
    if "channel" in read_so.given:
        raise TextOfOne
    reading = _Reading(read_so, now, tuple(groups))
    if read_so.given.get("workspace", now.workspace) != now.workspace and not reading.is_known:
        raise TextOfAnother
    return reading.read()


class _Reading:
    def __init__(self, text: Text, now: Whole, groups: tuple[Group, ...]) -> None:
        self._text, self._now, self._groups = text, now, groups
        self._given = text.given
        unknown = (name for name in text.given if name not in {*_KNOWN, _TO_READ})
        self._together = Together(
            tuple(UnknownSetting(setting=name, known=sorted(_KNOWN)) for name in unknown)
        )

    @property
    def is_known(self) -> bool:
        """Whether any team of it is here."""
        given = self._given.get("teams")
        return isinstance(given, list) and any(map(self._here, given))

    def read(self) -> WantedWhole:
        teams, defaults, admins = self._teams(), self._defaults(), self._admins()
        unread = tuple(map(self._text.about, self._together.found))
        return WantedWhole(teams, defaults, admins, unread, self._text)

    def _teams(self) -> dict[TeamId, Wanted]:
        wanted: dict[TeamId, Wanted] = {}
        first: dict[TeamId, int | None] = {}
        for place, one in enumerate(self._part("teams", list)):
            with self._together:
                team = self._team(one, place)
                line = self._text.line("teams", place, "id")
                if team.id in first:
                    twice = TwiceInText(line=first[team.id])
                    raise ImpossibleSetting(setting="id", line=line, team=team.name, why=twice)
                first[team.id] = line
                part = Text(one, self._text.lines, ("teams", place), team.name)
                wanted[team.id] = read(part, Wanted.of(team), groups=self._groups)
        return wanted

    def _team(self, given: object, place: int) -> Team:
        if not isinstance(given, dict):
            raise self._wrong("teams", place)
        found = self._here(given)
        if found is not None:
            self._check_name(found, given, place)
            return found
        name = "id" if "id" in given else "channel"
        raise NoSuchTeam(
            setting=name,
            line=self._text.line("teams", place, name),
            given=as_written(given[name]) if name in given else None,
            known=[(team.name, team.id) for team in self._now.teams],
            named=str(given.get("name", "")),
        )

    def _check_name(self, found: Team, given: Mapping[str, Any], place: int) -> None:
        """Refuse a name by which another team may be meant; an id says which it is."""
        others = {team.name.casefold() for team in self._now.teams if team.id != found.id}
        if given.get("id") != found.id and str(given.get("name", "")).casefold() in others:
            line, why = self._text.line("teams", place, "name"), TwoTeams()
            raise ImpossibleSetting(setting="name", line=line, team=found.name, why=why)

    def _here(self, given: object) -> Team | None:
        """The team that a part of the text is about."""
        if not isinstance(given, dict):
            return None
        by_id: dict[str, Team] = {team.id: team for team in self._now.teams}
        by_channel: dict[str, Team] = {team.channel: team for team in self._now.teams}
        for known, key in ((by_id, given.get("id")), (by_channel, given.get("channel"))):
            if isinstance(key, str) and key in known:
                return known[key]
        return None

    def _defaults(self) -> Defaults:
        together, found = Together(), self._now.defaults
        part = Text(self._part("defaults", dict), self._text.lines, ("defaults",))
        with together:
            found = defaults_applied(part.given, found)
        self._together.found += tuple(map(part.about, together.found))
        return found

    def _admins(self) -> frozenset[UserId]:
        found = self._now.named_admins
        if "named_admins" in self._given:
            value = self._given["named_admins"]
            with self._together, named("named_admins", value, _KNOWN):
                found = _at_most_ten(people(value))
        return found

    def _part(self, name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - one of that kind
        """One of its parts; an empty one where it is missing, or none of its kind."""
        given = self._given.get(name, kind())
        if isinstance(given, kind):
            return given
        with self._together:
            raise self._wrong(name)
        return kind()

    def _wrong(self, *way: str | int) -> ImpossibleSetting:
        name = next((one for one in reversed(way) if isinstance(one, str)), "")
        return ImpossibleSetting(setting=name, line=self._text.line(*way))


def _at_most_ten(named_admins: frozenset[UserId]) -> frozenset[UserId]:
    if len(named_admins) > MOST_ADMINS:
        raise ValueError
    return named_admins

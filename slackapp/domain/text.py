"""A text of settings that somebody pasted: what it gives, and where in it each of them stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from slackapp.domain.lines import Way, lines
from slackapp.errors import (
    AlmostEverybody,
    BearingsError,
    ChannelAway,
    ChannelTaken,
    FirstDayOver,
    GroupAway,
    ImpossibleCadence,
    ImpossibleSetting,
    LastAdmin,
    LastDayOver,
    NoAdmin,
    NoFutureRound,
    NotSettings,
    UnknownRegion,
    UnknownZone,
)
from slackapp.errors.teams import (
    FirstAfterLast,
    LastBeforeFirst,
    LockStays,
    NameTaken,
    NoLead,
    NothingInTime,
    PauseOver,
    Unfit,
)

_ABOUT: Final[dict[type[BearingsError], str]] = {
    AlmostEverybody: "k",
    ChannelAway: "channel",
    ChannelTaken: "channel",
    FirstAfterLast: "first",
    FirstDayOver: "first",
    GroupAway: "group",
    ImpossibleCadence: "every_weeks",
    LastAdmin: "named_admins",
    LastBeforeFirst: "ends",
    LastDayOver: "ends",
    LockStays: "not_for_appraisal",
    NameTaken: "name",
    NoAdmin: "named_admins",
    NoLead: "leads",
    PauseOver: "paused_until",
    UnknownRegion: "holidays",
    UnknownZone: "zone",
}
"""Which setting it is about that a team, or a workspace, cannot be set so."""
_ABOUT_SEVERAL: Final[dict[type[BearingsError], tuple[str, ...]]] = {
    NoFutureRound: ("ends", "paused_until", "first"),
    NothingInTime: ("every_weeks", "light"),
}
"""The same where it is one of these: the first that is set to more than nothing."""
_NOTHING: Final = frozenset({"null", "false", "1"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text, or the part of it that is about one team."""

    given: Mapping[str, Any]
    lines: Mapping[Way, int] = field(default_factory=dict)
    way: Way = ()
    """The way to that part."""
    team: str = ""
    """What the team is called that it is about, where a text may be about several."""

    @classmethod
    def of(cls, written: str) -> Self:
        """Read a text; raises `NotSettings` where it is no JSON object."""
        try:
            given = json.loads(written)
        except json.JSONDecodeError as error:
            raise NotSettings(line=error.lineno) from error
        except (RecursionError, ValueError) as error:  # nothing but brackets, or a number for ever
            raise NotSettings from error
        if not isinstance(given, dict):
            raise NotSettings(line=1)
        return cls(given, lines(written))

    def line(self, *way: str | int) -> int | None:
        """The nearest line that is known: a setting may be missing where it should be."""
        whole = (*self.way, *way)
        known = (whole[:n] for n in range(len(whole), -1, -1))
        return next((self.lines[one] for one in known if one in self.lines), None)

    def about(self, error: BearingsError) -> BearingsError:
        """Return an error as one about a setting of this text, with its line and its team.

        One that is about none of them is returned as it is.
        """
        if isinstance(error, ImpossibleSetting):
            if error.line is None:
                error.line, error.team = self.line(error.setting), self.team
            return error
        name = self._named_by(error)
        if name is None:
            return error
        # Who is refused is named by the error itself, better than by an id.
        given = None if isinstance(error, Unfit) else self._as_written(name)
        return ImpossibleSetting(
            setting=name if name in self.given else "",
            line=self.line(name),
            team=self.team,
            given=given,
            why=error,
        )

    def _named_by(self, error: BearingsError) -> str | None:
        several = next((n for kind, n in _ABOUT_SEVERAL.items() if isinstance(error, kind)), ())
        if several:
            told = (name for name in several if as_written(self.given.get(name)) not in _NOTHING)
            return next(told, several[0])
        return next((name for kind, name in _ABOUT.items() if isinstance(error, kind)), None)

    def _as_written(self, name: str) -> str | None:
        return as_written(self.given[name]) if name in self.given else None


def as_written(value: object) -> str:
    """As the text has it, or "…" of what has more brackets than anybody would read."""
    try:
        return whole_letters(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        return "…"


def whole_letters(said: str) -> str:
    """Put a question mark in place of half a character, which Slack could not take."""
    return said.encode(errors="replace").decode()

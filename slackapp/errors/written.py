"""What can be wrong with settings that are pasted as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.errors.base import BearingsError

if TYPE_CHECKING:
    from collections.abc import Iterable


class NotSettings(BearingsError):
    """This is no text of settings. Paste all of it, from the first to the last brace."""

    line: int | None = None
    """Where it stops being one, from 1."""

    def __init__(self, message: str | None = None, *, line: int | None = None) -> None:
        """`line` is told to the person."""
        super().__init__(message)
        self.line = line


class TextOfAll(NotSettings):
    """This is the text of all settings: “All settings from text”, below the teams, takes it."""


class TextOfOne(NotSettings):
    """This is the text of one team: “Settings from text” on the page of that team takes it."""


class TextOfAnother(NotSettings):
    """This text is of another workspace: other ids. Only its `defaults`, alone, can hold here."""


class TwoTeams(BearingsError):
    """This is the channel of one team and the name of another: give the `id` of the one meant."""


class TwiceInText(BearingsError):
    """This team stands twice in the text: leave one of the two."""

    line: int | None = None
    """Where it stands first, from 1."""

    def __init__(self, message: str | None = None, *, line: int | None = None) -> None:
        """`line` is told to the person."""
        super().__init__(message)
        self.line = line


class ImpossibleSetting(BearingsError):
    """One of these settings is unknown or cannot be so, and nothing was changed."""

    setting = ""
    """Its name, as the text spells it."""
    line: int | None = None
    """Where it stands, from 1."""
    team = ""
    """What the team is called that it is of, where the text may be about several."""
    given: str | None = None
    """What the text gives it, as JSON; None where that is not known."""
    why: BearingsError | None = None
    """What it is refused with, where that says more than what it takes."""

    def __init__(
        self,
        message: str | None = None,
        *,
        setting: str = "",
        line: int | None = None,
        team: str = "",
        given: str | None = None,
        why: BearingsError | None = None,
    ) -> None:
        """All of it is told to the person."""
        super().__init__(message)
        self.setting = setting
        self.line = line
        self.team = team
        self.given = given
        self.why = why


class ByName(BearingsError):
    """A person is given by name here: give the id of the person, such as U0123456789."""

    names: tuple[str, ...] = ()

    def __init__(self, message: str | None = None, *, names: Iterable[str] = ()) -> None:
        """`names` are told to the person."""
        super().__init__(message)
        self.names = tuple(names)


class UnknownSetting(ImpossibleSetting):
    """There is no setting of this name, and nothing was changed."""

    known: tuple[str, ...] = ()
    """The names there are."""

    def __init__(
        self,
        message: str | None = None,
        *,
        setting: str = "",
        line: int | None = None,
        known: Iterable[str] = (),
    ) -> None:
        """`known` are told to the person, or the nearest of them."""
        super().__init__(message, setting=setting, line=line)
        self.known = tuple(known)


class NoSuchTeam(ImpossibleSetting):
    """A team of this text is none of this workspace, and nothing was changed."""

    known: tuple[tuple[str, str], ...] = ()
    """The teams there are: the name and the id of each."""
    named = ""
    """What the text calls it."""

    def __init__(
        self,
        message: str | None = None,
        *,
        setting: str = "",
        line: int | None = None,
        given: str | None = None,
        known: Iterable[tuple[str, str]] = (),
        named: str = "",
    ) -> None:
        """`known` are told to the person, and by `named` the nearest of them."""
        super().__init__(message, setting=setting, line=line, given=given)
        self.known = tuple(known)
        self.named = named

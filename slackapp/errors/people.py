"""What can be wrong with what somebody chooses for themself, or has not done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.errors.base import BearingsError

if TYPE_CHECKING:
    from datetime import date


class DayOver(BearingsError):
    """Please choose a day that is still to come."""

    day: date | None = None
    """The one that is over, where it does not stand beside what is said."""

    def __init__(self, message: str | None = None, *, day: date | None = None) -> None:
        """`day` is told to the person."""
        super().__init__(message)
        self.day = day


class PauseTooLong(BearingsError):
    """A pause lasts a year at most. To stop for longer, tick "Don't ask me" instead."""


class ExpectedTooLong(BearingsError):
    """A note lasts a year at most. Please choose an earlier day; it can be set again then."""


class OfAnotherOrganisation(BearingsError):
    """You are of another organisation: Bearings asks only people of its own. Nothing was kept."""


class NotOnRoster(BearingsError):
    """This check-in does not ask you. Who joins while it is open is asked from the next one on."""


class NoPart(BearingsError):
    """You have no part in this team any more, or it was deleted: nothing of it is here for you."""


class NotKept(BearingsError):
    """Bearings does not know you any more: there is nothing here to show or to set."""


class CameLater(NotOnRoster):
    """This check-in opened before you came; the next one asks you."""

    counts_from: date | None = None
    """The day from which they count, where only being new keeps them from it."""

    def __init__(self, message: str | None = None, *, counts_from: date | None = None) -> None:
        """`counts_from` is told to the person."""
        super().__init__(message)
        self.counts_from = counts_from


class AskedElsewhere(BearingsError):
    """You are asked in your home team, and count there. “My settings” on Home can change it."""

    home = ""
    """Its name."""

    def __init__(self, message: str | None = None, *, home: str = "") -> None:
        """`home` is told to the person."""
        super().__init__(message)
        self.home = home


class NothingGiven(BearingsError):
    """This holds no answer yet, so nothing has changed. One is enough; closing it is fine too."""


class LeftBehind(BearingsError):
    """This team is asked in another channel now, and votes there: nothing was changed here."""


class NoVote(BearingsError):
    """You have not voted here, so there is no vote to take back."""


class NotLookedAfter(BearingsError):
    """You do not look after this experiment, so there is nothing to stop."""


class StepOver(BearingsError):
    """The experiment has gone on since you opened this, so nothing was taken back. Open it anew."""


class SignInFirst(BearingsError):
    """Sign in with Slack to see your reports, so that we know who you are."""


class UnknownPerson(BearingsError):
    """Nobody has this id here, and nothing is sealed under it; Slack's ids look like U0123ABCD."""

"""Every deliberate error is a class whose docstring is the sentence a person may read."""

from __future__ import annotations

from slackapp.errors.base import BearingsError
from slackapp.errors.deliveries import LetterGone, NothingToRetry, NothingToSkip, UnknownDelivery
from slackapp.errors.people import DayOver as DayOver
from slackapp.errors.people import NothingGiven as NothingGiven
from slackapp.errors.people import NotOnRoster as NotOnRoster
from slackapp.errors.reports import DamagedReport, ReportGone, UnknownReport
from slackapp.errors.slack import (
    NoSuchPerson,
    OutOfTime,
    SlackAway,
    SlackFailed,
    TokenRefused,
    TooManyNew,
)
from slackapp.errors.teams import (
    AlmostEverybody,
    BelowFloor,
    ChangedMeanwhile,
    ChannelTaken,
    FirstDayOver,
    ImpossibleCadence,
    LastAdmin,
    LastDayOver,
    Nameless,
    NoAdmin,
    NoFutureRound,
    NotAllowed,
    NothingToTakeBack,
    NotTheName,
    OnlyAdmins,
    RosterTooLarge,
    StartedMeanwhile,
    TeamTooSmall,
    TooManyDays,
    TooManyStatuses,
    TooManyStretches,
    UnknownRegion,
    UnknownTeam,
    UnknownZone,
    UnreadableDays,
    UnreadableStatus,
)
from slackapp.errors.together import Mistakes as Mistakes
from slackapp.errors.written import ImpossibleSetting, NotSettings

__all__ = [
    "AlmostEverybody",
    "AnotherOpen",
    "BearingsError",
    "BelowFloor",
    "ChangedMeanwhile",
    "ChannelTaken",
    "DamagedReport",
    "FirstDayOver",
    "ImpossibleCadence",
    "ImpossibleSetting",
    "LastAdmin",
    "LastDayOver",
    "LetterGone",
    "Nameless",
    "NoAdmin",
    "NoFutureRound",
    "NoSuchPerson",
    "NotAllowed",
    "NotSettings",
    "NotTheName",
    "NothingToRetry",
    "NothingToSkip",
    "NothingToTakeBack",
    "OnlyAdmins",
    "OutOfTime",
    "ReportGone",
    "RosterTooLarge",
    "SlackAway",
    "SlackFailed",
    "StartedMeanwhile",
    "TeamTooSmall",
    "TokenRefused",
    "TooManyDays",
    "TooManyNew",
    "TooManyStatuses",
    "TooManyStretches",
    "UnknownDelivery",
    "UnknownRegion",
    "UnknownReport",
    "UnknownTeam",
    "UnknownZone",
    "UnreadableDays",
    "UnreadableStatus",
]
"""Those that stand in a file of their own; the others follow."""


class Unforeseen(BearingsError):
    """Something went wrong on our side. Nothing was lost; please try again."""

    reference = ""
    """Finds the place in the log."""

    def __init__(self, message: str | None = None, *, reference: str = "") -> None:
        """`reference` is told to the person and written to the log."""
        super().__init__(message)
        self.reference = reference


class NotStored(BearingsError):
    """Your answer was not stored. Please press Submit again in a moment."""


class NotConfirmed(BearingsError):
    """We could not confirm that your answer was stored. Press Submit again; that is safe."""


class StorageAway(NotStored):
    """The database is not available right now. Nothing was stored; please try again in a moment."""


class StorageFull(NotStored):
    """The disk is full. Nothing was stored; please tell whoever runs Bearings, then try again."""


class NoDatabase(BearingsError):
    """There is no database here yet. Run this where Bearings runs; its first start makes one."""


class SchemaBehind(BearingsError):
    """The database schema is behind this version. Run `bearings migrate`, then start again."""


class KeyStoreAway(NotStored):
    """The key store is not available right now. Nothing was stored; please try again shortly."""


class KeyGone(BearingsError):
    """The key that sealed these answers is gone, so nobody can read them any more."""


class BrokenBox(BearingsError):
    """A sealed answer does not open with its key. It was damaged, or belongs elsewhere."""


class PayloadTooLong(NotStored):
    """This answer is longer than any answer can be, so it was not stored."""


class RoundClosed(BearingsError):
    """This check-in has closed, so nothing was changed. If the team goes on, another one comes."""


class AnotherOpen(RoundClosed):
    """This check-in has closed, so nothing was changed. Another is open: type /bearings checkin."""


class UnknownWindow(BearingsError):
    """These answers have been counted already, or were deleted."""


class UnknownRound(BearingsError):
    """This team no longer exists in Bearings. Nothing can be answered here any more."""


class WrongState(BearingsError):
    """This check-in cannot do that now. Nothing was changed."""


class UnknownTeammate(BearingsError):
    """One of the names is not on this team's list. Please choose from the list."""


class UnreadableAnswer(BearingsError):
    """Some of what was sent could not be read. Please open the check-in again."""


class ClosesBefore(BearingsError):
    """This check-in closes before then, so there would be nothing left to answer."""


class NothingOpen(BearingsError):
    """No check-in is open for you right now."""


class UnknownExperiment(BearingsError):
    """This experiment does not exist any more."""


class NotInTeam(BearingsError):
    """Only people of this team can do this."""


class VoteOver(BearingsError):
    """This is over by now. What became of it stands in the channel and in the next report."""


class NothingToUndo(BearingsError):
    """There is no experiment to undo."""


class UnknownWorkspace(BearingsError):
    """Bearings is not installed in this workspace."""


class InvalidSettings(BearingsError):
    """The settings are not complete."""


class OddNames(BearingsError):
    """Please look at these names once more."""

    def __init__(self, message: str | None = None, *, prompt: str = "") -> None:
        """`prompt` is the question it is about."""
        super().__init__(message)
        self.prompt = prompt


class NobodyAndNames(OddNames):
    """Choose either names or “Nobody this week”, not both."""


class TooManyNames(OddNames):
    """Three names are enough. Please take out all but three: those that matter most this week."""


class TookTooLong(BearingsError):
    """That took too long for Slack. Nothing was lost; please try again."""


class LinkOver(BearingsError):
    """This link has run out or is broken. Open the report from Slack again for one that works."""


class InstallOver(BearingsError):
    """If Bearings has written to you in Slack, all is done. Otherwise please start it again."""


class InstallRefused(BearingsError):
    """Nothing was installed: it was cancelled in Slack, or Slack did not agree."""


class InstallTooWide(BearingsError):
    """Bearings can be installed in one workspace at a time, not yet in a whole organisation."""


class SignedOut(BearingsError):
    """This report is for the people of its team. Sign in with Slack, so that we know it is you."""


class SignInOver(BearingsError):
    """This sign-in took too long, or was finished before. Please start it again."""


class SignInRefused(BearingsError):
    """Nobody was signed in: it was cancelled in Slack, or Slack did not agree."""


class ChannelAway(BearingsError):
    """This channel cannot be read: it is archived or gone, or Bearings was not invited to it."""


class ChannelArchived(ChannelAway):
    """This channel is archived. Unarchive it in Slack, or choose another one."""


class ChannelShared(ChannelAway):
    """This channel is shared with another organisation. End that, or choose one of your own."""


class NotInvited(ChannelAway):
    """Bearings is not in this channel. Type /invite @Bearings in it, then go on from here."""


class GroupAway(BearingsError):
    """This user group was deleted or switched off. Please choose another one."""


class UnsafeSchema(BearingsError):
    """The database could join a person and an answer. Bearings does not start with it."""


class UnknownPage(BearingsError):
    """There is nothing at this address."""


class BadLine(BearingsError):
    """A line of the input could not be used."""

    def __init__(self, file: str, line: int, why: str) -> None:
        """`line` counts from 1, and 0 is the file as a whole; `why` is a sentence."""
        super().__init__(f"{file}, line {line}: {why}" if line else f"{file}: {why}")

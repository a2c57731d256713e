"""What can be wrong with a team, its times and who looks after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from slackapp.errors.base import BearingsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from analytics.instrument.windows import Remedy


class UnknownTeam(BearingsError):
    """This team is not there any more: it was deleted. Nothing was changed; close this window."""


class NoTeamHere(UnknownTeam):
    """No team is asked in this channel."""


class TeamEnded(NoTeamHere):
    """This team has ended and cannot go on. An admin can set up a new one."""


class NotStarted(BearingsError):
    """This team is still being set up and asks nobody yet. `/bearings admin` goes on with that."""


class ChannelTaken(BearingsError):
    """This channel already has a team."""

    team = ""
    """What that team is called; "" where it is not known."""

    def __init__(self, message: str | None = None, *, team: str = "") -> None:
        """`team` is told to the admin who chose the channel."""
        super().__init__(message)
        self.team = team


class NoChannel(BearingsError):
    """This is a conversation with people, not a channel. Choose the channel that the team is in."""


class Unfit(BearingsError):
    """Only people who are full members of this workspace can be chosen here."""

    who: tuple[tuple[str, str], ...] = ()
    """Their names, and for each why not: the value of a `Bar`."""

    def __init__(self, message: str | None = None, *, who: Iterable[tuple[str, str]] = ()) -> None:
        """`who` is told to the person who chose them."""
        super().__init__(message)
        self.who = tuple(who)


class NoLead(Unfit):
    """Only people who are full members of this workspace can lead a team."""


class TeamTooSmall(BearingsError):
    """A team needs at least five people besides its leads, so that answers stay anonymous."""


class GroupTooSmall(TeamTooSmall):
    """Fewer than five of this user group are in the channel. Choose another one, or everybody."""


class TooFewCount(TeamTooSmall):
    """Too few would count here: guests, new people and those of other teams do not. Invite more."""


class RosterTooLarge(BearingsError):
    """A team can have at most 30 people. Please choose a user group, or split the channel."""


class BelowFloor(BearingsError):
    """This setting cannot be lowered: it protects everybody's answers."""


class AlmostEverybody(BearingsError):
    """Almost everybody's answers are too many: choose five, or at most two fewer than count."""

    most = 0
    """How many answers can be asked for; 0 where that is not known."""

    def __init__(self, message: str | None = None, *, most: int = 0) -> None:
        """`most` is told to whoever asked for more."""
        super().__init__(message)
        self.most = most


class NothingInTime(BearingsError):
    """Like this no figure could ever be finished in time."""

    remedies: tuple[Remedy, ...] = ()
    """What each alone would change that."""

    def __init__(self, message: str | None = None, *, remedies: Iterable[Remedy] = ()) -> None:
        """`remedies` are told to whoever wanted it so."""
        super().__init__(message)
        self.remedies = tuple(remedies)


class LockStays(BelowFloor):
    """This cannot be taken back: it was locked for good that nothing here is for appraisal."""


class PauseOver(BearingsError):
    """Please choose a day that is still to come: a pause until a day that has passed is none."""


class NameTaken(BearingsError):
    """Another team here has this name already. Please choose one that tells them apart."""

    unasked = ""
    """The name, where nobody typed it: that of the team's channel."""

    def __init__(self, message: str | None = None, *, unasked: str = "") -> None:
        """`unasked` is told to the person."""
        super().__init__(message)
        self.unasked = unasked


class UnknownZone(BearingsError):
    """This time zone is not known. Use a name like Europe/Berlin."""


class UnknownRegion(BearingsError):
    """This holiday region is not known. Use a name like DE or DE-BE."""


class ImpossibleCadence(BearingsError):
    """This cadence is not possible: choose one weekday, a time, and every 1, 2 or 4 weeks."""


class _Earliest:
    """Which last day could be chosen instead, where one could."""

    earliest: date | None = None
    going = False
    """Whether the team is asked already, and so can be ended."""

    def but(self, earliest: date | None, *, going: bool = False) -> Self:
        """Return it with what else could be; both are told to the person."""
        self.earliest, self.going = earliest, going
        return self


class NoFutureRound(_Earliest, BearingsError):
    """Like this no check-in opens: take a later last day, an earlier first, or less time off."""


class FirstDayOver(BearingsError):
    """This first day is over. Please choose today or a later day."""


class FirstAfterLast(BearingsError):
    """This first day comes after the last day. Choose an earlier one, or a later last day."""


class LastBeforeFirst(BearingsError):
    """This last day comes before the first day. Choose a later one, or an earlier first day."""


class LastDayOver(_Earliest, BearingsError):
    """This last day is over. Please choose today or a later day; to stop now, end the team."""


class UnreadableDays(BearingsError):
    """One of these days cannot be read. Write 2026-12-24, or 2026-12-24 to 2027-01-01, in order."""


class TooManyDays(BearingsError):
    """These are more quiet days than a year has. To stop for longer, pause the team."""


class TooManyStretches(BearingsError):
    """These are more than forty stretches of quiet days. Leave out those that are over by now."""


class UnreadableStatus(BearingsError):
    """One of these cannot be read. Write an emoji's name as :palm_tree:, or up to fifty letters."""


class TooManyStatuses(BearingsError):
    """These are more than fifty. Fewer, shorter words find just as many."""


class NotAllowed(BearingsError):
    """Only a lead of the team or an admin can do this: Slack's own admins, and whom they named."""


class OnlyAdmins(NotAllowed):
    """Only an admin can do this. Slack's own admins are, and whoever an admin named."""


class NoAdmin(Unfit):
    """Only people who are full members of this workspace can be admins."""


class LastAdmin(BearingsError):
    """This is the last admin. Please name another one first."""


class ChangedMeanwhile(BearingsError):
    """Somebody changed these settings while you had them open, so nothing was saved. Open anew."""


class StartedMeanwhile(BearingsError):
    """This team has been started meanwhile. `/bearings admin` shows it and changes it."""


class Nameless(BearingsError):
    """Please give the team a name."""


class NothingToTakeBack(BearingsError):
    """There is no change to take back any more."""


class NotTheName(BearingsError):
    """That is not the name, so nothing was deleted: capitals count too."""

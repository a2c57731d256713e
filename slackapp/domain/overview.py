"""A team as whoever sets it up sees it: how it stands, never who took part."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from slackapp.domain.awaited import UNNAMED, Counting, Naming, Never
from slackapp.domain.digest import digest
from slackapp.domain.policy import MEMBERS_FLOOR, ROSTER_CEILING
from slackapp.errors.together import Together

if TYPE_CHECKING:
    from datetime import date, datetime

    from analytics.instrument.windows import Calendar, Remedy
    from slackapp.domain.cadence import Cadence, Slot
    from slackapp.domain.ids import ChannelId, UserId
    from slackapp.domain.policy import Policy
    from slackapp.domain.teams import Group, Team
    from slackapp.domain.text import Text
    from slackapp.errors import BearingsError


class Standing(StrEnum):
    """How a team stands. `HELD` says that nothing could be shown last time, whatever the cause."""

    DRAFT = "draft"
    RUNNING = "running"
    HELD = "held"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ManagedTeam:
    """A team, how it stands, and when it is asked next."""

    team: Team
    standing: Standing
    next_opens_at: datetime | None = None
    slots: tuple[Slot, ...] = ()
    """The turns up to the fifth that opens a round, with those passed over and why."""
    undoing: tuple[str, str] | None = None
    """What taking the last change of its settings back would change: JSON before and after."""
    refused: BearingsError | None = None
    """Why nothing is offered to take back, where something was changed."""
    as_seen: str = ""
    """What tells whether its settings, and the last change of them, are those that are shown."""
    stopped: tuple[str, datetime] | None = None
    """What paused it, as the trail calls it, and when."""
    open_until: datetime | None = None
    """When the check-in that is open now closes."""
    uninvited: bool = False
    """The invitation to that one was not delivered."""
    over_on: date | None = None
    """The day on which it ends for good, where no check-in is left before its last day."""
    seen: Preview | None = None
    """What comes of a running team's settings with who is there now; dated, looked at alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a team's settings are to be."""

    channel: ChannelId
    name: str
    leads: frozenset[UserId]
    cadence: Cadence
    policy: Policy
    group: Group | None = None
    unread: tuple[BearingsError, ...] = field(default=(), compare=False)
    """What could not be read, or cannot be: it stays as it is, and nothing of all this is saved."""
    text: Text | None = field(default=None, compare=False)
    """The text it was read from, if it was."""

    def refuse(self) -> None:
        """Raise what could not be read, or cannot be, if anything; several as `Mistakes`."""
        Together(self.unread).tell()

    def about(self, error: BearingsError) -> BearingsError:
        """Return an error as one about a setting of the text, where there is a text."""
        return error if self.text is None else self.text.about(error)

    def without(self, *names: str, of: Team, why: BearingsError) -> Wanted:
        """Leave settings as they are, since they cannot be so."""
        as_it_is = {name: getattr(of, name) for name in names}
        return replace(self, unread=(*self.unread, self.about(why)), **as_it_is)

    @classmethod
    def of(cls, team: Team) -> Wanted:
        """Leave everything as it is."""
        return cls(team.channel, team.name, team.leads, team.cadence, team.policy, team.group)

    def applied(self, team: Team) -> Team:
        """Return the team with these settings."""
        return replace(
            team,
            channel=self.channel,
            name=self.name,
            leads=self.leads,
            cadence=self.cadence,
            policy=self.policy,
            group=self.group,
        )

    @property
    def for_admins(self) -> tuple[object, ...]:
        """What a lead may not change: whom the app asks, who leads, and what protects answers."""
        own = self.policy
        kept = own.k, own.retention_weeks, own.not_for_appraisal
        return self.channel, self.group, self.leads, *kept


@dataclass(frozen=True, slots=True)
class Admins:
    """Who is an admin: by being one in Slack, and by having been named here."""

    of_slack: tuple[UserId, ...]
    """Those that are known here: Slack may have more."""
    named: tuple[UserId, ...]


class Part(StrEnum):
    """In which part somebody in a team's channel is there; first that holds."""

    COUNTS = "counts"
    LEAD = "lead"
    GUEST = "guest"
    NEW = "new"
    ELSEWHERE = "elsewhere"
    """At home in another team, where they are asked and count."""


@dataclass(frozen=True, slots=True)
class Present:
    """One person in a team's channel; what they set for themselves is not said."""

    user: UserId
    part: Part


class Mend(StrEnum):
    """What to change of a cadence so that more of what is sealed can be counted."""

    LATER = "a later last day"
    OFTEN = "ask more often"
    DAYS_OFF = "fewer days off"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a team would get: when it is asked, who counts, and what it learns when."""

    team: Team
    slots: tuple[Slot, ...]
    """The next five rounds, with the turns passed over in between and why."""
    members: int
    """n: counting members, if a round opened now."""
    roster: int
    calendar: Calendar
    people: tuple[Present, ...]
    """Everybody on it who is no app, those who count first; "don't ask me" is not told."""
    growing: tuple[tuple[date, int], ...] = ()
    """The days on which more of them count than before, and how many do then; soonest first."""
    absent: int = 0
    """How many of the team's group are not in its channel, and so are not asked."""
    remedies: tuple[Remedy, ...] = ()
    """What alone would let something be finished, where nothing could be with all who are new."""
    coming: tuple[tuple[str, date], ...] = ()
    """Families and the day of the report that says something of each, at the earliest, soonest
    first; without what it gets too few check-ins for."""
    today: date | None = None
    """The day on which this is looked at, where the team is."""
    lost: tuple[str, ...] = ()
    """Families of which sealed answers would be deleted uncounted: too old, or after the end."""
    late: tuple[str, ...] = ()
    """Families that come, or come again, no more before the team's last day."""
    named: tuple[str, ...] | None = None
    """Those of `lost` for which the newest report named a day; None while there is no report."""
    mends: tuple[Mend, ...] = ()
    """What alone would let more of `lost` be counted."""
    enough: date | None = None
    """The first last day with which a figure comes, where none does with the one that is set."""
    never: Never | None = None
    """Why no figure comes, where a turn is left and its days are known; None where one does."""
    naming: Naming = UNNAMED
    locked: bool = False
    """Whether the lock stays: it was told, or a team of the channel before had it."""
    compared_until: date | None = None
    """The last day of figures that can be held, as many here were in a team that has ended."""

    def reaches(self, members: int) -> tuple[date, int] | None:
        """Return the day from which so many of those who are there count, and how many do then.

        None where so many count by now, or not even all who are new are enough.
        """
        if self.members >= members:
            return None
        return next((step for step in self.growing if step[1] >= members), None)

    @property
    def few(self) -> bool:
        """Whether so few count by now that no round could open."""
        return self.members < MEMBERS_FLOOR

    @property
    def many(self) -> bool:
        """Whether so many are there that no round could open."""
        return self.roster > ROSTER_CEILING

    @property
    def since(self) -> date | None:
        """The day from which enough of those who are there count, where too few do by now."""
        reached = self.reaches(MEMBERS_FLOOR)
        return reached[0] if reached else None

    @property
    def opens_on(self) -> date | None:
        """The day of the first turn of `slots` at which enough can count; None where none is."""
        free = (slot.date for slot in self.slots if slot.passed is None)
        return next((on for on in free if self.since is None or on >= self.since), None)

    @property
    def counting(self) -> Counting:
        """How many count by now, and on the days ahead."""
        return Counting(self.members, self.growing)


@dataclass(frozen=True, slots=True)
class Outdated:
    """Reports that are deleted, since they are kept for a shorter time."""

    count: int
    on: date
    """From when on: until then the change can be taken back."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change of settings would come to, before it is made."""

    team: Team
    """As it is."""
    before: str
    after: str
    """The settings that would differ, as they are and as they would be: JSON objects."""
    preview: Preview
    outdated: Outdated | None = None
    votes_go: bool = False
    """Whether a vote that is open now would begin anew, in another channel."""
    locked_there: bool = False
    """Whether the channel that it would move to was locked by another team."""
    counted: frozenset[UserId] = frozenset()
    """Who counted in the last check-in."""
    dropped: date | None = None
    """The day of the check-in that was to be the next and would not open."""

    @property
    def staying(self) -> int:
        """How many of those who counted last would still count."""
        there = {one.user for one in self.preview.people if one.part is Part.COUNTS}
        return len(self.counted & there)

    @property
    def moves(self) -> bool:
        """Whether it would be asked in another channel, or another group of it."""
        return self.preview.team.place != self.team.place

    @property
    def elsewhere(self) -> bool:
        """Whether other people would be asked, or in another part."""
        return self.moves or self.preview.team.leads != self.team.leads

    @property
    def otherwhen(self) -> bool:
        """Whether it would be asked at other times."""
        then = self.preview.team
        open_days = then.policy.open_days, self.team.policy.open_days
        return then.cadence != self.team.cadence or open_days[0] != open_days[1]

    @property
    def otherwise(self) -> bool:
        """Whether it would be asked something else."""
        then, now = self.preview.team.policy, self.team.policy
        return (then.light, then.named) != (now.light, now.named)


def fingerprint(team: Team) -> str:
    """Return what tells whether a team's settings are still those somebody was shown."""
    days, rest = sorted(team.cadence.quiet_days), replace(team.cadence, quiet_days=frozenset())
    own = (team.channel, team.group, team.name, sorted(team.leads), team.policy, days, rest)
    return digest(repr(own))

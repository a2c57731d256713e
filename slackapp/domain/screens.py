"""What one person is shown, before any words: services fill it in, ui lays it out.

Nothing here is an answer, and nothing here says whether anybody answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slackapp.domain.awaited import NAMED, UNNAMED, Naming, Never

if TYPE_CHECKING:
    from datetime import date, datetime

    from analytics.instrument.bank import Item
    from analytics.instrument.windows import Calendar
    from analytics.records import Verdict
    from slackapp.domain.deliveries import Kind
    from slackapp.domain.expectations import Expectation
    from slackapp.domain.experiments import Experiment
    from slackapp.domain.ids import ChannelId, ReportId, RoundId, TeamId, UserId
    from slackapp.domain.teams import TeamState


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A switch of one's own that is on: for this person's eyes alone."""

    until: date | None = None
    """The last day of a pause is the one before; None is "Don't ask me"."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What whoever installs Bearings again is told once: what waits, and what happened."""

    since: date | None = None
    """The day on which it was taken away; None where it was not."""
    paused: int = 0
    """Teams that are still here, and paused."""
    counted: int = 0
    """Check-ins that were open, and were counted and reported since."""
    undelivered: int = 0
    """Messages that Slack did not take."""
    deleted_on: date | None = None
    """The day on which all that was there before was deleted, where it was."""


@dataclass(frozen=True, slots=True)
class Form:
    """One open check-in as one person may fill it in."""

    round_id: RoundId
    team: str
    closes_at: datetime
    zone: str
    """The team's IANA zone, for the closing time."""
    items: tuple[Item, ...]
    prompts: tuple[str, ...]
    """Of "helped_me" and "i_helped"; empty when names are not asked."""
    pulse: bool
    follow_up: str | None
    """The practice the follow-up item asks about."""
    teammates: tuple[tuple[UserId, str], ...]
    """Listed roster members other than oneself, leads too, by name."""
    members: int
    """n: counting members."""
    k: int
    """Respondents below which nothing is shown, in whatever it counts for."""
    all_needed: bool = False
    """Something it counts for is shown only where all who count have answered."""
    naming: Naming = UNNAMED
    not_for_appraisal: bool = False
    locale: str = "en"
    not_asked: NotAsked | None = None
    """Opened all the same."""
    lead: bool = False
    """Of somebody who leads the team, and counts in none of its figures."""
    counts: bool = True
    """Of somebody whose answers to this check-in count in figures; else in their mirror alone."""
    guest: bool = False
    """Of a guest in Slack, who counts in no figure."""
    counts_from: date | None = None
    """The day from which somebody counts whom only being new keeps from it."""
    never: Never | None = None
    """Why no figure comes of it, as the team is now; None where one can."""

    @property
    def named(self) -> bool:
        """Whether helpers are asked by name."""
        return bool(self.prompts)


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A check-in that waits for one person."""

    round_id: RoundId
    team: str
    closes_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A message of a round that its channel did not get, for whoever looks after the team."""

    kind: Kind
    team: str
    day: date
    """The round's."""
    zone: str
    open_until: datetime | None = None
    """When the round closes, while it is open."""
    admin: bool = False
    """Whoever is told may send it again."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """An experiment and who voted for what, openly: votes are no answers."""

    experiment: Experiment
    team: str
    votes: tuple[tuple[UserId, str], ...] = ()
    is_due: bool = False
    """The next report asks whether the team did it, unless a day is chosen for that."""
    asked_on: date | None = None
    """The day of the report that asks so, where none is chosen and it is known."""
    changed: str | None = None
    """What is offered once more since the team wanted to change it."""
    ends: bool = False
    """Whether the team has a last day, which may come before what is said to come."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a team tried, and what became of it."""

    practice: str
    since: date
    """When it was last tried."""
    verdicts: tuple[Verdict, ...]
    """What was decided each time it was tried, oldest first."""
    noticed: str | None = None
    """"low", "middle" or "high": how clearly people noticed it, where that was published."""


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team as one of its people sees it on the Home tab."""

    team: TeamId
    name: str
    channel: ChannelId
    state: TeamState
    lead: bool
    n: int
    next_opens_at: datetime | None
    zone: str
    calendar: Calendar
    few: bool = False
    """So few count that the next round is left out, if that stays so."""
    enough_from: date | None = None
    """The day from which enough of those who are there count, where too few do for now."""
    opens_on: date | None = None
    """The day of the first check-in at which enough can count, where that is known."""
    many: bool = False
    """So many are there that the next round is left out, if that stays so."""
    asked: int = 0
    """Rounds asked so far."""
    member: bool = True
    """Is asked, and has a mirror; a lead need not be in the channel."""
    home: str = ""
    """The name of the team that asks a member in place of this one."""
    trying: str | None = None
    """The practice the team tries now."""
    follows_earlier: bool = False
    """Whether what comes next of a follow-up is about another experiment than that one."""
    next_vote: date | None = None
    """The day of the report with which a vote about an experiment may come; None during one."""
    offered: bool = False
    """Such a vote came before."""
    undoable: bool = False
    """A lead could take the newest step of an experiment back."""
    tried: tuple[Tried, ...] = ()
    """Newest first."""
    expected: tuple[Expectation, ...] = ()
    """What the lead said is expected right now."""
    coming: tuple[tuple[str, date], ...] = ()
    """Families and the day each says something next, at the earliest, while it is running."""
    moved: tuple[tuple[str, date], ...] = ()
    """Of these, the day that the newest report named where it was another."""
    again: tuple[str, ...] = ()
    """Of these, what the newest report said is not to come."""
    late: tuple[str, ...] = ()
    """Families that come, or come again, no more before the team's last day."""
    lost: tuple[str, ...] = ()
    """Families of which sealed answers lie here that are never counted, as its times are set."""
    in_vain: tuple[str, ...] = ()
    """Of these, what no later last day would let be counted."""
    never: Never | None = None
    """Why no figure comes at all, of a running team; None where one does."""
    ends: date | None = None
    """The last day of a running team."""
    over_on: date | None = None
    """The day on which it ends for good, where no check-in is left before its last day."""
    naming: Naming = NAMED
    noted: bool = False
    """Some of what came to its people was counted for their mirrors before."""
    open_until: datetime | None = None
    """When the round that is open now closes."""
    uninvited: bool = False
    """The invitation to that one was not delivered."""
    guest: bool = False
    """Of a guest in Slack, who counts in no figure."""
    counts_from: date | None = None
    """The day from which somebody counts whom only being new keeps from it."""
    came_later: bool = False
    """The round that is open now does not ask them, as they came after it opened."""
    stopped: tuple[str, datetime] | None = None
    """What paused it, as the trail calls it, and when, where the newest changes still tell."""


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A published report this person may read."""

    report: ReportId
    team: TeamId
    name: str
    """The team's."""
    date: date


@dataclass(frozen=True, slots=True)
class HomeData:
    """Everything the Home tab shows one person."""

    open: tuple[OpenRound, ...] = ()
    teams: tuple[TeamCard, ...] = ()
    reports: tuple[ReportLink, ...] = ()
    """All of them, newest first."""
    admin: bool = False
    locale: str = "en"
    zone: str = "UTC"
    """The person's own zone."""
    not_asked: NotAsked | None = None
    unlisted: bool = False
    """The person's own name cannot be picked."""
    closing: tuple[tuple[TeamId, str], ...] = ()
    """Ended teams, with their names, that still hold something sealed of the person's."""
    kept: bool = False
    """The person is or was in a team, so that something of theirs is kept."""
    week: int = 0
    """Counts weeks: chooses what there is to think about."""
    feedback: str = ""
    """Where to say what is wrong or missing; "" where nobody said where."""
    notes: tuple[str, ...] = field(default_factory=tuple)
    """Codes of notices to show on top, for example "expired"."""


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What a person set for themself, and what they may choose between."""

    ask_me: bool
    list_me: bool
    paused_until: date | None
    home: TeamId | None
    teams: tuple[tuple[TeamId, str], ...]
    """Their teams by name; with more than one, `home` is the one that asks them."""
    name: str = ""
    """As Slack has it, like the next two."""
    language: str = ""
    """A locale, such as "en-US"."""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Slower:
    """A longer interval that is suggested to a lead, in weeks."""

    team: TeamId
    every_weeks: int

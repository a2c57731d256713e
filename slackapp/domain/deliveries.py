"""One outgoing Slack message and its state in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from slackapp.domain.ids import DeliveryId, RoundId, TeamId, UserId, WorkspaceId


class Kind(StrEnum):
    """What is sent. Its words are chosen when it is sent."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    NUDGE = "nudge"
    """A reminder somebody asked for; a row for everyone, the topic is the place in the grid."""
    REPORT_LEAD = "report_lead"
    REPORT_TEAM = "report_team"
    MIRROR_NOTICE = "mirror_notice"
    ANNOUNCEMENT = "announcement"
    VOTE = "vote"
    """Which experiment to try; the topic of this and the next two is the experiment's id."""
    EXPERIMENT = "experiment"
    """What the team chose."""
    LOOK_BACK = "look_back"
    """Did we do it?"""
    OUTCOME = "outcome"
    """What became of it, in the place of an invitation or of one of these three.

    The topic is the id of the delivery whose place it takes.
    """


PRIVATE = frozenset({Kind.REMINDER, Kind.NUDGE, Kind.MIRROR_NOTICE})
"""One row a roster member, settled `done` sent or not, without a time, erased with the round."""


DECISIONS = frozenset({Kind.VOTE, Kind.EXPERIMENT, Kind.LOOK_BACK})
"""What is said about an experiment: it follows from a report."""
FIGURES = frozenset({Kind.REPORT_LEAD, Kind.REPORT_TEAM, *DECISIONS})
"""What holds figures of a team or follows from them: for its own channel and its leads alone."""
BEHIND_REPORT = frozenset({Kind.VOTE, Kind.LOOK_BACK})
"""What follows the team's report of its round, which says what became of the experiment before."""

AWAY = "away"
"""Begins the topic of what tells channels which statuses in Slack mean that somebody is away."""
CHANGES = (
    "admin_named",
    "admin_removed",
    AWAY,
    "cadence",
    "expected",
    "leads",
    "moved",
    "policy",
    "renamed",
    "roster",
    "started",
)
"""Topics, up to a colon, of announcements that tell of a changed setting, or of the first ones."""
BESIDE = ("admin_named", "admin_removed", AWAY, "expected")
"""Those of them that are not set for the team itself, so that `moved` does not tell them."""


FEW = "few"
"""The topic of what tells a channel that too few count where the team is asked from now on."""
OF_DELETED = "deleted:"
"""Begins the topic of what takes the place of a message of a team that was deleted: the message's
row is gone, so its kind and Slack's name for it come after.
"""
UNDELIVERED = "undelivered:"
"""Begins the topic of what tells a lead that the channel was not told; the message's kind follows.
"""
UNCLEAR = "unclear"
"""The reason of a dead letter that may have been posted."""
CUT_OFF = "cut_off"
"""What is written of an attempt whose worker died: it may have been posted."""


class Held(StrEnum):
    """Why figures are not sent to whom they were written for: they may not read them there now."""

    SHARED = "shared"
    """The team's channel is shared with another organisation."""
    MOVED = "moved"
    """The team is asked in another channel."""
    REPLACED = "replaced"
    """This person does not lead the team any more."""


class DeliveryState(StrEnum):
    """Where a delivery stands. `unknown`: Slack may or may not have taken it."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DONE = "done"
    UNKNOWN = "unknown"
    DEAD = "dead"
    CANCELLED = "cancelled"


LEFT = (DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.DEAD)
"""Where something is left to send or to decide about; the others are over."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """`target` is a channel or user id; `topic` makes (round, kind, target, topic) unique."""

    id: DeliveryId
    workspace: WorkspaceId
    team: TeamId
    round: RoundId | None
    kind: Kind
    target: str
    topic: str
    """"" for one a round; for announcements a code with parameters, never a respondent's name."""
    state: DeliveryState
    due_at: datetime
    attempts: int = 0
    failures: int = 0
    """Attempts of which a worker said that they are over; the others may have been its death."""
    lease_until: datetime | None = None
    owner: str | None = None
    sent_ts: str | None = None
    last_error: str | None = None

    @property
    def may_be_posted(self) -> bool:
        """Whether an attempt before may have been posted: nobody was told what became of it."""
        return self.state is DeliveryState.UNKNOWN

    @property
    def is_in_doubt(self) -> bool:
        """Whether it was Slack that did not say; not when a worker died, which kills bound."""
        return self.may_be_posted and self.last_error not in {None, CUT_OFF}

    def released(self, *, due_at: datetime) -> Delivery:
        """Return a claimed delivery put back, its attempt refunded; a doubt stays."""
        back = replace(self, due_at=due_at, attempts=self.attempts - 1)
        if self.may_be_posted:
            return replace(back, last_error=self.last_error or CUT_OFF)
        return replace(back, state=DeliveryState.DUE)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that Slack did not take, and why in Slack's word."""

    delivery: DeliveryId
    team: str
    kind: Kind
    error: str
    day: date | None = None
    """The day of its check-in, else the day on which it was tried last."""
    of_check_in: bool = False
    to: UserId | None = None
    """Whom it was for; None for a channel."""
    to_asker: bool = False
    """It was for whoever reads this list."""
    of: Kind | None = None
    """The kind of message of which it was to tell that the channel did not get it."""
    over: bool = False
    """Its check-in is not open any more, so that it cannot be sent any more."""
    held: Held | None = None
    """Why it may not be sent to whom it was for."""
    again: bool = False
    """It was given up before, and an admin had it sent again."""

    @property
    def may_be_sent(self) -> bool:
        """Whether it says something that is for whom it would be sent to, as things are."""
        return not self.over and self.held is None

    @property
    def refused(self) -> bool:
        """Surely not posted, and it could be: nobody has to look before it is sent again."""
        return self.error != UNCLEAR and self.may_be_sent


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What Slack has not taken: for good, and what is still being tried again."""

    dead: tuple[DeadLetter, ...] = ()
    trying: tuple[DeadLetter, ...] = ()
    sending: tuple[DeadLetter, ...] = ()
    """What an admin had sent again, and nobody knows yet what came of it."""

    @property
    def count(self) -> int:
        """How many messages that are."""
        return len(self.dead) + len(self.trying) + len(self.sending)

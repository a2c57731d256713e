"""A round, its states and its due times."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from slackapp.domain.ids import EpochId, KeyId, RoundId, TeamId


class RoundState(StrEnum):
    """`planned → open → closing → gathered → closed`, or `skipped`, `lost`."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSING = "closing"
    GATHERED = "gathered"
    CLOSED = "closed"
    SKIPPED = "skipped"
    LOST = "lost"


COUNTED = frozenset({RoundState.GATHERED, RoundState.CLOSED, RoundState.LOST})
"""Nothing of such a round can still reach a window."""


class Reason(StrEnum):
    """Why a round was skipped or lost."""

    PAUSED = "paused"
    ENDED = "ended"
    QUIET_DAY = "quiet_day"
    HOLIDAY = "holiday"
    MISSED = "missed"
    """The app was not running when it should have opened."""
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOTHING_TO_ASK = "nothing_to_ask"
    OPERATOR = "operator"
    """Whoever runs the app skipped it by hand."""
    KEY_GONE = "key_gone"
    CHANNEL_GONE = "channel_gone"
    """It opened, and its invitation could not be posted: the channel was archived or left."""
    CHANNEL_SHARED = "channel_shared"
    """The same, because the channel was shared with another organisation."""
    UNINSTALLED = "uninstalled"
    """The same, because the app was taken out of the workspace."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What a round asks, frozen when it opens."""

    items: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    """Of "helped_me" and "i_helped"; empty when names are not asked."""
    pulse: bool = False
    """The pulse without names is asked."""
    follow_up: str | None = None
    """The practice id the follow-up item asks about."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A planned round whose time has come."""

    id: RoundId
    team: TeamId
    looked_at: datetime | None
    """When Slack was last asked who is in the team."""


@dataclass(frozen=True, slots=True)
class Round:
    """One asking. `number` counts the rounds asked, from 1; 0 while planned or skipped."""

    id: RoundId
    team: TeamId
    date: date
    """The team's local date; unique per team."""
    state: RoundState
    opens_at: datetime
    remind_at: datetime
    closes_at: datetime
    report_at: datetime
    next_due_at: datetime | None
    """When the next step is due; None when nothing is left to do."""
    number: int = 0
    epoch: EpochId | None = None
    key: KeyId | None = None
    asks: Asks = field(default_factory=Asks)
    reminded: bool = False
    reported: bool = False
    reason: str | None = None
    """A code: why it was skipped or lost."""

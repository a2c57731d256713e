"""A window: rounds of one family that settle together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analytics import thresholds
from analytics.records import FamilyHistory
from slackapp.domain.ids import KeyId, TeamId, WindowId
from slackapp.domain.policy import K_FLOOR
from slackapp.domain.teams import TeamState

EXPIRES_AFTER = timedelta(days=thresholds.WINDOW_EXPIRES_AFTER_DAYS)
"""Weekly answers never live longer than this, even sealed."""


class WindowState(StrEnum):
    """`open → settled`, or `expired` (took too long), or `lost` (its key is gone)."""

    OPEN = "open"
    SETTLED = "settled"
    EXPIRED = "expired"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Window:
    """Rounds `first_round .. last_round` of one family, counted in rounds asked (1-based)."""

    id: WindowId
    team: TeamId
    family: str
    first_round: int
    last_round: int
    members: int
    """n, fixed when the window begins."""
    key: KeyId
    state: WindowState
    begins_on: date
    expires_on: date
    k: int = K_FLOOR
    """Respondents a reading needs; fixed when the window begins."""
    light: bool = False
    """Began in light mode; keeps its rotation and length to its end."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a family remembers in another team."""

    team: TeamId
    state: TeamState
    history: FamilyHistory

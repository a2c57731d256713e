"""What a team may set about its own anonymity, above floors nobody can lower."""

from __future__ import annotations

from dataclasses import dataclass

from analytics import thresholds
from slackapp.errors import BelowFloor

K_FLOOR = thresholds.K_FLOOR
"""Respondents below which nothing is shown; compiled in, raise only."""
MEMBERS_FLOOR = thresholds.MEMBERS_FLOOR
"""Counting members below which no round opens."""
ROSTER_CEILING = 30
"""Places in a window are 64; churn inside a window must fit."""
OPEN_DAYS = range(1, 7)
RETENTION_WEEKS = range(1, 105)


def most_k(members: int) -> int:
    """Return how many respondents a team of so many counting members may ask for.

    Two fewer than there are: with more, "shown" alone would say who answered. The floor always may
    be asked for, since no team could go without it.
    """
    return max(K_FLOOR, members - 2)


@dataclass(frozen=True, slots=True)
class Policy:
    """A team's settings. Times apply from the next round, the rest from the next windows."""

    k: int = K_FLOOR
    light: bool = False
    named: bool = True
    """Ties are asked by name where the team is large enough and asked often enough."""
    open_days: int = 4
    retention_weeks: int = 26
    not_for_appraisal: bool = False
    """Can be set once and not unset."""

    def __post_init__(self) -> None:
        """Refuse what the floors forbid."""
        if (
            self.k < K_FLOOR
            or self.open_days not in OPEN_DAYS
            or self.retention_weeks not in RETENTION_WEEKS
        ):
            raise BelowFloor

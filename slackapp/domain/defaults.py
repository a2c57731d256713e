"""What an admin sets for a whole workspace: what new teams begin with, and who counts as away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING

from slackapp.domain import away
from slackapp.domain.cadence import Cadence
from slackapp.domain.policy import Policy

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Defaults:
    """A starting point: `Policy` refuses what is below a floor here as for a team.

    A team that exists never follows it; only who counts as away holds for every team.
    """

    policy: Policy = field(default_factory=Policy)
    zone: str | None = None
    """None: the zone of whoever sets the team up."""
    weekday: int = 0
    at: time = time(10)
    every_weeks: int = 1
    holidays: str | None = None
    """A region as `Cadence` takes it, or None."""
    away_statuses: tuple[str, ...] = away.DEFAULT
    """Whoever shows one of these as a Slack status is not reminded, in any team."""

    def cadence(self, *, zone: str, first: date) -> Cadence:
        """Return when a new team is asked; `zone` is that of whoever sets it up."""
        return Cadence(
            zone=self.zone or zone,
            weekday=self.weekday,
            at=self.at,
            first=first,
            every_weeks=self.every_weeks,
            holidays=self.holidays,
        )

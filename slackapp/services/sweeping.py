"""The sweep that reconciles: a team's people are compared with Slack once a day, events or not.

Slack tells who comes and goes, but not while nobody listens. Teams are looked at one after the
other, at a pace that leaves the workspace's limits to those who wait for an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slackapp.domain.ids import TeamId
from slackapp.domain.teams import Team
from slackapp.services.ports import Database, Store

CALL_EVERY = 1.2
"""Seconds of real time a reading call of a sweep counts for: half of what Slack allows (tier 4)."""
CALLS_BESIDE = 3
"""Calls about the channel and for its pages, beside one for each person."""
AGAIN = timedelta(hours=1)
"""When a team is tried again that Slack would not be asked about."""


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Whose turn it is, and when the next one is."""

    database: Database
    real_now: Callable[[Store], datetime] = lambda store: store.real_now()

    def begin(self, team: TeamId, *, now: datetime) -> Team | None:
        """Take the team's turn; None when it has none now, because others were just looked at.

        Whatever becomes of the sweep, the next one is in an hour; a finished one puts it a day off.
        """

        def unit(store: Store) -> Team | None:
            own = store.teams.lock(team)
            if not store.teams.is_to_sweep(team, now):
                return None
            calls = CALLS_BESIDE + len(store.people.members(team))
            wait = store.buckets.take(
                f"{own.workspace}:sweep",
                now=self.real_now(store),
                every=CALL_EVERY * calls,
                burst=1,
            )
            later = timedelta(seconds=wait) if wait else AGAIN
            store.teams.sweep_at(team, now + later)
            return None if wait else own

        return self.database.step(unit)

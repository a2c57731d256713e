"""What paused or ended a team, as far as the newest changes still tell."""

from __future__ import annotations

from datetime import datetime

from slackapp.domain.teams import Team, TeamState
from slackapp.services.ports import Store

LOOKED_AT = 30
"""Changes looked at, newest first."""
BY_HAND = "paused"
"""Somebody paused it. Of everything else its leads are told."""
ENDED = "ended"
"""Somebody ended it."""
_STOPS = frozenset(
    {BY_HAND, "cadence_gone", "channel_gone", "channel_shared", "group_gone", "uninstalled"}
)


def last_stop(store: Store, team: Team) -> tuple[str, datetime] | None:
    """What paused a team and when, where the newest changes still tell."""
    if team.state is not TeamState.PAUSED:
        return None
    trail = store.audit.recent(team.workspace, team=team.id, limit=LOOKED_AT)
    return next(((one.event, one.at) for one in trail if one.event in _STOPS), None)


def last_end(store: Store, team: Team) -> datetime | None:
    """When somebody ended a team, where the newest changes still tell; a last day is no change."""
    trail = store.audit.recent(team.workspace, team=team.id, limit=LOOKED_AT)
    return next((one.at for one in trail if one.event == ENDED), None)

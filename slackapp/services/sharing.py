"""Whether another organisation reads what is posted in a team's channel (Slack Connect)."""

from __future__ import annotations

from slackapp.domain.rounds import Reason
from slackapp.domain.teams import Change, Team, TeamState, settings_in
from slackapp.services.ports import Store


def is_shared(store: Store, team: Team) -> bool:
    """Say whether a team's channel was found shared, and it has neither gone on nor moved since.

    A running team's is not: it was paused when that was found, and goes on only once it is over.
    """
    if team.state is TeamState.RUNNING:
        return False
    trail = store.audit.recent(team.workspace, team=team.id, limit=None)
    telling = (one.event for one in trail if _tells(one))
    return next(telling, None) == Reason.CHANNEL_SHARED


def _tells(one: Change) -> bool:
    return one.event in {Reason.CHANNEL_SHARED, "resumed"} or "channel" in settings_in(one.before)

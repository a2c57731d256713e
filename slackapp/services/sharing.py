"""Who may be sent a team's figures: its leads, and its channel while that is its own.

Another organisation may read what is posted there (Slack Connect), and what waits for Slack, or is
sent again, may have been written for a channel that was left or for a lead who was replaced.
"""

from __future__ import annotations

from slackapp.domain.deliveries import FIGURES, Delivery, Held, Kind
from slackapp.domain.ids import TeamId, WorkspaceId
from slackapp.domain.rounds import Reason
from slackapp.domain.teams import Change, Team, TeamState, settings_in
from slackapp.services.ports import Store


def held(store: Store, letter: Delivery) -> Held | None:
    """Return why a message may not go to whom it was written for, as things are; None if it may."""
    if letter.kind not in FIGURES:
        return None
    team = store.teams.get(letter.team)
    if letter.kind is Kind.REPORT_LEAD:
        return None if letter.target in team.leads else Held.REPLACED
    if letter.target != team.channel:
        return Held.MOVED
    return Held.SHARED if is_shared(store, team) else None


def is_shared(store: Store, team: Team) -> bool:
    """Say whether a team's channel was found shared, and it has neither gone on nor moved since.

    A running team's is not: it was paused when that was found, and goes on only once it is over.
    """
    if team.state is TeamState.RUNNING:
        return False
    trail = store.audit.recent(team.workspace, team=team.id, limit=None)
    telling = (one.event for one in trail if _tells(one))
    return next(telling, None) == Reason.CHANNEL_SHARED


def shared_in(store: Store, workspace: WorkspaceId) -> frozenset[TeamId]:
    """Return the teams of a workspace whose channel was found shared; no running one is read."""
    resting = store.teams.of_workspace(workspace, states=set(TeamState) - {TeamState.RUNNING})
    return frozenset(one.id for one in resting if is_shared(store, one))


def _tells(one: Change) -> bool:
    return one.event in {Reason.CHANNEL_SHARED, "resumed"} or "channel" in settings_in(one.before)

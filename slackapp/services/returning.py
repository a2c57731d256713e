"""An installation that was taken away: what is told of it while it is, and when it comes back.

Meanwhile nobody can be told in Slack. So whoever runs Bearings finds it in the list of what is not
as it should be, and whoever installs it again is told once what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.ids import WorkspaceId
from slackapp.domain.rounds import Round
from slackapp.domain.screens import Meanwhile
from slackapp.domain.teams import Team, TeamState
from slackapp.services.ports import Store
from slackapp.services.removal import KEPT_DAYS, is_shell

COUNTED = 500
"""Most messages counted."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An installation that was taken away and not deleted yet."""

    slack_team: str
    """Slack's own id of it."""
    name: str
    on: date
    deleted_on: date
    paused: int
    """Its teams that wait for it."""


def gone(store: Store, today: date, *, limit: int) -> tuple[Gone, ...]:
    """Return what was taken away, longest ago first."""
    found = store.workspaces.removed_before(today + timedelta(days=1))[:limit]
    days = ((one, store.workspaces.removed_on(one)) for one in found)
    return tuple(_gone(store, one, on) for one, on in days if on is not None)


def _gone(store: Store, workspace: WorkspaceId, on: date) -> Gone:
    known = store.workspaces.get(workspace)
    paused = len(_paused(store, workspace))
    return Gone(known.slack_team, known.name, on, _deleted_on(on), paused)


def meanwhile(
    store: Store, workspace: WorkspaceId, *, since: date | None, today: date
) -> Meanwhile:
    """Return what waits in an installation that is there (again), and what happened `since`."""
    deleted_on = _deleted_on(since) if since else None
    kept = any(not is_shell(store, team) for team in store.teams.of_workspace(workspace))
    return Meanwhile(
        deleted_on=deleted_on if deleted_on and deleted_on <= today and not kept else None,
        since=since,
        paused=len(_paused(store, workspace)),
        counted=0 if since is None else _counted(store, workspace, since),
        undelivered=len(store.deliveries.dead(limit=COUNTED, workspace=workspace)),
    )


def _deleted_on(gone: date) -> date:
    return gone + timedelta(days=KEPT_DAYS + 1)


def _paused(store: Store, workspace: WorkspaceId) -> list[Team]:
    found = store.teams.of_workspace(workspace)
    return [team for team in found if team.state is TeamState.PAUSED]


def _counted(store: Store, workspace: WorkspaceId, since: date) -> int:
    teams = store.teams.of_workspace(workspace)
    rows = (row for team in teams for row in store.rounds.of_team(team.id) if row.reported)
    late = (row for row in rows if row.report_at.date() >= since)
    return sum(not _was_posted(store, row) for row in late)


def _was_posted(store: Store, row: Round) -> bool:
    """Only the day is kept on which an installation went; its channels had some reports before."""
    sent = store.deliveries.of_round(row.id)
    return any(one.kind is Kind.REPORT_TEAM and one.state is DeliveryState.SENT for one in sent)

"""Taking a team or a whole installation away for good: keys are buried with what they sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from slackapp.domain.ids import KeyId, TeamId, WorkspaceId
from slackapp.services.members import rehome
from slackapp.services.ports import Database, Store

KEPT_DAYS = 30
"""How long an installation that was taken away can be brought back; then everything is deleted."""


def remove_team(store: Store, team_id: TeamId) -> None:
    """Delete a team and all it owns: answers, windows, notes, readings, reports, messages."""
    team = store.teams.lock(team_id)
    store.tombstones.add(_keys(store, team_id))
    rehome(store, team, [member.user for member in store.people.members(team_id)])
    store.teams.delete(team_id)


def removable(store: Store, today: date) -> tuple[WorkspaceId, ...]:
    """Return the installations that were taken away long enough ago."""
    return store.workspaces.removed_before(today - timedelta(days=KEPT_DAYS))


def purge(database: Database, *, workspace: WorkspaceId, today: date) -> None:
    """Delete an installation that was taken away and did not come back, with all it owns."""

    def unit(store: Store) -> None:
        # It may have come back since somebody looked.
        if workspace not in removable(store, today):
            return
        for team in store.teams.of_workspace(workspace):
            remove_team(store, team.id)
        store.workspaces.delete(workspace)

    database.step(unit)


def _keys(store: Store, team: TeamId) -> Iterator[KeyId]:
    """Every key that something of this team is sealed with."""
    yield from {row.key for row in store.rounds.of_team(team) if row.key is not None}
    yield from {window.key for window in store.windows.open_of(team)}
    note = store.notes.key_id(team)
    if note is not None:
        yield note

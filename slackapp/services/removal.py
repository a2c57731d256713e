"""Taking a team or a whole installation away for good: keys are buried with what they sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from slackapp.domain.ids import KeyId, TeamId, WorkspaceId
from slackapp.domain.teams import Team, TeamState
from slackapp.services.members import rehome
from slackapp.services.ports import Database, Store

KEPT_DAYS = 30
"""How long an installation that was taken away can be brought back; then everything is deleted."""


def remove_team(store: Store, team_id: TeamId) -> None:
    """Delete a team and all it owns: answers, windows, notes, readings, reports, messages."""
    _bury(store, store.teams.lock(team_id))
    store.teams.delete(team_id)


def hollow_out(store: Store, team_id: TeamId, today: date) -> Team:
    """Delete all a team owns, and leave a shell of it: its settings, and whom it counted last.

    Else a team of the same people but one, founded in its place, would show by the difference to
    the last report what that one answered; and a lock could be taken off by founding it anew.
    """
    team = store.teams.lock(team_id)
    _bury(store, team)
    store.teams.empty(team_id)
    ended = replace(team.cadence, ends=today)
    shell = replace(team, state=TeamState.ENDED, leads=frozenset(), cadence=ended)
    store.teams.put(shell)
    return shell


def drop_shell(store: Store, team: Team, before: date) -> None:
    """Delete a team of which only a shell is left, once it ended and published before a day."""
    ended = team.cadence.ends if team.state is TeamState.ENDED else None
    if ended is None or store.rounds.of_team(team.id, limit=1):
        return
    published = (history.published_on for history in store.readings.histories(team.id).values())
    if max([ended, *filter(None, published)]) < before:
        remove_team(store, team.id)


def _bury(store: Store, team: Team) -> None:
    store.tombstones.add(_keys(store, team.id))
    rehome(store, team, [member.user for member in store.people.members(team.id)])


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

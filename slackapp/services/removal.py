"""Taking a team or a whole installation away for good: keys are buried with what they sealed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

from slackapp.domain.ids import KeyId, TeamId, WorkspaceId
from slackapp.domain.teams import Team, TeamState
from slackapp.errors import UnknownTeam
from slackapp.services.beside import last_day, remaining
from slackapp.services.locks import shell_of
from slackapp.services.ports import Database, Store

KEPT_DAYS = 30
"""How long an installation that was taken away can be brought back; then everything is deleted."""


def hold(store: Store, team_id: TeamId) -> Team:
    """Return a team that is to be deleted, locked with what its steps lock before it.

    Raises `UnknownTeam`.
    """
    store.deletions.hold(team_id)
    return store.teams.lock(team_id)


def remove_team(store: Store, team_id: TeamId) -> None:
    """Delete a team and all it owns: answers, windows, notes, readings, reports, messages."""
    _bury(store, hold(store, team_id))
    store.teams.delete(team_id)


def hollow_out(store: Store, team_id: TeamId, today: date) -> Team:
    """Delete all a team owns, and leave a shell of it: its channel, its lock, whom it counted last.

    Else a team of the same people but one, founded in its place, would show by the difference to
    the last report what that one answered; and a lock could be taken off by founding it anew.
    A shell holds no name, no lead, no figure, and of people keyed hashes alone.
    """
    team = hold(store, team_id)
    _bury(store, team)
    for family, known in store.readings.histories(team_id).items():
        left = remaining(store, team_id, known, today)
        store.readings.put_history(team_id, family, left)
    store.teams.empty(team_id)
    shell = shell_of(team, today)
    store.teams.put(shell)
    return shell


def clear(store: Store, workspace: WorkspaceId) -> None:
    """Delete all a workspace owns but its teams."""
    for user in store.admins.of(workspace):
        store.admins.drop(workspace, user)
    store.defaults.drop(workspace)
    store.people.clear(workspace)
    store.audit.clear(workspace)


def is_shell(store: Store, team: Team) -> bool:
    """Say whether a team was deleted: one that only ended keeps its leads, or its rounds."""
    return _is_shell(store, team) and not team.leads


def drop_shell(store: Store, team: Team, before: date) -> None:
    """Delete a team of which only a shell is left, once it ended and published before a day."""
    if not _is_shell(store, team):
        return
    days = [last_day(history) for history in store.readings.histories(team.id).values()]
    if max(filter(None, [team.cadence.ends, *days]), default=before) < before:
        remove_team(store, team.id)


def _is_shell(store: Store, team: Team) -> bool:
    return team.state is TeamState.ENDED and not store.rounds.of_team(team.id, limit=1)


def _bury(store: Store, team: Team) -> None:
    store.tombstones.add(_keys(store, team.id))
    store.people.close_home(team.id)


def removable(store: Store, today: date) -> tuple[WorkspaceId, ...]:
    """Return the installations that were taken away long enough ago."""
    return store.workspaces.removed_before(today - timedelta(days=KEPT_DAYS))


def purge(database: Database, *, workspace: WorkspaceId, today: date) -> None:
    """Delete an installation that was taken away and did not come back, with all it owns.

    Shells stay, under what Slack calls the workspace, for as long as those of deleted teams do:
    else who installs again could found the same teams but one. Those that protect nothing go.

    Each team goes in a unit of its own; the installation is due until the last unit, so whoever is
    killed leaves the rest to the next look. Where it comes back meanwhile, what is left stays.
    """
    teams = database.read(lambda store: store.teams.of_workspace(workspace))
    for team in teams:
        unit = partial(_purge_team, workspace=workspace, team_id=team.id, today=today)
        if not database.step(unit):
            return
    database.step(partial(_purge_rest, workspace=workspace, today=today))


def _purge_team(store: Store, *, workspace: WorkspaceId, team_id: TeamId, today: date) -> bool:
    """Returns False where the installation has come back."""
    if not _is_removable(store, workspace, today):
        return False
    with suppress(UnknownTeam):
        team = hold(store, team_id)
        is_being_deleted = team_id in store.deletions.pending(workspace)
        if team.state is not TeamState.DRAFT and (is_being_deleted or not _is_shell(store, team)):
            team = hollow_out(store, team_id, today)
        if not _protects(store, team):
            remove_team(store, team_id)
    return True


def _purge_rest(store: Store, *, workspace: WorkspaceId, today: date) -> None:
    if _is_removable(store, workspace, today):
        clear(store, workspace)
        store.workspaces.empty(workspace)
        drop_empty(store, workspace)


def _is_removable(store: Store, workspace: WorkspaceId, today: date) -> bool:
    """Say whether it has not come back, nor does before this unit is over."""
    store.workspaces.removal(workspace)  # locked, so that it waits for us
    return workspace in removable(store, today)


def drop_empty(store: Store, workspace: WorkspaceId) -> None:
    """Delete what is left of a purged installation once its last shell is gone."""
    if store.workspaces.is_empty(workspace) and not store.teams.of_workspace(workspace):
        store.workspaces.delete(workspace)


def _protects(store: Store, shell: Team) -> bool:
    """Whether anything could be learned, or unlocked, if this shell were not there.

    Of a draft nobody was ever told, so it protects nothing.
    """
    if shell.state is TeamState.DRAFT:
        return False
    histories = store.readings.histories(shell.id).values()
    return shell.policy.not_for_appraisal or any(one.reference or one.counted for one in histories)


def _keys(store: Store, team: TeamId) -> Iterator[KeyId]:
    """Every key that something of this team is sealed with."""
    yield from {row.key for row in store.rounds.of_team(team) if row.key is not None}
    yield from {window.key for window in store.windows.open_of(team)}
    note = store.notes.key_id(team)
    if note is not None:
        yield note

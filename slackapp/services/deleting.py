"""Deleting every team of a workspace: all end at once, and what they owned goes one by one.

On SQLite every answer waits for the end of a unit, and a team may have two years of reports. So one
short unit ends them: none has a name, a lead or a member any more. Some in a unit, they are stopped
then: nothing of them is due or can be pressed, and every key that something of them is sealed with
is to be destroyed. What they owned is deleted channel by channel after that. Whoever is killed
leaves the rest to the tidying, which is due for each of these teams from the first unit on, and
stops all of them before it deletes what the first of them owned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from slackapp.domain.ids import TeamId, WorkspaceId
from slackapp.errors import UnknownTeam
from slackapp.services.invitations import without_team
from slackapp.services.ports import Database, Store
from slackapp.services.removal import clear, hold, hollow_out, remove_team
from slackapp.services.rounds import announce

TOGETHER = 16
"""Teams that are stopped in one unit."""


def begin(store: Store, workspace: WorkspaceId, now: datetime) -> None:
    """End every team of a workspace and delete all else; a draft goes at once."""
    for team in store.deletions.drafts(workspace):
        remove_team(store, team)
    store.deletions.begin(workspace, now=now)
    clear(store, workspace)


def stop_all(database: Database, workspace: WorkspaceId) -> None:
    """Stop the ended teams of a workspace."""
    _stop(database, database.read(lambda store: store.deletions.pending(workspace)))


def stop_beside(database: Database, team: TeamId) -> None:
    """Stop what somebody left going on who was killed while they deleted this team and others."""
    _stop(database, database.read(lambda store: store.deletions.going_on(team)))


def _stop(database: Database, teams: Sequence[TeamId]) -> None:
    for at in range(0, len(teams), TOGETHER):
        database.step(partial(_stop_some, teams=teams[at : at + TOGETHER]))


def _stop_some(store: Store, *, teams: Sequence[TeamId]) -> None:
    store.deletions.stop(teams)


def finish_all(database: Database, workspace: WorkspaceId, now: datetime) -> None:
    """Delete what the ended teams of a workspace owned."""
    for team in database.read(lambda store: store.deletions.pending(workspace)):
        database.step(partial(finish, team_id=team, now=now))


def finish(store: Store, team_id: TeamId, now: datetime) -> bool:
    """Delete what a team owned, if it is one of these; False where it is none (any more).

    The others of its channel go with it, since a channel is told once. Shells stay of all.
    """
    try:
        team = store.teams.get(team_id)
    except UnknownTeam:
        return False
    teams = store.deletions.pending(team.workspace, channel=team.channel)
    if team_id not in teams:
        return False
    for one in teams:
        hold(store, one)
    # Another worker may have done it while we waited.
    teams = store.deletions.pending(team.workspace, channel=team.channel)
    over = [one for each in teams for one in without_team(store, store.teams.get(each), now)]
    shells = [hollow_out(store, each, now.date()) for each in teams]
    if shells:
        announce(store, shells[-1], "deleted", now)
        store.deliveries.add(over)
    return True

"""Ending a team by its last day, once that is over and its last report was there for a week.

Until then it is running, though no check-in is left to it: with a later last day it goes on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from slackapp.domain.ids import TeamId
from slackapp.domain.teams import TeamState
from slackapp.services import trials
from slackapp.services.following import is_over
from slackapp.services.members import disband
from slackapp.services.notes import drop
from slackapp.services.ports import Database, Store
from slackapp.services.rounds import announce


def end(database: Database, *, team: TeamId, now: datetime) -> None:
    """End a team, tell its channel, and let what it can still press say so; if it is over."""
    database.step(lambda store: _end(store, team, now))


def _end(store: Store, team_id: TeamId, now: datetime) -> None:
    team = store.teams.lock(team_id)
    if not is_over(store, team, now):
        return
    ended = replace(team, state=TeamState.ENDED)
    store.teams.put(ended)
    drop(store, team.id)
    disband(store, ended, now)
    store.deliveries.add(trials.over(store, ended, now))
    announce(store, ended, "ended:last_day", now)
    store.audit.add(
        workspace=team.workspace,
        team=team.id,
        event="last_day",
        actor=None,
        at=now,
        before="{}",
        after="{}",
    )

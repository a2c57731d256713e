"""Letting people go from a team whose channel or user group cannot be asked who is in it, or back.

Everywhere else whoever left is found out by asking Slack (`members`), and coming back too.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from slackapp.domain.cadence import local_date
from slackapp.domain.ids import TeamId, UserId
from slackapp.domain.roster import Membership
from slackapp.domain.teams import TeamState
from slackapp.services.ports import Database, Store


def left(database: Database, *, team: TeamId, user: UserId, now: datetime) -> None:
    """Let somebody go of whom Slack says that they left, in a team that is paused.

    Else they would read its reports, and be known, for as long as it cannot be asked. In all others
    the word is a hint: Slack says such things late.
    """
    database.step(lambda store: _go(store, team, {user}, now))


def back(database: Database, *, team: TeamId, user: UserId, now: datetime) -> None:
    """Let somebody be in a paused team again of whom Slack says that they came back.

    Else their home would go, and they be forgotten, while nobody can ask who is there. Whoever is
    new is found out once it goes on.
    """

    def unit(store: Store) -> None:
        found = store.teams.lock(team)
        was_in = team in store.people.ever_in(found.workspace, user)
        is_in = any(member.user == user for member in store.people.members(team))
        # Of a user group the channel says nothing: who was taken out of it stays out.
        if found.state is TeamState.PAUSED and found.group is None and was_in and not is_in:
            today = local_date(now, found.cadence.zone)
            store.people.join([Membership(team, user, first_seen=today, founding=found.asked == 0)])

    database.step(unit)


def gone(database: Database, *, team: TeamId, now: datetime) -> None:
    """Let those go of a paused team who are deactivated: nobody can ask whether they are there."""

    def unit(store: Store) -> None:
        users = [member.user for member in store.people.members(team)]
        people = store.people.many(store.teams.get(team).workspace, users).values()
        _go(store, team, {one.user for one in people if not one.is_active}, now)

    database.step(unit)


def _go(store: Store, team_id: TeamId, users: Collection[UserId], now: datetime) -> None:
    team = store.teams.lock(team_id)
    if team.state is TeamState.PAUSED:
        today = local_date(now, team.cadence.zone)
        store.people.leave(team_id, users, on=today, unasked=not team.asked)

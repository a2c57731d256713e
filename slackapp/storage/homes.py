"""Where somebody is at home: the team they chose or joined first, as long as they are in it.

A home that somebody left is kept for a while: else whoever governs who is in a team could move
their home unsaid, by putting them out of it for a minute. Until they come back, and where there is
none, it is the first of the teams they are in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Label, ScalarSelect, func, select, update

from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.teams import TeamState
from slackapp.storage.tables import membership, person, team

_home, _own = team.alias("home"), membership.alias("own")
_other, _there = team.alias("other"), membership.alias("there")
_WAS_IN = (_own.c.team == person.c.home_team, _own.c.user == person.c.user)
_LEFT = select(_own.c.user).where(*_WAS_IN, _own.c.left_on.is_not(None)).correlate(person).exists()
_KEPT = (
    select(_home.c.id)
    .where(_home.c.id == person.c.home_team, _home.c.state != TeamState.ENDED, ~_LEFT)
    .correlate(person)
    .scalar_subquery()
)
"""A team that has ended is nobody's home, also where somebody set a switch while it ended."""


def _first(*of: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The first of the started teams that somebody is in."""
    return (
        select(_other.c.id)
        .join(_there, _there.c.team == _other.c.id)
        .where(
            _there.c.user == person.c.user,
            _there.c.left_on.is_(None),
            _other.c.workspace == person.c.workspace,
            _other.c.state.not_in([TeamState.DRAFT, TeamState.ENDED]),
            *of,
        )
        .order_by(_there.c.first_seen, _other.c.id)
        .limit(1)
        .correlate(person)
        .scalar_subquery()
    )


HOME: Label[Any] = func.coalesce(_KEPT, _first()).label("home_team")
"""Where they are at home now."""


def choose(connection: Connection, workspace: WorkspaceId, user: UserId, home: TeamId) -> None:
    """Let a team be somebody's home."""
    own = (person.c.workspace == workspace, person.c.user == user)
    connection.execute(update(person).where(*own).values(home_team=home))


def close(connection: Connection, gone: TeamId) -> None:
    """Let a team be nobody's home any more, also of those who left it."""
    elsewhere = _first(_other.c.id != gone)
    connection.execute(update(person).where(person.c.home_team == gone).values(home_team=elsewhere))


def let_go(connection: Connection, workspace: WorkspaceId, before: date) -> None:
    """Forget the homes that were left on or before a day."""
    left = select(_own.c.user).where(*_WAS_IN, _own.c.left_on <= before).correlate(person).exists()
    own = person.c.workspace == workspace
    connection.execute(update(person).where(own, left).values(home_team=_first()))

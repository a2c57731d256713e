"""Since when somebody is in no team, where a team that was deleted keeps them for a while."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    String,
    Table,
    delete,
    select,
)

from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.storage.columns import metadata, owned
from slackapp.storage.tables import membership, person, team
from slackapp.storage.upsert import insert_new

stranger = Table(
    "stranger",
    metadata,
    owned("workspace", "workspace", primary_key=True),
    Column("user", String, primary_key=True),
    Column("since", Date, nullable=False),
)


def due(
    connection: Connection,
    workspace: WorkspaceId,
    *,
    keep: Collection[UserId],
    on: date,
    before: date,
) -> tuple[UserId, ...]:
    """Return who is in no team since a day `before` or that day.

    Who is found so for the first time is in none since `on`; who is in one by now, or is kept,
    begins anew.
    """
    alone = select(person.c.user).where(person.c.workspace == workspace, *_in_none(workspace, keep))
    noted = stranger.c.workspace == workspace
    forget(connection, workspace, stranger.c.user.not_in(alone))
    known = select(stranger.c.user).where(noted)
    new = connection.scalars(alone.where(person.c.user.not_in(known))).all()
    insert_new(
        connection, stranger, [{"workspace": workspace, "user": user, "since": on} for user in new]
    )
    over = known.where(stranger.c.since <= before).order_by(stranger.c.user)
    return tuple(UserId(user) for user in connection.scalars(over))


def forget(connection: Connection, workspace: WorkspaceId, *which: ColumnElement[bool]) -> None:
    """Delete what is written down of those of a workspace; of all without `which`."""
    connection.execute(delete(stranger).where(stranger.c.workspace == workspace, *which))


def since(connection: Connection, workspace: WorkspaceId, user: UserId) -> date | None:
    """Return since when somebody is known to be in no team; None where they are not."""
    own = (stranger.c.workspace == workspace, stranger.c.user == user)
    return connection.scalar(select(stranger.c.since).where(*own))


def _in_none(workspace: WorkspaceId, keep: Collection[UserId]) -> tuple[ColumnElement[bool], ...]:
    somewhere = (
        select(membership.c.user)
        .join(team, team.c.id == membership.c.team)
        .where(team.c.workspace == workspace)
    )
    return (
        ~person.c.is_admin,
        ~person.c.is_bot,
        person.c.user.not_in(keep),
        person.c.user.not_in(somewhere),
    )

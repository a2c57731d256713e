"""Changes of configuration, and of nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    not_,
    or_,
    select,
    true,
)

from slackapp.domain.ids import TeamId, UserId, WorkspaceId, new_id
from slackapp.domain.rounds import Reason
from slackapp.domain.teams import Change
from slackapp.storage.columns import Instant, identity, metadata, words

table = Table(
    "audit",
    metadata,
    identity(),
    words("workspace"),
    Column("team", String),
    words("event"),
    Column("actor", String),
    Column("at", Instant, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("ix_audit_team", "team", "at"),
    Index("ix_audit_workspace", "workspace", "at"),
)


class Audit:
    """An append-only trail of who changed which setting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        workspace: WorkspaceId,
        team: TeamId | None,
        event: str,
        actor: UserId | None,
        at: datetime,
        before: str,
        after: str,
    ) -> None:
        """Note a change."""
        self._connection.execute(
            insert(table).values(
                id=new_id(),
                workspace=workspace,
                team=team,
                event=event,
                actor=actor,
                at=at,
                before=before,
                after=after,
            )
        )

    def drop_before(
        self, workspace: WorkspaceId, instant: datetime, *, shared: Collection[TeamId]
    ) -> None:
        """Delete changes in a workspace that were made before an instant.

        What says of the teams in `shared` that their channel is, stays.
        """
        old = (table.c.workspace == workspace, table.c.at < instant)
        says_so = (table.c.event == Reason.CHANNEL_SHARED, table.c.team.in_(shared))
        self._connection.execute(delete(table).where(*old, not_(and_(*says_so))))

    def clear(self, workspace: WorkspaceId) -> None:
        """Delete the whole trail of a workspace."""
        self._connection.execute(delete(table).where(table.c.workspace == workspace))

    def since(self, team: TeamId, instant: datetime) -> tuple[Change, ...]:
        """Return what was changed of a team at an instant or later, newest first."""
        return self._found(table.c.team == team, table.c.at >= instant)

    def recent(
        self, workspace: WorkspaceId, *, team: TeamId | None, limit: int | None
    ) -> tuple[Change, ...]:
        """Return the newest changes of a team, or of the whole workspace."""
        own = true() if team is None else table.c.team == team
        return self._found(table.c.workspace == workspace, own, limit=limit)

    def naming(self, workspace: WorkspaceId, user: UserId) -> tuple[Change, ...]:
        """Return the changes that somebody made, or that name them, newest first."""
        said = (
            side.contains(f'"{user}"', autoescape=True) for side in (table.c.before, table.c.after)
        )
        return self._found(table.c.workspace == workspace, or_(table.c.actor == user, *said))

    def _found(
        self, *conditions: ColumnElement[bool], limit: int | None = None
    ) -> tuple[Change, ...]:
        columns = (getattr(table.c, field.name) for field in fields(Change))
        chosen = select(*columns).where(*conditions).order_by(table.c.at.desc()).limit(limit)
        return tuple(Change(**row) for row in self._connection.execute(chosen).mappings())

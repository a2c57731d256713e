"""Changes of configuration, and of nothing else."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from slackapp.domain.ids import TeamId, UserId, WorkspaceId, new_id
from slackapp.domain.teams import Change
from slackapp.storage.tables import audit as table


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

    def drop_before(self, instant: datetime) -> None:
        """Delete changes that were made before an instant."""
        self._connection.execute(delete(table).where(table.c.at < instant))

    def clear(self, workspace: WorkspaceId) -> None:
        """Delete the whole trail of a workspace."""
        self._connection.execute(delete(table).where(table.c.workspace == workspace))

    def recent(
        self, workspace: WorkspaceId, *, team: TeamId | None, limit: int
    ) -> tuple[Change, ...]:
        """Return the newest changes of a team, or of the whole workspace."""
        columns = (getattr(table.c, field.name) for field in fields(Change))
        chosen = select(*columns).where(table.c.workspace == workspace)
        if team is not None:
            chosen = chosen.where(table.c.team == team)
        found = self._connection.execute(chosen.order_by(table.c.at.desc()).limit(limit))
        return tuple(Change(**row) for row in found.mappings())

"""Changes of configuration, and of nothing else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from slackapp.domain.ids import TeamId, UserId, WorkspaceId, new_id
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

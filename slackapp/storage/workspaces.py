"""Installations and their sealed bot tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, select, update

from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.teams import Workspace
from slackapp.errors import UnknownWorkspace
from slackapp.storage.tables import workspace as table
from slackapp.storage.upsert import upsert

if TYPE_CHECKING:
    from slackapp.storage.cipher import Cipher


class Workspaces:
    """Installations. A token is opened by `token` alone."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def put(self, workspace: Workspace, *, token: str) -> None:
        """Add or replace an installation."""
        row = {
            "id": workspace.id,
            "enterprise": workspace.enterprise,
            "slack_team": workspace.slack_team,
            "name": workspace.name,
            "bot_user": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "token": self._cipher.seal(token, row=workspace.id),
        }
        upsert(self._connection, table, [row])

    def get(self, workspace: WorkspaceId) -> Workspace:
        """Return an installation; raises `UnknownWorkspace`."""
        found = self._connection.execute(select(table).where(table.c.id == workspace))
        row = found.mappings().first()
        if row is None:
            raise UnknownWorkspace
        return _workspace(row)

    def by_tenant(self, *, enterprise: str, slack_team: str) -> Workspace | None:
        """Return the installation Slack's own ids name."""
        found = self._connection.execute(
            select(table).where(table.c.enterprise == enterprise, table.c.slack_team == slack_team)
        )
        row = found.mappings().first()
        return _workspace(row) if row else None

    def token(self, workspace: WorkspaceId) -> str | None:
        """Return the bot token; None after revocation, or when no master key opens it."""
        sealed = self._connection.scalar(select(table.c.token).where(table.c.id == workspace))
        return self._cipher.open(sealed, row=workspace) if sealed else None

    def drop_token(self, workspace: WorkspaceId) -> None:
        """Forget the token of a revoked installation."""
        self._connection.execute(update(table).where(table.c.id == workspace).values(token=None))

    def all(self) -> tuple[Workspace, ...]:
        """Return every installation."""
        found = self._connection.execute(select(table).order_by(table.c.id))
        return tuple(_workspace(row) for row in found.mappings())


def _workspace(row: RowMapping) -> Workspace:
    return Workspace(
        id=WorkspaceId(row["id"]),
        enterprise=row["enterprise"],
        slack_team=row["slack_team"],
        name=row["name"],
        bot_user=UserId(row["bot_user"]),
        bot_id=row["bot_id"],
    )

"""Admins named here, and what new teams begin with."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import Connection, delete, select

from slackapp.domain.defaults import Defaults
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.policy import Policy
from slackapp.storage.administration_tables import named_admin, team_defaults
from slackapp.storage.upsert import insert_new, upsert


class NamedAdmins:
    """Admins beside those of Slack itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, workspace: WorkspaceId, user: UserId) -> None:
        """Name a person; twice is fine."""
        insert_new(self._connection, named_admin, [{"workspace": workspace, "user": user}])

    def drop(self, workspace: WorkspaceId, user: UserId) -> None:
        """Take it back."""
        self._connection.execute(
            delete(named_admin).where(
                named_admin.c.workspace == workspace, named_admin.c.user == user
            )
        )

    def of(self, workspace: WorkspaceId) -> frozenset[UserId]:
        """Return everybody who was named."""
        found = self._connection.scalars(
            select(named_admin.c.user).where(named_admin.c.workspace == workspace)
        )
        return frozenset(UserId(user) for user in found)


class TeamDefaults:
    """One starting point a workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, workspace: WorkspaceId, defaults: Defaults) -> None:
        """Set it."""
        row = asdict(defaults)
        upsert(
            self._connection, team_defaults, [{"workspace": workspace, **row.pop("policy"), **row}]
        )

    def of(self, workspace: WorkspaceId) -> Defaults:
        """Return it; the product's own where nobody set one."""
        found = self._connection.execute(
            select(team_defaults).where(team_defaults.c.workspace == workspace)
        )
        row = found.mappings().first()
        if row is None:
            return Defaults()
        policy = {name: row[name] for name in Policy.__slots__}
        rest = {name: row[name] for name in Defaults.__slots__ if name != "policy"}
        away_statuses = rest.pop("away_statuses")
        begin = Defaults(policy=Policy(**policy), **rest)
        if away_statuses is None:
            return begin
        return replace(begin, away_statuses=tuple(away_statuses))

    def drop(self, workspace: WorkspaceId) -> None:
        """Go back to the product's own."""
        self._connection.execute(
            delete(team_defaults).where(team_defaults.c.workspace == workspace)
        )

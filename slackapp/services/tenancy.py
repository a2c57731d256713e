"""Ports for installations and for the trail of changes to settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.teams import Change, Workspace


class Workspaces(Protocol):
    """Installations. The token is sealed by the adapter and only opened for the gateway."""

    def put(self, workspace: Workspace, *, token: str) -> None:
        """Add or replace an installation; one that was taken away is there again."""
        ...

    def get(self, workspace: WorkspaceId) -> Workspace: ...
    def by_tenant(self, *, enterprise: str, slack_team: str) -> Workspace | None: ...
    def token(self, workspace: WorkspaceId) -> str | None: ...
    def drop_token(self, workspace: WorkspaceId, *, on: date) -> None: ...
    def removed_before(self, day: date) -> tuple[WorkspaceId, ...]: ...
    def delete(self, workspace: WorkspaceId) -> None: ...
    def spend(self, state: str, *, today: date, until: date) -> bool:
        """Note that an installation was ended; False when this one was before."""
        ...

    def all(self) -> tuple[Workspace, ...]: ...


class Audit(Protocol):
    """Changes of configuration only."""

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
        ...

    def drop_before(self, instant: datetime) -> None:
        """Delete changes that were made before an instant."""
        ...

    def recent(
        self, workspace: WorkspaceId, *, team: TeamId | None, limit: int
    ) -> tuple[Change, ...]:
        """Newest first; of one team, or of the whole workspace."""
        ...

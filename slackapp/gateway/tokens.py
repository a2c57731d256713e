"""The token a workspace is called with: one look into our own tables, remembered for seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from slackapp.domain.ids import WorkspaceId
from slackapp.domain.teams import Workspace
from slackapp.services.ports import Database

REMEMBERED = 10.0
"""Seconds of real time a decrypted token is kept; Slack itself refuses one that was revoked."""


class Tokens:
    """Opens sealed tokens for the gateway alone."""

    def __init__(
        self, database: Database, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`monotonic` gives seconds of real time (tests pass their own)."""
        self._database = database
        self._monotonic = monotonic
        self._known: dict[WorkspaceId, tuple[float, str]] = {}
        self._homes: dict[WorkspaceId, Workspace] = {}

    async def of(self, workspace: WorkspaceId) -> str | None:
        """Return the workspace's token, or None when it has none (any more)."""
        until, token = self._known.get(workspace, (0.0, ""))
        if token and until > self._monotonic():
            return token
        found = await asyncio.to_thread(self._look_up, workspace)
        if found is None:
            self._known.pop(workspace, None)
            return None
        self._known[workspace] = (self._monotonic() + REMEMBERED, found)
        return found

    async def home(self, workspace: WorkspaceId) -> str:
        """Return what Slack calls the workspace; it never changes."""
        return (await self._tenant(workspace)).slack_team

    async def organisation(self, workspace: WorkspaceId) -> frozenset[str]:
        """Return what Slack calls the workspace, and the organisation it is of where there is one.

        Whoever is of neither is of another organisation.
        """
        tenant = await self._tenant(workspace)
        return frozenset(filter(None, (tenant.slack_team, tenant.enterprise)))

    async def _tenant(self, workspace: WorkspaceId) -> Workspace:
        if workspace not in self._homes:
            self._homes[workspace] = await asyncio.to_thread(
                self._database.read, lambda store: store.workspaces.get(workspace)
            )
        return self._homes[workspace]

    def forget(self, workspace: WorkspaceId) -> None:
        """Look again next time: the workspace was installed anew, or taken away."""
        self._known.pop(workspace, None)

    async def renewed(self, workspace: WorkspaceId, refused: str) -> str | None:
        """Return another token than the one Slack refused, if there is one by now."""
        self.forget(workspace)
        token = await self.of(workspace)
        return None if token == refused else token

    def _look_up(self, workspace: WorkspaceId) -> str | None:
        return self._database.read(lambda store: store.workspaces.token(workspace))

"""Which statuses mean "not here" in a workspace, as its admins chose."""

from __future__ import annotations

import asyncio

from slackapp.domain.ids import WorkspaceId
from slackapp.services.ports import Database


class AwayStatuses:
    """Read anew for each look, so that a change holds from the next one on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, workspace: WorkspaceId) -> tuple[str, ...]:
        """Return them, in lower case."""
        return await asyncio.to_thread(
            self._database.read, lambda store: store.defaults.of(workspace).away_statuses
        )

"""The right of access: what is kept of a person beside what is sealed."""

from __future__ import annotations

from dataclasses import dataclass

from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.kept import Kept
from slackapp.services.ports import Database


@dataclass(frozen=True, slots=True)
class Access:
    """Everything kept under a person's id, for that person only; what is sealed has `Mirrors`."""

    database: Database

    def of(self, *, workspace: WorkspaceId, user: UserId) -> Kept:
        """Return it; `NotKept` when nobody is known by that id."""
        return self.database.read(lambda store: store.kept.of(workspace, user))

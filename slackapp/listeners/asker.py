"""Who is asking, as the signed request says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.errors import UnknownWorkspace

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncBoltContext


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a workspace that Bearings is installed in."""

    workspace: WorkspaceId
    user: UserId
    slack_team: str

    @classmethod
    def of(cls, context: AsyncBoltContext) -> Asker:
        """Read who asks; `authorize` put the workspace there."""
        if context.user_id is None:
            raise UnknownWorkspace
        return cls(cls.workspace_of(context), UserId(context.user_id), context.team_id or "")

    @staticmethod
    def workspace_of(context: AsyncBoltContext) -> WorkspaceId:
        """Read the workspace alone: not every event has a person."""
        if "workspace" not in context:
            raise UnknownWorkspace
        return WorkspaceId(context["workspace"])

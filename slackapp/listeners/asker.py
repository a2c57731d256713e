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
        if "workspace" not in context or context.user_id is None:
            raise UnknownWorkspace
        return cls(
            WorkspaceId(context["workspace"]), UserId(context.user_id), context.team_id or ""
        )

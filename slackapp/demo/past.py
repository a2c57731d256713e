"""What of the past has to be lived through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slackapp.domain.ids import WorkspaceId


@dataclass(frozen=True, slots=True)
class Past:
    """Weeks that end right before an opening, which is left to the present."""

    workspace: WorkspaceId
    weeks: int
    until: datetime
    """That opening (aware)."""
    seed: int
    votes: bool = False
    """Whether the team votes on its experiments and decides about them."""

"""Who can be given a part: lead a team, or be an admin."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slackapp.domain.teams import Person


class Bar(StrEnum):
    """Why somebody cannot."""

    APP = "app"
    GUEST = "guest"
    DEACTIVATED = "deactivated"
    STRANGER = "stranger"
    """Of another workspace, or of none that Slack knows."""


def bar_of(person: Person) -> Bar | None:
    """Return why somebody of this workspace cannot be given a part; None where they can."""
    if person.is_bot:
        return Bar.APP
    if not person.is_active:
        return Bar.DEACTIVATED
    return Bar.GUEST if person.is_guest else None

"""A workspace, a team and the people Slack knows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from slackapp.domain.cadence import Cadence
from slackapp.domain.ids import ChannelId, GroupId, TeamId, UserId, WorkspaceId
from slackapp.domain.policy import Policy


class TeamState(StrEnum):
    """Whether a team is asked. Nothing is posted anywhere before an admin confirms (`draft`)."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One Slack installation; `(enterprise, slack_team)` is unique, "" where Slack has none.

    `enterprise` is as it was when the app was installed last.
    """

    id: WorkspaceId
    enterprise: str
    slack_team: str
    name: str
    bot_user: UserId
    bot_id: str


@dataclass(frozen=True, slots=True)
class Group:
    """A user group of Slack; `handle` is what it is mentioned by, without the @."""

    id: GroupId
    handle: str


@dataclass(frozen=True, slots=True)
class Team:
    """The people who check in together. `asked` counts the rounds opened so far."""

    id: TeamId
    workspace: WorkspaceId
    channel: ChannelId
    name: str
    leads: frozenset[UserId]
    policy: Policy
    cadence: Cadence
    state: TeamState
    asked: int = 0
    group: Group | None = None
    """Those of this group who are in the channel are asked; None: everybody in the channel."""

    @property
    def place(self) -> tuple[ChannelId, GroupId | None]:
        """Where it is asked: somewhere else are other people."""
        return self.channel, self.group.id if self.group else None


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says about a person, and their own two switches."""

    workspace: WorkspaceId
    user: UserId
    name: str
    zone: str = "UTC"
    locale: str = "en-US"
    is_bot: bool = False
    is_guest: bool = False
    is_active: bool = True
    is_admin: bool = False
    away: bool = False
    """Shows a status that means "not here"; as of the last look."""
    ask_me: bool = True
    list_me: bool = True
    home_team: TeamId | None = None
    """The team they count in, when they are in several; None means the first they joined."""
    paused_until: date | None = None

    @property
    def seldom_changed(self) -> tuple[bool | str, ...]:
        """What Slack says of them but their status: what they are, are called, and where they live.

        An app, a guest, active, an admin, the name, the time zone, the locale: in this order.
        """
        standing = (self.is_bot, self.is_guest, self.is_active, self.is_admin)
        return (*standing, self.name, self.zone, self.locale)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a setting; `before` and `after` are JSON objects of what changed, or ""."""

    team: TeamId | None
    event: str
    actor: UserId | None
    """None where Slack said so and nobody here did it."""
    at: datetime
    before: str
    after: str


def settings_in(written: str) -> dict[str, Any]:
    """Return what one side of a change says; {} for what an earlier version kept in another way."""
    try:
        found = json.loads(written)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

"""A team as whoever sets it up sees it: how it stands, never who took part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from slackapp.domain.cadence import Cadence, Slot
    from slackapp.domain.ids import ChannelId, UserId
    from slackapp.domain.policy import Policy
    from slackapp.domain.teams import Team


class Standing(StrEnum):
    """How a team stands. `HELD` says that nothing could be shown last time, whatever the cause."""

    DRAFT = "draft"
    RUNNING = "running"
    HELD = "held"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ManagedTeam:
    """A team, how it stands, and when it is asked next."""

    team: Team
    standing: Standing
    next_opens_at: datetime | None = None
    slots: tuple[Slot, ...] = ()
    """The turns up to the fifth that opens a round, with those passed over and why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a team's settings are to be."""

    channel: ChannelId
    name: str
    leads: frozenset[UserId]
    cadence: Cadence
    policy: Policy


def topics(before: Team, after: Team) -> Iterable[str]:
    """What the channel is told about an edit: one code for each kind of change."""
    if after.channel != before.channel:
        yield "moved"
    if after.name != before.name:
        yield "renamed"
    if after.leads != before.leads:
        yield "leads"
    if after.cadence != before.cadence:
        yield "cadence"
    if after.policy != before.policy:
        old, new = before.policy, after.policy
        changed = [name for name in new.__slots__ if getattr(new, name) != getattr(old, name)]
        yield ":".join(["policy", *changed])

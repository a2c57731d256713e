"""What is kept of one person beside what is sealed, for their own copy of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from slackapp.domain.deliveries import Delivery
    from slackapp.domain.experiments import Experiment
    from slackapp.domain.ids import TeamId
    from slackapp.domain.teams import Change, Person, TeamState


@dataclass(frozen=True, slots=True)
class Listing:
    """How somebody stood on the lists of check-ins that followed one another."""

    first: date
    last: date
    """The days of the first and the last of these check-ins."""
    counts: bool
    lead: bool
    listed: bool
    """Their name could be picked."""
    asked: bool
    """False of the newest check-in at most, and until it is counted: then it is forgotten."""


@dataclass(frozen=True, slots=True)
class Place:
    """A team somebody is or was in, leads, or stands on a list of."""

    team: TeamId
    name: str
    state: TeamState
    leads: bool = False
    since: date | None = None
    """When they were first seen in its channel; None of whom Slack never named there."""
    founding: bool = False
    """They were there when the team began, and counted from its first check-in."""
    left_on: date | None = None
    lists: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Every row under a person's id; no answer, and nothing of whether they gave any."""

    person: Person
    home: TeamId | None = None
    """The home written down; `person` has the one that holds while they are out of it."""
    named_admin: bool = False
    places: tuple[Place, ...] = ()
    votes: tuple[tuple[Experiment, str], ...] = ()
    """Open votes, each with what they chose; they are public."""
    tended: tuple[Experiment, ...] = ()
    """Experiments they look after."""
    messages: tuple[Delivery, ...] = ()
    """To them, or that name them as a lead or an admin; none of a private kind, newest first."""
    changes: tuple[Change, ...] = ()
    """They made, or that name them; newest first."""
    names: dict[TeamId, str] = field(default_factory=dict)
    """What the workspace's teams are called; "" where one was deleted."""
    alone_since: date | None = None
    """Since when they are known to be in no team; None where they are in one."""
    written_at: datetime | None = None
    """When a public message last went to them, so that none goes too fast."""

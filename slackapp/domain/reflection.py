"""What a mirror shows one person, before any words, and which question it puts to them.

A part people slip into is only ever a question to oneself: never a label, never kept, never told to
anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from slackapp.domain.awaited import UNNAMED, Naming
from slackapp.domain.mirror import Given, Note, Share

if TYPE_CHECKING:
    from datetime import date, datetime

    from slackapp.domain.answers import Answer
    from slackapp.domain.gathering import PulseWeek, ScaleTally, TieWeek
    from slackapp.domain.ids import TeamId, UserId

PEACE_ITEM: Final = "over_responsibility_2"
"""The one statement about oneself and keeping everybody happy."""
OFTEN: Final = 4
"""The point of the scale, "mostly true", from which the mean of own answers is asked about."""


class Part(StrEnum):
    """What a mirror asks about; each is a question with two good answers."""

    GAVE_ONLY = "gave_only"
    CARRIES = "carries"
    WANTED = "wanted"
    KEPT_APART = "kept_apart"
    KEPT_PEACE = "kept_peace"
    BOTH_WAYS = "both_ways"


@dataclass(frozen=True, slots=True)
class OwnScale:
    """How often this person chose each point of an item since its window began."""

    family: str
    items: tuple[str, ...]
    tally: ScaleTally
    since: date | None = None
    """The date of the window's first check-in."""


@dataclass(frozen=True, slots=True)
class OwnTies:
    """What this person said about help, a round at a time; names are teammates' ids."""

    weeks: tuple[TieWeek, ...]
    names: dict[int, UserId]
    """place in the window → person."""
    dates: tuple[date, ...] = ()
    """Of these rounds, as far as they were asked."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """What one person sees about themself in one team, and nobody else sees."""

    team: TeamId
    name: str
    lead: bool
    """A lead's band says how much runs through them."""
    scales: tuple[OwnScale, ...]
    ties: OwnTies | None
    pulse: tuple[PulseWeek, ...]
    pulse_dates: tuple[date, ...]
    """Of these rounds, as far as they were asked."""
    now: Answer | None
    """This person's answer to the round that is open."""
    note: Note | None
    skipped: bool = False
    """Nothing was answered yet, and this person wants no reminder of the round that is open."""
    again_at: datetime | None = None
    """When they want to be asked again, where nothing was answered yet."""
    people: dict[UserId, str] = field(default_factory=dict)
    """Whom this person could name, by name, as far as they are still known."""
    leads: tuple[tuple[UserId, str], ...] = ()
    """The team's leads other than this person, with their names."""
    naming: Naming = UNNAMED
    """When who helped whom is counted next."""
    paused: bool = False
    """Nothing is counted until its team goes on."""
    elsewhere: bool = False
    """This person is at home in another team: what they answer here is counted in nothing."""
    ends: date | None = None
    """The last day of the team: its mirrors go when it ends."""


def carries_a_lot(note: Note) -> bool:
    """Say whether so many came to this person that sharing it is worth a word."""
    return note.named_by in {Share.HALF, Share.MOST}


def part_of(note: Note) -> Part | None:
    """Return what a settled window gives reason to ask oneself; None when it is nothing."""
    if note.named_by is not None and not note.received:
        return Part.GAVE_ONLY
    if carries_a_lot(note):
        return Part.CARRIES
    if note.missed:
        return Part.WANTED
    if note.named_nobody:
        return Part.KEPT_APART
    has_given = note.gave not in {Given.BLANK, Given.NOBODY}
    return Part.BOTH_WAYS if has_given and note.received else None


def kept_peace(scales: tuple[OwnScale, ...]) -> bool:
    """Say whether somebody's own answers say they had to keep everyone happy, twice or more."""
    for scale in scales:
        for item, counts in zip(scale.items, scale.tally.counts, strict=True):
            if item == PEACE_ITEM and sum(counts) > 1:
                mean = sum(point * n for point, n in enumerate(counts, 1)) / sum(counts)
                return mean >= OFTEN
    return False

"""One person's answer to one round, before it is sealed."""

from __future__ import annotations

from dataclasses import dataclass, field

from slackapp.domain.ids import UserId


@dataclass(frozen=True, slots=True)
class Tie:
    """A named teammate, with the kind of help where it was said."""

    user: UserId
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. None is "not answered"; an empty tuple is "nobody this week"."""

    items: dict[str, int] = field(default_factory=dict)
    """item id → 1..5; an item left out is missing, never a midpoint."""
    helped_me: tuple[Tie, ...] | None = None
    i_helped: tuple[Tie, ...] | None = None
    nobody_suited: bool | None = None
    """The one optional tap after "nobody": True "That suited me", False "I would have liked some"."""
    given: int | None = None
    received: int | None = None
    same_people: int | None = None
    reasons: tuple[str, ...] = ()
    """Why help was not asked for, where that item is asked."""
    skipped: bool = False

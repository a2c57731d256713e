"""What leaves the house: a message, what became of it, and the ports that render and post it."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from slackapp.domain.deliveries import Delivery
from slackapp.domain.ids import WorkspaceId

Block = dict[str, Any]
"""One block of Slack's Block Kit."""
NOT_UNDERSTOOD = frozenset({"invalid_blocks", "invalid_blocks_format", "unsupported_blocks"})
"""What Slack answers to a table where it takes none."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted, and where: `channel` is a channel id, or a user id for a direct message."""

    channel: str
    text: str
    blocks: tuple[Block, ...] = ()
    plain: tuple[Block, ...] = ()
    """The same without a table, for a Slack that refuses one."""
    thread: str | None = None
    instead_of: str | None = None
    """Slack's name for the message of ours whose place this one takes."""
    may_be_there: bool = False
    """Nobody knows what became of it before: it is posted only if Slack answers something else."""
    good_until: datetime | None = None
    """The calendar's instant from which on it is not to be posted any more: what it says is over by
    then."""

    def is_over(self, now: datetime) -> bool:
        """Whether it waited too long: its words were true when they were chosen."""
        return self.good_until is not None and self.good_until <= now


def plainer(blocks: tuple[Block, ...], plain: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """The same said as it is meant, then in words, where that is another way."""
    yield blocks
    if plain and plain != blocks:
        yield plain


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack took it; `ts` is its name for the message."""

    ts: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack, or we, said no and nothing was posted; `permanent` when asking again cannot help."""

    error: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Limited:
    """Too fast: nothing was posted, and nothing may be for this many seconds of real time."""

    retry_after: float


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody knows whether it was posted: a timeout, a reset, an answer that was no answer."""

    error: str


Outcome = Sent | Refused | Limited | Unclear


class Post(Protocol):
    """Post one message once: never retried inside."""

    def __call__(self, workspace: WorkspaceId, message: Message, /) -> Awaitable[Outcome]:
        """Return what became of it; raises nothing that Slack or the network can cause."""
        ...


class Render(Protocol):
    """Choose the words of a delivery at the moment it is sent; runs in a thread and may read."""

    def __call__(self, delivery: Delivery, /) -> Message | Refused | None:
        """Return the message, or None when there is nothing (left) to say.

        Refused: there is, but not to whom it was written for; Slack never hears of it.
        """
        ...

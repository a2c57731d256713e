"""What a workspace is made of: people, channels, messages and views."""

from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, Literal, TypeAlias

JSON: TypeAlias = dict[str, Any]
"""A JSON object as it travels over the wire."""

Values: TypeAlias = dict[str, dict[str, JSON]]
"""What a person has entered so far: block id → action id → typed value, as in ``state.values``."""

REMEMBERED: Final = 8
"""What a message showed before, as often as it changed: nobody's screen is older than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the workspace, or with ``team`` of another one, met in a shared channel.

    ``tz`` is an IANA zone.
    """

    id: str
    name: str
    real_name: str = ""
    title: str = ""
    tz: str = "Etc/UTC"
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    status_emoji: str = ""
    status_text: str = ""
    locale: str = "en-US"
    team: str = ""

    @property
    def label(self) -> str:
        """The name shown to others."""
        return self.real_name or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A public or private channel, or (with ``user``) the app's direct messages with a person.

    ``has_app`` puts the app's bot among the members when the workspace is seeded; ``shared`` says
    that another organisation is in it too (Slack Connect), ``pending`` that one was invited.
    """

    id: str
    name: str
    members: tuple[str, ...] = ()
    is_private: bool = False
    is_archived: bool = False
    shared: bool = False
    pending: bool = False
    topic: str = ""
    user: str = ""
    has_app: bool = True

    @property
    def is_im(self) -> bool:
        """Whether this is a direct message."""
        return bool(self.user)

    @property
    def kind(self) -> str:
        """The type as ``conversations.list`` names it."""
        if self.is_im:
            return "im"
        return "private_channel" if self.is_private else "public_channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group; ``deleted_at`` is when it was switched off, in seconds, 0 while it is on."""

    id: str
    handle: str
    users: tuple[str, ...] = ()
    name: str = ""
    deleted_at: int = 0


@dataclass(slots=True, kw_only=True)
class Message:
    """A message; ``to`` names the only person who sees it when it is ephemeral."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: list[JSON]
    to: str = ""
    edited_ts: str = ""
    thread_ts: str = ""
    metadata: JSON | None = None
    entered: dict[str, Values] = field(default_factory=dict)
    earlier: list[list[JSON]] = field(default_factory=list)
    """What it showed before, the newest first."""

    def redraw(self, blocks: list[JSON]) -> None:
        """Show these blocks from now on."""
        if blocks != self.blocks:
            self.earlier = [self.blocks, *self.earlier][:REMEMBERED]
            self.blocks = blocks

    @property
    def on_screens(self) -> list[JSON]:
        """Its blocks, and those that a screen drawn before may still show."""
        return [*self.blocks, *chain.from_iterable(self.earlier)]

    @property
    def ref(self) -> str:
        """How a form names this message."""
        return f"message:{self.channel}:{self.ts}"

    def values_of(self, user: str) -> Values:
        """What this person has entered in the message's own controls."""
        return self.entered.setdefault(user, {})


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or a Home tab of one person.

    ``body`` is what the app sent, with block and action ids filled in; ``errors`` maps block ids
    to what the person is told; ``notice`` is a sentence about the view as a whole.
    """

    id: str
    kind: Literal["modal", "home"]
    user: str
    body: JSON
    hash: str
    root: str
    previous: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def ref(self) -> str:
        """How a form names this view."""
        return f"view:{self.id}"

    @property
    def blocks(self) -> list[JSON]:
        """The blocks, ids filled in."""
        blocks: list[JSON] = self.body["blocks"]
        return blocks

    @property
    def on_screens(self) -> list[JSON]:
        """Its blocks: what was entered belongs to the view as it is."""
        return self.blocks

    def values_of(self, _user: str) -> Values:
        """What the view's person has entered."""
        return self.values


Surface: TypeAlias = Message | View
"""Whatever carries blocks that a person can act on."""

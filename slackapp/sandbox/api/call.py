"""One Web API call: its arguments, and what a method may use to answer it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.happenings import Happenings
from slackapp.sandbox.model import JSON, Channel
from slackapp.sandbox.openid import OpenID
from slackapp.sandbox.state import Workspace
from slackapp.sandbox.triggers import Triggers

T = TypeVar("T")


class Files:
    """Uploaded files: id → name, title, bytes."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.described: dict[str, JSON] = {}


@dataclass(slots=True)
class Context:
    """What methods work on."""

    workspace: Workspace
    triggers: Triggers
    happenings: Happenings
    files: Files
    page_cap: int
    new_ticket: Callable[[], str] = field(default=lambda: "")
    oauth_codes: dict[str, str] = field(default_factory=dict)
    openid: OpenID = field(default_factory=OpenID)


@dataclass(frozen=True, slots=True)
class Call:
    """A call with its arguments, wherever in the request they stood."""

    context: Context
    args: JSON
    token: str

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        return self.context.workspace

    def text(self, name: str, default: str = "") -> str:
        """A string argument."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str, *, error: str = "invalid_arguments") -> str:
        """A string argument that must be there.

        Raises:
            SlackError: the given error.
        """
        value = self.text(name)
        if not value:
            messages = [f"[ERROR] missing required field: {name}"]
            raise SlackError(error, extra={"response_metadata": {"messages": messages}})
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument; forms send it as a word or a digit."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in {"true", "1"}

    def structure(self, name: str, *, error: str = "invalid_arguments") -> object:
        """An argument that is a JSON structure, sent as such or as a string of JSON.

        Raises:
            SlackError: the given error, when it is a string but not JSON.
        """
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except json.JSONDecodeError as refused:
            raise SlackError(error) from refused

    def page(self, items: list[T]) -> tuple[list[T], JSON]:
        """One page of a list, and the keys that lead to the next.

        Raises:
            SlackError: ``invalid_cursor``, ``invalid_limit``.
        """
        cursor, limit = self.text("cursor"), self.text("limit", "100") or "100"
        if not limit.isdigit() or int(limit) > 1000:  # noqa: PLR2004 (Slack's largest page)
            raise SlackError("invalid_limit")
        if cursor and not (cursor.startswith("at-") and cursor[3:].isdigit()):
            raise SlackError("invalid_cursor")
        begin = int(cursor[3:]) if cursor else 0
        end = begin + min(int(limit) or self.context.page_cap, self.context.page_cap)
        following = f"at-{end}" if end < len(items) else ""
        return items[begin:end], {"response_metadata": {"next_cursor": following}}

    def need_scope(self, *any_of: str) -> None:
        """Refuse unless the manifest asks for one of these scopes.

        Raises:
            SlackError: ``missing_scope`` with ``needed`` and ``provided``.
        """
        provided = self.workspace.manifest.scopes
        if any_of and not set(any_of) & set(provided):
            extra = {"needed": ",".join(any_of), "provided": ",".join(provided)}
            raise SlackError("missing_scope", extra=extra)

    def visible_channel(self, name: str = "channel") -> Channel:
        """The channel argument, if the app may know of it.

        Raises:
            SlackError: ``channel_not_found``; also for private channels without the app.
        """
        channel = self.workspace.channel(self.required(name, error="channel_not_found"))
        if channel.is_private and self.workspace.bot.id not in channel.members:
            raise SlackError("channel_not_found")
        return channel


Handler: TypeAlias = Callable[[Call], JSON]


@dataclass(frozen=True, slots=True)
class Method:
    """A method, the scopes of which one is needed, and whose token it is called with."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app", "anyone"] = "bot"

"""Signing in with Slack: on the way there and back, and for an hour afterwards.

Both are sealed into what the browser keeps; here nothing is kept but the ids of those that ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slackapp.domain.ids import UserId, WorkspaceId, new_id
from slackapp.domain.tickets import Tickets
from slackapp.errors import SignedOut, SignInOver

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTES: Final = 60
"""How long somebody stays signed in, whatever they do meanwhile."""
_ATTEMPT_SECONDS: Final = 600
_ATTEMPT: Final = b"bearings sign-in v1"
_SESSION: Final = b"bearings session v2"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to Slack and back."""

    id: str
    """Spent once."""
    nonce: str
    """Slack puts it into what it says about the person."""
    to: str
    """The report they came for, or ""."""


class Attempts:
    """Makes and reads what goes to Slack and comes back when somebody signs in."""

    seconds = _ATTEMPT_SECONDS

    def __init__(self, secret: bytes, *, real_now: Callable[[], float]) -> None:
        """`secret` is 32 bytes that live outside the database; `real_now` gives POSIX seconds."""
        self._tickets = Tickets(secret, _ATTEMPT, seconds=self.seconds, real_now=real_now)

    def new(self, to: str) -> tuple[str, Attempt]:
        """Return a new state and what it holds."""
        attempt = Attempt(new_id(), new_id(), to)
        return self._tickets.issue(attempt.id, attempt.nonce, attempt.to), attempt

    def read(self, state: str) -> Attempt:
        """Return what a state holds; `SignInOver` when it is old or forged."""
        found = self._tickets.read(state)
        if found is None:
            raise SignInOver
        return Attempt(*found)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in."""

    id: str
    workspace: WorkspaceId
    user: UserId
    installed: str
    """Stands for the installation they signed in to; after a removal comes another."""


class Sessions:
    """Makes and reads what a browser keeps of somebody who signed in."""

    seconds = 60 * MINUTES

    def __init__(self, secret: bytes, *, real_now: Callable[[], float]) -> None:
        """`secret` is 32 bytes that live outside the database; `real_now` gives POSIX seconds."""
        self._tickets = Tickets(secret, _SESSION, seconds=self.seconds, real_now=real_now)

    def new(self, workspace: WorkspaceId, user: UserId, *, installed: str) -> str:
        """Begin a session."""
        return self._tickets.issue(new_id(), workspace, user, installed)

    def read(self, kept: str) -> Session:
        """Return whose session this is; `SignedOut` when it is over or forged."""
        found = self._tickets.read(kept)
        if found is None:
            raise SignedOut
        id_, workspace, user, installed = found
        return Session(id_, WorkspaceId(workspace), UserId(user), installed)

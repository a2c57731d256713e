"""Links to report pages, each given to one person; the state of an installation, to one browser.

A link is a key: whoever has it reads as that person, until it runs out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slackapp.domain.ids import ReportId, UserId, WorkspaceId, new_id
from slackapp.domain.tickets import Tickets
from slackapp.errors import InstallOver, LinkOver

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTES: Final = 10
_SECONDS: Final = 60 * MINUTES
_PURPOSE: Final = b"bearings report link v1"
_INSTALLING: Final = b"bearings installation v2"


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link to which report was given to."""

    report: ReportId
    workspace: WorkspaceId
    user: UserId


class Links:
    """Makes and reads links; whether the person may see the report is asked when it is opened."""

    minutes = MINUTES

    def __init__(self, secret: bytes, *, public_url: str, real_now: Callable[[], float]) -> None:
        """`secret` is 32 bytes that live outside the database; `real_now` gives POSIX seconds."""
        self._tickets = Tickets(secret, _PURPOSE, seconds=_SECONDS, real_now=real_now)
        self._public_url = public_url.rstrip("/")

    def url(self, report: ReportId, *, workspace: WorkspaceId, user: UserId, form: str = "") -> str:
        """Return the address of a report for one person; `form` is "", ".csv" or ".json"."""
        ticket = self._tickets.issue(report, workspace, user)
        return f"{self._public_url}/reports/{report}{form}?t={ticket}"

    def document(self, name: str) -> str:
        """Return the address of a document, which anybody may read and which never runs out."""
        return f"{self._public_url}/documents/{name}"

    def read(self, token: str, *, report: ReportId) -> Link:
        """Return whose link this is; raises `LinkOver` when it is old, forged or for another."""
        who = self._tickets.read(token)
        if who is None or who[0] != report:
            raise LinkOver
        return Link(report, WorkspaceId(who[1]), UserId(who[2]))


class States:
    """Makes and reads what goes to Slack and comes back when the app is installed."""

    seconds = _SECONDS

    def __init__(self, secret: bytes, *, real_now: Callable[[], float]) -> None:
        """`secret` is 32 bytes that live outside the database; `real_now` gives POSIX seconds."""
        self._tickets = Tickets(secret, _INSTALLING, seconds=_SECONDS, real_now=real_now)

    def new(self) -> str:
        """Begin an installation."""
        return self._tickets.issue(new_id())

    def read(self, state: str) -> str:
        """Return its random id, to be spent once; `InstallOver` when it is old or forged."""
        found = self._tickets.read(state)
        if found is None:
            raise InstallOver
        return found[0]

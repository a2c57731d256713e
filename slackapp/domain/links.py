"""What addresses carry: sealed, for a few minutes, and opaque to whoever logs it.

Links to report pages are for one person each; the state of an installation is for one browser.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from slackapp.domain.ids import ReportId, UserId, WorkspaceId, new_id
from slackapp.errors import InstallOver, LinkOver

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTES: Final = 10
_SECONDS: Final = 60 * MINUTES
_PURPOSE: Final = b"bearings report link v1"
_INSTALLING: Final = b"bearings installation v1"


@dataclass(frozen=True, slots=True)
class Link:
    """Who may open which report by this link."""

    report: ReportId
    workspace: WorkspaceId
    user: UserId


class Links:
    """Makes and reads links; whether the person may see the report is asked when it is opened."""

    minutes = MINUTES

    def __init__(self, secret: bytes, *, public_url: str, real_now: Callable[[], float]) -> None:
        """`secret` is 32 bytes that live outside the database; `real_now` gives POSIX seconds."""
        self._fernet = _fernet(secret, _PURPOSE)
        self._public_url = public_url.rstrip("/")
        self._real_now = real_now

    def url(self, report: ReportId, *, workspace: WorkspaceId, user: UserId, form: str = "") -> str:
        """Return the address of a report for one person; `form` is "", ".csv" or ".json"."""
        who = json.dumps([report, workspace, user]).encode()
        token = self._fernet.encrypt_at_time(who, int(self._real_now())).decode()
        return f"{self._public_url}/reports/{report}{form}?t={token}"

    def read(self, token: str, *, report: ReportId) -> Link:
        """Return whose link this is; raises `LinkOver` when it is old, forged or for another."""
        try:
            who = self._fernet.decrypt_at_time(token.encode(), _SECONDS, int(self._real_now()))
        except (InvalidToken, UnicodeEncodeError) as error:
            raise LinkOver from error
        for_report, workspace, user = json.loads(who)
        if for_report != report:
            raise LinkOver
        return Link(ReportId(for_report), WorkspaceId(workspace), UserId(user))


class States:
    """Makes and reads what goes to Slack and comes back when the app is installed."""

    seconds = _SECONDS

    def __init__(self, secret: bytes, *, real_now: Callable[[], float]) -> None:
        """`secret` is 32 bytes that live outside the database; `real_now` gives POSIX seconds."""
        self._fernet = _fernet(secret, _INSTALLING)
        self._real_now = real_now

    def new(self) -> str:
        """Begin an installation."""
        return self._fernet.encrypt_at_time(new_id().encode(), int(self._real_now())).decode()

    def read(self, state: str) -> str:
        """Return its random id, to be spent once; `InstallOver` when it is old or forged."""
        try:
            found = self._fernet.decrypt_at_time(state.encode(), _SECONDS, int(self._real_now()))
        except (InvalidToken, UnicodeEncodeError) as error:
            raise InstallOver from error
        return found.decode()


def _fernet(secret: bytes, purpose: bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))

"""Links to report pages: each for one person, for a few minutes, and opaque to whoever logs it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from slackapp.domain.ids import ReportId, UserId, WorkspaceId
from slackapp.errors import LinkOver

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTES: Final = 10
_SECONDS: Final = 60 * MINUTES
_PURPOSE: Final = b"bearings report link v1"


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
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
        self._fernet = Fernet(base64.urlsafe_b64encode(key))
        self._public_url = public_url.rstrip("/")
        self._real_now = real_now

    def url(self, report: ReportId, *, workspace: WorkspaceId, user: UserId) -> str:
        """Return the address of a report for one person."""
        who = json.dumps([report, workspace, user]).encode()
        token = self._fernet.encrypt_at_time(who, int(self._real_now())).decode()
        return f"{self._public_url}/reports/{report}?t={token}"

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

"""Pages as they go out: for one person, with no more rights in a browser than they need."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse

from slackapp.errors import (
    BearingsError,
    InstallOver,
    InstallRefused,
    InstallTooWide,
    LinkOver,
    NotAllowed,
    SignedOut,
    SignInOver,
    SignInRefused,
    SlackAway,
    StorageAway,
    TokenRefused,
    UnknownPage,
    UnknownReport,
    UnknownWorkspace,
)
from slackapp.errors.people import SignInFirst
from slackapp.ui.errors import sentence
from slackapp.ui.web import plain_page
from slackapp.web.policy import content_security_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

UNREFERRED: Final = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
PRIVATE: Final = {
    # A page is for one person: no cache on the way may keep it, no address may carry the link on.
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
}
PUBLIC: Final = {"cache-control": "public, max-age=300", "referrer-policy": "no-referrer"}
_STATUS: Final[dict[type[BearingsError], int]] = {
    LinkOver: 403,
    NotAllowed: 403,
    InstallOver: 403,
    InstallRefused: 403,
    InstallTooWide: 403,
    SignedOut: 403,
    SignInFirst: 403,
    SignInOver: 403,
    SignInRefused: 403,
    UnknownWorkspace: 403,
    UnknownReport: 404,
    UnknownPage: 404,
    SlackAway: 503,
    StorageAway: 503,
    TokenRefused: 502,
}


def page_response(
    page: str | bytes,
    *,
    status: int = 200,
    headers: Mapping[str, str] = PRIVATE,
    forms: bool = False,
) -> HTMLResponse:
    """A page that may run its own scripts, send its own forms home, and nothing else."""
    content = page.encode() if isinstance(page, str) else page
    policy = {"content-security-policy": content_security_policy(content, forms=forms)}
    return HTMLResponse(content, status_code=status, headers={**headers, **policy})


def refusal(error: BearingsError, *, more: str = "") -> HTMLResponse:
    """A page that is only a sentence, and what can be done about it."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    said = html.escape(sentence(error))
    return page_response(plain_page(said, more=more), status=status, forms=bool(more))

"""Report pages: stored bytes, for whoever holds a fresh link of their own and may read them."""

from __future__ import annotations

import asyncio
import html
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from starlette.responses import HTMLResponse, Response

from slackapp.domain.ids import ReportId
from slackapp.errors import (
    BearingsError,
    LinkOver,
    NotAllowed,
    StorageAway,
    UnknownPage,
    UnknownReport,
)
from slackapp.ui.web import plain_page
from slackapp.web.policy import content_security_policy

if TYPE_CHECKING:
    from starlette.requests import Request

    from slackapp.domain.ids import UserId, WorkspaceId
    from slackapp.domain.links import Links

PRIVATE: Final = {
    # A page is for one person: no cache on the way may keep it, no address may carry the link on.
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
}
_STATUS: Final[dict[type[BearingsError], int]] = {
    LinkOver: 403,
    NotAllowed: 403,
    UnknownReport: 404,
    UnknownPage: 404,
    StorageAway: 503,
}


class Reports(Protocol):
    """Published reports."""

    def page(
        self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId, locale: str
    ) -> bytes:
        """Return the stored page for a person who may read it, or raise why not."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """`GET /reports/{report}?t=…`."""

    reports: Reports
    links: Links

    async def report(self, request: Request) -> Response:
        """Serve a report, or say in plain words why not."""
        try:
            page = await self._page(request)
        except BearingsError as error:
            return refusal(error)
        policy = {"content-security-policy": content_security_policy(page)}
        return HTMLResponse(page, headers=PRIVATE | policy)

    async def _page(self, request: Request) -> bytes:
        report = ReportId(request.path_params["report"])
        link = self.links.read(request.query_params.get("t", ""), report=report)
        read = partial(
            self.reports.page,
            report,
            workspace=link.workspace,
            user=link.user,
            locale=request.headers.get("accept-language", "en").split(",")[0].split(";")[0],
        )
        return await asyncio.to_thread(read)


def refusal(error: BearingsError) -> Response:
    """A page that is only a sentence."""
    page = plain_page(html.escape(error.sentence)).encode()
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    policy = {"content-security-policy": content_security_policy(page)}
    return HTMLResponse(page, status_code=status, headers=PRIVATE | policy)

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
    InstallOver,
    InstallRefused,
    InstallTooWide,
    LinkOver,
    NotAllowed,
    SlackAway,
    StorageAway,
    TokenRefused,
    UnknownPage,
    UnknownReport,
)
from slackapp.ui.web import landing, plain_page
from slackapp.ui.words import speaking
from slackapp.web.policy import content_security_policy

if TYPE_CHECKING:
    from collections.abc import Callable

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
PUBLIC: Final = {"cache-control": "public, max-age=300", "referrer-policy": "no-referrer"}
_STATUS: Final[dict[type[BearingsError], int]] = {
    LinkOver: 403,
    NotAllowed: 403,
    InstallOver: 403,
    InstallRefused: 403,
    InstallTooWide: 403,
    UnknownReport: 404,
    UnknownPage: 404,
    SlackAway: 503,
    StorageAway: 503,
    TokenRefused: 502,
}


class Reports(Protocol):
    """Published reports."""

    def page(
        self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId, locale: str
    ) -> bytes:
        """Return the stored page for a person who may read it, or raise why not."""
        ...


class Published(Protocol):
    """The same reports as data."""

    def csv(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> bytes:
        """Return every published reading as a table, or raise why not."""
        ...

    def json(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> bytes:
        """Return the report as it was stored, or raise why not."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """`GET /reports/{report}?t=…`, the same with `.csv` and `.json`, and `/`."""

    reports: Reports
    published: Published
    links: Links
    install: str | None = None
    """Where a workspace installs the app; None where that is done by hand."""

    async def landing(self, request: Request) -> Response:
        """Say what this is, to whoever comes by."""
        with speaking(_language(request)):
            page = landing(install=self.install).encode()
        return page_response(page, headers=PUBLIC)

    async def report(self, request: Request) -> Response:
        """Serve a report, or say in plain words why not."""
        try:
            page = await self._read(request, partial(self.reports.page, locale=_language(request)))
        except BearingsError as error:
            return refusal(error)
        return page_response(page)

    async def csv(self, request: Request) -> Response:
        """Serve a report's readings as a table."""
        return await self._data(request, self.published.csv, "text/csv")

    async def json(self, request: Request) -> Response:
        """Serve a report as data."""
        return await self._data(request, self.published.json, "application/json")

    async def _data(
        self, request: Request, read: Callable[..., bytes], media_type: str
    ) -> Response:
        try:
            data = await self._read(request, read)
        except BearingsError as error:
            return refusal(error)
        name = f"report.{media_type.partition('/')[2]}"
        attached = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type=media_type, headers=PRIVATE | attached)

    async def _read(self, request: Request, read: Callable[..., bytes]) -> bytes:
        report = ReportId(request.path_params["report"])
        link = self.links.read(request.query_params.get("t", ""), report=report)
        return await asyncio.to_thread(
            partial(read, report, workspace=link.workspace, user=link.user)
        )


def page_response(
    page: bytes, *, status: int = 200, headers: dict[str, str] = PRIVATE
) -> HTMLResponse:
    """A page that may run its own scripts and nothing else."""
    policy = {"content-security-policy": content_security_policy(page)}
    return HTMLResponse(page, status_code=status, headers=headers | policy)


def refusal(error: BearingsError) -> Response:
    """A page that is only a sentence."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    return page_response(plain_page(html.escape(error.sentence)).encode(), status=status)


def _language(request: Request) -> str:
    """The first language the browser asks for."""
    return request.headers.get("accept-language", "en").split(",")[0].split(";")[0]

"""Report pages: stored bytes, for those who may read them and have shown that it is them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from starlette.responses import Response

from slackapp.domain.ids import ReportId
from slackapp.errors import (
    BearingsError,
    LinkOver,
    SignedOut,
    UnknownReport,
    UnknownWorkspace,
)
from slackapp.errors.people import SignInFirst
from slackapp.ui import documents, visiting
from slackapp.ui.web import landing
from slackapp.ui.words import language
from slackapp.web.responses import PRIVATE, PUBLIC, page_response, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from starlette.requests import Request

    from slackapp.domain.ids import UserId, WorkspaceId
    from slackapp.domain.links import Link, Links
    from slackapp.domain.sessions import Session

Read = TypeVar("Read")
REPORT: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
"""What an id of ours can look like; anything else leads nowhere."""


class Issued(Protocol):
    """A report somebody may read."""

    @property
    def id(self) -> ReportId: ...  # noqa: D102
    @property
    def team_name(self) -> str: ...  # noqa: D102
    @property
    def round_date(self) -> date: ...  # noqa: D102


class Reports(Protocol):
    """Published reports."""

    def page(
        self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId, locale: str
    ) -> bytes:
        """Return the stored page for a person who may read it, or raise why not."""
        ...

    def of_person(self, *, workspace: WorkspaceId, user: UserId) -> Sequence[Issued]:
        """Return what a person may read, newest first."""
        ...

    def expects(self, *, workspace: WorkspaceId, user: UserId) -> bool:
        """Say whether a team is asked whose reports they could read."""
        ...


class Taken(Protocol):
    """A file to take away."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def content(self) -> bytes: ...  # noqa: D102


class Published(Protocol):
    """The same reports as data."""

    def csv(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> Taken:
        """Return every published reading as a table, or raise why not."""
        ...

    def json(self, report_id: ReportId, *, workspace: WorkspaceId, user: UserId) -> Taken:
        """Return the report as it was stored, or raise why not."""
        ...


class Visitors(Protocol):
    """Who is signed in with Slack."""

    @property
    def minutes(self) -> int:
        """How long somebody stays signed in."""
        ...

    def has(self, request: Request) -> bool:
        """Say whether the browser brings a session at all."""
        ...

    async def visitor(self, request: Request) -> Session:
        """Return who is signed in; `SignedOut` or `UnknownWorkspace` when nobody is."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """`GET /reports/{report}`, the same with `.csv` and `.json`, `/reports` and `/`.

    A reader comes by the link in `?t=…` that was given to them in Slack, or with the session of a
    sign-in with Slack. Whoever is signed in reads as themself, whosever link they follow. Whether
    they may read the report is asked each time.
    """

    reports: Reports
    published: Published
    links: Links
    install: str | None = None
    """Where a workspace installs the app; None where that is done by hand."""
    sign_in: Visitors | None = None
    """None where people cannot sign in with Slack: then links are the only way."""

    async def landing(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """Say what this is, to whoever comes by."""
        more = documents.links()
        page = landing(install=self.install, reports=self.sign_in is not None, more=more)
        return page_response(page, headers=PUBLIC | {"vary": "accept-language"})

    async def mine(self, request: Request) -> Response:
        """List what somebody who is signed in may read."""
        if self.sign_in is None:
            return refusal(LinkOver())
        try:
            session = await self.sign_in.visitor(request)
            find = partial(self._readable, workspace=session.workspace, user=session.user)
            issued, in_team = await asyncio.to_thread(find)
        except BearingsError as error:
            said = SignInFirst() if isinstance(error, SignedOut) else error
            return self._turned_away(request, said, report="")
        listed = [(one.team_name, one.round_date, one.id) for one in issued]
        shown = visiting.reports(listed, minutes=self.sign_in.minutes, in_team=in_team)
        return page_response(shown, forms=True)

    def _readable(self, **who: Any) -> tuple[Sequence[Issued], bool]:  # noqa: ANN401
        issued = self.reports.of_person(**who)
        return issued, bool(issued) or self.reports.expects(**who)

    async def report(self, request: Request) -> Response:
        """Serve a report, or say in plain words why not."""
        page = await self._read(request, partial(self.reports.page, locale=language()))
        if isinstance(page, Response):
            return page
        if self.sign_in is not None and self.sign_in.has(request):
            page = visiting.with_ways(page, request.path_params["report"])
        return page_response(page)

    async def csv(self, request: Request) -> Response:
        """Serve a report's readings as a table."""
        return await self._data(request, self.published.csv, "text/csv")

    async def json(self, request: Request) -> Response:
        """Serve a report as data."""
        return await self._data(request, self.published.json, "application/json")

    async def _data(
        self, request: Request, read: Callable[..., Taken], media_type: str
    ) -> Response:
        taken = await self._read(request, read)
        if isinstance(taken, Response):
            return taken
        attached = {"content-disposition": f'attachment; filename="{taken.name}"'}
        return Response(taken.content, media_type=media_type, headers=PRIVATE | attached)

    async def _read(self, request: Request, read: Callable[..., Read]) -> Read | Response:
        report = request.path_params["report"]
        try:
            if not REPORT.fullmatch(report):
                raise UnknownReport
            who = await self._reader(request, ReportId(report))
            return await asyncio.to_thread(
                partial(read, ReportId(report), workspace=who.workspace, user=who.user)
            )
        except BearingsError as error:
            return self._turned_away(request, error, report=report)

    async def _reader(self, request: Request, report: ReportId) -> Link | Session:
        """Signed in, else by link: neither hinders the other once it has run out."""
        ticket = request.query_params.get("t")
        if self.sign_in is not None and (not ticket or self.sign_in.has(request)):
            try:
                return await self.sign_in.visitor(request)
            except (SignedOut, UnknownWorkspace):
                if not ticket:
                    raise
        return self.links.read(ticket or "", report=report)

    def _turned_away(self, request: Request, error: BearingsError, *, report: str) -> Response:
        """Say why, and which way there is; only who signed in is offered to sign out."""
        if self.sign_in is None:
            return refusal(error)
        if isinstance(error, (SignedOut, SignInFirst, LinkOver)):
            return refusal(error, more=visiting.way_in(report))
        if isinstance(error, UnknownWorkspace) and self.sign_in.has(request):
            return refusal(error, more=visiting.leave())
        if isinstance(error, UnknownReport) and self.sign_in.has(request):
            return refusal(error, more=visiting.way_out())
        return refusal(error)

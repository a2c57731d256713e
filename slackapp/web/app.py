"""Everything the web process serves, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from slackapp.errors import BearingsError, UnknownPage
from slackapp.ui.documents import FOLDER
from slackapp.web import documents, static
from slackapp.web.install import BACK_PATH, INSTALL_PATH
from slackapp.web.language import Speaking
from slackapp.web.pages import Pages
from slackapp.web.policy import Strict
from slackapp.web.responses import refusal
from slackapp.web.sign_in import SIGN_IN_PATH, SIGN_OUT_PATH, SIGNED_IN_PATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

    from slackapp.domain.links import Links
    from slackapp.web.health import Health
    from slackapp.web.install import Install
    from slackapp.web.metrics import Metrics
    from slackapp.web.pages import Published, Reports
    from slackapp.web.sign_in import SignIn

SLACK_PATH: Final = "/slack/events"
"""Events, interactivity and slash commands all come here."""


def build(
    *,
    front: ASGIApp | None,
    reports: Reports,
    published: Published,
    links: Links,
    health: Health,
    metrics: Metrics,
    install: Install | None = None,
    sign_in: SignIn | None = None,
    lifespan: Lifespan[Starlette] | None = None,
) -> ASGIApp:
    """Return the ASGI app.

    `front` is None with Socket Mode, where Slack does not call us; `install` is None where
    workspaces cannot install the app themselves, `sign_in` where people cannot sign in.
    """
    pages = Pages(
        reports, published, links, install=INSTALL_PATH if install else None, sign_in=sign_in
    )
    routes = [
        Route("/", pages.landing, methods=["GET"]),
        Route("/reports", pages.mine, methods=["GET"]),
        Route("/reports/{report}.csv", pages.csv, methods=["GET"]),
        Route("/reports/{report}.json", pages.json, methods=["GET"]),
        Route("/reports/{report}", pages.report, methods=["GET"]),
        Route(FOLDER + "/{name}", documents.serve, methods=["GET"]),
        Route("/static/{name}", static.serve, methods=["GET"]),
        Route("/favicon.ico", static.icon, methods=["GET"]),
        Route("/healthz", health.alive, methods=["GET"]),
        Route("/readyz", health.ready, methods=["GET"]),
        Route("/metrics", metrics.page, methods=["GET"]),
    ]
    if install is not None:
        routes.append(Route(INSTALL_PATH, install.begin, methods=["GET"]))
        routes.append(Route(BACK_PATH, install.back, methods=["GET"]))
    if sign_in is not None:
        routes.append(Route(SIGN_IN_PATH, sign_in.begin, methods=["GET"]))
        routes.append(Route(SIGNED_IN_PATH, sign_in.back, methods=["GET"]))
        routes.append(Route(SIGN_OUT_PATH, sign_in.out, methods=["POST"]))
        # Typed in, the address leads to the page that has the button.
        routes.append(Route(SIGN_OUT_PATH, pages.mine, methods=["GET"]))
    site = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers=_handlers(),
        middleware=[Middleware(Strict), Middleware(Speaking)],
    )
    return site if front is None else _Doors(front, site)


@dataclass(frozen=True, slots=True)
class _Doors:
    """Slack's requests go straight to their one place: no browser reads what they are answered."""

    slack: ASGIApp
    site: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_slack = scope["type"] == "http" and scope["path"] == SLACK_PATH
        await (self.slack if is_slack else self.site)(scope, receive, send)


def _handlers() -> dict[int | type[Exception], Callable[[Request, Exception], Response]]:
    return {
        404: lambda _request, _error: refusal(UnknownPage()),
        500: lambda _request, _error: refusal(BearingsError()),
        HTTPException: _otherwise,
    }


def _otherwise(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for nothing else)
    return PlainTextResponse(error.detail, status_code=error.status_code, headers=error.headers)

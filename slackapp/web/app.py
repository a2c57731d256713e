"""Everything the web process serves, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.routing import Route

from slackapp.errors import BearingsError, UnknownPage
from slackapp.web import static
from slackapp.web.pages import Pages, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Lifespan

    from slackapp.domain.links import Links
    from slackapp.web.health import Health
    from slackapp.web.metrics import Metrics
    from slackapp.web.pages import Reports

SLACK_PATH: Final = "/slack/events"
"""Events, interactivity and slash commands all come here."""


def build(
    *,
    front: ASGIApp | None,
    reports: Reports,
    links: Links,
    health: Health,
    metrics: Metrics,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """Return the ASGI app; `front` is None with Socket Mode, where Slack does not call us."""
    pages = Pages(reports, links)
    routes = [
        Route("/reports/{report}", pages.report, methods=["GET"]),
        Route("/static/{name}", static.serve, methods=["GET"]),
        Route("/healthz", health.alive, methods=["GET"]),
        Route("/readyz", health.ready, methods=["GET"]),
        Route("/metrics", metrics.page, methods=["GET"]),
    ]
    if front is not None:
        routes.insert(0, Route(SLACK_PATH, front))
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=_handlers())


def _handlers() -> dict[int | type[Exception], Callable[[Request, Exception], Response]]:
    return {
        404: lambda _request, _error: refusal(UnknownPage()),
        500: lambda _request, _error: refusal(BearingsError()),
    }

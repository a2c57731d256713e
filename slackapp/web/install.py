"""`/slack/install` and the way back from Slack: the same browser, once, within minutes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from starlette.responses import RedirectResponse, Response

from slackapp.errors import BearingsError, InstallOver, InstallRefused
from slackapp.ui.web import begin_again, installed
from slackapp.web.responses import UNREFERRED, page_response, refusal

if TYPE_CHECKING:
    from starlette.requests import Request

INSTALL_PATH: Final = "/slack/install"
BACK_PATH: Final = "/slack/oauth_redirect"
COOKIE: Final = "bearings_install"


class Installer(Protocol):
    """What installing does outside the browser."""

    @property
    def seconds(self) -> int:
        """How long a person may take to agree."""
        ...

    def begin(self) -> tuple[str, str]:
        """Return a new state, and the address at Slack to agree with it."""
        ...

    async def finish(self, *, code: str, state: str) -> tuple[str, str]:
        """Keep what was agreed to; returns the workspace's name and address, or ""."""
        ...


@dataclass(frozen=True, slots=True)
class Install:
    """The two addresses of an installation."""

    installer: Installer
    secure: bool
    """Whether the public address is encrypted, so that the cookie may demand it."""

    async def begin(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """Send the browser to Slack; the state goes along, and stays here in a cookie."""
        state, address = self.installer.begin()
        response = RedirectResponse(address, status_code=302, headers=UNREFERRED)
        response.set_cookie(
            COOKIE,
            state,
            max_age=self.installer.seconds,
            path="/slack",
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )
        return response

    async def back(self, request: Request) -> Response:
        """Say that the app is installed, or in plain words why not."""
        try:
            response: Response = page_response(installed(*await self._finish(request)))
        except BearingsError as error:
            response = refusal(error, more=begin_again(INSTALL_PATH))
        response.delete_cookie(COOKIE, path="/slack", httponly=True, secure=self.secure)
        return response

    async def _finish(self, request: Request) -> tuple[str, str]:
        """Only the browser that began may end it: else somebody installs for another."""
        state, kept = request.query_params.get("state", ""), request.cookies.get(COOKIE, "")
        if not state or not secrets.compare_digest(state.encode(), kept.encode()):
            raise InstallOver
        code = request.query_params.get("code", "")
        if not code or "error" in request.query_params:
            raise InstallRefused
        return await self.installer.finish(code=code, state=state)

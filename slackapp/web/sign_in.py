"""`/sign-in`, the way back from Slack, and `/sign-out`: one browser, once, for an hour."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from starlette.responses import RedirectResponse, Response

from slackapp.errors import BearingsError, SignedOut, SignInOver, SignInRefused
from slackapp.ui import visiting
from slackapp.web.pages import REPORT
from slackapp.web.responses import UNREFERRED, page_response, refusal

if TYPE_CHECKING:
    from starlette.requests import Request

    from slackapp.domain.sessions import Session

SIGN_IN_PATH: Final = visiting.SIGN_IN
SIGNED_IN_PATH: Final = "/sign-in/back"
SIGN_OUT_PATH: Final = visiting.SIGN_OUT
_ATTEMPT: Final = "bearings_sign_in"
_SESSION: Final = "bearings_session"


class Signing(Protocol):
    """What signing in does outside the browser."""

    @property
    def attempt_seconds(self) -> int:
        """How long a person may take at Slack."""
        ...

    @property
    def session_seconds(self) -> int:
        """How long they stay signed in."""
        ...

    def begin(self, to: str) -> tuple[str, str]:
        """Return a new state, and the address at Slack to go to with it."""
        ...

    async def finish(self, *, code: str, state: str) -> tuple[str, str]:
        """Return what the browser keeps of the person, and the report they came for."""
        ...

    async def visitor(self, kept: str) -> Session:
        """Return whose session this is; raises when it is over."""
        ...

    async def end(self, kept: str) -> None:
        """End a session; raises `SignedOut` when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class SignIn:
    """The three addresses of a sign-in, and who is signed in."""

    signing: Signing
    secure: bool
    """Whether the public address is encrypted, so that cookies may demand it."""

    @property
    def minutes(self) -> int:
        """How long somebody stays signed in."""
        return self.signing.session_seconds // 60

    async def begin(self, request: Request) -> Response:
        """Send the browser to Slack; the state goes along, and stays here in a cookie."""
        wanted = request.query_params.get("to", "")
        state, address = self.signing.begin(wanted if REPORT.fullmatch(wanted) else "")
        response = RedirectResponse(address, status_code=302, headers=UNREFERRED)
        self._keep(response, _ATTEMPT, state, self.signing.attempt_seconds)
        return response

    async def back(self, request: Request) -> Response:
        """Let them in and lead them to what they came for, or say in plain words why not."""
        try:
            kept, report = await self._finish(request)
        except BearingsError as error:
            response: Response = refusal(error, more=visiting.way_in(""))
        else:
            to = f"/reports/{report}" if report else "/reports"
            response = RedirectResponse(to, status_code=303, headers=UNREFERRED)
            self._keep(response, _SESSION, kept, self.signing.session_seconds)
        self._drop(response, _ATTEMPT)
        return response

    async def out(self, request: Request) -> Response:
        """End the session here and there; whoever has none is signed out all the same."""
        try:
            await self.signing.end(self._kept(request, _SESSION))
        except SignedOut:
            pass
        except BearingsError as error:
            return refusal(error)
        response = page_response(visiting.signed_out())
        self._drop(response, _SESSION)
        return response

    async def visitor(self, request: Request) -> Session:
        """Return who is signed in; `SignedOut` or `UnknownWorkspace` when nobody is."""
        return await self.signing.visitor(self._kept(request, _SESSION))

    def has(self, request: Request) -> bool:
        """Say whether the browser brings a session at all."""
        return bool(self._kept(request, _SESSION))

    async def _finish(self, request: Request) -> tuple[str, str]:
        """Only the browser that began may end it: else somebody is signed in as another."""
        state, kept = request.query_params.get("state", ""), self._kept(request, _ATTEMPT)
        if not state or not secrets.compare_digest(state.encode(), kept.encode()):
            raise SignInOver
        code = request.query_params.get("code", "")
        if not code or "error" in request.query_params:
            raise SignInRefused
        return await self.signing.finish(code=code, state=state)

    def _name(self, name: str) -> str:
        """With this prefix browsers take a cookie from this very host alone, and encrypted."""
        return f"__Host-{name}" if self.secure else name

    def _kept(self, request: Request, name: str) -> str:
        return request.cookies.get(self._name(name), "")

    def _keep(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            self._name(name),
            value,
            max_age=seconds,
            path="/",
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )

    def _drop(self, response: Response, name: str) -> None:
        response.delete_cookie(self._name(name), path="/", httponly=True, secure=self.secure)

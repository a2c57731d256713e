"""Sign in with Slack: the page that asks, the way back to the app, and what issuers publish."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from slackapp.sandbox.api.call import Context
from slackapp.sandbox.guard import LOOPBACK
from slackapp.sandbox.openid import Agreed
from slackapp.sandbox.pages.install import sent_back, sheet
from slackapp.sandbox.render.html import tag

_AUTHORIZE = "/openid/connect/authorize"
_KEYS = "/openid/connect/keys"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Answers ``/openid/connect/authorize`` and its neighbours."""

    context: Context

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route(_AUTHORIZE, self.ask, methods=["GET"]),
            Route(_AUTHORIZE, self.allow, methods=["POST"]),
            Route(_KEYS, self.keys, methods=["GET"]),
            Route("/.well-known/openid-configuration", self.described, methods=["GET"]),
        ]

    def _problem(self, request: Request) -> str:
        query = request.query_params
        if query.get("client_id") != self.context.workspace.credentials.client_id:
            return "invalid_client_id"
        if urlsplit(query.get("redirect_uri", "")).hostname not in LOOPBACK:
            return "bad_redirect_uri"
        if query.get("response_type") != "code":
            return "unsupported_response_type"
        asked = set(query.get("scope", "").replace(",", " ").split())
        if "openid" not in asked or not asked <= set(self.context.workspace.manifest.user_scopes):
            return "invalid_scope"
        return ""

    async def ask(self, request: Request) -> Response:
        """Let somebody say who they are."""
        if problem := self._problem(request):
            return PlainTextResponse(problem, status_code=400)
        ws = self.context.workspace
        say = tag("p", f"{ws.manifest.name} will learn who you are in {ws.name}, nothing else.")
        page, policy = sheet(
            ws,
            title=f"Sign in to {ws.manifest.name}",
            label="Sign in as",
            field="person",
            about=[say],
            back=request.query_params["redirect_uri"],
        )
        return HTMLResponse(page, headers=policy)

    async def allow(self, request: Request) -> Response:
        """Send the person back to the app with a code, or with their refusal."""
        if problem := self._problem(request):
            return PlainTextResponse(problem, status_code=400)
        form, query = await request.form(), request.query_params
        state = query.get("state", "")
        if form.get("answer") != "allow":
            return sent_back(query["redirect_uri"], state=state, error="access_denied")
        person = str(form.get("person", ""))
        agreed = Agreed(person, query["redirect_uri"], query.get("nonce", ""), state)
        code = self.context.openid.agree(agreed)
        return sent_back(query["redirect_uri"], state=state, code=code)

    async def keys(self, request: Request) -> Response:  # noqa: ARG002 (Starlette's signature)
        """The keys that tokens are signed with."""
        return JSONResponse(self.context.openid.keys())

    async def described(self, request: Request) -> Response:  # noqa: ARG002
        """Where everything is."""
        at = self.context.workspace.url
        return JSONResponse(
            {
                "issuer": at,
                "authorization_endpoint": at + _AUTHORIZE,
                "token_endpoint": f"{at}/api/openid.connect.token",
                "jwks_uri": at + _KEYS,
                "scopes_supported": ["openid", "profile", "email"],
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

"""Installing the app by OAuth: the consent page and the redirect back to the app."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from slackapp.sandbox.api.call import Context
from slackapp.sandbox.guard import LOOPBACK, POLICY
from slackapp.sandbox.pages.layout import document, mark
from slackapp.sandbox.render.html import tag
from slackapp.sandbox.state import Workspace


@dataclass(frozen=True, slots=True)
class Install:
    """Answers ``/oauth/v2/authorize``."""

    context: Context

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/oauth/v2/authorize", self.ask, methods=["GET"]),
            Route("/oauth/v2/authorize", self.allow, methods=["POST"]),
        ]

    def _problem(self, request: Request) -> str:
        query = request.query_params
        if query.get("client_id") != self.context.workspace.credentials.client_id:
            return "invalid_client_id"
        if urlsplit(query.get("redirect_uri", "")).hostname not in LOOPBACK:
            return "bad_redirect_uri"
        asked = {s for s in query.get("scope", "").split(",") if s}
        if not asked <= set(self.context.workspace.manifest.scopes):
            return "invalid_scope"
        return ""

    async def ask(self, request: Request) -> Response:
        """Show what the app asks for, and let somebody agree to it."""
        if problem := self._problem(request):
            return PlainTextResponse(problem, status_code=400)
        ws = self.context.workspace
        scopes = tag("ul", [tag("li", tag("code", scope)) for scope in ws.manifest.scopes])
        page, policy = sheet(
            ws,
            title=f"{ws.manifest.name} asks for access to {ws.name}",
            label="Install as",
            field="installer",
            about=[tag("p", ws.manifest.description), scopes],
            back=request.query_params["redirect_uri"],
        )
        return HTMLResponse(page, headers=policy)

    async def allow(self, request: Request) -> Response:
        """Send the person back to the app with a code, or with their refusal."""
        if problem := self._problem(request):
            return PlainTextResponse(problem, status_code=400)
        form = await request.form()
        state, to = request.query_params.get("state", ""), request.query_params["redirect_uri"]
        if form.get("answer") != "allow":
            return sent_back(to, state=state, error="access_denied")
        code = secrets.token_urlsafe(24)
        self.context.oauth_codes[code] = str(form.get("installer", ""))
        return sent_back(to, state=state, code=code)


def sheet(
    ws: Workspace, *, title: str, label: str, field: str, about: list[Markup], back: str
) -> tuple[str, dict[str, str]]:
    """A page on which somebody agrees or cancels, and its policy: forms may lead to ``back``."""
    people = [tag("option", p.label, value=p.id) for p in ws.humans() if not p.deleted]
    form = tag(
        "form",
        tag("label", label, for_=field),
        tag("select", people, id=field, name=field, class_="input"),
        tag("button", "Allow", name="answer", value="allow", class_="button primary"),
        tag("button", "Cancel", name="answer", value="deny", class_="button"),
        method="post",
        class_="card install",
    )
    to = urlsplit(back)
    policy = POLICY.format(form_action=f"'self' {to.scheme}://{to.netloc}")
    main = tag("main", tag("h1", title), about, form, class_="sheet")
    return document(title, mark(), main), {"content-security-policy": policy}


def sent_back(to: str, **query: str) -> Response:
    """Back to the app."""
    return RedirectResponse(f"{to}?{urlencode(query)}", status_code=303)

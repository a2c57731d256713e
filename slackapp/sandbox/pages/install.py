"""Installing the app by OAuth: the consent page and the redirect back to the app."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from slackapp.sandbox.api.call import Context
from slackapp.sandbox.guard import LOOPBACK, POLICY
from slackapp.sandbox.pages.layout import document
from slackapp.sandbox.render.html import tag


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
        people = [tag("option", p.label, value=p.id) for p in ws.humans() if not p.deleted]
        form = tag(
            "form",
            tag("label", "Install as", for_="installer"),
            tag("select", people, id="installer", name="installer", class_="input"),
            tag("button", "Allow", name="answer", value="allow", class_="button primary"),
            tag("button", "Cancel", name="answer", value="deny", class_="button"),
            method="post",
            class_="card install",
        )
        scopes = tag("ul", [tag("li", tag("code", scope)) for scope in ws.manifest.scopes])
        main = tag(
            "main",
            tag("h1", f"{ws.manifest.name} asks for access to {ws.name}"),
            tag("p", ws.manifest.description),
            scopes,
            form,
            class_="sheet",
        )
        back = urlsplit(request.query_params["redirect_uri"])
        policy = POLICY.format(form_action=f"'self' {back.scheme}://{back.netloc}")
        page = document(f"Install {ws.manifest.name}", main)
        return HTMLResponse(page, headers={"content-security-policy": policy})

    async def allow(self, request: Request) -> Response:
        """Send the person back to the app with a code, or with their refusal."""
        if problem := self._problem(request):
            return PlainTextResponse(problem, status_code=400)
        form = await request.form()
        query = {"state": request.query_params.get("state", "")}
        if form.get("answer") == "allow":
            query["code"] = secrets.token_urlsafe(24)
            self.context.oauth_codes[query["code"]] = str(form.get("installer", ""))
        else:
            query["error"] = "access_denied"
        target = f"{request.query_params['redirect_uri']}?{urlencode(query)}"
        return RedirectResponse(target, status_code=303)

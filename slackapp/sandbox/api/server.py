"""The Web API over HTTP: GET or POST, arguments from wherever, tokens, scopes, faults."""

import base64
import binascii
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from slackapp.sandbox.api import auth, chat, conversations, files, users, views
from slackapp.sandbox.api.call import Call, Context, Method
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.faults import (
    BAD_GATEWAY,
    TIMEOUT_AFTER,
    TIMEOUT_BEFORE,
    Fault,
    Faults,
    raise_fault,
)
from slackapp.sandbox.ids import is_sandbox_token
from slackapp.sandbox.journal import Journal
from slackapp.sandbox.model import JSON

METHODS: dict[str, Method] = {
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}
_SECRET = frozenset({"token", "client_secret", "access_token", "id_token"})


async def arguments(request: Request) -> JSON:
    """The arguments of a call: the query's, the form's or the JSON body's, the later ones winning.

    Raises:
        SlackError: ``invalid_json``, ``json_not_object``.
    """
    args: JSON = dict(request.query_params)
    if "json" in request.headers.get("content-type", ""):
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError as error:
            raise SlackError("invalid_json") from error
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        args |= body
    elif request.method == "POST":
        async with request.form() as form:
            args |= {name: str(value) for name, value in form.items()}
    return args


def _without_secrets(held: JSON) -> JSON:
    """What the journal may keep."""
    return {name: value for name, value in held.items() if name not in _SECRET}


def _token(request: Request, args: JSON) -> str:
    header = request.headers.get("authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    if header.startswith("Basic "):
        try:
            pair = base64.b64decode(header.removeprefix("Basic ")).decode()
        except (binascii.Error, UnicodeDecodeError):
            return ""
        client_id, _, client_secret = pair.partition(":")
        args.setdefault("client_id", client_id)
        args.setdefault("client_secret", client_secret)
    return str(args.get("token") or "")


class WebAPI:
    """Answers ``/api/<method>``."""

    def __init__(self, context: Context, *, journal: Journal, faults: Faults) -> None:
        self.context = context
        self.journal = journal
        self.faults = faults

    async def answer(self, request: Request) -> Response:
        """Answer one call."""
        name = request.path_params["method"]
        body = (await request.body()).decode("utf-8", "replace")
        fault = self.faults.strike(name, body)
        entry = self.journal.begin("from app", "web_api", name, {})
        headers: dict[str, str] = {}
        status = 200
        try:
            if fault and fault.kind == TIMEOUT_BEFORE:
                return await self._hang(request, fault)
            if fault and fault.kind == BAD_GATEWAY:
                return PlainTextResponse("upstream connect error", status_code=502)
            args = await arguments(request)
            token = _token(request, args)
            entry.request = _without_secrets(args)
            if fault:
                raise_fault(fault)
            answer = self._run(name, args, token)
        except SlackError as error:
            answer, status, headers = error.body(), error.status, error.headers
        finally:
            entry.done = True
        if fault and fault.kind == TIMEOUT_AFTER:
            entry.problem = fault.kind
            return await self._hang(request, fault)
        entry.answer, entry.problem = _without_secrets(answer), str(answer.get("error", ""))
        headers = {**headers, "x-oauth-scopes": ",".join(self.context.workspace.manifest.scopes)}
        return JSONResponse(answer, status_code=status, headers=headers)

    async def _hang(self, request: Request, fault: Fault) -> Response:
        """Say nothing until the caller gives up."""
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return PlainTextResponse(fault.kind, status_code=504)

    def _run(self, name: str, args: JSON, token: str) -> JSON:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", extra={"req_method": name})
        self._authorize(method, token)
        call = Call(self.context, args, token)
        call.need_scope(*method.scopes)
        return {"ok": True, **method.handler(call)}

    def _authorize(self, method: Method, token: str) -> None:
        if method.caller == "anyone":
            return
        credentials = self.context.workspace.credentials
        if not token:
            raise SlackError("not_authed")
        if not is_sandbox_token(token):
            raise SlackError("invalid_auth")
        if token in credentials.revoked:
            raise SlackError("token_revoked")
        if token not in {credentials.bot_token, credentials.app_token}:
            raise SlackError("invalid_auth")
        app = method.caller == "app"
        wanted = credentials.app_token if app else credentials.bot_token
        if token != wanted:
            raise SlackError("not_allowed_token_type")

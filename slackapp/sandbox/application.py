"""The addresses the sandbox serves."""

import json
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from slackapp.sandbox.api.server import WebAPI
from slackapp.sandbox.control import Control
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.guard import Guard
from slackapp.sandbox.pages.happening import Happening
from slackapp.sandbox.pages.install import Install
from slackapp.sandbox.pages.sign_in import SignIn
from slackapp.sandbox.pages.web import STATIC, Web
from slackapp.sandbox.response_urls import ResponseURLs


@dataclass(frozen=True, slots=True)
class Application:
    """Everything behind one port: Web API, sockets, response URLs, uploads, control, pages."""

    api: WebAPI
    control: Control
    urls: ResponseURLs

    def asgi(self) -> Starlette:
        """The ASGI application."""
        routes: list[BaseRoute] = [
            Route("/api/{method}", self.api.answer, methods=["GET", "POST"]),
            WebSocketRoute("/link/", self.control.socket.serve),
            Route("/response/{key}", self.respond, methods=["POST"]),
            Route("/upload/{file_id}", self.upload, methods=["POST", "PUT"]),
            Route("/files/{file_id}", self.download),
            *self.control.routes(),
            *Install(self.api.context).routes(),
            *SignIn(self.api.context).routes(),
            Mount("/static", StaticFiles(directory=STATIC)),
            *Happening(self.control).routes(),
            *Web(self.control).routes(),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard)])

    async def respond(self, request: Request) -> Response:
        """An app's answer at a response URL."""
        key = request.path_params["key"]
        entry = self.api.journal.begin("from app", "response_url", "response_url", {})
        entry.done = True
        try:
            entry.request = json.loads(await request.body())
            self.urls.respond(key, entry.request)
        except SlackError as error:
            entry.problem = error.code
            return JSONResponse(error.body(), status_code=error.status)
        except ValueError:
            entry.problem = "invalid_payload"
            return PlainTextResponse("invalid_payload", status_code=400)
        return PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        """The bytes of a file, raw or as the only part of a form."""
        file_id, files = request.path_params["file_id"], self.api.context.files
        if file_id not in files.described:
            return PlainTextResponse("no such upload", status_code=404)
        if "multipart" in request.headers.get("content-type", ""):
            async with request.form() as form:
                content = b"".join(
                    [await p.read() for p in form.values() if not isinstance(p, str)]
                )
        else:
            content = await request.body()
        files.content[file_id] = content
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """An uploaded file; nothing is shown inline but pictures."""
        file_id, files = request.path_params["file_id"], self.api.context.files
        if file_id not in files.content:
            return PlainTextResponse("no such file", status_code=404)
        name = files.described[file_id]["name"].rsplit(".", 1)[-1].lower()
        kinds = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}
        if name in kinds:
            return Response(files.content[file_id], media_type=kinds[name])
        headers = {"content-disposition": "attachment"}
        return Response(
            files.content[file_id], media_type="application/octet-stream", headers=headers
        )

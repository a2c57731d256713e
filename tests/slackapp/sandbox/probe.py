"""A small Bolt app that exercises what the sandbox offers, over either transport."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from slackapp.sandbox import Sandbox

SCALE = ["Not at all", "A little", "Somewhat", "Mostly", "Fully"]


def plain(text):
    return {"type": "plain_text", "text": text}


def options(*texts):
    return [{"text": plain(text), "value": text.lower().replace(" ", "_")} for text in texts]


def block(block_id, label, element, *, optional=False):
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "answer", **element},
        "optional": optional,
    }


def form_view(*, private_metadata=""):
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Weekly check-in"),
        "submit": plain("Send"),
        "close": plain("Not now"),
        "notify_on_close": True,
        "private_metadata": private_metadata,
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "Only *totals* are shown."}},
            block("calm", "I felt calm", {"type": "radio_buttons", "options": options(*SCALE)}),
            block(
                "helpers",
                "Who helped you?",
                {"type": "multi_users_select", "max_selected_items": 3},
                optional=True,
            ),
            block(
                "kind",
                "What kind of help?",
                {"type": "static_select", "options": options("Advice", "Hands on")},
                optional=True,
            ),
            block("asked", "Whom did you ask first?", {"type": "users_select"}, optional=True),
            block(
                "topics",
                "Topics",
                {"type": "checkboxes", "options": options("Code", "People")},
                optional=True,
            ),
            block(
                "more",
                "Anything more?",
                {"type": "plain_text_input", "multiline": True, "min_length": 3, "max_length": 20},
                optional=True,
            ),
            block("day", "Which day?", {"type": "datepicker"}, optional=True),
        ],
    }


def thanks_view():
    section = {"type": "section", "text": plain("Thank you. You can change it until Friday.")}
    return {"type": "modal", "title": plain("Thanks"), "blocks": [section]}


def invitation():
    button = {"type": "button", "action_id": "open_form", "text": plain("Check in")}
    skip = {"type": "button", "action_id": "skip", "text": plain("Skip"), "value": "week-1"}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*A new round is open*"}}
    return [section, {"type": "actions", "elements": [button, skip]}]


class Probe:
    """What the app under test heard, in order, and how it answers."""

    def __init__(self):
        self.heard = []
        self.answer = {"response_action": "update", "view": thanks_view()}
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    def of(self, kind):
        return [body for name, body in self.heard if name == kind]

    async def command(self, ack, body, client):
        self.heard.append(("command", body))
        self.asked.set()
        await self.gate.wait()
        if body["text"] == "form":
            await client.views_open(trigger_id=body["trigger_id"], view=form_view())
            await ack()
        elif body["text"] == "invite":
            await client.chat_postMessage(
                channel=body["channel_id"], text="A new round is open", blocks=invitation()
            )
            await ack()
        else:
            await ack(text=f"You said {body['text']}")

    async def opened(self, ack, body, client):
        self.heard.append(("open_form", body))
        await client.views_open(trigger_id=body["trigger_id"], view=form_view())
        await ack()

    async def skipped(self, ack, body, respond):
        self.heard.append(("skip", body))
        await ack()
        await respond(text="Skipped. Nobody is told.", replace_original=False)

    async def picked(self, ack, body):
        self.heard.append(("pick", body))
        await ack()

    async def submitted(self, ack, body):
        self.heard.append(("submission", body))
        await ack(**self.answer)

    async def closed(self, ack, body):
        self.heard.append(("closed", body))
        await ack()

    async def started(self, ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=thanks_view())
        await ack()

    async def home(self, event, client):
        self.heard.append(("app_home_opened", event))
        visit = len(self.of("app_home_opened"))
        await client.views_publish(user_id=event["user"], view=home_view(visit))


def home_view(visit):
    pick = {"type": "static_select", "action_id": "pick", "options": options("Weekly", "Never")}
    section = {
        "type": "section",
        "block_id": "cadence",
        "text": plain(f"Visit {visit}"),
        "accessory": pick,
    }
    blocks = [{"type": "header", "text": plain("Welcome home")}, section, *invitation()]
    return {"type": "home", "blocks": blocks}


TOLD = [
    "member_joined_channel",
    "member_left_channel",
    "subteam_members_changed",
    "subteam_updated",
    "user_change",
    "channel_archive",
    "channel_rename",
    "app_uninstalled",
    "tokens_revoked",
]


def build(client, signing_secret, probe):
    app = AsyncApp(
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        logger=logging.getLogger("probe"),
    )
    app.command("/probe")(probe.command)
    app.action("open_form")(probe.opened)
    app.action("skip")(probe.skipped)
    app.action("pick")(probe.picked)
    app.view("form")(probe.submitted)
    app.view_closed("form")(probe.closed)
    app.shortcut("start")(probe.started)
    app.event("app_home_opened")(probe.home)
    for name in TOLD:
        app.event(name)(_listener(probe, name))
    return app


def _listener(probe, name):
    async def heard(body):
        probe.heard.append((name, body))

    return heard


@asynccontextmanager
async def connected(sandbox: Sandbox, transport: str) -> AsyncIterator[Probe]:
    """The app, connected to the sandbox by ``http`` or ``socket``."""
    probe = Probe()
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=session)
        app = build(client, sandbox.signing_secret, probe)
        if transport == "socket":
            handler = AsyncSocketModeHandler(app, sandbox.app_token)
            await handler.connect_async()
            await sandbox.connected()
            try:
                yield probe
            finally:
                await handler.close_async()
        else:
            async with _served(app) as url:
                await sandbox.connect_http(url)
                yield probe


@asynccontextmanager
async def _served(app) -> AsyncIterator[str]:
    handler = AsyncSlackRequestHandler(app)
    site = Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(site, log_level="warning", lifespan="off", ws="none"))
    serving = asyncio.create_task(server._serve(sockets=[listening]))
    await server.up.wait()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    def __init__(self, config):
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.up.set()

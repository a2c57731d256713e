"""Serve a little of everything in a fresh process, then tell which heavy libraries were loaded."""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from analytics.instrument import bank
from slackapp.domain.links import Links
from slackapp.domain.screens import Form
from slackapp.listeners.app import build as build_app
from slackapp.listeners.deps import Administration, Decisions, Deps, Own
from slackapp.listeners.language import Languages
from slackapp.ui import check_in
from slackapp.web.app import SLACK_PATH, build
from slackapp.web.front import SlackFront
from slackapp.web.health import Health
from slackapp.web.metrics import Metrics
from slackapp.web.signature import Signatures
from slackapp.web.static import plotly_path

HEAVY = {"numpy", "scipy", "plotly", "pandas", "matplotlib"}
FORM = Form(
    round_id="R1",
    team="Harbour",
    closes_at=datetime(2026, 11, 27, 9, tzinfo=UTC),
    zone="Europe/Berlin",
    items=tuple(bank.load().items.values())[:6],
    prompts=("helped_me",),
    pulse=False,
    follow_up=None,
    teammates=(("U2", "Ada"),),
    members=9,
    k=5,
)


class Stored:
    def record(self, **_answer):
        future = Future()
        future.set_result(None)
        return future

    def knows(self, _round_id):
        return True

    def page(self, *_report, **_who):
        return b"<p>report</p>"


class Known(AsyncAuthorize):
    async def __call__(self, *, context, **_who):
        context["workspace"] = "W1"
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")


def signed(fields):
    body = urlencode(fields).encode()
    stamp = str(int(time.time()))
    digest = hmac.new(b"s", f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
    return {"content": body, "headers": headers}


def nothing(kind):
    """One of those that are only handed around."""
    return kind(**dict.fromkeys(kind.__slots__))


async def main():
    links = Links(b"k" * 32, public_url="http://bearings.test", real_now=time.time)
    languages = Languages(lambda _workspace, _user: "en")
    used = {"check_ins": Stored(), "links": links, "feedback": "", "languages": languages}
    unused = {kind.__name__.lower(): nothing(kind) for kind in (Administration, Decisions, Own)}
    deps = Deps(**dict.fromkeys(Deps.__slots__) | used | unused)
    bolt = build_app(deps, authorize=Known(), client=AsyncWebClient())
    metrics = Metrics()
    front = SlackFront(bolt, signatures=Signatures("s", real_now=time.time), metrics=metrics)
    app = build(
        front=front,
        reports=Stored(),
        published=None,
        links=links,
        health=Health(tuple),
        metrics=metrics,
    )
    who = {"team": {"id": "T1"}, "user": {"id": "U1"}}
    view = check_in.view(FORM) | {"id": "V1", "state": {"values": {}}}
    submit = {"payload": json.dumps(who | {"type": "view_submission", "view": view})}
    command = {"command": "/bearings", "text": "help", "team_id": "T1", "user_id": "U1"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bearings.test") as http:
        statuses = {
            "submit": await http.post(SLACK_PATH, **signed(submit)),
            "command": await http.post(SLACK_PATH, **signed(command)),
            "report": await http.get(links.url("REP1", workspace="W1", user="U1")),
            "plotly": await http.get(plotly_path()),
            "healthz": await http.get("/healthz"),
        }
    heavy = sorted({name.partition(".")[0] for name in sys.modules} & HEAVY)
    print(json.dumps({"statuses": {k: v.status_code for k, v in statuses.items()}, "heavy": heavy}))  # noqa: T201


asyncio.run(main())

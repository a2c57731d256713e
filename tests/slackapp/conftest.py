"""Slack's side of the wire for the app's own tests: signed requests in, a small Web API out."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from concurrent.futures import Future
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import aiohttp
import httpx
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from analytics.instrument import bank
from analytics.instrument.windows import Mode, calendar
from slackapp.domain.links import Links
from slackapp.domain.screens import Form, HomeData, OpenRound, ReportLink, TeamCard
from slackapp.domain.teams import TeamState, Workspace
from slackapp.errors import ReportGone
from slackapp.listeners.afterwards import Afterwards
from slackapp.listeners.app import build
from slackapp.listeners.authorize import Authorize
from slackapp.listeners.deps import Administration, Decisions, Deps, Own
from slackapp.listeners.language import Languages
from slackapp.payloads.samples import PLAIN
from slackapp.web.front import SlackFront
from slackapp.web.metrics import Metrics
from slackapp.web.signature import Signatures

SECRET = "a signing secret for tests"
CLOSES = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


class WebAPI:
    """A Web API that takes every method, remembers the calls and fails where it is told to."""

    def __init__(self):
        self.calls = []
        self.errors = {}
        self.answers = asyncio.Event()
        self.answers.set()
        self.called = asyncio.Event()
        self.shown = 0
        self.url = ""

    def named(self, method):
        return [call for name, call in self.calls if name == method]

    async def _method(self, request):
        method = request.match_info["method"]
        if request.content_type == "application/json":
            call = await request.json()
        else:
            call = dict(await request.post()) | dict(request.query)
        for key in ("view", "blocks"):
            if isinstance(call.get(key), str):
                call[key] = json.loads(call[key])
        self.calls.append((method, call))
        self.called.set()
        if method in self.errors:
            return web.json_response({"ok": False, "error": self.errors[method]})
        await self.answers.wait()
        self.shown += 1
        return web.json_response({"ok": True, "view": {"id": "V2", "hash": f"shown.{self.shown}"}})

    async def _respond(self, request):
        self.calls.append(("respond", await request.json()))
        return web.Response(text="ok")

    async def start(self):
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_post("/respond", self._respond)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner


@pytest.fixture
async def web_api():
    api = WebAPI()
    runner = await api.start()
    yield api
    await runner.cleanup()


class CheckInsInMemory:
    """The port of the listeners, without sealing and without a database."""

    def __init__(self, form):
        self.forms = {form.round_id: form}
        self.answers = {}
        self.skipped = set()
        self.failure = None
        self.never = False

    def form(self, *, round_id, workspace, user):
        self._fail()
        return self.forms[round_id]

    def record(self, *, round_id, workspace, user, answer):
        self._fail()
        future = Future()
        if not self.never:
            self.answers[round_id, user] = answer
            future.set_result(None)
        return future

    def knows(self, round_id):
        return round_id in self.forms

    def skip(self, *, round_id, workspace, user):
        self._fail()
        self.skipped.add((round_id, user))
        future = Future()
        future.set_result(None)
        return future

    def open_for(self, *, workspace, user):
        self._fail()
        return tuple(
            OpenRound(form.round_id, form.team, form.closes_at, form.zone)
            for form in self.forms.values()
        )

    def _fail(self):
        if self.failure is not None:
            raise self.failure


class HomeInMemory:
    def __init__(self, data):
        self.data = data
        self.failure = None

    def view(self, workspace, user):
        if self.failure is not None:
            raise self.failure
        return self.data

    def state_in(self, workspace, channel):
        return next((team.state for team in self.data.teams if team.channel == channel), None)


class OneInstallation:
    """A database port that knows one workspace."""

    def __init__(self):
        self.workspace = Workspace("W1", "", "T1", "Northwind", "UBOT", "BBOT")
        self.workspaces = self
        self.stored_token = "xoxb-test"
        self.reads = 0

    def read(self, unit):
        self.reads += 1
        return unit(self)

    def by_tenant(self, *, enterprise, slack_team):
        known = (self.workspace.enterprise, self.workspace.slack_team)
        return self.workspace if (enterprise, slack_team) == known else None

    def token(self, workspace):
        return self.stored_token


@pytest.fixture
def form():
    """A check-in of a team of nine in its second round."""
    items = bank.load().items
    chosen = ("reciprocity_2", "trust_and_safety_1", "not_asking_1", "over_reliance_1")
    return Form(
        round_id="R1",
        team="Harbour & Co",
        closes_at=CLOSES,
        zone="Europe/Berlin",
        items=tuple(items[each] for each in chosen),
        prompts=("helped_me", "i_helped"),
        pulse=False,
        follow_up=None,
        teammates=(("U2", "Ada Osei"), ("U3", "Ben Ruiz"), ("U4", "Cho Min"), ("U5", "Dee <Falk>")),
        members=9,
        k=5,
    )


@pytest.fixture
def home_data():
    """What a member of two teams sees, with reports of one."""
    return HomeData(
        open=(OpenRound("R1", "Harbour & Co", CLOSES, "Europe/Berlin"),),
        teams=(
            TeamCard(
                team="TM1",
                name="Harbour & Co",
                channel="C1",
                state=TeamState.RUNNING,
                lead=False,
                n=9,
                next_opens_at=CLOSES,
                zone="Europe/Berlin",
                calendar=calendar(Mode(n=9)),
                coming=(("reciprocity", date(2026, 12, 11)),),
            ),
        ),
        reports=(ReportLink("REP1", "TM1", "Harbour & Co", date(2026, 11, 16)),),
    )


@pytest.fixture
def check_ins(form):
    return CheckInsInMemory(form)


@pytest.fixture
def home(home_data):
    return HomeInMemory(home_data)


@pytest.fixture
def installation():
    return OneInstallation()


@pytest.fixture
def links():
    return Links(b"k" * 32, public_url="https://bearings.example", real_now=time.time)


class DeparturesInMemory:
    def __init__(self):
        self.told = []
        self.failure = None

    def uninstalled(self, **tenant):
        if self.failure is not None:
            raise self.failure
        self.told.append(("uninstalled", tenant))

    def channel_gone(self, **which):
        self.told.append(("channel_gone", which))

    def channel_shared(self, **which):
        self.told.append(("channel_shared", which))

    def channel_renamed(self, **which):
        self.told.append(("channel_renamed", which))

    def group_gone(self, **which):
        self.told.append(("group_gone", which))

    def group_renamed(self, **which):
        self.told.append(("group_renamed", which))


@pytest.fixture
def departures():
    return DeparturesInMemory()


@pytest.fixture
def administration(afterwards):
    """Nobody sets anything up unless a test says how."""
    unused = dict.fromkeys(Administration.__slots__)
    return Administration(**unused | {"afterwards": afterwards})


@pytest.fixture
def afterwards():
    return Afterwards()


class ReportsInMemory:
    """One report, for everybody, until it is gone."""

    def __init__(self):
        self.kept = {"REP1"}

    def of_team(self, report_id, *, workspace, user):
        if report_id not in self.kept:
            raise ReportGone
        return "Harbour", PLAIN.reports["standing"]


@pytest.fixture
def reports():
    return ReportsInMemory()


@pytest.fixture
def decisions(reports):
    """Nobody decides anything unless a test says how."""
    return Decisions(**dict.fromkeys(Decisions.__slots__) | {"reports": reports})


@pytest.fixture
def own():
    """Nothing is anybody's own unless a test says what."""
    return Own(**dict.fromkeys(Own.__slots__))


@pytest.fixture
def locales():
    """The Slack locale of each person; everybody else has English."""
    return {}


@pytest.fixture
def languages(locales):
    return Languages(lambda _workspace, user: locales.get(user, "en-US"))


@pytest.fixture
def deps(check_ins, home, links, departures, administration, decisions, own, languages):
    return Deps(
        check_ins=check_ins,
        home=home,
        links=links,
        departures=departures,
        administration=administration,
        decisions=decisions,
        own=own,
        languages=languages,
    )


@pytest.fixture
async def bolt(web_api, deps, installation):
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=f"{web_api.url}/api/", session=session, retry_handlers=[])
        yield build(deps, authorize=Authorize(installation), client=client)


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def front(bolt, metrics):
    return SlackFront(
        bolt, signatures=Signatures(SECRET, real_now=time.time), metrics=metrics, most_bytes=300_000
    )


def signed(body, *, at=None, secret=SECRET):
    """Headers as Slack sends them with these bytes."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={digest.hexdigest()}",
        "content-type": "application/x-www-form-urlencoded",
    }


class Slack:
    """Slack as the app meets it: every request is signed and goes through the front.

    What goes on after an answer is over before it is returned, unless `waits` is false.
    """

    def __init__(self, front, web_api, afterwards):
        self.web_api = web_api
        self.afterwards = afterwards
        self.waits = True
        transport = httpx.ASGITransport(app=front)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://bearings.test")
        self.sent = 0

    async def post(self, body, **headers):
        response = await self.http.post(
            "/slack/events", content=body, headers=signed(body) | dict(headers)
        )
        if self.waits:
            await self.afterwards.settled()
        return response

    async def interact(self, payload):
        self.sent += 1
        who = {
            "team": {"id": "T1", "domain": "northwind"},
            "user": {"id": "U1", "team_id": "T1"},
            "api_app_id": "A1",
            # Real requests differ in their trigger; so do their signatures.
            "trigger_id": f"trigger.{self.sent}",
        }
        body = urlencode({"payload": json.dumps(who | payload)}).encode()
        return await self.post(body)

    async def press(self, action, value="R1", **more):
        """A button in a message, unless `view` says otherwise."""
        source = {} if "view" in more else {"response_url": f"{self.web_api.url}/respond"}
        pressed = {"type": "button", "action_id": action, "value": value, "block_id": "b"}
        return await self.interact(
            {"type": "block_actions", "actions": [pressed]} | source | dict(more)
        )

    async def pick(self, view, values):
        """Names chosen in the open form."""
        shown = view | {"id": "V1", "hash": "h", "state": {"values": values}}
        element = {"type": "multi_static_select", "action_id": "pick", "block_id": "b"}
        return await self.interact({"type": "block_actions", "actions": [element], "view": shown})

    async def submit(self, view, values, **more):
        shown = view | {"id": "V1", "hash": "h", "state": {"values": values}}
        return await self.interact({"type": "view_submission", "view": shown} | more)

    async def command(self, text):
        self.sent += 1
        fields = {
            "command": "/bearings",
            "text": text,
            "team_id": "T1",
            "user_id": "U1",
            "channel_id": "C1",
            "trigger_id": f"trigger.{self.sent}",
            "response_url": f"{self.web_api.url}/respond",
        }
        return await self.post(urlencode(fields).encode())

    async def event(self, kind, **fields):
        self.sent += 1
        payload = {
            "type": "event_callback",
            "team_id": "T1",
            "event_id": f"Ev{self.sent}",
            "authorizations": [{"team_id": "T1", "enterprise_id": None}],
            "event": {"type": kind, "user": "U1", "event_ts": str(self.sent)} | fields,
        }
        body = json.dumps(payload).encode()
        return await self.post(body, **{"content-type": "application/json"})


@pytest.fixture
async def slack(front, web_api, afterwards):
    side = Slack(front, web_api, afterwards)
    yield side
    await afterwards.close()
    await side.http.aclose()


@pytest.fixture
def choose():
    """Fill one block of a form's state: an option, options, or names."""

    def fill(view, block_id, *values):
        block = next(each for each in view["blocks"] if each.get("block_id") == block_id)
        element = block["element"]
        options = [each for each in element["options"] if each["value"] in values]
        assert len(options) == len(values), (block_id, values)
        several = element["type"] in {"multi_static_select", "checkboxes"}
        chosen = {"selected_options": options} if several else {"selected_option": options[0]}
        return {block_id: {element["action_id"]: {"type": element["type"]} | chosen}}

    return fill


@pytest.fixture
def sign():
    return signed

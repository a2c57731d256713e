"""People in a local Slack meet the real app, over both transports and with the real manifest."""

import contextlib
import dataclasses
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.bootstrap.server import listen, serving
from slackapp.domain.answers import Answer, Tie
from slackapp.domain.ids import UserId
from slackapp.domain.rounds import Asks
from slackapp.gateway.slack import Slack
from slackapp.gateway.socket import SocketMode
from slackapp.listeners.app import build
from slackapp.listeners.authorize import Authorize
from slackapp.sandbox import Channel, Person, Sandbox, loopback
from slackapp.ui import invitation, reminder
from slackapp.web import app as web
from slackapp.web.front import SlackFront
from slackapp.web.health import Health
from slackapp.web.metrics import Metrics
from slackapp.web.signature import Signatures

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
NAMES = {"U1": "Ida Berg", "U2": "Ada Osei", "U3": "Ben Ruiz", "U4": "Cho Min", "U5": "Dee <Falk>"}


@pytest.fixture
async def workspace():
    people = [Person(id=user, name=user.lower(), real_name=name) for user, name in NAMES.items()]
    channels = [Channel(id="C1", name="harbour", members=tuple(NAMES))]
    sandbox = Sandbox("Northwind", people=people, channels=channels, manifest=MANIFEST)
    async with sandbox.running() as running:
        yield running


@pytest.fixture(params=["http", "socket"])
async def app(request, workspace, deps, installation, links):
    """The app, connected by either transport."""
    async with contextlib.AsyncExitStack() as stack:
        slack = Slack(base_url=workspace.api_url, timeout=10.0)
        stack.push_async_callback(slack.close)
        told = await slack.client(workspace.bot_token).auth_test()
        installation.stored_token = workspace.bot_token
        installation.workspace = dataclasses.replace(
            installation.workspace, slack_team=told["team_id"], bot_user=told["user_id"]
        )
        bolt = build(deps, authorize=Authorize(installation), client=slack.client())
        if request.param == "socket":
            socket_mode = SocketMode(bolt, slack, app_token=workspace.app_token)
            stack.push_async_callback(socket_mode.close)
            await socket_mode.connect()
            await workspace.connected()
        else:
            url = await stack.enter_async_context(served(bolt, workspace, links))
            await workspace.connect_http(url)
        yield bolt


@contextlib.asynccontextmanager
async def served(bolt, workspace, links):
    metrics = Metrics()
    signatures = Signatures(workspace.signing_secret, real_now=time.time)
    site = web.build(
        front=SlackFront(bolt, signatures=signatures, metrics=metrics),
        reports=None,
        published=None,
        links=links,
        health=Health(tuple),
        metrics=metrics,
    )
    listening = listen("127.0.0.1", 0)
    async with serving(site, listening):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{web.SLACK_PATH}"
    assert metrics.refused("unsigned") == metrics.refused("malformed") == 0


@pytest.fixture
async def posted(workspace, form):
    """An invitation in the channel, as the ledger would post it."""
    words = invitation.message(
        round_id=form.round_id,
        team=form.team,
        closes_at=form.closes_at,
        zone=form.zone,
        asks=Asks(prompts=form.prompts),
    )
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=workspace.bot_token, base_url=workspace.api_url, session=session
        )
        await client.chat_postMessage(channel="C1", text=words["text"], blocks=words["blocks"])
        yield client


async def test_a_teammate_answers_from_the_channel(app, workspace, posted, check_ins):
    ida = workspace.actor("U1")
    await ida.click("Check in")
    shown = await ida.modal("Check-in")
    assert "anonymous from then on" in shown.words
    await ida.fill({"Help in our team went both ways.": "Mostly true"})
    await ida.choose("Who helped you this week?", ["Ada Osei", "Cho Min"])
    await ida.sees("What kind of help came from Cho Min?")
    done = await ida.submit(
        {
            "What kind of help came from Cho Min?": "Was there for me",
            "Whom did you help?": ["Nobody this week"],
        }
    )
    assert done.errors == {}
    thanks = await ida.modal()
    assert thanks.callback_id == "thanks_view"
    assert "Ada Osei" in thanks.words
    assert check_ins.answers == {
        ("R1", "U1"): Answer(
            items={"reciprocity_2": 4},
            helped_me=(Tie(UserId("U2")), Tie(UserId("U4"), "care")),
            i_helped=(),
        )
    }


async def test_nobody_and_names_together_are_asked_about_and_nothing_typed_is_lost(
    app, workspace, posted, check_ins
):
    ida = workspace.actor("U1")
    await ida.click("Check in")
    answers = {
        "Help in our team went both ways.": "Very true",
        "Who helped you this week?": ["Nobody this week", "Ben Ruiz"],
    }
    done = await ida.submit(answers)
    assert list(done.errors) == ["prompt.helped_me"]
    done = await ida.submit({"Who helped you this week?": ["Ben Ruiz"]})
    assert done.errors == {}
    [answer] = check_ins.answers.values()
    assert answer == Answer(items={"reciprocity_2": 5}, helped_me=(Tie(UserId("U3")),))


async def test_skipping_tells_nobody_else(app, workspace, posted, check_ins):
    ida, ben = workspace.actor("U1"), workspace.actor("U3")
    await ida.click("Skip")
    await ida.sees("nobody is told")
    assert check_ins.skipped == {("R1", "U1")}
    assert "Noted" not in (await ben.screen())["words"]


async def test_home_shows_what_is_open_and_opens_it(app, workspace, check_ins):
    ida = workspace.actor("U1")
    home = await ida.home()
    assert "Harbour & Co" in home.words
    assert "Sealed until it is counted" in home.words
    await ida.click("Check in", within="home")
    await ida.modal("Check-in")
    await ida.submit()
    assert list(check_ins.answers) == [("R1", "U1")]


async def test_typed_words_open_the_form_or_answer(app, workspace):
    ida = workspace.actor("U1")
    await ida.command("/bearings", "help")
    await ida.sees("opens your check-in")
    await ida.command("/bearings", "status")
    await ida.sees("a check-in is open until")
    await ida.command("/bearings", "checkin")
    await ida.modal("Check-in")


async def test_a_report_opens_by_a_link_of_ones_own(app, workspace, links):
    ida = workspace.actor("U1")
    await ida.home()
    await ida.click("Get a link", within="home")
    await ida.modal("Report")
    done = await ida.click("Open in the browser")
    parts = urlsplit(done.url)
    link = links.read(parts.query.removeprefix("t="), report="REP1")
    assert (parts.path, link.user) == ("/reports/REP1", "U1")


async def test_a_reminder_works_like_the_invitation(app, workspace, posted, form, check_ins):
    words = reminder.message(
        round_id=form.round_id,
        team=form.team,
        closes_at=form.closes_at,
        zone=form.zone,
        asks=Asks(prompts=form.prompts),
    )
    await posted.chat_postMessage(channel="U2", text=words["text"], blocks=words["blocks"])
    ada = workspace.actor("U2")
    await ada.sees("This is the only reminder")
    await ada.click("Skip", within=(await ada.messages())[-1]["ref"])
    await ada.sees("nobody is told")
    assert check_ins.skipped == {("R1", "U2")}


async def test_no_answer_travels_in_a_message(app, workspace, posted):
    ida = workspace.actor("U1")
    await ida.click("Check in")
    await ida.submit({"Who helped you this week?": ["Ada Osei"]})
    assert (await ida.modal()).callback_id == "thanks_view"
    async with loopback.client(base_url=workspace.url) as http:
        for user in NAMES:
            state = (await http.get("/control/state", params={"actor": user})).json()
            assert "Ada Osei" not in json.dumps([c["messages"] for c in state["channels"]])

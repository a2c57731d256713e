"""A small workspace and a small app, connected by either transport."""

import sys
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.sandbox import Channel, Person, Sandbox

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from probe import connected  # noqa: E402 (found beside this file, since tests are no package)

PEOPLE = [
    Person(id="U_ADA", name="ada", real_name="Ada Osei", tz="Europe/Berlin"),
    Person(id="U_BEN", name="ben", real_name="Ben Ruiz", tz="America/New_York"),
    Person(id="U_CHO", name="cho", real_name="Cho Min", tz="Asia/Seoul"),
    Person(id="U_DEE", name="dee", real_name="Dee Falk", is_admin=True),
    Person(id="U_OLD", name="old", real_name="Old Hand", deleted=True),
]
CHANNELS = [
    Channel(id="C_TEAM", name="team", members=("U_ADA", "U_BEN", "U_CHO", "U_DEE")),
    Channel(id="C_ELSE", name="elsewhere", members=("U_BEN",), has_app=False),
    Channel(id="G_LEADS", name="leads", members=("U_DEE",), is_private=True),
    Channel(id="C_PAST", name="past", members=("U_ADA",), is_archived=True),
]


@pytest.fixture
def sandbox_manifest():
    return HERE / "manifest.yml"


@pytest.fixture
def make_sandbox():
    def make(**settings):
        defaults = {"retry_seconds": (0.0, 0.0, 0.0), "manifest": HERE / "manifest.yml"}
        return Sandbox("Northwind", people=PEOPLE, channels=CHANNELS, **{**defaults, **settings})

    return make


@pytest.fixture
async def sandbox(make_sandbox):
    async with make_sandbox().running() as running:
        yield running


@pytest.fixture
async def slack(sandbox):
    """Slack's own client, talking to the sandbox."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=session)


@pytest.fixture(params=["http", "socket"])
async def probe(request, sandbox):
    """The app under test, over both transports in turn."""
    async with connected(sandbox, request.param) as app:
        yield app

"""Slack's side of the gateway: the sandbox, over the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from slackapp.gateway.slack import Slack
from slackapp.sandbox import Channel, Person, Sandbox

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
PEOPLE = [
    Person(id="U_ADA", name="ada", real_name="Ada Osei", tz="Europe/Berlin", is_admin=True),
    Person(id="U_BEN", name="ben", real_name="Ben Ruiz", status_emoji=":palm_tree:"),
    Person(id="U_CHO", name="cho", real_name="Cho Min", status_text="On Leave until May"),
    Person(id="U_DEE", name="dee", real_name="Dee Falk", is_restricted=True),
    Person(id="U_OLD", name="old", real_name="Old Hand", deleted=True),
]
CHANNELS = [
    Channel(id="C_TEAM", name="team", members=tuple(person.id for person in PEOPLE)),
    Channel(id="C_ELSE", name="elsewhere", members=("U_BEN",), has_app=False),
    Channel(id="G_ELSE", name="secret", members=("U_BEN",), is_private=True, has_app=False),
    Channel(id="C_OPEN", name="open", members=("U_ADA",), shared=True),
    Channel(id="C_PAST", name="past", members=("U_ADA",), is_archived=True),
]


class OneToken:
    """The tokens of one workspace."""

    def __init__(self, token):
        self.token = token
        self.newer = None
        self.slack_team = ""

        self.enterprise = ""

    async def home(self, workspace):
        return self.slack_team

    async def organisation(self, workspace):
        return frozenset(filter(None, (self.slack_team, self.enterprise)))

    async def of(self, workspace):
        return self.token if workspace == "w1" else None

    async def renewed(self, workspace, refused):
        return None if self.newer == refused else self.newer


class Statuses:
    """What an admin chose."""

    def __init__(self, *known):
        self.known = known

    async def of(self, workspace):
        return self.known


@pytest.fixture
async def sandbox():
    made = Sandbox("Northwind", people=PEOPLE, channels=CHANNELS, manifest=MANIFEST)
    async with made.running() as running:
        yield running


@pytest.fixture
def patience():
    """Seconds a call may take: a busy machine is not a Slack that is away."""
    return 60.0


@pytest.fixture
async def slack(sandbox, patience):
    client = Slack(base_url=sandbox.api_url, timeout=patience)
    yield client
    await client.close()


@pytest.fixture
def tokens(sandbox):
    return OneToken(sandbox.bot_token)

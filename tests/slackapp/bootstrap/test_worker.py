"""A worker keeps the limits it was set up with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.bootstrap import operating, worker
from slackapp.bootstrap.house import open_house
from slackapp.gateway.slack import Slack
from slackapp.jobs.pulse import Pulse
from slackapp.settings import load, variable


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in (("posts_per_second", "2"), ("slack_timeout_seconds", "7")):
        monkeypatch.setenv(variable(name), value)
    operating.migrate(lambda sentence: None)
    return load()


async def test_it_sends_as_fast_and_waits_as_long_as_was_set(settings):
    house = open_house(settings)
    slack = Slack(base_url="http://127.0.0.1:1/api/", timeout=settings.slack_timeout_seconds)
    runner = worker.build(house, slack, Pulse())
    assert runner._ledger.limits.posts_per_second == 2.0
    assert runner._ledger.longest_call == timedelta(seconds=7)
    await slack.close()
    house.close()

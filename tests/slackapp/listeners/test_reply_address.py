"""A request that would have the app send words elsewhere than to Slack is refused unread."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from slackapp.listeners.reply_address import ReplyAddress
from slackapp.ui import ids

ELSEWHERE = "https://evil.example/hook"
REAL, LOCAL = "https://slack.com/api/", "http://127.0.0.1:8001/api/"


async def test_nothing_is_kept_nor_said_where_the_answer_would_go_elsewhere(
    slack, web_api, check_ins
):
    response = await slack.press(ids.SKIP, response_url=ELSEWHERE)
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert web_api.calls == []
    assert check_ins.skipped == set()


async def goes_on(base_url, body):
    """Whether whatever comes after it is reached."""
    reached = []

    async def onward():
        reached.append(True)
        return BoltResponse(status=200)

    request = AsyncBoltRequest(body=body, mode="socket_mode")
    place = ReplyAddress(base_url=base_url)
    await place.async_process(req=request, resp=BoltResponse(status=200), next=onward)
    return bool(reached)


@pytest.mark.parametrize(
    ("base_url", "url", "is_slack"),
    [
        (REAL, "https://hooks.slack.com/actions/T1/1/x", True),
        (REAL, "https://hooks.slack.com/commands/T1/1/x", True),
        (REAL, "https://slack.com/actions/T1/1/x", False),
        (REAL, "http://hooks.slack.com/actions/T1/1/x", False),
        (REAL, "https://hooks.slack.com.evil.example/x", False),
        (REAL, "https://hooks.slack.com@evil.example/x", False),
        (REAL, "https://hooks.slack.com:8443/x", False),
        (REAL, "http://169.254.169.254/latest", False),
        (REAL, "//hooks.slack.com/x", False),
        (REAL, "https://[broken", False),
        (LOCAL, "http://127.0.0.1:8001/respond/1", True),
        (LOCAL, "http://127.0.0.1:8002/respond/1", True),
        (LOCAL, "http://10.0.0.1:8001/respond/1", False),
        (LOCAL, "http://hooks.slack.com/actions/T1/1/x", False),
    ],
)
async def test_slack_answers_at_an_address_of_its_own(base_url, url, is_slack):
    assert await goes_on(base_url, {"response_url": url}) is is_slack


async def test_what_asks_for_no_answer_goes_on():
    assert await goes_on(REAL, {"type": "view_submission"})

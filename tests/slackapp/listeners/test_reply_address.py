"""A request that would have the app send words elsewhere than to Slack is refused unread."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from slackapp.listeners.reply_address import ReplyAddress
from slackapp.ui import ids

ELSEWHERE = "https://evil.example/hook"


async def test_nothing_is_kept_nor_said_where_the_answer_would_go_elsewhere(
    slack, web_api, check_ins
):
    response = await slack.press(ids.SKIP, response_url=ELSEWHERE)
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert web_api.calls == []
    assert check_ins.skipped == set()


@pytest.mark.parametrize(
    ("url", "goes_on"),
    [
        ("https://hooks.slack.com/actions/T1/1/x", True),
        ("https://hooks.slack.com/commands/T1/1/x", True),
        ("https://slack.com/actions/T1/1/x", False),
        ("http://hooks.slack.com/actions/T1/1/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("http://169.254.169.254/latest", False),
        ("//hooks.slack.com/x", False),
        ("https://[broken", False),
    ],
)
async def test_slack_answers_at_an_address_of_its_own(url, goes_on):
    request = AsyncBoltRequest(body={"response_url": url}, mode="socket_mode")
    passed = BoltResponse(status=200)

    async def onward():
        return passed

    place = ReplyAddress(base_url="https://slack.com/api/")
    response = await place.async_process(req=request, resp=BoltResponse(status=200), next=onward)
    assert (response is passed) is goes_on


@pytest.mark.parametrize(
    ("url", "goes_on"),
    [
        ("http://127.0.0.1:8001/respond/1", True),
        ("http://127.0.0.1:8002/respond/1", True),
        ("http://10.0.0.1:8001/respond/1", False),
    ],
)
async def test_several_local_slacks_answer_on_one_host(url, goes_on):
    request = AsyncBoltRequest(body={"response_url": url}, mode="socket_mode")
    passed = BoltResponse(status=200)

    async def onward():
        return passed

    place = ReplyAddress(base_url="http://127.0.0.1:8001/api/")
    response = await place.async_process(req=request, resp=BoltResponse(status=200), next=onward)
    assert (response is passed) is goes_on


async def test_what_asks_for_no_answer_goes_on():
    request = AsyncBoltRequest(body={"type": "view_submission"}, mode="socket_mode")
    passed = BoltResponse(status=200)

    async def onward():
        return passed

    place = ReplyAddress(base_url="https://slack.com/api/")
    assert (
        await place.async_process(req=request, resp=BoltResponse(status=200), next=onward) is passed
    )

"""Every way Slack can fail can be switched on."""

import asyncio

import pytest
from probe import form_view
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.sandbox import Fault


async def refused(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_a_rate_limit_names_the_seconds_and_passes(slack, sandbox):
    sandbox.faults.add(Fault(target="auth.test", kind="ratelimited", retry_after=7))
    answer = await refused(slack.auth_test())
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "7"
    assert (await slack.auth_test())["ok"]


@pytest.mark.parametrize(
    "kind", ["channel_not_found", "is_archived", "token_revoked", "fatal_error"]
)
async def test_any_error_can_be_answered_a_number_of_times(slack, sandbox, kind):
    sandbox.faults.add(Fault(target="chat.postMessage", kind=kind, times=2))
    for _ in range(2):
        call = slack.chat_postMessage(channel="C_TEAM", text="Hello")
        assert (await refused(call))["error"] == kind
    assert (await slack.chat_postMessage(channel="C_TEAM", text="Hello"))["ok"]


async def test_an_expired_trigger_can_be_pretended(slack, sandbox):
    sandbox.faults.add(Fault(target="views.open", kind="expired_trigger_id"))
    trigger = sandbox.context.triggers.issue("U_ADA")
    call = slack.views_open(trigger_id=trigger, view=form_view())
    assert (await refused(call))["error"] == "expired_trigger_id"


async def test_a_server_error_has_its_status(slack, sandbox):
    sandbox.faults.add(Fault(target="*", kind="http_500"))
    assert (await refused(slack.auth_test())).status_code == 500


@pytest.mark.parametrize(("kind", "posted"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_a_timeout_comes_before_or_after_the_message_was_accepted(sandbox, kind, posted):
    sandbox.faults.add(Fault(target="chat.postMessage", kind=kind))
    client = AsyncWebClient(
        token=sandbox.bot_token, base_url=sandbox.api_url, timeout=5, retry_handlers=[]
    )
    with pytest.raises(asyncio.TimeoutError):
        await client.chat_postMessage(channel="C_TEAM", text="Hello")
    assert len(sandbox.workspace.messages.get("C_TEAM", [])) == posted

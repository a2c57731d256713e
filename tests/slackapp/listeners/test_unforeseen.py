"""What an error that nobody raised on purpose is told as."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackapp.errors import RoundClosed, SlackAway, SlackFailed, TookTooLong, Unforeseen
from slackapp.listeners.unforeseen import deliberate


def answered(status, data):
    """An answer of Slack, or of something before it, as the client raises it."""
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="views.open",
        req_args={},
        data=data,
        headers={},
        status_code=status,
    )
    return SlackApiError("refused", response)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (answered(429, {"ok": False, "error": "ratelimited"}), SlackFailed),
        (answered(500, {"ok": False, "error": "internal_error"}), SlackFailed),
        (answered(503, "upstream connect error"), SlackFailed),
        (aiohttp.ServerDisconnectedError(), SlackFailed),
        (TimeoutError(), SlackFailed),
        (answered(200, {"ok": False, "error": "token_revoked"}), SlackAway),
        (answered(200, {"ok": False, "error": "expired_trigger_id"}), TookTooLong),
        (answered(200, {"ok": False, "error": "invalid_blocks"}), Unforeseen),
        (KeyError("typed"), Unforeseen),
        (RoundClosed(), RoundClosed),
    ],
)
def test_whose_fault_it_was_is_told_as_it_is(error, told, caplog):
    assert type(deliberate(error)) is told
    # What nobody foresaw is looked for in the log; what Slack does is none of ours.
    logged = [record.levelname for record in caplog.records]
    assert logged == {SlackFailed: ["WARNING"], Unforeseen: ["ERROR"]}.get(told, [])

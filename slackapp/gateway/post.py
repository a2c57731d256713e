"""Post one message once, and say exactly what is known about what became of it."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.domain.ids import WorkspaceId
from slackapp.gateway.slack import TOKEN_REFUSED, Slack, said
from slackapp.gateway.tokens import Tokens
from slackapp.services.outbox import (
    NOT_UNDERSTOOD,
    Block,
    Limited,
    Message,
    Outcome,
    Refused,
    Sent,
    Unclear,
    plainer,
)

METHOD = "chat.postMessage"
REPLACE = "chat.update"
ASK = "auth.test"

_TRANSIENT = frozenset({"service_unavailable", "team_added_to_org", "rate_limited", "ratelimited"})
# Slack says of these that "some aspect of the operation" may have succeeded before the error.
_MAYBE_DONE = frozenset({"fatal_error", "internal_error", "request_timeout"})
_DEFAULT_RETRY_AFTER = 30.0
"""Seconds to wait when Slack says "too fast" without saying for how long."""


class Poster:
    """Posts as the bot of each delivery's workspace."""

    def __init__(self, slack: Slack, tokens: Tokens) -> None:
        """Take the shared client and where tokens come from."""
        self._slack = slack
        self._tokens = tokens

    async def __call__(self, workspace: WorkspaceId, message: Message, /) -> Outcome:
        """Post; a table gives way to words where Slack refuses it.

        A workspace that was installed anew is posted to with its new token.
        """
        token = await self._tokens.of(workspace)
        if token is None:
            return Refused("no_token", permanent=True)
        outcome = await self._as(token, message)
        if isinstance(outcome, Refused) and outcome.error in TOKEN_REFUSED:
            renewed = await self._tokens.renewed(workspace, token)
            if renewed is not None:
                return await self._as(renewed, message)
        return outcome

    async def _as(self, token: str, message: Message) -> Outcome:
        client = self._slack.client(token)
        if message.may_be_there and (refusal := await _unanswered(client)) is not None:
            return refusal
        outcome: Outcome = Refused("no_text", permanent=True)
        for blocks in plainer(message.blocks, message.plain):
            outcome = await _once(client, message, blocks)
            if not isinstance(outcome, Refused) or outcome.error not in NOT_UNDERSTOOD:
                break
        return outcome


async def _unanswered(client: AsyncWebClient) -> Outcome | None:
    """Ask Slack for nothing; None where it answers, else why nothing is posted now."""
    outcome = await _call(client, ASK, {})
    if isinstance(outcome, Sent):
        return None
    return Refused("not_answered", permanent=False) if isinstance(outcome, Unclear) else outcome


async def _once(client: AsyncWebClient, message: Message, blocks: tuple[Block, ...]) -> Outcome:
    body: dict[str, object] = {"channel": message.channel, "text": message.text}
    if message.instead_of:
        body["ts"] = message.instead_of
    else:
        body |= {"unfurl_links": False, "unfurl_media": False}
    if blocks:
        body["blocks"] = list(blocks)
    if message.thread:
        body["thread_ts"] = message.thread
    return await _call(client, REPLACE if message.instead_of else METHOD, body)


async def _call(client: AsyncWebClient, method: str, body: dict[str, object]) -> Outcome:
    try:
        answer = await client.api_call(method, json=body)
    except SlackApiError as error:
        return _refusal(error)
    except aiohttp.ClientConnectorError:
        return Refused("not_reached", permanent=False)
    except (aiohttp.ClientError, TimeoutError) as error:
        return Unclear(type(error).__name__)
    return Sent(str(answer.get("ts", "")))


def _refusal(error: SlackApiError) -> Outcome:
    """Sort Slack's answer; a body that is no answer leaves the outcome unclear."""
    response = error.response
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 500)
    word = said(error)
    if status == 429 or word in {"ratelimited", "rate_limited"}:  # noqa: PLR2004 (HTTP's own name)
        return Limited(_seconds(response.headers.get("Retry-After")))
    if status >= 500 or word is None or word in _MAYBE_DONE:  # noqa: PLR2004
        return Unclear(word or f"http_{status}")
    return Refused(word, permanent=word not in _TRANSIENT)


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isdigit() else _DEFAULT_RETRY_AFTER

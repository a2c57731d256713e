"""Whose token this is and what it may do, as Slack says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError

from slackapp.errors import SlackAway, TokenRefused
from slackapp.gateway.slack import TOKEN_REFUSED, Slack, said

_NOT_NOW = frozenset({"ratelimited", "fatal_error", "internal_error", "service_unavailable"})


@dataclass(frozen=True, slots=True)
class Identity:
    """One installation of the app. Ids are "" where Slack has none."""

    enterprise: str
    slack_team: str
    name: str
    bot_user: str
    bot_id: str
    scopes: frozenset[str]
    """What the token may do; empty when Slack does not say."""
    said_at: datetime | None = None
    """Slack's own clock when it answered, to the second; None when it does not say."""
    address: str = ""
    """Where the workspace is in a browser."""


SCOPES = frozenset(
    {
        "channels:read",
        "chat:write",
        "commands",
        "groups:read",
        "usergroups:read",
        "users:read",
    }
)
"""What the bot is allowed to do, as in the manifest: no history scope among them."""


async def identify(slack: Slack, token: str) -> Identity:
    """Ask Slack whose token this is.

    Raises:
        TokenRefused: Slack knows no such token, or has revoked it.
        SlackAway: Slack could not be asked just now.
    """
    try:
        answer = await slack.client(token).api_call("auth.test")
    except SlackApiError as error:
        word = said(error)
        if word is None or word in _NOT_NOW or error.response.status_code != HTTPStatus.OK:
            raise SlackAway from error
        raise TokenRefused(f"Slack refuses the bot token: {word}.") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackAway from error
    scopes = str(answer.headers.get("x-oauth-scopes") or "")
    return Identity(
        enterprise=str(answer.get("enterprise_id") or ""),
        slack_team=str(answer.get("team_id") or ""),
        name=str(answer.get("team") or ""),
        bot_user=str(answer.get("user_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
        said_at=_date(answer.headers.get("Date")),
        address=_web(answer.get("url")),
    )


async def works(slack: Slack, token: str) -> bool:
    """Ask Slack whether a token still works; False only when Slack itself says that it does not.

    Raises:
        SlackAway: Slack said nothing, or nothing about the token.
    """
    try:
        await slack.client(token).api_call("auth.test")
    except SlackApiError as error:
        if said(error) in TOKEN_REFUSED and error.response.status_code == HTTPStatus.OK:
            return False
        raise SlackAway from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackAway from error
    return True


async def try_socket(slack: Slack, app_token: str) -> None:
    """Ask Slack for a Socket Mode address, without connecting to it.

    Raises:
        TokenRefused: the app-level token is wrong, or lacks `connections:write`.
        SlackAway: Slack could not be asked just now.
    """
    try:
        await slack.client(app_token).api_call("apps.connections.open")
    except SlackApiError as error:
        word = said(error)
        if word is None or word in _NOT_NOW:
            raise SlackAway from error
        raise TokenRefused(f"Slack refuses the app token: {word}.") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackAway from error


def _web(address: object) -> str:
    """An address that a page may lead to; "" for any other."""
    return str(address) if str(address).startswith(("https://", "http://")) else ""


def _date(header: str | None) -> datetime | None:
    return parsedate_to_datetime(header).astimezone(UTC) if header else None

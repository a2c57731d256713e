"""Slack's way of installing an app: an address to agree at, and a code that becomes a token."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackapp.errors import BearingsError, InstallRefused, InstallTooWide, SlackAway
from slackapp.gateway.identity import SCOPES
from slackapp.gateway.slack import Slack, said


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody agreed to; the token is never shown."""

    token: str = field(repr=False)
    installer: str
    """The user id of whoever agreed."""


class OAuth:
    """The two steps of an installation that are Slack's."""

    def __init__(
        self, slack: Slack, *, client_id: str, client_secret: str, redirect_uri: str
    ) -> None:
        """`redirect_uri` is where Slack sends people back; the app's settings at Slack name it."""
        self._slack = slack
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._addresses = AuthorizeUrlGenerator(
            client_id=client_id,
            scopes=sorted(SCOPES),
            redirect_uri=redirect_uri,
            authorization_url=urljoin(slack.base_url, "../oauth/v2/authorize"),
        )

    def address(self, state: str) -> str:
        """Return where a person agrees; `state` comes back with them."""
        return self._addresses.generate(state)

    async def exchange(self, code: str) -> Grant:
        """Turn the code that a person came back with into a token.

        Raises:
            InstallRefused: Slack does not know the code, or it was used before.
            InstallTooWide: it is for a whole organisation.
            SlackAway: Slack could not be asked just now.
        """
        fields = {
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "code": code,
            "redirect_uri": self._redirect_uri,
        }
        answer = await trade(self._slack, "oauth.v2.access", fields, refused=InstallRefused)
        if answer.get("is_enterprise_install"):
            raise InstallTooWide
        installer = (answer.get("authed_user") or {}).get("id") or ""
        return Grant(token=str(answer["access_token"]), installer=str(installer))


async def trade(
    slack: Slack, method: str, fields: dict[str, str], *, refused: type[BearingsError]
) -> AsyncSlackResponse:
    """Hand Slack a code and return what it gives for it.

    Raises:
        SlackAway: Slack could not be asked just now.
        refused: Slack does not know the code, or it was used before.
    """
    try:
        return await slack.client().api_call(method, data=fields)
    except SlackApiError as error:
        if said(error) in {None, "ratelimited"} or error.response.status_code != HTTPStatus.OK:
            raise SlackAway from error
        raise refused from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackAway from error

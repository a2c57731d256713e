"""Sign in with Slack (OpenID Connect): an address, and a code that says who somebody is.

The token that says so comes from Slack over a connection that this process opened and whose
certificate it checked. OpenID Connect Core 1.0, 3.1.3.7, lets that stand for a look at the token's
signature. Everything else in it is checked.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from slack_sdk.oauth import OpenIDConnectAuthorizeUrlGenerator

from slackapp.errors import SignInRefused
from slackapp.gateway.oauth import trade
from slackapp.gateway.slack import Slack

USER_SCOPES = frozenset({"openid"})
"""What a person is asked for: who they are, no name, no address."""
_SKEW_SECONDS = 60
_CLAIM = "https://slack.com/"
"""What Slack's own claims begin with, wherever it runs."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who signed in, in Slack's ids; `enterprise` is "" where there is none."""

    enterprise: str
    slack_team: str
    user: str


class OpenID:
    """The two steps of a sign-in that are Slack's."""

    def __init__(
        self,
        slack: Slack,
        *,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        real_now: Callable[[], float],
    ) -> None:
        """`redirect_uri` is where Slack sends people back; `real_now` gives POSIX seconds."""
        self._slack = slack
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._real_now = real_now
        self._issuer = urljoin(slack.base_url, "/").rstrip("/")
        self._addresses = OpenIDConnectAuthorizeUrlGenerator(
            client_id=client_id,
            scopes=sorted(USER_SCOPES),
            redirect_uri=redirect_uri,
            authorization_url=urljoin(slack.base_url, "../openid/connect/authorize"),
        )

    def address(self, state: str, *, nonce: str) -> str:
        """Return where a person agrees; `state` comes back with them, `nonce` in the answer."""
        return self._addresses.generate(state, nonce=nonce)

    async def exchange(self, code: str, *, nonce: str) -> Visitor:
        """Turn the code that a person came back with into who they are.

        The access token beside it is not looked at and not kept.

        Raises:
            SignInRefused: Slack does not know the code, or says something we did not ask.
            SlackAway: Slack could not be asked just now.
        """
        fields = {
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "code": code,
            "redirect_uri": self._redirect_uri,
            "grant_type": "authorization_code",
        }
        answer = await trade(self._slack, "openid.connect.token", fields, refused=SignInRefused)
        claims = _claims(answer.get("id_token"))
        self._check(claims, nonce)
        return Visitor(
            enterprise=str(claims.get(f"{_CLAIM}enterprise_id") or ""),
            slack_team=_text(claims, f"{_CLAIM}team_id"),
            user=_text(claims, f"{_CLAIM}user_id"),
        )

    def _check(self, claims: dict[str, Any], nonce: str) -> None:
        """Refuse what another issuer said, what is for another app, old, or another sign-in's."""
        now = self._real_now()
        if claims.get("iss") != self._issuer:
            raise SignInRefused
        if claims.get("aud") not in (self._client_id, [self._client_id]):
            raise SignInRefused
        if not hmac.compare_digest(_text(claims, "nonce").encode(), nonce.encode()):
            raise SignInRefused
        if _number(claims, "exp") <= now or _number(claims, "iat") > now + _SKEW_SECONDS:
            raise SignInRefused


def _claims(token: object) -> dict[str, Any]:
    """The middle part of a JSON Web Token; raises `SignInRefused` when it is none."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        raise SignInRefused
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise SignInRefused from error
    if not isinstance(found, dict):
        raise SignInRefused
    return found


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise SignInRefused
    return value


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise SignInRefused
    return value

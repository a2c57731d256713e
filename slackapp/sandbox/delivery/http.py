"""Delivery over HTTP, signed as Slack signs."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import httpx

from slackapp.sandbox import loopback
from slackapp.sandbox.delivery.envelope import ACK_SECONDS, Ack, Envelope
from slackapp.sandbox.model import JSON


def signature_headers(secret: str, body: str, *, at: int) -> dict[str, str]:
    """The two headers that prove a request body came from here at Unix time ``at``."""
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


def encode(envelope: Envelope) -> tuple[str, str]:
    """The raw body and its content type."""
    if envelope.kind == "slash_commands":
        return urlencode(envelope.payload), "application/x-www-form-urlencoded"
    if envelope.kind == "interactive":
        body = urlencode({"payload": json.dumps(envelope.payload)})
        return body, "application/x-www-form-urlencoded"
    return json.dumps(envelope.payload), "application/json"


def _answer(response: httpx.Response) -> JSON:
    if not response.content:
        return {}
    if "json" not in response.headers.get("content-type", ""):
        return {"text": response.text}
    body = response.json()
    return body if isinstance(body, dict) else {"text": str(body)}


class HTTPDelivery:
    """Posts every payload to one request URL, as an app with a single endpoint is set up."""

    def __init__(self, url: str, *, signing_secret: str, ack_seconds: float = ACK_SECONDS) -> None:
        self.url = url
        self._secret = signing_secret
        self._client = loopback.client(timeout=ack_seconds, follow_redirects=False)

    async def send(self, envelope: Envelope) -> Ack:
        """Post the payload and wait for the answer."""
        body, content_type = encode(envelope)
        headers = signature_headers(self._secret, body, at=int(time.time()))
        headers |= {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (sandbox)"}
        if envelope.retry_attempt:
            headers["X-Slack-Retry-Num"] = str(envelope.retry_attempt)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason
        try:
            response = await self._client.post(self.url, content=body.encode(), headers=headers)
        except httpx.TimeoutException:
            return Ack(problem="timeout")
        except httpx.TransportError:
            return Ack(problem="unreachable")
        final = response.headers.get("x-slack-no-retry") == "1"
        if response.status_code != httpx.codes.OK:
            return Ack(problem=f"http_{response.status_code}", final=final)
        try:
            return Ack(body=_answer(response))
        except ValueError:
            return Ack(problem="bad_answer")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

"""Picks the way of delivering, keeps the journal, repeats events that were not acknowledged."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace

from slackapp.sandbox.delivery.envelope import Ack, Envelope, Transport
from slackapp.sandbox.delivery.http import HTTPDelivery
from slackapp.sandbox.delivery.socket import SocketDelivery
from slackapp.sandbox.errors import ActionRefused
from slackapp.sandbox.faults import DELIVERY, DUPLICATE, Faults
from slackapp.sandbox.ids import new_id
from slackapp.sandbox.journal import Entry, Journal
from slackapp.sandbox.payloads import event_callback
from slackapp.sandbox.state import Workspace

RETRY_SECONDS = (0.0, 60.0, 300.0)  # how long Slack waits before each of its three repeats
_REASONS = {"timeout": "http_timeout", "unreachable": "connection_failed"}
_ALWAYS_SENT = frozenset({"app_uninstalled", "tokens_revoked"})
_NEEDED_SCOPES = {
    "user_change": {"users:read"},
    "team_join": {"users:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "channel_archive": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_left": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_left": {"groups:read"},
    "subteam_members_changed": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
    "message.im": {"im:history"},
}


class PostOffice:
    """Delivers to the one app of the workspace."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        journal: Journal,
        faults: Faults,
        socket: SocketDelivery,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.workspace = workspace
        self.journal = journal
        self.faults = faults
        self.socket = socket
        self.http: HTTPDelivery | None = None
        self._retry_seconds = retry_seconds
        self._events: set[asyncio.Task[Ack]] = set()

    @property
    def _transport(self) -> Transport:
        return self.http or self.socket

    async def send(self, envelope: Envelope) -> Ack:
        """Deliver once (twice under the ``duplicate`` fault) and write it down."""
        fault = self.faults.strike(DELIVERY)
        ack = await self._send_once(envelope)
        if fault and fault.kind == DUPLICATE:
            await self._send_once(replace(envelope, id=new_id("d")))
        return ack

    async def _send_once(self, envelope: Envelope) -> Ack:
        entry = self.journal.begin("to app", envelope.kind, envelope.what, envelope.payload)
        ack = await self._transport.send(envelope)
        entry.answer, entry.problem, entry.done = ack.body, ack.problem, True
        self.workspace.rev.bump()
        return ack

    async def deliver_again(self, number: int) -> Ack:
        """Deliver a journalled payload once more, unchanged but for a fresh signature.

        Raises:
            ActionRefused: when there is no such delivery.
        """
        entry = self.journal.find(number)
        if entry is None or entry.direction != "to app":
            raise ActionRefused(f"There is no delivery {number}.")
        return await self._send_once(_repeated(entry))

    def emit(self, event_type: str, *, declared_as: str = "", **event: object) -> None:
        """Deliver an event in the background if the manifest asks for it, with Slack's repeats.

        Args:
            event_type: the event's own ``type``.
            declared_as: its name in the manifest where that differs, for example ``message.im``.
            event: its other keys.
        """
        name = declared_as or event_type
        manifest = self.workspace.manifest
        needed = _NEEDED_SCOPES.get(name)
        if name not in manifest.events or (needed and not needed & set(manifest.scopes)):
            return
        if self.workspace.credentials.revoked and name not in _ALWAYS_SENT:
            return
        payload = event_callback(self.workspace, {"type": event_type, **event})
        envelope = Envelope(kind="events_api", payload=payload)
        task = asyncio.get_running_loop().create_task(self._with_repeats(envelope))
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    async def _with_repeats(self, envelope: Envelope) -> Ack:
        ack = await self.send(envelope)
        for attempt, seconds in enumerate(self._retry_seconds, start=1):
            if not ack.problem or ack.final:
                break
            await asyncio.sleep(seconds)
            reason = _REASONS.get(ack.problem, "http_error")
            repeated = replace(envelope, id=new_id("r"), retry_attempt=attempt, retry_reason=reason)
            ack = await self.send(repeated)
        return ack

    async def settled(self) -> None:
        """Wait until no event is on its way."""
        while self._events:
            await asyncio.wait(set(self._events))

    async def connect_http(self, url: str, *, ack_seconds: float) -> None:
        """From now on deliver by signed HTTP to this request URL."""
        await self.disconnect_http()
        secret = self.workspace.credentials.signing_secret
        self.http = HTTPDelivery(url, signing_secret=secret, ack_seconds=ack_seconds)

    async def verify_http(self) -> bool:
        """Send Slack's challenge to the request URL; whether the app sent it back."""
        challenge = secrets.token_urlsafe(24)
        token = self.workspace.credentials.verification_token
        payload = {"type": "url_verification", "token": token, "challenge": challenge}
        ack = await self._send_once(Envelope(kind="events_api", payload=payload))
        return challenge in {ack.body.get("challenge"), ack.body.get("text")}

    async def disconnect_http(self) -> None:
        """From now on deliver by Socket Mode."""
        if self.http:
            await self.http.close()
            self.http = None

    async def close(self) -> None:
        """Stop repeating and close every connection."""
        for task in list(self._events):
            task.cancel()
        await asyncio.gather(*self._events, return_exceptions=True)
        await self.disconnect_http()
        await self.socket.close()


def _repeated(entry: Entry) -> Envelope:
    return Envelope(kind=entry.kind, payload=entry.request)  # type: ignore[arg-type]

"""Delivery over Socket Mode: the app connects, envelopes go out, acknowledgements come back."""

import asyncio
import secrets
from typing import Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from slackapp.sandbox.delivery.envelope import ACK_SECONDS, Ack, Envelope
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON

CONNECTIONS_MOST = 10

Reason = Literal["warning", "refresh_requested", "link_disabled"]


class SocketDelivery:
    """The app's web sockets; each payload goes to one of them, picked at random."""

    def __init__(self, *, app_id: str, ack_seconds: float = ACK_SECONDS) -> None:
        self._app_id = app_id
        self._ack_seconds = ack_seconds
        self._tickets: set[str] = set()
        self._live: set[WebSocket] = set()
        self._leaving: set[WebSocket] = set()
        self._pending: dict[str, tuple[WebSocket, asyncio.Future[JSON]]] = {}
        self._closing = False
        self.connected = asyncio.Event()

    @property
    def count(self) -> int:
        """How many web sockets are connected, those asked to leave not counted."""
        return len(self._live)

    def new_ticket(self) -> str:
        """A ticket for one connection.

        Raises:
            SlackError: ``too_many_websockets``.
        """
        if self.count >= CONNECTIONS_MOST:
            raise SlackError("too_many_websockets")
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection until it ends."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or self._closing:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        self._live.add(socket)
        hello = {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }
        try:
            await socket.send_json(hello)
            self.connected.set()
            while True:
                self._acknowledge(await socket.receive_json())
        except (WebSocketDisconnect, RuntimeError, ValueError, TypeError, KeyError):
            pass  # it left, or it sent something that is no acknowledgement: Slack hangs up, too
        finally:
            self._forget(socket)

    def _acknowledge(self, answer: object) -> None:
        """Take an acknowledgement; after a reconnect it may come by another connection."""
        if not isinstance(answer, dict):
            raise TypeError("An acknowledgement is a JSON object.")
        _, waiting = self._pending.get(answer.get("envelope_id", ""), (None, None))
        if waiting and not waiting.done():
            payload = answer.get("payload")
            waiting.set_result(payload if isinstance(payload, dict) else {})

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._live:
            for owner, waiting in self._pending.values():
                if owner is socket and not waiting.done():
                    waiting.set_exception(ConnectionError())
        self._live.discard(socket)
        self._leaving.discard(socket)
        if not self._live:
            self.connected.clear()

    async def send(self, envelope: Envelope) -> Ack:
        """Send the envelope to one connection and wait for its acknowledgement."""
        if not self._live and not self._leaving:
            return Ack(problem="not_connected")
        try:
            async with asyncio.timeout(self._ack_seconds):
                await self.connected.wait()
                return Ack(body=await self._exchange(envelope))
        except TimeoutError:
            return Ack(problem="timeout")
        except (ConnectionError, WebSocketDisconnect, RuntimeError):
            return Ack(problem="connection_closed")
        finally:
            self._pending.pop(envelope.id, None)

    async def _exchange(self, envelope: Envelope) -> JSON:
        socket = secrets.choice(list(self._live))
        waiting: asyncio.Future[JSON] = asyncio.get_running_loop().create_future()
        self._pending[envelope.id] = socket, waiting
        frame: JSON = {
            "envelope_id": envelope.id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        if envelope.kind == "events_api":
            frame["retry_attempt"] = envelope.retry_attempt
            frame["retry_reason"] = envelope.retry_reason
        await socket.send_json(frame)
        return await waiting

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Ask every connection to reconnect, as Slack does now and then.

        They get nothing more, and are left open for the app to close once it has a new one.
        """
        leaving = list(self._live)
        self._leaving |= self._live
        self._live.clear()
        self.connected.clear()
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        for socket in leaving:
            await socket.send_json(frame)

    async def drop(self) -> None:
        """Close every connection without a word."""
        for socket in [*self._live, *self._leaving]:
            self._forget(socket)
            await socket.close()

    async def close(self) -> None:
        """Close every connection and take no more."""
        self._closing = True
        await self.drop()

"""Delivery over Socket Mode: the app connects, envelopes go out, acknowledgements come back."""

import asyncio
import json
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
        self._sockets: dict[WebSocket, dict[str, asyncio.Future[JSON]]] = {}
        self._closing = False
        self.connected = asyncio.Event()

    @property
    def count(self) -> int:
        """How many web sockets are connected."""
        return len(self._sockets)

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
        pending: dict[str, asyncio.Future[JSON]] = {}
        self._sockets[socket] = pending
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": self.count,
                "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
                "connection_info": {"app_id": self._app_id},
            }
        )
        self.connected.set()
        try:
            await self._receive(socket, pending)
        except (WebSocketDisconnect, json.JSONDecodeError, KeyError):
            pass
        finally:
            self._forget(socket)

    async def _receive(self, socket: WebSocket, pending: dict[str, asyncio.Future[JSON]]) -> None:
        while True:
            answer = await socket.receive_json()
            waiting = pending.pop(answer.get("envelope_id", ""), None)
            if waiting and not waiting.done():
                waiting.set_result(answer.get("payload") or {})

    def _forget(self, socket: WebSocket) -> None:
        for waiting in self._sockets.pop(socket, {}).values():
            if not waiting.done():
                waiting.set_exception(ConnectionError())
        if not self._sockets:
            self.connected.clear()

    async def send(self, envelope: Envelope) -> Ack:
        """Send the envelope to one connection and wait for its acknowledgement."""
        if not self._sockets:
            return Ack(problem="not_connected")
        socket = secrets.choice(list(self._sockets))
        pending = self._sockets[socket]
        waiting: asyncio.Future[JSON] = asyncio.get_running_loop().create_future()
        pending[envelope.id] = waiting
        frame: JSON = {
            "envelope_id": envelope.id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        if envelope.kind == "events_api":
            frame["retry_attempt"] = envelope.retry_attempt
            frame["retry_reason"] = envelope.retry_reason
        try:
            async with asyncio.timeout(self._ack_seconds):
                await socket.send_json(frame)
                return Ack(body=await waiting)
        except TimeoutError:
            return Ack(problem="timeout")
        except (ConnectionError, WebSocketDisconnect, RuntimeError):
            return Ack(problem="connection_closed")
        finally:
            pending.pop(envelope.id, None)

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Ask every connection to reconnect, then close it, as Slack does now and then."""
        for socket in list(self._sockets):
            frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            await socket.send_json(frame)
        await self.drop()

    async def drop(self) -> None:
        """Close every connection without a word."""
        for socket in list(self._sockets):
            self._forget(socket)
            await socket.close()

    async def close(self) -> None:
        """Close every connection and take no more."""
        self._closing = True
        await self.drop()

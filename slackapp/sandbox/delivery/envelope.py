"""What is delivered, what comes back, and what a way of delivering must offer."""

from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import uuid4

from slackapp.sandbox.model import JSON

Kind = Literal["slash_commands", "interactive", "events_api"]

ACK_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One delivery; a repeated one has the same payload, and a new id as in Socket Mode."""

    kind: Kind
    payload: JSON
    retry_attempt: int = 0
    retry_reason: str = ""
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def what(self) -> str:
        """The short name the journal lists it under."""
        if self.kind == "slash_commands":
            return str(self.payload["command"])
        if "event" in self.payload:
            return str(self.payload["event"]["type"])
        return str(self.payload["type"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The app's answer; ``problem`` is empty when it arrived in time.

    Problems: ``timeout``, ``http_<status>``, ``unreachable``, ``not_connected``,
    ``connection_closed``, ``bad_answer``. ``final`` asks for no retries.
    """

    body: JSON = field(default_factory=dict)
    problem: str = ""
    final: bool = False


class Transport(Protocol):
    """A way of delivering."""

    async def send(self, envelope: Envelope) -> Ack:
        """Deliver once and wait for the answer, three seconds at most."""
        ...

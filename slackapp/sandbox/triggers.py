"""Trigger ids: proof that a person just did something, good once and for three seconds."""

import secrets
import time
from dataclasses import dataclass

from slackapp.sandbox.errors import SlackError

TTL_SECONDS = 3.0


@dataclass(slots=True)
class _Trigger:
    user: str
    view_id: str
    issued: float
    spent: bool = False


class Triggers:
    """The triggers handed out.

    Args:
        ttl: seconds a trigger lives in real time; longer for sessions in a debugger.
    """

    def __init__(self, *, ttl: float = TTL_SECONDS) -> None:
        self.ttl = ttl
        self._issued: dict[str, _Trigger] = {}

    def issue(self, user: str, *, view_id: str = "") -> str:
        """A new trigger for something this person did, in this modal if in one."""
        trigger_id = (
            f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        )
        self._issued[trigger_id] = _Trigger(user, view_id, time.monotonic())
        return trigger_id

    def redeem(self, trigger_id: str) -> tuple[str, str]:
        """Spend a trigger; returns the person and the modal they were in (or "").

        Raises:
            SlackError: ``invalid_trigger_id``, ``exchanged_trigger_id``, ``expired_trigger_id``.
        """
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.spent:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > self.ttl:
            raise SlackError("expired_trigger_id")
        trigger.spent = True
        return trigger.user, trigger.view_id

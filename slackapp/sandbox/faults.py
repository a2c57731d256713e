"""Switches that make the sandbox misbehave as Slack sometimes does."""

from dataclasses import asdict, dataclass

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.model import JSON

DELIVERY = "delivery"
RATELIMITED, SERVER_ERROR, BAD_GATEWAY = "ratelimited", "http_500", "http_502"
TIMEOUT_BEFORE, TIMEOUT_AFTER, DUPLICATE = "timeout_before", "timeout_after", "duplicate"


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault, spent after ``times`` uses.

    Args:
        target: a Web API method, ``*`` for any, or ``delivery`` for what Slack sends to the app.
        kind: ``ratelimited`` (429), ``http_500``, ``http_502`` (plain text from something
            in between), ``timeout_before`` (never carried out),
            ``timeout_after`` (carried out, never answered), ``duplicate`` (deliveries arrive
            twice), or any of Slack's error names, for example ``is_archived``.
        times: how often it strikes.
        retry_after: seconds in the ``Retry-After`` header of a 429.
        having: strikes only calls whose body has this text, for example ``"table"``.
    """

    target: str
    kind: str
    times: int = 1
    retry_after: int = 1
    having: str = ""


class Faults:
    """The faults that wait to strike."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Set a fault."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forget every fault."""
        self._waiting.clear()

    def listing(self) -> list[JSON]:
        """The faults still to strike."""
        return [asdict(fault) for fault in self._waiting]

    def strike(self, target: str, body: str = "") -> Fault | None:
        """The next fault for this target and body, one use of it spent."""
        for fault in self._waiting:
            matches = fault.target in {target, "*"} and fault.having in body
            if not matches or (fault.target == "*" and target == DELIVERY):
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._waiting.remove(fault)
            return fault
        return None


def raise_fault(fault: Fault) -> None:
    """Answer as the fault says; the two timeouts are the caller's to act out.

    Raises:
        SlackError: for every kind but the timeouts.
    """
    if fault.kind == RATELIMITED:
        raise SlackError(RATELIMITED, status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.kind == SERVER_ERROR:
        raise SlackError("internal_error", status=500)
    if fault.kind not in {TIMEOUT_BEFORE, TIMEOUT_AFTER}:
        raise SlackError(fault.kind)

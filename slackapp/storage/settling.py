"""What the row of a delivery says once an attempt is over; a private one says nothing about it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, update

from slackapp.domain.deliveries import PRIVATE, Delivery, DeliveryState
from slackapp.storage.tables import delivery as table

_OUTCOME = ("state", "due_at", "attempts", "failures", "sent_ts", "last_error")
_UNSETTLED = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.CANCELLED})

SETTLE = (
    update(table)
    .where(table.c.id == bindparam("of"))
    .values(owner=None, lease_until=None, **{name: bindparam(name) for name in _OUTCOME})
)
"""Takes what `written` returns, for one row or for many."""


def written(delivery: Delivery) -> dict[str, Any]:
    """Return what is to be written of a delivery that is under way no longer."""
    outcome = {name: getattr(delivery, name) for name in _OUTCOME}
    if delivery.kind in PRIVATE and delivery.state not in _UNSETTLED:
        outcome |= _without_a_trace(delivery)
    return outcome | {"of": delivery.id}


def _without_a_trace(delivery: Delivery) -> dict[str, Any]:
    """A settled private row looks the same whether or not a message went out, and when."""
    midnight = datetime.combine(delivery.due_at, time(), delivery.due_at.tzinfo)
    return {
        "state": DeliveryState.DONE,
        "due_at": midnight,
        "attempts": 0,
        "failures": 0,
        "sent_ts": None,
        "last_error": None,
    }

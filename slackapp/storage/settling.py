"""What the row of a delivery says once an attempt is over; a private one says nothing about it.

Whoever comes too late, because another holds the row by now, writes no outcome; but that they lived
is known from then on, so that the attempt never counts as one of which a worker died.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, text, update

from slackapp.domain.deliveries import PRIVATE, Delivery, DeliveryState
from slackapp.storage.tables import LEASED_DELIVERY, WAITING_DELIVERY
from slackapp.storage.tables import delivery as table

_OUTCOME = ("state", "due_at", "attempts", "failures", "sent_ts", "last_error")
_UNSETTLED = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.CANCELLED})

_HELD = (
    select(table.c.id, table.c.owner, table.c.attempts, table.c.failures)
    .where(table.c.id.in_(bindparam("ids", expanding=True)), text(LEASED_DELIVERY))
    .order_by(table.c.id)
    .with_for_update()
)
_SETTLE = (
    update(table)
    .where(table.c.id == bindparam("of"))
    .values(owner=None, lease_until=None, **{name: bindparam(name) for name in _OUTCOME})
)
# What was sent or given up meanwhile, or begun anew by an admin, has nothing to learn from it.
_OVERTAKEN = (
    update(table)
    .where(table.c.id == bindparam("of"), table.c.failures < table.c.attempts)
    .where(or_(text(LEASED_DELIVERY), text(WAITING_DELIVERY)))
    .values(failures=table.c.failures + 1)
)


def settle_all(connection: Connection, outcomes: Sequence[tuple[Delivery, Delivery]]) -> list[bool]:
    """Write each row, once claimed, as it is now; returns for each whether it was still ours."""
    found = connection.execute(_HELD, {"ids": [claimed.id for claimed, _ in outcomes]})
    held = {row.id: row for row in found}
    kept = [_is_ours(held.get(claimed.id), claimed) for claimed, _ in outcomes]
    rows, lost = [], []
    for (claimed, now), is_ours in zip(outcomes, kept, strict=True):
        if is_ours:
            # Meanwhile somebody who held it before may have said that they live.
            more = held[now.id].failures - claimed.failures
            rows.append(_written(replace(now, failures=now.failures + more)))
        else:
            lost.append({"of": claimed.id})
    if rows:
        connection.execute(_SETTLE, rows)
    if lost:
        connection.execute(_OVERTAKEN, sorted(lost, key=lambda one: one["of"]))
    return kept


def _is_ours(held: Row[Any, Any, Any, Any] | None, claimed: Delivery) -> bool:
    return held is not None and (held.owner, held.attempts) == (claimed.owner, claimed.attempts)


def _written(delivery: Delivery) -> dict[str, Any]:
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

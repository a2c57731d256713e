"""Whether the app has done what there was to do by now, and when it has something to do next."""

from __future__ import annotations

from datetime import datetime, timedelta

from slackapp.bootstrap.house import House
from slackapp.domain.deliveries import DeliveryState
from slackapp.services.looking import look
from slackapp.services.ports import Store

SOON = timedelta(seconds=2)
"""A message that is due by then waits for its turn in its channel, in real time: it is due now."""


def is_at_rest(house: House) -> bool:
    """Nothing is due at this moment, and what was posted is written down."""
    now = house.clock.calendar_now()
    due = look(house.database, now, days=False).due
    return not due and house.database.read(lambda store: _has_sent(store, now + SOON))


def next_due(house: House) -> datetime | None:
    """When a round or a message is due next, after this moment."""
    now = house.clock.calendar_now()
    round_at = look(house.database, now, days=False).next_due_at
    _, message_at = house.database.read(lambda store: store.deliveries.look(now))
    return min((at for at in (round_at, message_at) if at is not None), default=None)


def _has_sent(store: Store, by: datetime) -> bool:
    is_posting = DeliveryState.SENDING in store.deliveries.count_by_state()
    return not is_posting and not store.deliveries.look(by)[0]

"""Whether the app has done what there was to do by now."""

from __future__ import annotations

from datetime import datetime

from slackapp.bootstrap.house import House
from slackapp.domain.deliveries import DeliveryState
from slackapp.services.ports import Store
from slackapp.services.rounds import look


def is_at_rest(house: House) -> bool:
    """Nothing is due at this moment, and what was posted is written down."""
    now = house.clock.calendar_now()
    due, _ = look(house.database, now, days=False)
    return not due and house.database.read(lambda store: _has_sent(store, now))


def _has_sent(store: Store, now: datetime) -> bool:
    is_posting = DeliveryState.SENDING in store.deliveries.count_by_state()
    return not is_posting and not store.deliveries.look(now)[0]

"""Closing a round: no answer is taken any more, and its invitation loses its buttons a while later.

One transaction that first looks where the row stands, as every step of a round is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from slackapp.domain import life
from slackapp.domain.ids import RoundId
from slackapp.domain.rounds import RoundState
from slackapp.services.invitations import closed
from slackapp.services.ports import Database, Store

AFTER_REPORTS = timedelta(minutes=15)
"""When a closed invitation loses its buttons: nobody waits for it, and many wait for reports."""


def close(database: Database, *, round_id: RoundId, now: datetime) -> None:
    """Take no more answers. From here on a box can only be gathered."""
    database.step(lambda store: _close(store, round_id, now))


def _close(store: Store, round_id: RoundId, now: datetime) -> None:
    row = store.rounds.lock(round_id)
    if row.state is RoundState.OPEN and row.closes_at <= now:
        store.rounds.put(life.close(row, now))
        store.deliveries.add(closed(store, row, max(now, row.report_at) + AFTER_REPORTS))

"""Closing a round: no answer is taken any more, and its invitation loses its buttons a while later.

One transaction that first looks where the row stands, as every step of a round is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from slackapp.domain import life
from slackapp.domain.deliveries import Delivery, DeliveryState, Kind
from slackapp.domain.ids import RoundId
from slackapp.domain.rounds import Round, RoundState
from slackapp.services.ports import Database, Store
from slackapp.services.rounds import delivery

AFTER_REPORTS = timedelta(minutes=15)
"""When a closed invitation loses its buttons: nobody waits for it, and many wait for reports."""
_MAYBE_POSTED = frozenset({DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN})


def close(database: Database, *, round_id: RoundId, now: datetime) -> None:
    """Take no more answers. From here on a box can only be gathered."""
    database.step(lambda store: _close(store, round_id, now))


def _close(store: Store, round_id: RoundId, now: datetime) -> None:
    row = store.rounds.lock(round_id)
    if row.state is RoundState.OPEN and row.closes_at <= now:
        store.rounds.put(life.close(row, now))
        store.deliveries.add(_over(store, row, max(now, row.report_at) + AFTER_REPORTS))


def _over(store: Store, row: Round, due_at: datetime) -> list[Delivery]:
    """Let what was posted to invite to a round say that it is closed, without its buttons.

    One that is under way is known by its name at Slack only later; where it never is, there is
    nothing to say.
    """
    team = store.teams.get(row.team)
    return [
        delivery(team, Kind.OUTCOME, one.target, due_at, one.id, row.id)
        for one in store.deliveries.of_round(row.id)
        if one.kind is Kind.INVITATION and one.state in _MAYBE_POSTED
    ]

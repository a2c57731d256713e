"""Closing a round: no answer is taken any more; forgetting it, once nothing sealed of it is left.

Each is one transaction that first looks where the row stands, as every step of a round is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from slackapp.domain import life
from slackapp.domain.ids import RoundId
from slackapp.domain.rounds import Round, RoundState
from slackapp.services.invitations import closed
from slackapp.services.ports import Database, Store
from slackapp.services.rounds import BATCH, Due, Step, announce, steps_of

AFTER_REPORTS = timedelta(minutes=15)
"""When a closed invitation loses its buttons: nobody waits for it, and many wait for reports."""


def close(database: Database, *, round_id: RoundId, now: datetime) -> None:
    """Take no more answers. From here on a box can only be gathered."""
    database.step(lambda store: _close(store, round_id, now))


def to_forget(database: Database, *, round_id: RoundId, now: datetime) -> tuple[RoundId, ...]:
    """Return all that can be forgotten by now if this round is one of them, else none.

    What makes sure that what is deleted is gone looks at whole tables, however little that is, so
    it is done once for everybody who closed at about this time. A round that another worker forgot
    meanwhile needs it no more.
    """

    def unit(store: Store) -> tuple[RoundId, ...]:
        if not _is_over(store, store.rounds.get(round_id), now):
            return ()
        rows = store.rounds.going_on(now, limit=BATCH)
        others = (row.id for row in rows if row.id != round_id and _is_over(store, row, now))
        return (round_id, *others)

    return database.read(unit)


def _is_over(store: Store, row: Round, now: datetime) -> bool:
    return Due(Step.FORGET, row.id) in steps_of(store, row, now)


def forget(database: Database, *, round_id: RoundId, now: datetime) -> None:
    """Note that all the round had sealed is gone, and let its channel be told that it is over.

    Not before that: a row of the ledger keeps its place (PostgreSQL shows it as `ctid`, SQLite as
    `rowid`). One that was added behind the private rows of the round would tell for weeks how many
    they were, and so how often somebody wished to be reminded.
    """
    database.step(lambda store: _forget(store, round_id, now))


def _close(store: Store, round_id: RoundId, now: datetime) -> None:
    row = store.rounds.lock(round_id)
    if row.state is RoundState.OPEN and row.closes_at <= now:
        store.rounds.put(life.close(row, now))


def _forget(store: Store, round_id: RoundId, now: datetime) -> None:
    """A lost round forgets once more with its report; what it says is there already."""
    row = store.rounds.lock(round_id)
    if row.state not in {RoundState.GATHERED, RoundState.LOST}:
        return
    store.deliveries.add(closed(store, row, max(now, row.report_at) + AFTER_REPORTS))
    if row.state is RoundState.LOST:
        announce(store, store.teams.get(row.team), "lost", now, row.id)
    store.rounds.put(life.forget(row))

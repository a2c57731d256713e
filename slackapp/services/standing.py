"""How things stand, for whoever runs Bearings: what is due, late, dead or lost; retry and skip.

Nothing here names a person: private messages never become dead letters, and of the others only the
team is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slackapp.domain import life
from slackapp.domain.deliveries import DeadLetter, Kind
from slackapp.domain.ids import DeliveryId, RoundId
from slackapp.domain.rounds import Reason, Round, RoundState
from slackapp.errors import (
    NothingToRetry,
    NothingToSkip,
    UnknownRegion,
    UnknownRound,
    UnknownZone,
)
from slackapp.services.ports import Database, Store
from slackapp.services.returning import Gone, gone
from slackapp.services.rounds import announce, plan
from slackapp.services.sharing import held
from slackapp.services.untold import send_again

LATE = timedelta(minutes=5)
"""A step that is due for longer is late: a worker looks every second."""
LATE_MESSAGE = timedelta(minutes=15)
"""A message that is due for longer is late: so long may it take after an outage, or many at once.
"""
SHOWN = 50
"""Most lines of each kind."""
COMING = 10
"""Planned rounds shown, so that one can be skipped before it opens."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A round whose next step is due. `since` is when it became so."""

    round: RoundId
    team: str
    state: RoundState
    since: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Late:
    """A message, none of a private kind, that waits. `since` is when it was due."""

    delivery: DeliveryId
    team: str
    kind: Kind
    since: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """A round whose answers nobody can read any more."""

    round: RoundId
    team: str
    opened_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What an operator may want to know or do something about, at most `SHOWN` of each."""

    waiting: tuple[Waiting, ...]
    late: tuple[Late, ...]
    dead: tuple[DeadLetter, ...]
    lost: tuple[Lost, ...]
    coming: tuple[Waiting, ...]
    """The planned rounds that open next; `since` lies ahead."""
    gone: tuple[Gone, ...]
    """Installations that were taken away: nobody there can be told."""
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Gauges:
    """What is measured; lags are in seconds of the calendar and 0.0 when nothing is due."""

    rounds_due: int
    rounds_lag: float
    deliveries_due: int
    deliveries_lag: float
    deliveries: Mapping[str, int]
    too_fast: int
    """How often Slack said so since the database was made."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Reads, and two repairs that lose nothing."""

    database: Database

    def listing(self, now: datetime) -> Listing:
        """Return what is due, dead and lost."""
        return self.database.read(lambda store: _listing(store, now))

    def gauges(self, now: datetime) -> Gauges:
        """Return the figures for monitoring."""
        return self.database.read(lambda store: _gauges(store, now))

    def retry(self, delivery: DeliveryId, *, now: datetime) -> None:
        """Send a dead letter again; raises `NothingToRetry`."""
        if not self.database.step(lambda store: send_again(store, delivery, now)):
            raise NothingToRetry

    def skip(self, id_: str, *, now: datetime) -> None:
        """Give a dead letter up, or skip a round that is only planned, and tell its channel.

        Raises:
            NothingToSkip: it is neither (any more).

        """
        if not self.database.step(lambda store: _skip(store, id_, now)):
            raise NothingToSkip


def _listing(store: Store, now: datetime) -> Listing:
    return Listing(
        waiting=tuple(
            Waiting(row.id, _team(store, row), row.state, since, now - since > LATE)
            for row in store.rounds.due(now, limit=SHOWN)
            if (since := row.next_due_at) is not None
        ),
        late=tuple(
            Late(row.id, store.teams.get(row.team).name, row.kind, row.due_at)
            for row in store.deliveries.late(now - LATE_MESSAGE, limit=SHOWN)
        ),
        dead=tuple(
            DeadLetter(
                row.id,
                store.teams.get(row.team).name,
                row.kind,
                held(store, row) or row.last_error or "",
            )
            for row in store.deliveries.dead(limit=SHOWN)
        ),
        lost=tuple(
            Lost(row.id, _team(store, row), row.opens_at, row.reason or "")
            for row in store.rounds.lost(limit=SHOWN)
        ),
        coming=tuple(
            Waiting(row.id, _team(store, row), row.state, row.opens_at, late=False)
            for row in store.rounds.coming(now, limit=COMING)
        ),
        gone=gone(store, now.astimezone(UTC).date(), limit=SHOWN),
        next_due_at=store.rounds.next_due_at(),
    )


def _team(store: Store, row: Round) -> str:
    return store.teams.get(row.team).name


def _gauges(store: Store, now: datetime) -> Gauges:
    return Gauges(
        rounds_due=store.rounds.count_due(now),
        rounds_lag=_lag(store.rounds.next_due_at(), now),
        deliveries_due=store.deliveries.count_due(now),
        deliveries_lag=_lag(store.deliveries.next_due_at(), now),
        deliveries=store.deliveries.count_by_state(),
        too_fast=store.buckets.times_blocked(),
    )


def _lag(due_at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - due_at).total_seconds()) if due_at else 0.0


def _skip(store: Store, id_: str, now: datetime) -> bool:
    if store.deliveries.drop(DeliveryId(id_)):
        return True
    try:
        row = store.rounds.lock(RoundId(id_))
    except UnknownRound:
        return False
    if row.state is not RoundState.PLANNED:
        return False
    store.rounds.put(life.skip(row, Reason.OPERATOR))
    announce(store, store.teams.get(row.team), f"skipped:{Reason.OPERATOR}", now, row.id)
    # One whose zone or region is not known any more is paused by the daily look.
    with suppress(UnknownRegion, UnknownZone):
        plan(store, row.team, now)
    return True

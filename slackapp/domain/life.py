"""A round's life as a machine without a clock: where it stands, what is due, and what follows.

Every function takes a round and returns the round after one transition, or refuses. Services look
first, under a lock, and leave a round alone that has moved on; a refusal here is a mistake of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from slackapp.domain.ids import EpochId, KeyId
from slackapp.domain.rounds import Asks, Reason, Round, RoundState
from slackapp.domain.times import due_times, remind_at
from slackapp.errors import WrongState

LATE: Final = timedelta(minutes=15)
"""A round that opens later than this after its time reminds a day after it really opened."""

FOLLOWS: Final[Mapping[RoundState, frozenset[RoundState]]] = {
    RoundState.PLANNED: frozenset({RoundState.OPEN, RoundState.SKIPPED}),
    RoundState.OPEN: frozenset({RoundState.CLOSING, RoundState.SKIPPED}),
    RoundState.CLOSING: frozenset({RoundState.GATHERED, RoundState.LOST}),
    RoundState.GATHERED: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
    RoundState.SKIPPED: frozenset(),
    RoundState.LOST: frozenset(),
}
"""Which state may follow which; nothing follows the last three."""


class Act(StrEnum):
    """What a round's due time asks for; settling comes first where a window has ended with it."""

    OPEN = "open"
    REMIND = "remind"
    CLOSE = "close"
    GATHER = "gather"
    FORGET = "forget"
    ISSUE = "issue"


def due(row: Round, now: datetime) -> tuple[Act, ...]:
    """Return what is due for a round whose due time has come, in the order it is to be done."""
    if row.next_due_at is None or row.next_due_at > now:
        return ()
    if row.state is RoundState.PLANNED:
        return (Act.OPEN,)
    if row.state is RoundState.OPEN:
        return (Act.CLOSE if row.closes_at <= now else Act.REMIND,)
    if row.state is RoundState.CLOSING:
        return (Act.GATHER,)
    issue = (Act.ISSUE,) if row.report_at <= now and not row.reported else ()
    return issue if row.state is RoundState.CLOSED else (Act.FORGET, *issue)


def open_(
    row: Round,
    *,
    number: int,
    epoch: EpochId,
    key: KeyId,
    asks: Asks,
    now: datetime,
    zone_name: str,
) -> Round:
    """Open a planned round. One that is late still closes on time, and reminds a day from now."""
    late = now - row.opens_at > LATE
    reminds = min(remind_at(now, zone_name), row.closes_at) if late else row.remind_at
    opened = _to(row, RoundState.OPEN)
    return replace(
        opened,
        number=number,
        epoch=epoch,
        key=key,
        asks=asks,
        remind_at=reminds,
        next_due_at=reminds,
    )


def retime(row: Round, now: datetime, *, zone_name: str, open_days: int) -> Round:
    """Count an open round's times from now: it opened while the calendar was wrong."""
    if row.state is not RoundState.OPEN:
        raise WrongState
    times = due_times(now, zone_name=zone_name, open_days=open_days)
    return replace(
        row,
        opens_at=times.opens_at,
        remind_at=times.remind_at,
        closes_at=times.closes_at,
        report_at=times.report_at,
        next_due_at=times.closes_at if row.reminded else times.remind_at,
    )


def in_the_past(row: Round, now: datetime) -> Round:
    """Let nothing of a round that is over lie later than now; what was due later is due now."""
    return replace(
        row,
        opens_at=min(row.opens_at, now),
        remind_at=min(row.remind_at, now),
        closes_at=min(row.closes_at, now),
        report_at=min(row.report_at, now),
        next_due_at=min(row.next_due_at, now) if row.next_due_at else None,
    )


def skip(row: Round, reason: Reason) -> Round:
    """Leave a planned round out, for good and for a reason."""
    if row.state is not RoundState.PLANNED:
        raise WrongState
    return replace(_to(row, RoundState.SKIPPED), reason=reason, next_due_at=None)


def withdraw(row: Round, reason: Reason) -> Round:
    """Leave an open round out that nobody was invited to; it was never asked and has no number."""
    if row.state is not RoundState.OPEN or row.reminded:
        raise WrongState
    skipped = replace(_to(row, RoundState.SKIPPED), reason=reason, next_due_at=None)
    return replace(skipped, number=0, epoch=None, key=None, asks=Asks())


def remind(row: Round) -> Round:
    """Note that an open round has reminded; it never does so again."""
    if row.state is not RoundState.OPEN or row.reminded:
        raise WrongState
    return replace(row, reminded=True, next_due_at=row.closes_at)


def close(row: Round, now: datetime) -> Round:
    """Take no more answers, once the time has come."""
    if row.closes_at > now:
        raise WrongState
    return replace(_to(row, RoundState.CLOSING), next_due_at=now)


def gather(row: Round, now: datetime) -> Round:
    """Note that the answers of a closing round are in their windows."""
    return replace(_to(row, RoundState.GATHERED), next_due_at=now)


def lose(row: Round, reason: Reason, now: datetime) -> Round:
    """Note that the answers of a closing round cannot be read; it still forgets and reports."""
    return replace(_to(row, RoundState.LOST), reason=reason, next_due_at=now)


def forget(row: Round) -> Round:
    """Note that everything the round had sealed is gone; what is left to do is its report."""
    if row.state is not RoundState.LOST:
        row = _to(row, RoundState.CLOSED)
    return replace(row, next_due_at=None if row.reported else row.report_at)


def report(row: Round) -> Round:
    """Note that the report is out; a round that still has to forget does so next."""
    if row.state not in {RoundState.GATHERED, RoundState.CLOSED, RoundState.LOST} or row.reported:
        raise WrongState
    later = row.next_due_at if row.state is RoundState.GATHERED else None
    return replace(row, reported=True, next_due_at=later)


def _to(row: Round, state: RoundState) -> Round:
    if state not in FOLLOWS[row.state]:
        raise WrongState
    return replace(row, state=state)

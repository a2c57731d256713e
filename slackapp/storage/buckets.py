"""Rate limits (GCRA) shared by all workers, in real time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, text, update

from slackapp.storage.tables import BLOCKED_BUCKET
from slackapp.storage.tables import bucket as table
from slackapp.storage.upsert import insert_missing

_COUNTERS = ("tat", "blocked_until", "blocks")
_PUT = update(table).where(table.c.key == bindparam("of")).values(tat=bindparam("tat"))
_HOLD = _PUT.values(holder=bindparam("holder"), held_until=bindparam("held_until"))
_LEAVE = (
    update(table)
    .where(table.c.key == bindparam("of"), table.c.holder == bindparam("ours"))
    .values(holder=None, held_until=None)
)
_HELD = select(table.c.key).where(
    table.c.key.in_(bindparam("keys", expanding=True)),
    table.c.held_until >= bindparam("at"),
    table.c.holder != bindparam("ours"),
)
_LOCK = (
    select(table)
    .where(table.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(table.c.key)
    .with_for_update()
)


class Buckets:
    """One row a key: the theoretical arrival time, and until when Slack told us to wait."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, key: str, *, now: datetime, every: float, burst: int, count: int = 1) -> float:
        """Take places together; returns 0.0 when taken, else the seconds to wait.

        On the long run one place comes free each `every` seconds; `burst` may be taken at once.
        More than that are to be had together only once the bucket has been left alone for long.
        """
        at = now.timestamp()
        found = self._lock_all([key])[key]
        wait: float = max(found.blocked_until - at, found.tat - at - max(burst - count, 0) * every)
        if wait > 0:
            return wait
        self._connection.execute(_PUT, {"of": key, "tat": max(found.tat, at) + count * every})
        return 0.0

    def take_each(
        self, keys: Sequence[str], *, now: datetime, every: float, burst: int
    ) -> list[float]:
        """Take a place under each key, in two statements; returns what `take` does for each."""
        at = now.timestamp()
        found = self._lock_all(sorted(set(keys)))
        tats = {key: row.tat for key, row in found.items()}
        waits = []
        for key in keys:
            until = found[key].blocked_until
            wait = max(0.0, until - at, tats[key] - at - (burst - 1) * every)
            waits.append(wait)
            if not wait:
                tats[key] = max(tats[key], at) + every
        taken = {key for key, wait in zip(keys, waits, strict=True) if not wait}
        if taken:
            self._connection.execute(_PUT, [{"of": key, "tat": tats[key]} for key in sorted(taken)])
        return waits

    def enter(self, key: str, *, now: datetime, holder: str) -> tuple[float, float] | None:
        """Return `tat` and `blocked_until`, locked; None where somebody else holds the bucket."""
        found = self._lock_all([key])[key]
        is_held = found.holder not in {None, holder} and found.held_until >= now.timestamp()
        return None if is_held else (found.tat, found.blocked_until)

    def held(self, keys: Sequence[str], *, now: datetime, but: str) -> tuple[str, ...]:
        """Return those of some buckets that anybody else holds; nothing is locked."""
        at = {"keys": keys, "at": now.timestamp(), "ours": but}
        return tuple(self._connection.scalars(_HELD, at))

    def hold(self, key: str, *, tat: float, holder: str, until: datetime) -> None:
        """Take places until `tat`, and the bucket for ourselves, after `enter`."""
        self._connection.execute(
            _HOLD, {"of": key, "tat": tat, "holder": holder, "held_until": until.timestamp()}
        )

    def leave(self, key: str, *, holder: str) -> None:
        """Let others take the bucket, if it is still ours."""
        self._connection.execute(_LEAVE, {"of": key, "ours": holder})

    def blocked(self, key: str, *, now: datetime) -> float:
        """Return for how many seconds Slack told us to wait; 0.0 when it did not."""
        until = self._connection.scalar(select(table.c.blocked_until).where(table.c.key == key))
        return max(0.0, (until or 0.0) - now.timestamp())

    def block(self, key: str, until: datetime) -> None:
        """Take no place before an instant; an earlier one changes nothing, but is counted too."""
        later = max(self._lock_all([key])[key].blocked_until, until.timestamp())
        self._connection.execute(
            update(table)
            .where(table.c.key == key)
            .values(blocked_until=later, blocks=table.c.blocks + 1)
        )

    def times_blocked(self) -> int:
        """Say how often Slack said that we were too fast."""
        blocked = select(func.sum(table.c.blocks)).where(text(BLOCKED_BUCKET))
        return self._connection.scalar(blocked) or 0

    def drop(self, key: str) -> None:
        """Forget when a place was last taken under a key."""
        self._connection.execute(delete(table).where(table.c.key == key))

    def drop_idle(self, before: datetime, *, beyond: str, limit: int) -> str | None:
        """Look at some keys beyond one, and forget those that are as free as new since an instant.

        Those that count stay. Returns the last key looked at; None when there was none.
        """
        ahead = select(table.c.key).where(table.c.key > beyond).order_by(table.c.key).limit(limit)
        keys = self._connection.scalars(ahead).all()
        if not keys:
            return None
        at = before.timestamp()
        until = func.coalesce(table.c.held_until, 0.0)
        idle = (table.c.tat < at, table.c.blocked_until < at, until < at, table.c.blocks == 0)
        looked_at = table.c.key.between(keys[0], keys[-1])
        self._connection.execute(delete(table).where(looked_at, *idle))
        return str(keys[-1])

    def _lock_all(self, keys: Sequence[str]) -> dict[str, Row[Any]]:
        """Lock rows in one order everywhere; those that are not there yet are made first."""
        known = {row.key: row for row in self._connection.execute(_LOCK, {"keys": keys})}
        missing = [key for key in keys if key not in known]
        if missing:
            rows = [dict.fromkeys(_COUNTERS, 0) | {"key": key} for key in missing]
            insert_missing(self._connection, table, rows)
            again = self._connection.execute(_LOCK, {"keys": missing})
            known |= {row.key: row for row in again}
        return known

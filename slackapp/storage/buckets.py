"""Rate limits (GCRA) shared by all workers, in real time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from slackapp.storage.tables import bucket as table
from slackapp.storage.upsert import insert_new

_COUNTERS = ("tat", "blocked_until", "blocks")


class Buckets:
    """One row a key: the theoretical arrival time, and until when Slack told us to wait."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, key: str, *, now: datetime, every: float, burst: int) -> float:
        """Take one place; returns 0.0 when taken, else the seconds to wait.

        On the long run one place comes free each `every` seconds; `burst` may be taken at once.
        """
        at = now.timestamp()
        tat, blocked_until = self._lock(key)
        wait = max(blocked_until - at, tat - at - (burst - 1) * every)
        if wait > 0:
            return wait
        self._connection.execute(
            update(table).where(table.c.key == key).values(tat=max(tat, at) + every)
        )
        return 0.0

    def take_each(
        self, keys: Sequence[str], *, now: datetime, every: float, burst: int
    ) -> list[float]:
        """Take a place under each key, in three statements; returns what `take` does for each."""
        at = now.timestamp()
        found = self._lock_all(sorted(set(keys)))
        waits = []
        for key in keys:
            tat, blocked_until = found[key]
            wait = max(0.0, blocked_until - at, tat - at - (burst - 1) * every)
            waits.append(wait)
            if not wait:
                found[key] = (max(tat, at) + every, blocked_until)
        taken = {key for key, wait in zip(keys, waits, strict=True) if not wait}
        if taken:
            self._connection.execute(
                update(table).where(table.c.key == bindparam("of")).values(tat=bindparam("later")),
                [{"of": key, "later": found[key][0]} for key in sorted(taken)],
            )
        return waits

    def free(self, key: str, *, now: datetime, every: float, ahead: float) -> tuple[int, float]:
        """Count the places within `ahead` seconds; without one, say in how many there will be."""
        row = self._connection.execute(
            select(table.c.tat, table.c.blocked_until).where(table.c.key == key)
        ).first()
        gap = max(0.0, max(row.tat, row.blocked_until) - now.timestamp()) if row else 0.0
        return (0, gap - ahead) if gap > ahead else (1 + int((ahead - gap) / every), 0.0)

    def reserve(
        self, key: str, *, now: datetime, every: float, ahead: float, count: int
    ) -> list[float]:
        """Reserve up to `count` places `every` seconds apart, none later than `ahead` from now.

        Returns the seconds until each. A place is kept for whoever reserved it, so that being
        late for one delays no other.
        """
        at = now.timestamp()
        tat, blocked_until = self._lock(key)
        first = max(tat, blocked_until, at)
        places = [first - at + place * every for place in range(count)]
        places = [place for place in places if place <= ahead]
        if places:
            later = at + places[-1] + every
            self._connection.execute(update(table).where(table.c.key == key).values(tat=later))
        return places

    def blocked(self, key: str, *, now: datetime) -> float:
        """Return for how many seconds Slack told us to wait; 0.0 when it did not."""
        until = self._connection.scalar(select(table.c.blocked_until).where(table.c.key == key))
        return max(0.0, (until or 0.0) - now.timestamp())

    def block(self, key: str, until: datetime) -> None:
        """Take no place before an instant; an earlier one changes nothing, but is counted too."""
        _, blocked_until = self._lock(key)
        later = max(blocked_until, until.timestamp())
        self._connection.execute(
            update(table)
            .where(table.c.key == key)
            .values(blocked_until=later, blocks=table.c.blocks + 1)
        )

    def times_blocked(self) -> int:
        """Say how often Slack said that we were too fast."""
        return self._connection.scalar(select(func.sum(table.c.blocks))) or 0

    def _lock(self, key: str) -> tuple[float, float]:
        return self._lock_all([key])[key]

    def _lock_all(self, keys: Sequence[str]) -> dict[str, tuple[float, float]]:
        """Lock rows in one order everywhere; those that are not there yet are made first."""
        select_them = select(table).where(table.c.key.in_(keys)).order_by(table.c.key)
        found = self._connection.execute(select_them.with_for_update())
        known = {row.key: (row.tat, row.blocked_until) for row in found}
        missing = [key for key in keys if key not in known]
        if missing:
            rows = [dict.fromkeys(_COUNTERS, 0) | {"key": key} for key in missing]
            insert_new(self._connection, table, rows)
            again = select(table).where(table.c.key.in_(missing)).order_by(table.c.key)
            found = self._connection.execute(again.with_for_update())
            known |= {row.key: (row.tat, row.blocked_until) for row in found}
        return known

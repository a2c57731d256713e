"""Rate limits (GCRA) shared by all workers, in real time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from slackapp.storage.tables import bucket as table
from slackapp.storage.upsert import insert_new


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

    def block(self, key: str, until: datetime) -> None:
        """Take no place before an instant; an earlier one changes nothing."""
        _, blocked_until = self._lock(key)
        later = max(blocked_until, until.timestamp())
        self._connection.execute(
            update(table).where(table.c.key == key).values(blocked_until=later)
        )

    def _lock(self, key: str) -> tuple[float, float]:
        insert_new(self._connection, table, [{"key": key, "tat": 0.0, "blocked_until": 0.0}])
        row = self._connection.execute(
            select(table.c.tat, table.c.blocked_until).where(table.c.key == key).with_for_update()
        ).one()
        return row.tat, row.blocked_until

"""What a runner asks every second before it sends: who has something to send, and when the next is.

One statement and a few looks into an index, however many rows wait and however long each queue is.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, String, TextClause, bindparam, text

from slackapp.domain.ids import WorkspaceId
from slackapp.storage.columns import Instant
from slackapp.storage.tables import LEASED_DELIVERY, WAITING_DELIVERY

Found = tuple[tuple[WorkspaceId, ...], datetime | None]

# One look into the index a workspace; one in all when nothing is due anywhere. The last row has no
# workspace but the next due time.
_LOOK = f"""
    WITH RECURSIVE lane(workspace) AS (
        SELECT (SELECT MIN(workspace) FROM delivery WHERE {WAITING_DELIVERY})
         WHERE EXISTS (SELECT 1 FROM delivery WHERE {WAITING_DELIVERY} AND due_at <= :now)
        UNION ALL
        SELECT (SELECT MIN(d.workspace) FROM delivery d
                 WHERE d.{WAITING_DELIVERY} AND d.workspace > lane.workspace)
          FROM lane WHERE lane.workspace IS NOT NULL
    )
    SELECT lane.workspace, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS due_at FROM lane
     WHERE lane.workspace IS NOT NULL
       AND EXISTS (SELECT 1 FROM delivery d WHERE d.{WAITING_DELIVERY}
                      AND d.workspace = lane.workspace AND d.due_at <= :now)
     UNION
    SELECT workspace, NULL FROM delivery WHERE {LEASED_DELIVERY} AND lease_until < {{real_now}}
     UNION ALL
    SELECT NULL, MIN(due_at) FROM delivery WHERE {WAITING_DELIVERY} AND due_at > :now
    """  # noqa: S608 (two constants of ours)


def _look(real_now: str) -> TextClause:
    clause = text(_LOOK.format(real_now=real_now)).bindparams(bindparam("now", type_=Instant))
    return clause.columns(workspace=String, due_at=Instant)  # type: ignore[return-value]


_BY_ITS_CLOCK = _look("statement_timestamp()")
_AT = _look(":real_now").bindparams(bindparam("real_now", type_=Instant))


def look(connection: Connection, now: datetime, real_now: datetime | None) -> Found:
    """Return the workspaces with a row to claim, and when the next row after `now` is due.

    Without `real_now` leases are over by the database's clock.
    """
    if real_now is None and connection.dialect.name == "sqlite":
        real_now = datetime.now(UTC)
    if real_now is None:
        rows = connection.execute(_BY_ITS_CLOCK, {"now": now}).all()
    else:
        rows = connection.execute(_AT, {"now": now, "real_now": real_now}).all()
    lanes = tuple(WorkspaceId(row.workspace) for row in rows if row.workspace is not None)
    return lanes, next((row.due_at for row in rows if row.due_at is not None), None)

"""What is done once a day for all teams together, and the day on which it was last done."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Connection, Date, String, Table, delete, select

from slackapp.storage.columns import metadata
from slackapp.storage.upsert import upsert

table = Table(
    "chore",
    metadata,
    Column("step", String, primary_key=True),
    Column("done_on", Date, nullable=False),
)


class Chores:
    """One row a step."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def done(self, step: str, *, on: date) -> None:
        """Note that a step was done for a day."""
        upsert(self._connection, table, [{"step": step, "done_on": on}])

    def again(self, step: str) -> None:
        """Have a step done once more, whether or not it was done today."""
        self._connection.execute(delete(table).where(table.c.step == step))

    def days(self) -> dict[str, date]:
        """Return for each step that was ever done the day for which it was done last."""
        return {row.step: row.done_on for row in self._connection.execute(select(table))}

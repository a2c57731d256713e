"""What leads expect for a while."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from slackapp.domain.expectations import Expectation, Expected
from slackapp.domain.ids import TeamId
from slackapp.storage.experiment_tables import expectation as table
from slackapp.storage.upsert import upsert


class Expectations:
    """At most one of a kind for each team."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, team: TeamId, expectation: Expectation) -> None:
        """Add an expectation, or give the one there is another last day."""
        row = {"team": team, "what": expectation.what.value, "until": expectation.until}
        upsert(self._connection, table, [row])

    def of_team(self, team: TeamId) -> tuple[Expectation, ...]:
        """Return a team's expectations, those that have passed too."""
        found = self._connection.execute(
            select(table.c.what, table.c.until)
            .where(table.c.team == team)
            .order_by(table.c.until, table.c.what)
        )
        return tuple(Expectation(Expected(row.what), row.until) for row in found)

    def drop(self, team: TeamId, what: Expected) -> None:
        """Delete one."""
        self._connection.execute(
            delete(table).where(table.c.team == team, table.c.what == what.value)
        )

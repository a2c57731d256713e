"""Published readings, and what each family must remember to publish safely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from analytics.records import (
    FamilyHistory,
    Reading,
    history_from_json,
    history_to_json,
    reading_from_json,
    reading_to_json,
)
from slackapp.domain.ids import TeamId, WindowId, WorkspaceId
from slackapp.domain.teams import TeamState
from slackapp.domain.windows import Elsewhere
from slackapp.storage.tables import family_history, reading, team
from slackapp.storage.upsert import shuffled, upsert

_HOLD = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("of"), 0)))


class Readings:
    """Readings are written once, when their window settles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, workspace: WorkspaceId, family: str) -> None:
        """Let no other unit that holds the same publish until this one is over.

        SQLite has one writer anyway. On PostgreSQL it is the lock of no row, since what else locks
        that, in another order, would wait for a publication, or it for that.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_HOLD, {"of": f"{workspace} {family}"})

    def add(self, team: TeamId, window: WindowId, readings: Sequence[Reading]) -> None:
        """Store a settled window's readings, shuffled."""
        if readings:
            self._connection.execute(
                insert(reading),
                [
                    {
                        "team": team,
                        "window": window,
                        "measure": one.measure,
                        "status": one.status.value,
                        "ends_on": one.span.ends_on,
                        "body": reading_to_json(one),
                    }
                    for one in shuffled(readings)
                ],
            )

    def of_team(self, team: TeamId) -> tuple[Reading, ...]:
        """Return a team's readings, oldest first."""
        bodies = self._connection.scalars(
            select(reading.c.body)
            .where(reading.c.team == team)
            .order_by(reading.c.ends_on, reading.c.measure)
        )
        return tuple(reading_from_json(body) for body in bodies)

    def history(self, team: TeamId, family: str) -> FamilyHistory:
        """Return what a family remembers: nothing before its first window."""
        body = self._connection.scalar(
            select(family_history.c.body).where(
                family_history.c.team == team, family_history.c.family == family
            )
        )
        return history_from_json(body) if body else FamilyHistory()

    def put_history(self, team: TeamId, family: str, history: FamilyHistory) -> None:
        """Replace what a family remembers."""
        row = {"team": team, "family": family, "body": history_to_json(history)}
        upsert(self._connection, family_history, [row])

    def elsewhere(
        self, workspace: WorkspaceId, family: str, *, other_than: TeamId
    ) -> tuple[Elsewhere, ...]:
        """Return what a family remembers in the workspace's other teams, in order."""
        rows = self._connection.execute(
            select(team.c.id, team.c.state, family_history.c.body)
            .join(team, team.c.id == family_history.c.team)
            .where(
                team.c.workspace == workspace,
                team.c.id != other_than,
                family_history.c.family == family,
            )
            .order_by(team.c.id)
        )
        return tuple(
            Elsewhere(TeamId(one), TeamState(state), history_from_json(body))
            for one, state, body in rows
        )

    def histories(self, team: TeamId) -> dict[str, FamilyHistory]:
        """Return what each family of a team remembers: family → history."""
        rows = self._connection.execute(
            select(family_history.c.family, family_history.c.body)
            .where(family_history.c.team == team)
            .order_by(family_history.c.family)
        )
        return {family: history_from_json(body) for family, body in rows}

    def drop_before(self, team: TeamId, day: date) -> None:
        """Delete readings of windows that ended before a day."""
        self._connection.execute(
            delete(reading).where(reading.c.team == team, reading.c.ends_on < day)
        )

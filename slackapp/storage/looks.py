"""When Slack was last asked who is in a team's channel, and who of its user group was not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Table, delete, or_, select

from slackapp.domain.ids import TeamId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.storage.columns import Instant, metadata, owned
from slackapp.storage.tables import round_, team
from slackapp.storage.upsert import upsert

look = Table(
    "look",
    metadata,
    owned("team", "team", primary_key=True),
    Column("at", Instant, nullable=False),
    Column("absent", Integer, nullable=False, server_default="0"),
    Column("began_at", Instant),
)


class Looks:
    """One instant a team, of the calendar, and a count."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self, team_id: TeamId, at: datetime, *, absent: int = 0, began_at: datetime | None = None
    ) -> None:
        """Note that Slack has just been asked; `absent` are of the group and not in the channel.

        `began_at` is when it was asked, in real time.
        """
        row = {"team": team_id, "at": at, "absent": absent, "began_at": began_at}
        upsert(self._connection, look, [row])

    def forget(self, team_id: TeamId) -> None:
        """Have Slack asked again: the team is asked elsewhere now."""
        self._connection.execute(delete(look).where(look.c.team == team_id))

    def absent(self, team_id: TeamId) -> int:
        """Return how many of the team's group were not in its channel; 0 where nobody looked."""
        found = self._connection.scalar(select(look.c.absent).where(look.c.team == team_id))
        return found or 0

    def at(self, team_id: TeamId) -> datetime | None:
        """Return when Slack was asked last."""
        found: datetime | None = self._connection.scalar(
            select(look.c.at).where(look.c.team == team_id)
        )
        return found

    def began_at(self, team_id: TeamId) -> datetime | None:
        """Return when the look began, in real time, that was written last; None is not known."""
        found: datetime | None = self._connection.scalar(
            select(look.c.began_at).where(look.c.team == team_id)
        )
        return found

    def due(
        self,
        *,
        after: datetime,
        until: datetime,
        looked_before: datetime,
        without: Collection[WorkspaceId],
        limit: int,
    ) -> tuple[tuple[WorkspaceId, TeamId], ...]:
        """Return teams whose round opens between two instants, soonest first, to be looked at.

        Those looked at since `looked_before` and those of some workspaces are left out.
        """
        found = self._connection.execute(
            select(team.c.workspace, team.c.id)
            .select_from(round_.join(team).outerjoin(look, look.c.team == team.c.id))
            .where(
                round_.c.next_due_at > after,
                round_.c.next_due_at <= until,
                round_.c.state == RoundState.PLANNED,
                or_(look.c.at.is_(None), look.c.at < looked_before),
                team.c.workspace.not_in(without),
            )
            .order_by(round_.c.next_due_at)
            .limit(limit)
        )
        return tuple((row.workspace, row.id) for row in found)

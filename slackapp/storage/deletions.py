"""Teams that were deleted all at once, until what they owned is gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, text, update

from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.ids import ChannelId, TeamId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.storage.tables import (
    LEASED_DELIVERY,
    WAITING_DELIVERY,
    delivery,
    membership,
    round_,
    team,
)


class Deletions:
    """A mark in the team's own row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, workspace: WorkspaceId, *, now: datetime) -> None:
        """End every team of a workspace, and have the tidying look at each.

        None has a name, a lead or a member any more, no round is due or takes answers, and nothing
        is sent. Shells of teams that were deleted before stay as they are.
        """
        # First, since whoever plans or opens a round looks at its team.
        self._connection.execute(
            update(team)
            .where(
                team.c.workspace == workspace,
                or_(team.c.state != TeamState.ENDED, team.c.name != ""),
            )
            .values(
                state=TeamState.ENDED.value,
                name="",
                leads=[],
                next_tidy_at=now,
                deleted_on=now.date(),
            )
        )
        ours = select(team.c.id).where(
            team.c.workspace == workspace, team.c.deleted_on.is_not(None)
        )
        self._connection.execute(
            update(round_)
            .where(round_.c.team.in_(ours), round_.c.next_due_at.is_not(None))
            .values(state=RoundState.SKIPPED.value, next_due_at=None)
        )
        for unsent in (WAITING_DELIVERY, LEASED_DELIVERY):
            self._connection.execute(
                update(delivery)
                .where(delivery.c.workspace == workspace, text(unsent))
                .values(state=DeliveryState.CANCELLED.value)
            )
        self._connection.execute(delete(membership).where(membership.c.team.in_(ours)))

    def pending(
        self, workspace: WorkspaceId, *, channel: ChannelId | None = None
    ) -> tuple[TeamId, ...]:
        """Return the teams that still own something, in order; with a channel only its own."""
        own = () if channel is None else (team.c.channel == channel,)
        found = self._connection.scalars(
            select(team.c.id)
            .where(team.c.workspace == workspace, team.c.deleted_on.is_not(None), *own)
            .order_by(team.c.id)
        )
        return tuple(TeamId(one) for one in found)

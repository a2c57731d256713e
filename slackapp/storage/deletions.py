"""Teams that were deleted all at once, until what they owned is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, or_, select, text, update

from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.ids import ChannelId, TeamId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.domain.windows import WindowState
from slackapp.storage.tables import (
    LEASED_DELIVERY,
    WAITING_DELIVERY,
    delivery,
    membership,
    private_note,
    round_,
    team,
    tombstone,
    window,
)
from slackapp.storage.upsert import insert_missing

SEALED = (RoundState.OPEN, RoundState.CLOSING)
"""States of a round in which answers lie in its boxes."""
_NOT_SHELLS = or_(team.c.state != TeamState.ENDED, team.c.name != "")
_OURS = select(team.c.id).where(team.c.workspace == bindparam("of"), team.c.deleted_on.is_not(None))
_NOTE_KEYS = select(private_note.c.key_id).where(private_note.c.team.in_(_OURS)).distinct()
_SKIP = (
    update(round_)
    .where(round_.c.id == bindparam("of"))
    .values(state=RoundState.SKIPPED.value, next_due_at=None)
)


class Deletions:
    """A mark in the team's own row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, *teams: TeamId) -> None:
        """Lock what steps of these teams lock before the teams themselves.

        Whoever deletes does so first: else each would wait for the other.
        """
        self._hold(teams)

    def begin(self, workspace: WorkspaceId, *, now: datetime) -> None:
        """End every team of a workspace, and have the tidying look at each.

        None has a name, a lead or a member any more, no round is due or takes answers, nothing is
        sent, and the keys are to be destroyed: what is sealed is gone with them. Shells of teams
        that were deleted before stay as they are.
        """
        ending = (team.c.workspace == workspace, _NOT_SHELLS)
        rounds, windows = self._hold(select(team.c.id).where(*ending))
        # Before their rounds, since whoever plans or opens one looks at its team. One that was
        # planned while we waited is left out when its time comes, if it is not deleted before.
        self._connection.execute(
            update(team)
            .where(*ending)
            .values(
                state=TeamState.ENDED.value,
                name="",
                leads=[],
                next_tidy_at=now,
                deleted_on=now.date(),
            )
        )
        of = {"of": workspace}
        sealed = {one.key_id for one in rounds if one.state in SEALED}
        sealed |= {one.key_id for one in windows}
        sealed |= {*self._connection.scalars(_NOTE_KEYS, of)}
        if sealed:
            insert_missing(self._connection, tombstone, [{"key_id": one} for one in sealed])
        if rounds:
            self._connection.execute(_SKIP, [{"of": one.id} for one in rounds])
        for unsent in (WAITING_DELIVERY, LEASED_DELIVERY):
            self._connection.execute(
                update(delivery)
                .where(delivery.c.workspace == workspace, text(unsent))
                .values(state=DeliveryState.CANCELLED.value)
            )
        self._connection.execute(delete(membership).where(membership.c.team.in_(_OURS)), of)

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

    def _hold(self, teams: Sequence[TeamId] | Select[Any]) -> list[Sequence[Row[Any, Any, Any]]]:
        """Return the rounds that go on, and the open windows, each in the order of their ids.

        In this order whoever opens many at once locks them.
        """
        due = (round_.c.team.in_(teams), round_.c.next_due_at.is_not(None))
        open_ = (window.c.team.in_(teams), window.c.state == WindowState.OPEN)
        found = [
            select(table.c.id, table.c.key_id, table.c.state).where(*held).order_by(table.c.id)
            for table, held in ((round_, due), (window, open_))
        ]
        return [self._connection.execute(one.with_for_update()).all() for one in found]

"""Teams that were deleted all at once, until what they owned is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, or_, select, update

from slackapp.domain.deliveries import DeliveryState
from slackapp.domain.ids import ChannelId, TeamId, WorkspaceId
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.domain.windows import WindowState
from slackapp.storage.tables import (
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
_UNSENT = (DeliveryState.DUE, DeliveryState.UNKNOWN, DeliveryState.SENDING)
_GOES_ON = (
    (round_, round_.c.next_due_at.is_not(None)),
    (window, window.c.state == WindowState.OPEN),
)
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

        None has a name, a lead or a member any more. Shells of teams that were deleted before stay
        as they are.
        """
        ending = (team.c.workspace == workspace, _NOT_SHELLS)
        # In this order whoever needs several locks them.
        self._connection.execute(
            select(team.c.id).where(*ending).order_by(team.c.id).with_for_update()
        ).all()
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
        ours = {"of": workspace}
        self._connection.execute(delete(membership).where(membership.c.team.in_(_OURS)), ours)

    def drafts(self, workspace: WorkspaceId) -> tuple[TeamId, ...]:
        """Return the teams of a workspace that were never started."""
        is_draft = (team.c.workspace == workspace, team.c.state == TeamState.DRAFT)
        found = self._connection.scalars(select(team.c.id).where(*is_draft).order_by(team.c.id))
        return tuple(TeamId(one) for one in found)

    def stop(self, teams: Sequence[TeamId]) -> None:
        """Stop teams that were ended so: no round is due or takes answers, nothing is sent.

        The keys are to be destroyed: what is sealed is gone with them.
        """
        rounds, windows = self._hold(teams)
        # Of those that another worker has deleted by now the channels are being told.
        being = (team.c.id.in_(teams), team.c.deleted_on.is_not(None))
        locked = select(team.c.id).where(*being).order_by(team.c.id).with_for_update()
        going = self._connection.scalars(locked).all()
        sealed = {one.key_id for one in rounds if one.state in SEALED}
        sealed |= {one.key_id for one in windows}
        notes = select(private_note.c.key_id).where(private_note.c.team.in_(going)).distinct()
        sealed |= {*self._connection.scalars(notes)}
        if sealed:
            insert_missing(self._connection, tombstone, [{"key_id": one} for one in sealed])
        if rounds:
            self._connection.execute(_SKIP, [{"of": one.id} for one in rounds])
        self._connection.execute(
            update(delivery)
            .where(delivery.c.team.in_(going), delivery.c.state.in_(_UNSENT))
            .values(state=DeliveryState.CANCELLED.value)
        )

    def going_on(self, beside: TeamId) -> tuple[TeamId, ...]:
        """Return the teams still to be stopped beside one, and with it, that is being deleted."""
        workspace = select(team.c.workspace).where(
            team.c.id == beside, team.c.deleted_on.is_not(None)
        )
        found = self._connection.scalars(
            select(team.c.id)
            .where(
                team.c.workspace == workspace.scalar_subquery(),
                team.c.deleted_on.is_not(None),
                or_(*(exists().where(one.c.team == team.c.id, is_so) for one, is_so in _GOES_ON)),
            )
            .order_by(team.c.id)
        )
        return tuple(TeamId(one) for one in found)

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

    def _hold(self, teams: Sequence[TeamId]) -> list[Sequence[Row[Any, Any, Any]]]:
        """Return the rounds that go on, and the open windows, each in the order of their ids.

        In this order whoever opens many at once locks them.
        """
        found = [
            select(table.c.id, table.c.key_id, table.c.state)
            .where(table.c.team.in_(teams), goes_on)
            .order_by(table.c.id)
            for table, goes_on in _GOES_ON
        ]
        return [self._connection.execute(one.with_for_update()).all() for one in found]

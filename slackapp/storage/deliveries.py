"""The ledger's rows: outgoing messages and their states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)

from slackapp.domain.deliveries import PRIVATE, UNCLEAR, Delivery, DeliveryState, Kind
from slackapp.domain.ids import ChannelId, DeliveryId, RoundId, TeamId, UserId, WorkspaceId
from slackapp.domain.telling import without
from slackapp.errors import UnknownDelivery
from slackapp.storage import lanes, untold
from slackapp.storage.settling import settle_all
from slackapp.storage.tables import DEAD_DELIVERY, LEASED_DELIVERY, WAITING_DELIVERY, team
from slackapp.storage.tables import delivery as table
from slackapp.storage.upsert import insert_new

_ERASE_PRIVATE = delete(table).where(table.c.round == bindparam("of"), table.c.kind.in_(PRIVATE))
_DUE = (text(WAITING_DELIVERY), table.c.due_at <= bindparam("now"))
_LOST = (text(LEASED_DELIVERY), table.c.lease_until < bindparam("now"))
_OWN = table.c.workspace == bindparam("workspace")
# That nobody else is about to claim.
_TAKE = (
    select(table)
    .order_by(table.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_TAKE_DUE, _TAKE_LOST = _TAKE.where(*_DUE), _TAKE.where(*_LOST)
_TAKE_OWN_DUE, _TAKE_OWN_LOST = _TAKE_DUE.where(_OWN), _TAKE_LOST.where(_OWN)
_CLAIM = (
    update(table)
    .where(table.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=DeliveryState.SENDING.value,
        owner=bindparam("who"),
        lease_until=bindparam("until"),
        attempts=table.c.attempts + 1,
    )
)
_IS_DUE = select(table.c.id).where(_OWN, *_DUE).limit(1)
# Those that are over are as many as thirty days have, and no index is over them.
_LEFT = union_all(
    *(
        select(table.c.state, func.count().label("n")).where(text(some)).group_by(table.c.state)
        for some in (WAITING_DELIVERY, LEASED_DELIVERY, DEAD_DELIVERY)
    )
)
_OF_NOBODY = select(table).where(table.c.kind.not_in(PRIVATE))
_MAY_BE_THERE = table.c.state == DeliveryState.UNKNOWN.value
_CANCELLED = {
    "state": DeliveryState.CANCELLED.value,
    "last_error": case((_MAY_BE_THERE, UNCLEAR), else_=table.c.last_error),
}
_OVER = (DeliveryState.SENT, DeliveryState.DONE, DeliveryState.CANCELLED)


class Deliveries:
    """Deliveries. Private kinds keep no trace of whether or when a message was sent."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Add rows; one that exists already (round, kind, target, topic) stays as it is."""
        insert_new(
            self._connection,
            table,
            [asdict(one) for one in deliveries],
            unique=("round", "kind", "target", "topic"),
        )

    def look(self, now: datetime, *, real_now: datetime | None = None) -> lanes.Found:
        """Return the workspaces with a row to claim, and when the next row after `now` is due.

        Without `real_now` leases are over by the database's clock.
        """
        return lanes.look(self._connection, now, real_now)

    def claim(
        self,
        now: datetime,
        *,
        real_now: datetime,
        owner: str,
        lease_until: datetime,
        limit: int,
        workspace: WorkspaceId | None = None,
    ) -> tuple[Delivery, ...]:
        """Take due rows, or as `unknown` one whose lease ran out; attempt + 1.

        One alone: whoever held it may have died of it, and no other is to be held by whoever dies
        of it next; or they were too slow for as many as they held. With a workspace, only its own,
        however many of others have been waiting for longer.
        """
        own = {} if workspace is None else {"workspace": workspace}
        lost, due = (_TAKE_OWN_LOST, _TAKE_OWN_DUE) if own else (_TAKE_LOST, _TAKE_DUE)
        taken = self._all(lost, own | {"now": real_now, "most": 1})
        taken = taken or self._all(due, own | {"now": now, "most": limit})
        if not taken:
            return ()
        ids = [one.id for one in taken]
        self._connection.execute(_CLAIM, {"ids": ids, "who": owner, "until": lease_until})
        return tuple(
            replace(
                one,
                state=DeliveryState.SENDING
                if one.state is DeliveryState.DUE
                else DeliveryState.UNKNOWN,
                owner=owner,
                lease_until=lease_until,
                attempts=one.attempts + 1,
            )
            for one in taken
        )

    def settle(self, delivery: Delivery) -> bool:
        """Write an outcome if `owner` and `attempts` still match; False: the lease was lost.

        How often it failed stays as it is.
        """
        return self.settle_all([(delivery, delivery)])[0]

    def release(self, delivery: Delivery, *, due_at: datetime) -> bool:
        """Put a claimed row back to `due`, its attempt refunded; False: the lease was lost."""
        return self.settle_all([(delivery, delivery.released(due_at=due_at))])[0]

    def settle_all(self, outcomes: Sequence[tuple[Delivery, Delivery]]) -> list[bool]:
        """Write many outcomes in two statements: each a row as it was claimed, and as it is now.

        Returns for each whether it was written: not where `owner` and `attempts` no longer match.
        Of one that another took over it is noted that this attempt is over: nobody died of it.
        """
        return settle_all(self._connection, outcomes)

    def of_round(self, round_id: RoundId) -> tuple[Delivery, ...]:
        """Return the rows of a round."""
        return self._all(
            select(table)
            .where(table.c.round == round_id)
            .order_by(table.c.kind, table.c.target, table.c.topic)
        )

    def posted(self, team: TeamId, topic: str) -> tuple[Delivery, ...]:
        """Return what a team was told about a topic, as far as it is still kept."""
        sent = (table.c.team == team, table.c.topic == topic, table.c.sent_ts.is_not(None))
        return self._all(select(table).where(*sent).order_by(table.c.id))

    def next_due_at(self) -> datetime | None:
        """Return when the next row is due."""
        due: datetime | None = self._connection.scalar(
            select(func.min(table.c.due_at)).where(text(WAITING_DELIVERY))
        )
        return due

    def get(self, delivery: DeliveryId) -> Delivery:
        """Return a row; raises `UnknownDelivery`."""
        found = self._connection.execute(select(table).where(table.c.id == delivery))
        row = found.mappings().first()
        if row is None:
            raise UnknownDelivery
        return _delivery(row)

    def cancel(self, team: TeamId) -> None:
        """Cancel what a team still has to send."""
        self._connection.execute(
            update(table).where(table.c.team == team, text(WAITING_DELIVERY)).values(_CANCELLED)
        )

    def tell_again(self, team: TeamId, *, channel: ChannelId, now: datetime) -> tuple[str, ...]:
        """Make due in a channel what a team was not told of changes of its settings, and all since.

        In the order in which they were made. Returns the topics that it reads of them, in order.
        """
        return untold.tell_again(self._connection, team, channel, now)

    def told(self, team: TeamId, *, channel: ChannelId) -> tuple[str, ...]:
        """Return the topics a channel reads of changes of a team's settings, in order."""
        return untold.told(self._connection, team, channel)

    def drop_settled(self, team: TeamId, before: datetime) -> None:
        """Delete a team's rows that were due before an instant and have nothing left to do."""
        over = (table.c.team == team, table.c.due_at < before, table.c.state.in_(_OVER))
        self._connection.execute(delete(table).where(*over))

    def forget(self, workspace: WorkspaceId, user: UserId) -> None:
        """Delete every row of a message to a person, dead letters too; name them in no other."""
        teams = select(team.c.id).where(team.c.workspace == workspace)
        own = table.c.team.in_(teams)
        self._connection.execute(delete(table).where(own, table.c.target == user))
        naming = select(table.c.id, table.c.topic).where(own, table.c.topic.contains(user))
        for row in self._connection.execute(naming).all():
            this, left = table.c.id == row.id, without(row.topic, user)
            change = update(table).values(topic=left) if left else delete(table)
            self._connection.execute(change.where(this))

    def naming(self, workspace: WorkspaceId, user: UserId) -> tuple[Delivery, ...]:
        """Return what is or was to be sent to a person, or names them; newest first, none private.

        Of the private ones everybody on a roster has the same rows, whatever they did.
        """
        there = or_(table.c.target == user, table.c.topic.contains(user, autoescape=True))
        found = _OF_NOBODY.where(table.c.workspace == workspace, there)
        newest = self._all(found.order_by(table.c.due_at.desc(), table.c.id))
        return tuple(one for one in newest if user in {one.target, *one.topic.split(":")})

    def erase_private(self, round_id: RoundId) -> None:
        """Delete the rows that pair a person with a round."""
        self._connection.execute(_ERASE_PRIVATE, {"of": round_id})

    def count_by_state(self) -> dict[str, int]:
        """Count the rows that are left to send or to decide about by state, for metrics."""
        return {row.state: row.n for row in self._connection.execute(_LEFT)}

    def dead(self, *, limit: int, workspace: WorkspaceId | None = None) -> tuple[Delivery, ...]:
        """Return dead letters, newest first, in one order; with a workspace only its own."""
        own = true() if workspace is None else table.c.workspace == workspace
        dead = _OF_NOBODY.where(text(DEAD_DELIVERY), own)
        return self._all(dead.order_by(table.c.due_at.desc(), table.c.id).limit(limit))

    def trying(self, workspace: WorkspaceId, *, limit: int) -> tuple[Delivery, ...]:
        """Return what is not private, failed before and is due again, oldest first."""
        failed = (table.c.workspace == workspace, table.c.last_error.is_not(None))
        trying = _OF_NOBODY.where(*failed, text(WAITING_DELIVERY))
        return self._all(trying.order_by(table.c.due_at, table.c.id).limit(limit))

    def late(self, before: datetime, *, limit: int) -> tuple[Delivery, ...]:
        """Return what is not private and waits although it was due before, oldest first."""
        late = _OF_NOBODY.where(text(WAITING_DELIVERY), table.c.due_at < before)
        return self._all(late.order_by(table.c.due_at, table.c.id).limit(limit))

    def retry(self, delivery: DeliveryId, *, now: datetime) -> bool:
        """Make a dead letter due again, one that may be there as such; False when it is none."""
        done = self._connection.execute(
            update(table)
            .where(table.c.id == delivery, table.c.state == DeliveryState.DEAD)
            .values({"due_at": now, **untold.ANEW})
        )
        return done.rowcount == 1

    def drop(self, delivery: DeliveryId) -> bool:
        """Give a dead letter up; False when it is none (any more)."""
        done = self._connection.execute(
            update(table)
            .where(table.c.id == delivery, table.c.state == DeliveryState.DEAD)
            .values(state=DeliveryState.CANCELLED.value)
        )
        return done.rowcount == 1

    def is_due(self, workspace: WorkspaceId, *, now: datetime) -> bool:
        """Whether a workspace has a row that waits although it is due."""
        return self._connection.scalar(_IS_DUE, {"workspace": workspace, "now": now}) is not None

    def count_due(self, now: datetime) -> int:
        """Count the rows that wait although they are due."""
        counted = (
            select(func.count())
            .select_from(table)
            .where(text(WAITING_DELIVERY), table.c.due_at <= now)
        )
        return self._connection.scalar(counted) or 0

    def _all(
        self, query: Select[Any], given: Mapping[str, Any] | None = None
    ) -> tuple[Delivery, ...]:
        found = self._connection.execute(query, given).mappings()
        return tuple(_delivery(row) for row in found)


def _delivery(row: RowMapping) -> Delivery:
    values = {**row, "kind": Kind(row["kind"]), "state": DeliveryState(row["state"])}
    return Delivery(**values)

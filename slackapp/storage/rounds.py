"""Rounds: the rows whose due times are the schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, func, select, text, update

from slackapp.domain.ids import EpochId, KeyId, RoundId, TeamId
from slackapp.domain.rounds import Asks, Round, RoundState, Waiting
from slackapp.errors import UnknownRound
from slackapp.storage.looks import look
from slackapp.storage.tables import LOST_ROUND
from slackapp.storage.tables import round_ as table
from slackapp.storage.upsert import insert_new

# Made once: to put a statement together costs as much as to perform it.
_ONE = select(table).where(table.c.id == bindparam("of"))
_LOCK = _ONE.with_for_update()
_PUT = update(table).where(table.c.id == bindparam("of"))
_AT = select(table.c.id).where(table.c.next_due_at == bindparam("instant")).limit(bindparam("most"))
_NUMBERED = (
    select(table)
    .where(
        table.c.team == bindparam("of"),
        table.c.number > 0,
        table.c.number.between(bindparam("first"), bindparam("last")),
    )
    .order_by(table.c.number)
)
_NEWEST = (
    select(table)
    .where(table.c.team == bindparam("of"))
    .order_by(table.c.round_date.desc())
    .limit(bindparam("most"))
)

_DUE = (
    select(table)
    .where(table.c.next_due_at <= bindparam("now"))
    .order_by(table.c.next_due_at, table.c.id)
    .limit(bindparam("most"))
)
_GOING_ON = _DUE.where(table.c.state != RoundState.PLANNED)
_WAITING = (
    _DUE.where(table.c.state == RoundState.PLANNED)
    .with_only_columns(table.c.id, table.c.team, look.c.at)
    .outerjoin_from(table, look, look.c.team == table.c.team)
)


class Rounds:
    """Rounds, one for a team and local date."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, planned: Round) -> bool:
        """Add a round; False when the team already has one on that date."""
        rows = [_row(planned)]
        return insert_new(self._connection, table, rows, unique=("team", "round_date")) == 1

    def put(self, changed: Round) -> None:
        """Replace a round; raises `UnknownRound`."""
        found = self._connection.execute(_PUT, {"of": changed.id, **_row(changed)})
        if found.rowcount != 1:
            raise UnknownRound

    def delete(self, round_id: RoundId) -> None:
        """Delete a round nobody was asked in."""
        self._connection.execute(delete(table).where(table.c.id == round_id))

    def get(self, round_id: RoundId) -> Round:
        """Return a round; raises `UnknownRound`."""
        return self._one(_ONE, round_id)

    def lock(self, round_id: RoundId) -> Round:
        """Return a round, locked FOR UPDATE; raises `UnknownRound`."""
        return self._one(_LOCK, round_id)

    def share(self, round_id: RoundId) -> Round:
        """Return a round, locked FOR SHARE; raises `UnknownRound`."""
        return self._one(_ONE.with_for_update(read=True), round_id)

    def due(self, now: datetime, *, limit: int) -> tuple[Round, ...]:
        """Return the rounds whose next step is due, longest due first."""
        return self._many(_DUE, {"now": now, "most": limit})

    def going_on(self, now: datetime, *, limit: int) -> tuple[Round, ...]:
        """Return the same without those that wait to be opened."""
        return self._many(_GOING_ON, {"now": now, "most": limit})

    def waiting(self, now: datetime, *, limit: int) -> tuple[Waiting, ...]:
        """Return the rounds that wait to be opened, longest due first."""
        found = self._connection.execute(_WAITING, {"now": now, "most": limit})
        return tuple(Waiting(RoundId(one), TeamId(team), at) for one, team, at in found)

    def coming(self, now: datetime, *, limit: int) -> tuple[Round, ...]:
        """Return the planned rounds that open next, soonest first."""
        return self._many(
            select(table)
            .where(table.c.next_due_at > now, table.c.state == RoundState.PLANNED)
            .order_by(table.c.next_due_at, table.c.id)
            .limit(limit)
        )

    def count_due(self, now: datetime) -> int:
        """Count the rounds whose next step is due."""
        counted = select(func.count()).select_from(table).where(table.c.next_due_at <= now)
        return self._connection.scalar(counted) or 0

    def count_at(self, instant: datetime, *, limit: int) -> int:
        """Count the rounds whose next step is due at an instant, up to a limit."""
        found = self._connection.scalars(_AT, {"instant": instant, "most": limit})
        return len(found.all())

    def lost(self, *, limit: int) -> tuple[Round, ...]:
        """Return rounds that were lost, newest first."""
        return self._many(
            select(table).where(text(LOST_ROUND)).order_by(table.c.opens_at.desc()).limit(limit)
        )

    def next_due_at(self, *, after: datetime | None = None) -> datetime | None:
        """Return when the next step of any round is due, or the next after an instant."""
        some = table.c.next_due_at.is_not(None) if after is None else table.c.next_due_at > after
        due: datetime | None = self._connection.scalar(
            select(func.min(table.c.next_due_at)).where(some)
        )
        return due

    def of_team(
        self, team: TeamId, *, states: Sequence[RoundState] = (), limit: int = 200
    ) -> tuple[Round, ...]:
        """Return a team's rounds, newest first."""
        newest = _NEWEST.where(table.c.state.in_(states)) if states else _NEWEST
        return self._many(newest, {"of": team, "most": limit})

    def numbered(self, team: TeamId, *, first: int, last: int) -> tuple[Round, ...]:
        """Return rounds asked `first .. last`, oldest first."""
        return self._many(_NUMBERED, {"of": team, "first": first, "last": last})

    def _one(self, statement: Select[Any], round_id: RoundId) -> Round:
        row = self._connection.execute(statement, {"of": round_id}).mappings().first()
        if row is None:
            raise UnknownRound
        return _round(row)

    def _many(
        self, statement: Select[Any], given: Mapping[str, Any] | None = None
    ) -> tuple[Round, ...]:
        found = self._connection.execute(statement, given)
        return tuple(_round(row) for row in found.mappings())


def _row(one: Round) -> dict[str, Any]:
    return {
        "id": one.id,
        "team": one.team,
        "round_date": one.date,
        "state": one.state.value,
        "opens_at": one.opens_at,
        "remind_at": one.remind_at,
        "closes_at": one.closes_at,
        "report_at": one.report_at,
        "next_due_at": one.next_due_at,
        "number": one.number,
        "epoch": one.epoch,
        "key_id": one.key,
        "asks": {
            "items": one.asks.items,
            "prompts": one.asks.prompts,
            "pulse": one.asks.pulse,
            "follow_up": one.asks.follow_up,
        },
        "reminded": one.reminded,
        "reported": one.reported,
        "reason": one.reason,
    }


def _round(row: RowMapping) -> Round:
    asks = row["asks"]
    return Round(
        id=RoundId(row["id"]),
        team=TeamId(row["team"]),
        date=row["round_date"],
        state=RoundState(row["state"]),
        opens_at=row["opens_at"],
        remind_at=row["remind_at"],
        closes_at=row["closes_at"],
        report_at=row["report_at"],
        next_due_at=row["next_due_at"],
        number=row["number"],
        epoch=EpochId(row["epoch"]) if row["epoch"] else None,
        key=KeyId(row["key_id"]) if row["key_id"] else None,
        asks=Asks(
            items=tuple(asks["items"]),
            prompts=tuple(asks["prompts"]),
            pulse=asks["pulse"],
            follow_up=asks["follow_up"],
        ),
        reminded=row["reminded"],
        reported=row["reported"],
        reason=row["reason"],
    )

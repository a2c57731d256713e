"""Sealed answers of open rounds: opaque boxes under respondent keys, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from slackapp.domain.ids import RespondentKey, RoundId
from slackapp.domain.rounds import RoundState
from slackapp.storage.boxes import Boxes, read_boxes, seed_boxes
from slackapp.storage.tables import answer_box as table
from slackapp.storage.tables import round_

_IS_OPEN = (round_.c.id == bindparam("of_round"), round_.c.state == RoundState.OPEN.value)
_BOX = (table.c.round == bindparam("of_round"), table.c.respondent_key == bindparam("of_key"))
_PUT = update(table).values(box=bindparam("new_box")).where(*_BOX)
_open_round = (
    # MATERIALIZED: the share lock is taken before the box is written. Closing takes FOR UPDATE, so
    # an acknowledged answer is always among those it gathers.
    select(round_.c.id)
    .where(*_IS_OPEN)
    .with_for_update(read=True)
    .cte("open_round")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_PUT_POSTGRESQL = _PUT.where(table.c.round == _open_round.c.id)
_PUT_SQLITE = _PUT.where(exists().where(*_IS_OPEN))
_SEEN = table.c.box == bindparam("seen")


class Answers:
    """One box for each roster member exists from the moment a round opens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def seed(self, round_id: RoundId, boxes: Mapping[RespondentKey, bytes]) -> None:
        """Write the first boxes of a round, shuffled."""
        seed_boxes(self._connection, table.c.round, {round_id: boxes})

    def put(
        self, round_id: RoundId, key: RespondentKey, box: bytes, *, seen: bytes | None = None
    ) -> bool:
        """Replace a box, if the round is open; False when it is not, or there is no such box.

        With `seen`, only where that is still what the box holds. A lock taken to look into it first
        would stay in the row and the log, and tell a wish to be reminded from an answer.
        """
        put = _PUT_POSTGRESQL if self._is_postgresql else _PUT_SQLITE
        values = {"of_round": round_id, "of_key": key, "new_box": box}
        if seen is not None:
            put, values = put.where(_SEEN), values | {"seen": seen}
        return self._connection.execute(put, values).rowcount == 1

    def get(self, round_id: RoundId, key: RespondentKey) -> bytes | None:
        """Return one box."""
        box: bytes | None = self._connection.scalar(
            select(table.c.box).where(table.c.round == round_id, table.c.respondent_key == key)
        )
        return box

    def all(self, round_id: RoundId) -> Boxes:
        """Return every box of a round."""
        return read_boxes(self._connection, table.c.round, [round_id])[round_id]

    def delete(self, round_id: RoundId) -> None:
        """Delete every box of a round."""
        self._connection.execute(delete(table).where(table.c.round == round_id))

    @property
    def _is_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"

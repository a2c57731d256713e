"""Sealed private notes: what a mirror shows to one person."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from slackapp.domain.ids import KeyId, RespondentKey, TeamId
from slackapp.storage.boxes import Boxes, read_boxes
from slackapp.storage.tables import private_note as table
from slackapp.storage.upsert import shuffled

_KEY = select(table.c.key_id).where(table.c.team == bindparam("of")).limit(1)


class Notes:
    """One note for each roster member of a team, all under one key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, team: TeamId, key: RespondentKey) -> bytes | None:
        """Return one sealed note."""
        box: bytes | None = self._connection.scalar(
            select(table.c.box).where(table.c.team == team, table.c.respondent_key == key)
        )
        return box

    def all(self, team: TeamId) -> Boxes:
        """Return every sealed note of a team."""
        return read_boxes(self._connection, table.c.team, [team])[team]

    def key_id(self, team: TeamId) -> KeyId | None:
        """Return the key the notes are sealed under; None while there are none."""
        found: str | None = self._connection.scalar(_KEY, {"of": team})
        return KeyId(found) if found else None

    def replace(self, team: TeamId, key_id: KeyId, boxes: Mapping[RespondentKey, bytes]) -> None:
        """Write all notes of a team, shuffled; the old ones go."""
        self.delete(team)
        if boxes:
            self._connection.execute(
                insert(table),
                [
                    {"team": team, "key_id": key_id, "respondent_key": key, "box": box}
                    for key, box in shuffled(boxes.items())
                ],
            )

    def rewrite(self, team: TeamId) -> None:
        """Write a team's notes again as they are: their transaction is then this one."""
        self._connection.execute(
            update(table).where(table.c.team == team).values(key_id=table.c.key_id)
        )

    def delete(self, team: TeamId) -> None:
        """Delete a team's notes."""
        self._connection.execute(delete(table).where(table.c.team == team))

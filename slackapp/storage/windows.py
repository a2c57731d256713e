"""Windows and their sealed boxes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)

from slackapp.domain.ids import KeyId, RespondentKey, TeamId, WindowId
from slackapp.domain.windows import Window, WindowState
from slackapp.errors import UnknownWindow
from slackapp.storage.boxes import Boxes, read_boxes, replace_boxes, seed_boxes
from slackapp.storage.tables import OPEN_WINDOW, window_box
from slackapp.storage.tables import window as table

_ADD = insert(table)
_OPEN = (
    select(table)
    .where(table.c.team == bindparam("of"), table.c.state == WindowState.OPEN)
    .order_by(table.c.first_round, table.c.family)
)


class Windows:
    """Windows of one team and family never overlap."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, window: Window) -> None:
        """Add a window that begins."""
        self._connection.execute(_ADD, _row(window))

    def begin(self, begun: Sequence[tuple[Window, Boxes]]) -> None:
        """Add windows that begin together, each with its first boxes, all of these shuffled."""
        if begun:
            self._connection.execute(_ADD, [_row(window) for window, _ in begun])
            boxes = {window.id: boxes for window, boxes in begun}
            seed_boxes(self._connection, window_box.c.window, boxes)

    def put(self, window: Window) -> None:
        """Replace a window; raises `UnknownWindow`."""
        found = self._connection.execute(
            update(table).where(table.c.id == window.id).values(_row(window))
        )
        if found.rowcount != 1:
            raise UnknownWindow

    def get(self, window: WindowId) -> Window:
        """Return a window; raises `UnknownWindow`."""
        return self._one(select(table).where(table.c.id == window))

    def lock(self, window: WindowId) -> Window:
        """Return a window, locked FOR UPDATE; raises `UnknownWindow`."""
        return self._one(select(table).where(table.c.id == window).with_for_update())

    def open_of(self, team: TeamId) -> tuple[Window, ...]:
        """Return a team's open windows, first begun first."""
        return self._many(_OPEN, {"of": team})

    def last_of(self, team: TeamId, family: str) -> Window | None:
        """Return the window of a family that began last, whatever became of it."""
        windows = self._many(
            select(table)
            .where(table.c.team == team, table.c.family == family)
            .order_by(table.c.first_round.desc())
            .limit(1)
        )
        return windows[0] if windows else None

    def expired(self, today: date, *, limit: int) -> tuple[Window, ...]:
        """Return open windows whose last day has come."""
        return self._many(
            select(table)
            .where(text(OPEN_WINDOW), table.c.expires_on <= today)
            .order_by(table.c.expires_on, table.c.id)
            .limit(limit)
        )

    def boxes(self, window: WindowId) -> Boxes:
        """Return every box of a window."""
        return self.boxes_of([window])[window]

    def boxes_of(self, windows: Collection[WindowId]) -> dict[WindowId, Boxes]:
        """Return every box of each of these windows."""
        found = read_boxes(self._connection, window_box.c.window, windows)
        return {window: found[window] for window in windows}

    def replace_boxes(self, window: WindowId, boxes: Mapping[RespondentKey, bytes]) -> None:
        """Write all boxes of a window, shuffled; those of people it has no more go."""
        replace_boxes(self._connection, window, boxes)

    def rewrite(self, windows: Collection[WindowId]) -> None:
        """Write the rows of windows again as they are: their transaction is then this one."""
        self._connection.execute(
            update(table).where(table.c.id.in_(windows)).values(key_id=table.c.key_id)
        )

    def delete_boxes(self, window: WindowId) -> None:
        """Delete every box of a window."""
        self._connection.execute(delete(window_box).where(window_box.c.window == window))

    def delete(self, window: WindowId) -> None:
        """Delete a window that is never to be told of, and its boxes."""
        self.delete_boxes(window)
        self._connection.execute(delete(table).where(table.c.id == window))

    def _one(self, statement: Select[Any]) -> Window:
        row = self._connection.execute(statement).mappings().first()
        if row is None:
            raise UnknownWindow
        return _window(row)

    def _many(
        self, statement: Select[Any], given: Mapping[str, Any] | None = None
    ) -> tuple[Window, ...]:
        found = self._connection.execute(statement, given)
        return tuple(_window(row) for row in found.mappings())


def _row(window: Window) -> dict[str, Any]:
    return {
        "id": window.id,
        "team": window.team,
        "family": window.family,
        "first_round": window.first_round,
        "last_round": window.last_round,
        "members": window.members,
        "key_id": window.key,
        "state": window.state.value,
        "begins_on": window.begins_on,
        "expires_on": window.expires_on,
        "k": window.k,
        "light": window.light,
    }


def _window(row: RowMapping) -> Window:
    return Window(
        id=WindowId(row["id"]),
        team=TeamId(row["team"]),
        family=row["family"],
        first_round=row["first_round"],
        last_round=row["last_round"],
        members=row["members"],
        key=KeyId(row["key_id"]),
        state=WindowState(row["state"]),
        begins_on=row["begins_on"],
        expires_on=row["expires_on"],
        k=row["k"],
        light=row["light"],
    )

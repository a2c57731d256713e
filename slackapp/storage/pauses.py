"""Pauses that are over are forgotten so that nothing shows whose they were."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, case, select, update

from slackapp.domain.ids import WorkspaceId
from slackapp.storage.columns import Pause
from slackapp.storage.tables import person


def end(connection: Connection, workspace: WorkspaceId, before: date) -> None:
    """Forget those that ended before a day; where there is one, everybody's row is written."""
    others = person.alias()
    over = select(others.c.user).where(
        others.c.workspace == workspace,
        others.c.paused_until > Pause.NONE,
        others.c.paused_until < before,
    )
    lasting = case((person.c.paused_until >= before, person.c.paused_until), else_=Pause.NONE)
    connection.execute(
        update(person)
        .where(person.c.workspace == workspace, over.exists())
        .values(paused_until=lasting)
    )

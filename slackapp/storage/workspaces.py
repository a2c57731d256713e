"""Installations and their sealed bot tokens."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, select, update

from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.teams import Workspace
from slackapp.errors import UnknownWorkspace
from slackapp.storage.audit import table as audit
from slackapp.storage.tables import bucket, spent_state
from slackapp.storage.tables import workspace as table
from slackapp.storage.upsert import insert_new, upsert

if TYPE_CHECKING:
    from slackapp.storage.cipher import Cipher

_DOUBTED = select(table.c.doubted_at).where(table.c.id == bindparam("of"))
_REMOVAL = (
    select(table.c.removed_on, table.c.doubted_at)
    .where(table.c.id == bindparam("of"))
    .with_for_update(key_share=True)
)
_NOBODY = ""
"""Stands for the app's own user where an installation was emptied; Slack gives no such id."""


class Workspaces:
    """Installations. A token is opened by `token` alone."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def put(self, workspace: Workspace, *, token: str) -> None:
        """Add or replace an installation; one that was taken away is there again."""
        row = {
            "id": workspace.id,
            "enterprise": workspace.enterprise,
            "slack_team": workspace.slack_team,
            "name": workspace.name,
            "bot_user": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "token": self._cipher.seal(token, row=workspace.id),
            "removed_on": None,
            "doubted_at": None,
        }
        upsert(self._connection, table, [row])

    def get(self, workspace: WorkspaceId) -> Workspace:
        """Return an installation; raises `UnknownWorkspace`."""
        found = self._connection.execute(select(table).where(table.c.id == workspace))
        row = found.mappings().first()
        if row is None:
            raise UnknownWorkspace
        return _workspace(row)

    def by_tenant(self, *, enterprise: str, slack_team: str) -> Workspace | None:
        """Return the installation Slack's own ids name.

        A workspace keeps its own when it joins an organisation, or leaves one.
        """
        own = select(table).where(table.c.slack_team == slack_team).order_by(table.c.id)
        row = self._first(own.where(table.c.enterprise == enterprise))
        if row is None and slack_team:
            row = self._first(own)
        return _workspace(row) if row else None

    def _first(self, asked: Select[Any]) -> RowMapping | None:
        return self._connection.execute(asked).mappings().first()

    def token(self, workspace: WorkspaceId) -> str | None:
        """Return the bot token; None after revocation, or when no master key opens it."""
        sealed = self._connection.scalar(select(table.c.token).where(table.c.id == workspace))
        return self._cipher.open(sealed, row=workspace) if sealed else None

    def drop_token(self, workspace: WorkspaceId, *, on: date) -> None:
        """Forget the token of a revoked installation; told twice, the first day holds.

        A doubt goes on, and brings back whoever is to stop the teams, until `trust` ends it.
        """
        self._connection.execute(
            update(table)
            .where(table.c.id == workspace, table.c.removed_on.is_(None))
            .values(token=None, removed_on=on)
        )

    def removal(self, workspace: WorkspaceId) -> tuple[date | None, datetime | None]:
        """Return the day on which it was taken away and since when it is in doubt, locked.

        Whoever installs it again waits for the unit that asks, and nobody else does.
        """
        found = self._connection.execute(_REMOVAL, {"of": workspace}).first()
        return (None, None) if found is None else (found.removed_on, found.doubted_at)

    def doubt(self, workspace: WorkspaceId, *, at: datetime) -> None:
        """Note that an installation may be gone; one that was taken away before is."""
        self._connection.execute(
            update(table)
            .where(table.c.id == workspace, table.c.removed_on.is_(None))
            .values(doubted_at=at)
        )

    def doubted_at(self, workspace: WorkspaceId) -> datetime | None:
        """Return when an installation was last said to be gone; None where it is not in doubt."""
        at: datetime | None = self._connection.scalar(_DOUBTED, {"of": workspace})
        return at

    def doubted(self, *, limit: int) -> tuple[WorkspaceId, ...]:
        """Return the installations in doubt, longest first."""
        found = self._connection.scalars(
            select(table.c.id)
            .where(table.c.doubted_at.is_not(None))
            .order_by(table.c.doubted_at)
            .limit(limit)
        )
        return tuple(WorkspaceId(workspace) for workspace in found)

    def trust(self, workspace: WorkspaceId, *, doubted_at: datetime) -> bool:
        """End a doubt; False where it is over, or was raised again since."""
        ended = self._connection.execute(
            update(table)
            .where(table.c.id == workspace, table.c.doubted_at == doubted_at)
            .values(doubted_at=None)
        )
        return ended.rowcount == 1

    def to_tidy(self, now: datetime, *, limit: int) -> tuple[WorkspaceId, ...]:
        """Return installations in which to forget people, in order."""
        found = self._connection.scalars(
            select(table.c.id)
            .where(table.c.next_tidy_at <= now)
            .order_by(table.c.next_tidy_at)
            .limit(limit)
        )
        return tuple(WorkspaceId(workspace) for workspace in found)

    def tidy_at(self, workspace: WorkspaceId, at: datetime) -> None:
        """Say when to look next for people to forget."""
        self._connection.execute(
            update(table).where(table.c.id == workspace).values(next_tidy_at=at)
        )

    def bring_back(self, now: datetime, *, beyond: datetime) -> None:
        """Make due what lies beyond an instant, as after a wrong calendar."""
        self._connection.execute(
            update(table).where(table.c.next_tidy_at > beyond).values(next_tidy_at=now)
        )

    def removed_on(self, workspace: WorkspaceId) -> date | None:
        """Return the day on which an installation was taken away; None while it is there."""
        on: date | None = self._connection.scalar(
            select(table.c.removed_on).where(table.c.id == workspace)
        )
        return on

    def removed_before(self, day: date) -> tuple[WorkspaceId, ...]:
        """Return the installations, not emptied yet, that were taken away before a day."""
        taken = (table.c.removed_on < day, table.c.bot_user != _NOBODY)
        # In this order, or SQLite goes through all of them by their ids.
        ordered = select(table.c.id).where(*taken).order_by(table.c.removed_on, table.c.id)
        found = self._connection.scalars(ordered)
        return tuple(WorkspaceId(workspace) for workspace in found)

    def empty(self, workspace: WorkspaceId) -> None:
        """Forget all of an installation but its ids, its teams and what Slack calls it."""
        self._connection.execute(
            update(table)
            .where(table.c.id == workspace)
            .values(name="", bot_user=_NOBODY, bot_id="", token=None)
        )
        self._clear(workspace)

    def is_empty(self, workspace: WorkspaceId) -> bool:
        """Say whether it was emptied, and not installed again since."""
        return self.get(workspace).bot_user == _NOBODY

    def delete(self, workspace: WorkspaceId) -> None:
        """Delete an installation and all it owns; its keys are the caller's to bury first."""
        self._connection.execute(delete(table).where(table.c.id == workspace))
        self._clear(workspace)

    def _clear(self, workspace: WorkspaceId) -> None:
        # Neither hangs on the installation by a foreign key.
        self._connection.execute(delete(audit).where(audit.c.workspace == workspace))
        own = bucket.c.key.startswith(f"{workspace}:", autoescape=True)
        self._connection.execute(delete(bucket).where(own))

    def spend(self, state: str, *, today: date, until: date) -> bool:
        """Note that an installation, a sign-in or a session is over; False when it was before.

        `state` is its random id, kept up to `until`; nothing says whose it was.
        """
        self._connection.execute(delete(spent_state).where(spent_state.c.until < today))
        return insert_new(self._connection, spent_state, [{"id": state, "until": until}]) == 1

    def spent(self, state: str) -> bool:
        """Say whether it is over."""
        found = select(spent_state.c.id).where(spent_state.c.id == state)
        return self._connection.scalar(found) is not None

    def all(self) -> tuple[Workspace, ...]:
        """Return every installation."""
        found = self._connection.execute(select(table).order_by(table.c.id))
        return tuple(_workspace(row) for row in found.mappings())


def _workspace(row: RowMapping) -> Workspace:
    return Workspace(
        id=WorkspaceId(row["id"]),
        enterprise=row["enterprise"],
        slack_team=row["slack_team"],
        name=row["name"],
        bot_user=UserId(row["bot_user"]),
        bot_id=row["bot_id"],
    )

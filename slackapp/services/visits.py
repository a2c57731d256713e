"""Reading in a browser, signed in with Slack: who may begin, who still is, and who left."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, timedelta

from slackapp.clock import Clock
from slackapp.domain.ids import WorkspaceId
from slackapp.domain.sessions import Attempt, Session
from slackapp.errors import SignedOut, SignInOver, UnknownWorkspace
from slackapp.services.ports import Database, Store

REMEMBERED = timedelta(days=2)
"""How long an id that is over is kept; it would be too old to be taken long before that."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Which report a visitor may read is asked where reports are read, each time."""

    database: Database
    clock: Clock

    def spend(self, attempt: Attempt) -> None:
        """Take a sign-in that was begun, once; raises `SignInOver` after that."""
        if not self._over(attempt.id):
            raise SignInOver

    def admit(self, *, enterprise: str, slack_team: str) -> tuple[WorkspaceId, str]:
        """Return the workspace Slack says somebody is of, and what stands for its installation.

        Raises:
            UnknownWorkspace: the app is not installed there (any more).
        """

        def unit(store: Store) -> tuple[WorkspaceId, str]:
            found = store.workspaces.by_tenant(enterprise=enterprise, slack_team=slack_team)
            if found is None:
                raise UnknownWorkspace
            return found.id, _installed(store, found.id)

        return self.database.read(unit)

    def check(self, session: Session) -> None:
        """Let a visitor go on.

        Raises:
            SignedOut: they signed out, were deactivated in Slack, or the app was installed anew.
            UnknownWorkspace: the app was removed from their workspace.
        """

        def unit(store: Store) -> None:
            person = store.people.get(session.workspace, session.user)
            deactivated = person is not None and not person.is_active
            if deactivated or store.workspaces.spent(session.id):
                raise SignedOut
            if _installed(store, session.workspace) != session.installed:
                raise SignedOut

        self.database.read(unit)

    def end(self, session: Session) -> None:
        """Sign out: what the browser kept is worth nothing from now on."""
        self._over(session.id)

    def _over(self, what: str) -> bool:
        today = self.clock.real_now().astimezone(UTC).date()
        until = today + REMEMBERED
        return self.database.step(
            lambda store: store.workspaces.spend(what, today=today, until=until)
        )


def _installed(store: Store, workspace: WorkspaceId) -> str:
    """Return what stands for an installation; raises `UnknownWorkspace` when it was removed.

    Slack gives another token after a removal, and the same one when the app is added twice.
    """
    token = store.workspaces.token(workspace)
    if token is None:
        raise UnknownWorkspace
    return hashlib.sha256(token.encode()).hexdigest()

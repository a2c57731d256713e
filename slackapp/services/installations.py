"""Keeping what Slack hands over when the app is installed; installing again restores."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta

from slackapp.clock import Clock
from slackapp.domain.ids import UserId, WorkspaceId, new_id
from slackapp.domain.teams import Workspace
from slackapp.errors import InstallOver
from slackapp.services.departures import Departures
from slackapp.services.ports import Database, Store

REMEMBERED = timedelta(days=2)
"""How long a spent state is kept; it would be too old to be taken long before that."""


@dataclass(frozen=True, slots=True)
class Installations:
    """The workspaces that the app is installed in."""

    database: Database
    clock: Clock

    def keep(self, found: Workspace, *, token: str, installer: UserId | None) -> Workspace:
        """Store an installation, its token sealed; a tenant known before keeps its id and teams.

        `found` is what Slack says; its own id is not used. Teams stay paused until somebody
        resumes them; those that the removal had not paused yet are paused first. `installer` is
        None where the operator set the token.
        """
        fresh = WorkspaceId(new_id())

        def unit(store: Store) -> tuple[Workspace, bool]:
            known = store.workspaces.by_tenant(
                enterprise=found.enterprise, slack_team=found.slack_team
            )
            workspace = replace(found, id=known.id if known else fresh)
            if known is not None and None not in store.workspaces.removal(known.id):
                return workspace, False
            store.workspaces.put(workspace, token=token)
            if installer is not None:
                self._note(store, workspace, installer)
            return workspace, True

        departures = Departures(self.database, self.clock)
        while not (kept := self.database.step(unit))[1]:
            departures.finish(kept[0].id)
        return kept[0]

    def removed_on(self, found: Workspace) -> date | None:
        """Return the day on which what is about to be kept again was taken away, if it was."""

        def unit(store: Store) -> date | None:
            known = store.workspaces.by_tenant(
                enterprise=found.enterprise, slack_team=found.slack_team
            )
            return store.workspaces.removed_on(known.id) if known else None

        return self.database.read(unit)

    def spend(self, state: str) -> None:
        """Take the random id of a begun installation, once; raises `InstallOver` after that."""
        today = self.clock.real_now().astimezone(UTC).date()
        until = today + REMEMBERED
        if not self.database.step(
            lambda store: store.workspaces.spend(state, today=today, until=until)
        ):
            raise InstallOver

    def _note(self, store: Store, workspace: Workspace, installer: UserId) -> None:
        store.audit.add(
            workspace=workspace.id,
            team=None,
            event="installed",
            actor=installer,
            at=self.clock.calendar_now(),
            before="",
            after=json.dumps({"name": workspace.name}),
        )

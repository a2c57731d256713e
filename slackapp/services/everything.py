"""A whole workspace at once: everything it has set, to keep; everything it has, to delete."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass

from slackapp.clock import Clock
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.teams import TeamState
from slackapp.errors import NotTheName, StorageAway
from slackapp.services import deleting
from slackapp.services.defaults import flat
from slackapp.services.naming import called
from slackapp.services.ports import Database, Store
from slackapp.services.roles import check_admin
from slackapp.services.teams import said


@dataclass(frozen=True, slots=True)
class Everything:
    """For admins alone."""

    database: Database
    clock: Clock

    def settings(self, *, workspace: WorkspaceId, actor: UserId) -> str:
        """Return defaults, named admins and the settings of every team, as JSON.

        With the names of admins and leads by id, to read.

        Raises `OnlyAdmins`.
        """

        def unit(store: Store) -> str:
            check_admin(store, workspace, actor)
            admins, teams = store.admins.of(workspace), store.teams.of_workspace(workspace)
            going_on = [team for team in teams if team.state is not TeamState.ENDED]
            people = admins.union(*(team.leads for team in going_on))
            return json.dumps(
                {
                    "workspace": store.workspaces.get(workspace).name,
                    "defaults": flat(store.defaults.of(workspace)),
                    "named_admins": sorted(admins),
                    "names": called(store, workspace, people),
                    "teams": [json.loads(said(team)) for team in going_on],
                },
                indent=2,
                default=str,
                ensure_ascii=False,
            )

        return self.database.read(unit)

    def workspace_name(self, *, workspace: WorkspaceId, actor: UserId) -> str:
        """Return what has to be typed before everything is deleted; raises `OnlyAdmins`."""

        def unit(store: Store) -> str:
            check_admin(store, workspace, actor)
            return store.workspaces.get(workspace).name

        return self.database.read(unit)

    def delete(self, *, workspace: WorkspaceId, actor: UserId, name: str) -> bool:
        """Delete every team with all it owns, every person, and every setting, for good.

        The app stays installed. The trail goes too, but for who did this and when; of each team
        the shell stays that deleting one team leaves. Every team's channel is told.

        All teams end at once, and are stopped in the next moments: then nothing sealed can be read
        any more. Whoever is killed, or hindered, after the first of that leaves the rest to the
        tidying: then it returns False.

        Raises:
            OnlyAdmins: the person is no admin.
            NotTheName: `name` is not the workspace's.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> None:
            check_admin(store, workspace, actor)
            if not is_name(name, store.workspaces.get(workspace).name):
                raise NotTheName
            deleting.begin(store, workspace, now)
            store.audit.add(
                workspace=workspace,
                team=None,
                event="everything_deleted",
                actor=actor,
                at=now,
                before="",
                after="",
            )

        self.database.step(unit)
        with suppress(StorageAway):
            deleting.stop_all(self.database, workspace)
            deleting.finish_all(self.database, workspace, now)
            return True
        return False


def is_name(typed: str, name: str) -> bool:
    """Say whether somebody typed a workspace's name, exactly as it is written."""
    return typed.strip() == name.strip()

"""When Slack takes something away or renames it: the installation, or a team's channel."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC

from slackapp.clock import Clock
from slackapp.domain.ids import ChannelId, WorkspaceId
from slackapp.domain.teams import Team, TeamState
from slackapp.services.ports import Database, Store


@dataclass(frozen=True, slots=True)
class Departures:
    """Nothing is posted any more; what is sealed still settles, what is published stays.

    An installation that does not come back is deleted as a whole some weeks later (`removal`).
    """

    database: Database
    clock: Clock

    def uninstalled(self, *, enterprise: str, slack_team: str) -> None:
        """Forget a tenant's token and pause its teams; an unknown tenant has nothing to forget."""

        def unit(store: Store) -> None:
            workspace = store.workspaces.by_tenant(enterprise=enterprise, slack_team=slack_team)
            if workspace is None:
                return
            today = self.clock.calendar_now().astimezone(UTC).date()
            store.workspaces.drop_token(workspace.id, on=today)
            for team in store.teams.of_workspace(workspace.id):
                self._pause(store, team, "uninstalled")

        self.database.step(unit)

    def channel_gone(self, *, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Pause the team of a channel that was archived or that the app was removed from."""

        def unit(store: Store) -> None:
            team = store.teams.in_channel(workspace, channel)
            if team is not None:
                self._pause(store, team, "channel_gone")

        self.database.step(unit)

    def channel_renamed(self, *, workspace: WorkspaceId, channel: ChannelId, name: str) -> None:
        """Call a channel's team as the channel is called now; it knows, so nothing is announced."""

        def unit(store: Store) -> None:
            found = store.teams.in_channel(workspace, channel)
            if found is not None and found.name != name:
                team = store.teams.lock(found.id)
                store.teams.put(replace(team, name=name))
                self._note(store, team, "channel_renamed", {"name": team.name}, {"name": name})

        self.database.step(unit)

    def _pause(self, store: Store, team: Team, event: str) -> None:
        store.deliveries.cancel(team.id)
        if team.state is not TeamState.RUNNING:
            return
        store.teams.put(replace(store.teams.lock(team.id), state=TeamState.PAUSED))
        self._note(store, team, event, {"state": TeamState.RUNNING}, {"state": TeamState.PAUSED})

    def _note(
        self,
        store: Store,
        team: Team,
        event: str,
        before: dict[str, str],
        after: dict[str, str],
    ) -> None:
        store.audit.add(
            workspace=team.workspace,
            team=team.id,
            event=event,
            actor=None,
            at=self.clock.calendar_now(),
            before=json.dumps(before),
            after=json.dumps(after),
        )

"""What new teams of a workspace begin with, and who counts as away in all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from slackapp.clock import Clock
from slackapp.domain import cadence as cadences
from slackapp.domain.defaults import Defaults
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.telling import away
from slackapp.services.ports import Database, Store
from slackapp.services.roles import check_admin
from slackapp.services.rounds import announce_everywhere


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A workspace's defaults, for its admins; they go below no floor, as no team does."""

    database: Database
    clock: Clock

    def get(self, *, workspace: WorkspaceId, actor: UserId) -> Defaults:
        """Return them; raises `OnlyAdmins`."""

        def unit(store: Store) -> Defaults:
            check_admin(store, workspace, actor)
            return store.defaults.of(workspace)

        return self.database.read(unit)

    def change(
        self,
        *,
        workspace: WorkspaceId,
        actor: UserId,
        change: Callable[[Defaults], Defaults],
    ) -> Defaults:
        """Change them, and keep the change in the trail.

        Who counts as away is no default: it holds for every team, and so every channel is told.

        Raises:
            OnlyAdmins: the person is no admin.
            UnknownZone, UnknownRegion, ImpossibleCadence: no team could be asked like this.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> Defaults:
            check_admin(store, workspace, actor)
            after = change(store.defaults.of(workspace))
            set_out(store, workspace, actor, after, now=now)
            return after

        return self.database.step(unit)


def set_out(
    store: Store, workspace: WorkspaceId, actor: UserId, after: Defaults, *, now: datetime
) -> None:
    """Do what `StartingPoint.change` says, inside a unit of work of an admin."""
    before = store.defaults.of(workspace)
    cadences.validate(after.cadence(zone="UTC", first=now.date()))
    if after == before:
        return
    store.defaults.put(workspace, after)
    if after.away_statuses != before.away_statuses:
        _look_again(store, workspace, now)
        announce_everywhere(store, workspace, away(after.away_statuses), now)
    old, new = difference(before, after)
    store.audit.add(
        workspace=workspace,
        team=None,
        event="defaults",
        actor=actor,
        at=now,
        before=old,
        after=new,
    )


def difference(before: Defaults, after: Defaults) -> tuple[str, str]:
    """Return the changed defaults alone, before and after, as JSON."""
    old, new = flat(before), flat(after)
    changed = [key for key in new if new[key] != old[key]]
    first, second = (
        json.dumps({key: side[key] for key in changed}, default=str) for side in (old, new)
    )
    return first, second


def _look_again(store: Store, workspace: WorkspaceId, now: datetime) -> None:
    """Have every team compared with Slack soon: others are away now."""
    for team in store.teams.of_workspace(workspace):
        store.teams.sweep_at(team.id, now)


def flat(defaults: Defaults) -> dict[str, Any]:
    """Return everything that is set, side by side."""
    rest = asdict(defaults)
    return {**rest.pop("policy"), **rest}

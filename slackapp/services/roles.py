"""Who is an admin: Slack's own admins and owners first, and whoever one of them names beside them.

A lead looks after one team; only an admin sets teams up, names leads, deletes, and names admins.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from slackapp.clock import Clock
from slackapp.domain.fitness import bar_of
from slackapp.domain.ids import UserId, WorkspaceId
from slackapp.domain.overview import Admins
from slackapp.domain.teams import Team
from slackapp.errors import LastAdmin, NoAdmin, OnlyAdmins
from slackapp.services.choices import refuse_barred
from slackapp.services.ports import Database, Store
from slackapp.services.rounds import announce_everywhere


def is_admin(store: Store, workspace: WorkspaceId, user: UserId) -> bool:
    """Say whether somebody is an admin now; who was deactivated or became a guest is none."""
    person = store.people.get(workspace, user)
    if person is None or bar_of(person) is not None:
        return False
    return person.is_admin or user in store.admins.of(workspace)


def check_admin(store: Store, workspace: WorkspaceId, user: UserId) -> None:
    """Refuse whoever is no admin of the workspace; raises `OnlyAdmins`."""
    if not is_admin(store, workspace, user):
        raise OnlyAdmins


@dataclass(frozen=True, slots=True)
class Roles:
    """Naming admins; every change is told in each team's channel and kept in the trail."""

    database: Database
    clock: Clock

    def is_admin(self, *, workspace: WorkspaceId, actor: UserId) -> bool:
        """Say whether somebody is an admin now."""
        return self.database.read(lambda store: is_admin(store, workspace, actor))

    def admins(self, *, workspace: WorkspaceId, actor: UserId) -> Admins:
        """Return who is an admin and why; raises `OnlyAdmins`."""

        def unit(store: Store) -> Admins:
            check_admin(store, workspace, actor)
            return known_admins(store, workspace)

        return self.database.read(unit)

    def choose(
        self,
        *,
        workspace: WorkspaceId,
        actor: UserId,
        name: Collection[UserId],
        remove: Collection[UserId],
    ) -> Admins:
        """Name admins and take it back from others, all or nothing; twice is fine.

        Raises:
            OnlyAdmins: the person who asks is none.
            NoAdmin: names who cannot be one, and says why.
            LastAdmin: nobody would be left.

        """
        now = self.clock.calendar_now()

        def unit(store: Store) -> Admins:
            check_admin(store, workspace, actor)
            return appoint(store, workspace, actor, name=name, remove=remove, now=now)

        return self.database.step(unit)


def appoint(
    store: Store,
    workspace: WorkspaceId,
    actor: UserId,
    *,
    name: Collection[UserId],
    remove: Collection[UserId],
    now: datetime,
) -> Admins:
    """Do what `Roles.choose` says, inside a unit of work of an admin."""
    before = store.admins.of(workspace)
    refuse_barred(store, workspace, frozenset(name), NoAdmin)
    for user in name:
        _name(store, workspace, user)
    for user in remove:
        store.admins.drop(workspace, user)
    found = known_admins(store, workspace)
    if not found.of_slack and not found.named:
        raise LastAdmin
    _tell(store, workspace, actor, before, store.admins.of(workspace), now)
    return found


def _name(store: Store, workspace: WorkspaceId, user: UserId) -> None:
    """Slack's own admins are admins already."""
    person = store.people.get(workspace, user)
    if person is not None and not person.is_admin:
        store.admins.add(workspace, user)


def _tell(
    store: Store,
    workspace: WorkspaceId,
    actor: UserId,
    before: frozenset[UserId],
    after: frozenset[UserId],
    now: datetime,
) -> None:
    """Keep a change in the trail, and say it in every team's channel."""
    if before == after:
        return
    store.audit.add(
        workspace=workspace,
        team=None,
        event="admins",
        actor=actor,
        at=now,
        before=json.dumps({"named_admins": sorted(before)}),
        after=json.dumps({"named_admins": sorted(after)}),
    )
    topics = [f"admin_named:{user}" for user in sorted(after - before)]
    topics += [f"admin_removed:{user}" for user in sorted(before - after)]
    for topic in topics:
        announce_everywhere(store, workspace, topic, now)


def known_admins(store: Store, workspace: WorkspaceId) -> Admins:
    """Return who is an admin and why, inside a unit of work."""
    of_slack = tuple(person.user for person in store.people.slack_admins(workspace))
    known = store.people.many(workspace, store.admins.of(workspace))
    named = sorted(user for user, person in known.items() if bar_of(person) is None)
    return Admins(of_slack, tuple(user for user in named if user not in of_slack))


def leads_to_tell(store: Store, team: Team) -> list[UserId]:
    """Return a team's leads but those who are known to be here no more."""
    known = store.people.many(team.workspace, team.leads)
    return [one for one in sorted(team.leads) if one not in known or bar_of(known[one]) is None]


def admins_to_tell(store: Store, workspace: WorkspaceId) -> list[UserId]:
    """Return every admin who is known."""
    found = known_admins(store, workspace)
    return [*found.of_slack, *found.named]

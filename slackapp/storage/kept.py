"""Every row that is kept under one person's id, but what is sealed: for their own copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.kept import Kept, Listing, Place
from slackapp.domain.teams import TeamState
from slackapp.errors import NotOnRoster
from slackapp.storage.administration import NamedAdmins
from slackapp.storage.audit import Audit
from slackapp.storage.deliveries import Deliveries
from slackapp.storage.experiments import Experiments
from slackapp.storage.people import People
from slackapp.storage.tables import (
    bucket,
    membership,
    person,
    roster_epoch,
    roster_member,
    team,
)


class KeptRows:
    """One person's rows in every table that has any."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, workspace: WorkspaceId, user: UserId) -> Kept:
        """Gather them; raises `NotOnRoster` where nobody is known by that id."""
        someone = People(self._connection).get(workspace, user)
        if someone is None:
            raise NotOnRoster
        teams = self._teams(workspace)
        experiments = Experiments(self._connection)
        return Kept(
            person=someone,
            home=self._home(workspace, user),
            named_admin=user in NamedAdmins(self._connection).of(workspace),
            places=tuple(self._places(teams, user)),
            votes=experiments.voted(workspace, user),
            tended=experiments.of_owner(workspace, user),
            messages=Deliveries(self._connection).naming(workspace, user),
            changes=Audit(self._connection).naming(workspace, user),
            names={TeamId(one.id): one.name for one in teams},
            written_at=self._written_at(workspace, user),
        )

    def _teams(self, workspace: WorkspaceId) -> Sequence[Row[Any, Any, Any, Any]]:
        own = team.c.workspace == workspace
        chosen = select(team.c.id, team.c.name, team.c.state, team.c.leads).where(own)
        return self._connection.execute(chosen.order_by(team.c.name, team.c.id)).all()

    def _home(self, workspace: WorkspaceId, user: UserId) -> TeamId | None:
        """Return the one written down, which somebody may have left."""
        own = (person.c.workspace == workspace, person.c.user == user)
        found = self._connection.scalar(select(person.c.home_team).where(*own))
        return TeamId(found) if found else None

    def _places(self, teams: Sequence[Row[Any, Any, Any, Any]], user: UserId) -> Iterator[Place]:
        own = membership.c.user == user
        joined = self._connection.execute(select(membership).where(own)).all()
        known, lists = {one.team: one for one in joined}, self._lists(user)
        for one in teams:
            leads, there = user in one.leads, known.get(one.id)
            if leads or there is not None or one.id in lists:
                yield Place(
                    team=TeamId(one.id),
                    name=one.name,
                    state=TeamState(one.state),
                    leads=leads,
                    since=there.first_seen if there else None,
                    founding=bool(there and there.founding),
                    left_on=there.left_on if there else None,
                    lists=lists.get(one.id, ()),
                )

    def _lists(self, user: UserId) -> dict[str, tuple[Listing, ...]]:
        """Return how they stood on the lists of each team, those alike in a row together."""
        how = ("counts", "lead", "listed", "asked")
        found = self._connection.execute(
            select(
                roster_epoch.c.team, roster_epoch.c.frozen_on, *(roster_member.c[h] for h in how)
            )
            .select_from(roster_member.join(roster_epoch))
            .where(roster_member.c.user == user)
            .order_by(roster_epoch.c.team, roster_epoch.c.frozen_on, roster_epoch.c.id)
        ).all()
        lists: dict[str, tuple[Listing, ...]] = {}
        for (of, *stood), run in groupby(found, key=lambda row: (row.team, *row[2:])):
            days = [row.frozen_on for row in run]
            alike = Listing(days[0], days[-1], **dict(zip(how, stood, strict=True)))
            lists[of] = (*lists.get(of, ()), alike)
        return lists

    def _written_at(self, workspace: WorkspaceId, user: UserId) -> datetime | None:
        own = bucket.c.key == f"{workspace}:{user}"
        found = self._connection.scalar(select(bucket.c.tat).where(own))
        return datetime.fromtimestamp(found, UTC) if found else None

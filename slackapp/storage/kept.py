"""Every row that is kept under one person's id, but what is sealed: for their own copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, select

from slackapp.domain.ids import TeamId, UserId, WorkspaceId
from slackapp.domain.kept import Kept, Listing, Place
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import TeamState
from slackapp.errors.people import NotKept
from slackapp.storage import strangers
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
    round_,
    team,
)

_UNREAD: Final = (RoundState.OPEN, RoundState.CLOSING)
_STOOD: Final = tuple(roster_member.c[how] for how in ("counts", "lead", "listed", "asked"))


class KeptRows:
    """One person's rows in every table that has any."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, workspace: WorkspaceId, user: UserId) -> Kept:
        """Gather them; raises `NotKept` where nobody is known by that id."""
        someone = People(self._connection).get(workspace, user)
        if someone is None:
            raise NotKept
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
            alone_since=strangers.since(self._connection, workspace, user),
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
        """Return how they stood in the check-ins of each team, those alike in a row together.

        By the check-ins and not by the lists: a list is written anew when anybody's place changes,
        and whose did is nobody else's to know.
        """
        listed = roster_member.join(roster_epoch)
        teams = select(roster_epoch.c.team).select_from(listed).where(roster_member.c.user == user)
        of_them = and_(roster_member.c.epoch == round_.c.epoch, roster_member.c.user == user)
        found = self._connection.execute(
            select(round_.c.team, round_.c.round_date, round_.c.state, *_STOOD)
            .select_from(round_.outerjoin(roster_member, of_them))
            .where(round_.c.team.in_(teams), round_.c.epoch.is_not(None))
            .order_by(round_.c.team, round_.c.round_date.desc())
        ).all()
        return {
            team_id: tuple(_runs([*rows])[::-1])
            for team_id, rows in groupby(found, key=lambda row: str(row.team))
        }

    def _written_at(self, workspace: WorkspaceId, user: UserId) -> datetime | None:
        own = bucket.c.key == f"{workspace}:{user}"
        found = self._connection.scalar(select(bucket.c.tat).where(own))
        return datetime.fromtimestamp(found, UTC) if found else None


def _runs(rows: Sequence[Row[Any]]) -> list[Listing]:
    """Return one for all in a row that are alike, newest first; none where they were on no list."""
    found = []
    stood = [None if row.counts is None else _stood(row, rows[0]) for row in rows]
    for how, run in groupby(zip(stood, rows, strict=True), key=itemgetter(0)):
        if how is not None:
            days = [row.round_date for _, row in run]
            found.append(Listing(days[-1], days[0], *how))
    return found


def _stood(row: Row[Any], newest: Row[Any]) -> tuple[bool, bool, bool, bool]:
    """Who is asked is known of the newest check-in alone, and forgotten once it is counted."""
    forgotten = row is not newest or row.state not in _UNREAD
    return row.counts, row.lead, row.listed, forgotten or row.asked

"""What Slack says about people, and who is in which team's channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import (
    Connection,
    RowMapping,
    and_,
    bindparam,
    delete,
    func,
    select,
    update,
)

from slackapp.domain.ids import RoundId, TeamId, UserId, WorkspaceId
from slackapp.domain.roster import Membership
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Person, TeamState
from slackapp.errors import UnknownRound
from slackapp.storage import homes, pauses, strangers
from slackapp.storage.tables import membership, person, roster_epoch, roster_member, round_, team
from slackapp.storage.upsert import insert_new, upsert

_KNOWN = tuple(homes.HOME if column.name == "home_team" else column for column in person.c)
_FIELDS = tuple(column.name for column in person.c)

_PRESENT = (
    select(membership.c.first_seen, membership.c.founding, *_KNOWN)
    .select_from(membership)
    .join(team, team.c.id == membership.c.team)
    .join(
        person,
        and_(person.c.workspace == team.c.workspace, person.c.user == membership.c.user),
    )
    .where(membership.c.team == bindparam("of"), membership.c.left_on.is_(None))
    .order_by(membership.c.user)
)

_ONE = select(*_KNOWN).where(
    person.c.workspace == bindparam("of"), person.c.user == bindparam("who")
)
_ASKED = (
    select(round_.c.state, *_KNOWN)
    .select_from(round_)
    .outerjoin(
        person, and_(person.c.workspace == bindparam("of"), person.c.user == bindparam("who"))
    )
    .where(round_.c.id == bindparam("round"))
)
_MANY = select(*_KNOWN).where(
    person.c.workspace == bindparam("of"), person.c.user.in_(bindparam("who", expanding=True))
)
"""Made once: a press on Check in waits for them."""


class People:
    """People and memberships."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, people: Iterable[Person]) -> None:
        """Add or replace people; where somebody is at home stays, once they are anywhere."""
        rows = [asdict(someone) for someone in people]
        upsert(self._connection, person, rows, stays=("home_team",))

    def choose_home(self, workspace: WorkspaceId, user: UserId, home: TeamId) -> None:
        """Let a team be somebody's home."""
        homes.choose(self._connection, workspace, user, home)

    def close_home(self, gone: TeamId) -> None:
        """Let a team be nobody's home any more, also of those who left it."""
        homes.close(self._connection, gone)

    def let_homes_go(self, workspace: WorkspaceId, *, before: date) -> None:
        """Forget the homes that were left by then: until then who comes back is at home again."""
        homes.let_go(self._connection, workspace, before)

    def get(self, workspace: WorkspaceId, user: UserId) -> Person | None:
        """Return a person, if known."""
        row = self._connection.execute(_ONE, {"of": workspace, "who": user}).mappings().first()
        return None if row is None else _person(row)

    def asked(
        self, round_id: RoundId, workspace: WorkspaceId, user: UserId
    ) -> tuple[RoundState, Person | None]:
        """Return a round's state and a person, if known, at once; raises `UnknownRound`."""
        found = self._connection.execute(
            _ASKED, {"round": round_id, "of": workspace, "who": user}
        ).first()
        if found is None:
            raise UnknownRound
        state, *known = found
        someone = dict(zip(_FIELDS, known, strict=True))
        return RoundState(state), Person(**someone) if someone["user"] else None

    def many(self, workspace: WorkspaceId, users: Iterable[UserId]) -> dict[UserId, Person]:
        """Return those of the people that are known."""
        found = self._connection.execute(_MANY, {"of": workspace, "who": list({*users})})
        return {row["user"]: _person(row) for row in found.mappings()}

    def join(self, memberships: Iterable[Membership]) -> None:
        """Add memberships; who comes back was first seen as much later as they were away."""
        joined = tuple(memberships)
        insert_new(self._connection, membership, [asdict(one) for one in joined])
        for one in joined:
            own = (membership.c.team == one.team, membership.c.user == one.user)
            before = self._connection.execute(select(membership).where(*own)).one()
            away = max(one.first_seen - (before.left_on or one.first_seen), timedelta())
            seen, founding = before.first_seen + away, before.founding or one.founding
            back = {"first_seen": seen, "founding": founding, "left_on": None}
            self._connection.execute(update(membership).where(*own).values(back))

    def leave(
        self, team: TeamId, users: Iterable[UserId], *, on: date, unasked: bool = False
    ) -> None:
        """Note that people left a team; those who leave one that is `unasked` found nothing."""
        self._connection.execute(
            update(membership)
            .where(
                membership.c.team == team,
                membership.c.user.in_(set(users)),
                membership.c.left_on.is_(None),
            )
            .values({"left_on": on} | ({"founding": False} if unasked else {}))
        )

    def forget_left(self, team: TeamId) -> None:
        """Delete who left a team that begins: it never asked them."""
        over = (membership.c.team == team, membership.c.left_on.is_not(None))
        self._connection.execute(delete(membership).where(*over))

    def members(self, team: TeamId) -> tuple[Membership, ...]:
        """Return who is in a team's channel now."""
        found = self._connection.execute(
            select(membership)
            .where(membership.c.team == team, membership.c.left_on.is_(None))
            .order_by(membership.c.user)
        )
        return tuple(_membership(row) for row in found.mappings())

    def present(self, team: TeamId) -> tuple[tuple[Membership, Person], ...]:
        """Return who is in a team's channel now, with what is known about each."""
        found = self._connection.execute(_PRESENT, {"of": team})
        return tuple(
            (Membership(team, one.user, seen, founding), one)
            for seen, founding, *known in found
            for one in [Person(**dict(zip(_FIELDS, known, strict=True)))]
        )

    def teams_of(self, workspace: WorkspaceId, user: UserId) -> tuple[TeamId, ...]:
        """Return a person's teams that were started and have not ended, first joined first."""
        found = self._connection.scalars(
            select(team.c.id)
            .join(membership, membership.c.team == team.c.id)
            .where(
                membership.c.user == user,
                membership.c.left_on.is_(None),
                team.c.workspace == workspace,
                team.c.state.not_in([TeamState.DRAFT, TeamState.ENDED]),
            )
            .order_by(membership.c.first_seen, team.c.id)
        )
        return tuple(TeamId(found_team) for found_team in found)

    def ever_in(self, workspace: WorkspaceId, user: UserId) -> tuple[TeamId, ...]:
        """Return every team whose channel the person is or was in, as long as that is kept."""
        found = self._connection.scalars(
            select(team.c.id)
            .join(membership, membership.c.team == team.c.id)
            .where(membership.c.user == user, team.c.workspace == workspace)
            .order_by(team.c.id)
        )
        return tuple(TeamId(found_team) for found_team in found)

    def stayed(self, workspace: WorkspaceId, user: UserId) -> tuple[TeamId, ...]:
        """Return the ended teams a person was in to the end: with them, nobody was in it longer.

        Nor was it asked after they left, of which the rest may have been forgotten since.
        """
        others = membership.alias()
        last = select(func.max(others.c.left_on)).where(others.c.team == team.c.id)
        was_asked = (round_.c.team == team.c.id, round_.c.number > 0)
        later = select(round_.c.id).where(*was_asked, round_.c.round_date > membership.c.left_on)
        found = self._connection.scalars(
            select(team.c.id)
            .join(membership, membership.c.team == team.c.id)
            .where(
                membership.c.user == user,
                membership.c.left_on == last.scalar_subquery(),
                ~later.exists(),
                team.c.workspace == workspace,
                team.c.state == TeamState.ENDED,
            )
            .order_by(team.c.id)
        )
        return tuple(TeamId(found_team) for found_team in found)

    def slack_admins(self, workspace: WorkspaceId) -> tuple[Person, ...]:
        """Return the active admins and owners of Slack itself that are known here, by name."""
        found = self._connection.execute(
            select(*_KNOWN)
            .where(person.c.workspace == workspace, person.c.is_admin, person.c.is_active)
            .order_by(person.c.name, person.c.user)
        )
        return tuple(_person(row) for row in found.mappings())

    def clear(self, workspace: WorkspaceId) -> None:
        """Delete everybody of a workspace; memberships go with their teams."""
        strangers.forget(self._connection, workspace)
        self._connection.execute(delete(person).where(person.c.workspace == workspace))

    def gone(self, workspace: WorkspaceId, day: date) -> tuple[UserId, ...]:
        """Return who left the last of their teams on or before a day."""
        last = func.max(func.coalesce(membership.c.left_on, date.max))
        found = self._connection.scalars(
            select(membership.c.user)
            .join(team, team.c.id == membership.c.team)
            .where(team.c.workspace == workspace)
            .group_by(membership.c.user)
            .having(last <= day)
            .order_by(membership.c.user)
        )
        return tuple(UserId(user) for user in found)

    def end_pauses(self, workspace: WorkspaceId, *, before: date) -> None:
        """Forget the pauses that were over by then.

        Where there is one everybody's row is written, so that none shows that it was theirs.
        """
        pauses.end(self._connection, workspace, before)

    def forget(self, workspace: WorkspaceId, user: UserId) -> None:
        """Delete a person and their memberships."""
        strangers.forget(self._connection, workspace, strangers.stranger.c.user == user)
        teams = select(team.c.id).where(team.c.workspace == workspace)
        self._connection.execute(
            delete(membership).where(membership.c.user == user, membership.c.team.in_(teams))
        )
        self._connection.execute(
            delete(person).where(person.c.workspace == workspace, person.c.user == user)
        )

    def strangers(
        self, workspace: WorkspaceId, *, keep: Collection[UserId], on: date, before: date
    ) -> tuple[UserId, ...]:
        """Return who is in no team since `before`, but apps, admins of Slack and `keep`."""
        return strangers.due(self._connection, workspace, keep=keep, on=on, before=before)

    def moves(self, team: TeamId, *, since: date) -> int:
        """Count entries plus exits of counting members between frozen rosters since a date."""
        epochs = self._connection.execute(
            select(roster_epoch.c.id, roster_epoch.c.frozen_on)
            .where(roster_epoch.c.team == team)
            .order_by(roster_epoch.c.frozen_on, roster_epoch.c.id)
        ).all()
        before = [epoch for epoch in epochs if epoch.frozen_on < since][-1:]
        after = [epoch for epoch in epochs if epoch.frozen_on >= since]
        counting = [self._counting(epoch.id) for epoch in before + after]
        return sum(len(earlier ^ later) for earlier, later in pairwise(counting))

    def _counting(self, epoch: str) -> frozenset[str]:
        return frozenset(
            self._connection.scalars(
                select(roster_member.c.user).where(
                    roster_member.c.epoch == epoch, roster_member.c.counts
                )
            )
        )


def _person(row: RowMapping) -> Person:
    return Person(**row)


def _membership(row: RowMapping) -> Membership:
    return Membership(
        team=row["team"], user=row["user"], first_seen=row["first_seen"], founding=row["founding"]
    )

"""Frozen rosters."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from slackapp.domain.ids import EpochId, TeamId, UserId
from slackapp.domain.roster import Roster, RosterMember
from slackapp.domain.rounds import RoundState
from slackapp.errors import UnknownRound
from slackapp.storage.tables import roster_epoch, roster_member, round_

_FREEZE, _ADD = insert(roster_epoch), insert(roster_member)
# With one row and no user where nobody is on it.
_ONE = (
    select(roster_epoch.c.team, roster_member)
    .select_from(roster_epoch.outerjoin(roster_member))
    .where(roster_epoch.c.id == bindparam("of"))
    .order_by(roster_member.c.user)
)
_ASK = (
    update(roster_member)
    .where(roster_member.c.epoch == bindparam("of"), roster_member.c.user == bindparam("who"))
    .values(asked=bindparam("now"))
)
_UNREAD = (RoundState.OPEN.value, RoundState.CLOSING.value)


class Rosters:
    """Rosters are added once; afterwards only who is asked changes, and is forgotten."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, roster: Roster, *, on: date) -> None:
        """Freeze a roster on a day."""
        self._connection.execute(_FREEZE, {"id": roster.id, "team": roster.team, "frozen_on": on})
        if roster.members:
            self._connection.execute(
                _ADD,
                [
                    {
                        "epoch": roster.id,
                        "user": member.user,
                        "counts": member.counts,
                        "lead": member.lead,
                        "asked": member.asked,
                        "listed": member.listed,
                    }
                    for member in roster.members
                ],
            )

    def users(self, team: TeamId) -> tuple[UserId, ...]:
        """Return everybody who stands on any roster of a team, sorted."""
        found = self._connection.scalars(
            select(roster_member.c.user).where(roster_member.c.epoch.in_(_epochs(team))).distinct()
        )
        return tuple(sorted(UserId(user) for user in found))

    def rename(self, team: TeamId, user: UserId, *, to: UserId) -> None:
        """Let another id stand for a person on every roster of a team."""
        self._connection.execute(
            update(roster_member)
            .where(roster_member.c.epoch.in_(_epochs(team)), roster_member.c.user == user)
            .values(user=to)
        )

    def ask(self, roster: Roster) -> None:
        """Write down who is asked this time, in every row of a roster that is frozen already."""
        self._connection.execute(
            _ASK, [{"of": roster.id, "who": one.user, "now": one.asked} for one in roster.members]
        )

    def forget_asked(self, epoch: EpochId) -> None:
        """Let everybody on a roster look asked, once no round of it is to be answered or counted.

        Every row is written, so that none shows that it was another's.
        """
        unread = select(round_.c.id).where(
            round_.c.team.in_(select(roster_epoch.c.team).where(roster_epoch.c.id == epoch)),
            round_.c.epoch == epoch,
            round_.c.state.in_(_UNREAD),
        )
        self._connection.execute(
            update(roster_member)
            .where(roster_member.c.epoch == epoch, ~unread.exists())
            .values(asked=True)
        )

    def not_asked(self, team: TeamId) -> tuple[EpochId, ...]:
        """Return the rosters of a team that say of somebody that they are not asked."""
        found = self._connection.scalars(
            select(roster_member.c.epoch)
            .where(roster_member.c.epoch.in_(_epochs(team)), roster_member.c.asked.is_(False))
            .distinct()
        )
        return tuple(sorted(EpochId(epoch) for epoch in found))

    def get(self, epoch: EpochId) -> Roster:
        """Return a roster, its members by id; raises `UnknownRound`."""
        rows = self._connection.execute(_ONE, {"of": epoch}).all()
        if not rows:
            raise UnknownRound
        return Roster(
            id=epoch,
            team=TeamId(rows[0].team),
            members=tuple(
                RosterMember(
                    user=UserId(row.user),
                    counts=row.counts,
                    lead=row.lead,
                    asked=row.asked,
                    listed=row.listed,
                )
                for row in rows
                if row.user is not None
            ),
        )


def _epochs(team: TeamId) -> Select[tuple[str]]:
    return select(roster_epoch.c.id).where(roster_epoch.c.team == team)

"""Whoever was in a team that has ended has left it, and is at home elsewhere or nowhere.

Revision ID: 0014
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

team = sa.table("team", *map(sa.column, ("id", "state")), sa.column("ends", sa.Date()))
person = sa.table("person", sa.column("home_team"))
epoch = sa.table("roster_epoch", *map(sa.column, ("id", "team")), sa.column("frozen_on", sa.Date()))
rostered = sa.table("roster_member", *map(sa.column, ("epoch", "user")))
days = (sa.column(name, sa.Date()) for name in ("first_seen", "left_on"))
membership = sa.table("membership", *map(sa.column, ("team", "user")), *days)
DAY = timedelta(days=1)


def upgrade() -> None:
    """Let everybody go whom an ended team took in again; those who stayed to its end read on."""
    connection = op.get_bind()
    ended = sa.select(team.c.id).where(team.c.state == "ended")
    for row in connection.execute(ended.add_columns(team.c.ends)).all():
        _let_go(connection, row.id, row.ends or datetime.now(UTC).date())
    connection.execute(
        sa.update(person).where(person.c.home_team.in_(ended)).values(home_team=None)
    )


def _let_go(connection: sa.Connection, ended: str, ends: date) -> None:
    """Being taken in again overwrote when somebody left: who was asked last says who stayed."""
    newest = sa.select(epoch).where(epoch.c.team == ended).order_by(epoch.c.frozen_on.desc())
    last = connection.execute(newest.limit(1)).first()
    asked_on = last.frozen_on if last else date.min
    asked: set[Any] = set()
    if last:
        of_last = sa.select(rostered.c.user).where(rostered.c.epoch == last.id)
        asked = {*connection.scalars(of_last)}
    members = connection.execute(sa.select(membership).where(membership.c.team == ended)).all()
    over = max(ends, asked_on)
    # A team's own calendar may be a day ahead of the one its end was noted by.
    latest = over + DAY
    known = [one.left_on for one in members if one.left_on and asked_on <= one.left_on <= latest]
    left_on = max(known, default=over)
    for one in members:
        mine = membership.c.team == ended, membership.c.user == one.user
        if one.first_seen > over:
            # Who came after the end was never in it, and is to read nothing of it.
            connection.execute(sa.delete(membership).where(*mine))
        elif one.left_on is None or one.left_on > latest:
            was_there = one.user in asked or one.first_seen > asked_on
            day = left_on if was_there else left_on - DAY
            connection.execute(sa.update(membership).where(*mine).values(left_on=day))

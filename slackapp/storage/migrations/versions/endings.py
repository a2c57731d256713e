"""Whoever was in a team that has ended has left it, and is at home elsewhere or nowhere.

Revision ID: 0014
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Let everybody go whom an ended team took in again; those who stayed to its end read on."""
    team = sa.table("team", *map(sa.column, ("id", "state", "ends")))
    person = sa.table("person", sa.column("home_team"))
    days = (sa.column(name, sa.Date()) for name in ("first_seen", "left_on"))
    membership = sa.table("membership", sa.column("team"), *days)
    ended = sa.select(team.c.id).where(team.c.state == "ended")
    # Who came after the end was never in it, and is to read nothing of it.
    over = (team.c.id == membership.c.team, team.c.state == "ended")
    late = sa.exists().where(*over, team.c.ends < membership.c.first_seen)
    op.execute(sa.delete(membership).where(late))
    # Nobody left it later than today, so that all others were in it to its end.
    still = (membership.c.team.in_(ended), membership.c.left_on.is_(None))
    today = datetime.now(UTC).date()
    op.execute(sa.update(membership).where(*still).values(left_on=today))
    op.execute(sa.update(person).where(person.c.home_team.in_(ended)).values(home_team=None))

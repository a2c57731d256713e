"""Whom a team asks: everybody in its channel, or those of a user group who are there.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add columns; every team goes on asking everybody in its channel."""
    for name in ("user_group", "user_group_handle"):
        op.add_column("team", text(name, nullable=True))
    op.add_column("look", sa.Column("absent", sa.Integer(), nullable=False, server_default="0"))

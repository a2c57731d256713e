"""Since when somebody is in no team, so that other teams' ends do not prolong how long.

Revision ID: 0023
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import owner, primary, text

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add a table; whoever is in no team by now is written down with the next tidying."""
    op.create_table(
        "stranger",
        text("workspace"),
        text("user"),
        sa.Column("since", sa.Date(), nullable=False),
        owner("stranger", "workspace", "workspace"),
        primary("stranger", "workspace", "user"),
    )

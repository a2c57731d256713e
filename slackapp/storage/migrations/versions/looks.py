"""When Slack was last asked who is in a team's channel.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import owner, primary, text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add a table; nothing that is there changes."""
    op.create_table(
        "look",
        text("team"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        owner("look", "team", "team"),
        primary("look", "team"),
    )

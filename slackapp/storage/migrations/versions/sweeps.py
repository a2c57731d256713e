"""When a team's people are compared with Slack next.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import partial

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add a column; every team is due once."""
    op.add_column(
        "team",
        sa.Column(
            "next_sweep_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="2000-01-01 00:00:00",
        ),
    )
    partial("ix_team_sweep", "team", ["next_sweep_at"], "state IN ('running', 'paused')")

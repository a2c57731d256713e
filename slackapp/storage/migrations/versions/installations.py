"""When an installation was taken away, and which installations were begun and ended.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import partial, primary, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add a column and a table; nothing that is there changes."""
    op.add_column("workspace", sa.Column("removed_on", sa.Date(), nullable=True))
    partial("ix_workspace_removed", "workspace", ["removed_on"], "removed_on IS NOT NULL")
    op.create_table(
        "spent_state",
        text("id"),
        sa.Column("until", sa.Date(), nullable=False),
        primary("spent_state", "id"),
    )

"""Since when it is in doubt whether an installation is still there.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import partial

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add a column; nothing is in doubt."""
    op.add_column("workspace", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    partial("ix_workspace_doubted", "workspace", ["doubted_at"], "doubted_at IS NOT NULL")

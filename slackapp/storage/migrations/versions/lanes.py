"""One queue a workspace: an index that finds the first of each. And how often Slack blocked us.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import number, partial, primary, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the index; buckets fill again by themselves, so their table is simply made anew."""
    op.drop_table("bucket")
    op.create_table(
        "bucket",
        text("key"),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("tat", "blocked_until")),
        number("blocks"),
        primary("bucket", "key"),
    )
    partial("ix_delivery_lane", "delivery", ["workspace", "due_at"], "state IN ('due', 'unknown')")

"""One queue a workspace: an index that finds the first of each.

Revision ID: 0002
"""

from slackapp.storage.migrations.shorthand import partial

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the index."""
    partial("ix_delivery_lane", "delivery", ["workspace", "due_at"], "state IN ('due', 'unknown')")

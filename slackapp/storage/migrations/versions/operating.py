"""What whoever runs Bearings looks at is found without reading whole tables.

Revision ID: 0019
"""

from slackapp.storage.migrations.shorthand import partial

revision = "0019"
down_revision = "0018"

DEAD = "state = 'dead'"


def upgrade() -> None:
    """Add indexes over few rows: dead letters, lost rounds, limits that Slack enforced."""
    partial("ix_delivery_dead", "delivery", ["due_at"], DEAD)
    partial("ix_delivery_dead_lane", "delivery", ["workspace", "due_at"], DEAD)
    partial("ix_round_lost", "round", ["opens_at"], "state = 'lost'")
    partial("ix_bucket_blocked", "bucket", ["blocks"], "blocks > 0")

"""Keys that were made and that nothing names yet.

Revision ID: 0013
"""

from alembic import op

from slackapp.storage.migrations.shorthand import primary, text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add a table; nothing that is there changes."""
    op.create_table("spare_key", text("key_id"), primary("spare_key", "key_id"))

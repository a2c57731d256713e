"""The readings of a window are found without reading everybody's: they go when it is deleted.

Revision ID: 0020
"""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add an index."""
    op.create_index("ix_reading_window", "reading", ["window"])

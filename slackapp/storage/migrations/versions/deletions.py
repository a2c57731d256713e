"""Teams that were deleted, until what they owned is gone.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add a column; nothing is being deleted."""
    op.add_column("team", sa.Column("deleted_on", sa.Date(), nullable=True))

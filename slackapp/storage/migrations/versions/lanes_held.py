"""Who sends in a workspace, and until when nobody else does.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add two columns; forget when each person and channel was written to: limits fill anew."""
    op.add_column("bucket", sa.Column("holder", sa.String(), nullable=True))
    op.add_column("bucket", sa.Column("held_until", sa.Float(), nullable=True))
    op.execute("DELETE FROM bucket WHERE key NOT LIKE '%.%'")

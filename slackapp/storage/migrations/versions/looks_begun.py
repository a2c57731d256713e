"""When a look at a channel began, so that one that began before it is not written over it.

Revision ID: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add a column; without a value any look is taken for a later one."""
    op.add_column("look", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))

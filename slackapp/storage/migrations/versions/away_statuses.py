"""Which statuses mean that somebody is away, as an admin chose.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add a column; without a value the product's own statuses hold."""
    op.add_column("team_defaults", sa.Column("away_statuses", sa.JSON(), nullable=True))

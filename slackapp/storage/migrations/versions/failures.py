"""How often an attempt to send a message was over without sending it.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add a column; what is being tried begins to count anew."""
    op.add_column(
        "delivery", sa.Column("failures", sa.Integer(), nullable=False, server_default="0")
    )

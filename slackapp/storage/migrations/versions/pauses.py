"""A pause is as long in its row as none, and no place of a row tells of an earlier one.

Revision ID: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Write none as a day; SQLite lays the whole table out anew with it."""
    op.execute("UPDATE person SET paused_until = '0001-01-01' WHERE paused_until IS NULL")
    with op.batch_alter_table("person") as table:
        table.alter_column("paused_until", existing_type=sa.Date(), nullable=False)

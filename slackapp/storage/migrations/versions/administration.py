"""Admins named here, and what new teams begin with.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import flag, number, owner, primary, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add two tables; nothing that is there changes."""
    op.create_table(
        "named_admin",
        *(text(name) for name in ("workspace", "user")),
        owner("named_admin", "workspace", "workspace"),
        primary("named_admin", "workspace", "user"),
    )
    op.create_table(
        "team_defaults",
        text("workspace"),
        number("k"),
        *(flag(name) for name in ("light", "named", "not_for_appraisal")),
        *(number(name) for name in ("open_days", "retention_weeks", "weekday", "every_weeks")),
        *(text(name, nullable=True) for name in ("zone", "holidays")),
        sa.Column("at", sa.Time(), nullable=False),
        owner("team_defaults", "workspace", "workspace"),
        primary("team_defaults", "workspace"),
    )

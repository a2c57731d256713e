"""When each team and each workspace is tidied next, and what was done today for all together.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import primary, text

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add two columns and a table; every team and every workspace is due once.

    What is of one of them is found without looking at what is of all.
    """
    for table in ("team", "workspace"):
        op.add_column(
            table,
            sa.Column(
                "next_tidy_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default="2000-01-01 00:00:00",
            ),
        )
        op.create_index(f"ix_{table}_tidy", table, ["next_tidy_at"])
    op.create_index("ix_team_workspace", "team", ["workspace"])
    for of in ("team", "workspace"):
        op.create_index(f"ix_audit_{of}", "audit", [of, "at"])
    op.drop_index("ix_audit_at", table_name="audit")
    op.create_table(
        "chore",
        text("step"),
        sa.Column("done_on", sa.Date(), nullable=False),
        primary("chore", "step"),
    )

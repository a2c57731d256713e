"""Experiments, the open votes about them, and expectations.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import number, owner, primary, text, unique

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add three tables; nothing that is there changes."""
    op.create_table(
        "experiment",
        *(text(name) for name in ("id", "team")),
        number("offered_in"),
        sa.Column("choices", sa.JSON(), nullable=False),
        text("stage"),
        text("practice", nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        number("since_round"),
        text("owner", nullable=True),
        sa.Column("look_back_on", sa.Date(), nullable=True),
        number("asked_in"),
        text("verdict", nullable=True),
        number("decided_in"),
        owner("experiment", "team", "team"),
        primary("experiment", "id"),
        unique("experiment", "team", "offered_in"),
    )
    op.create_table(
        "vote",
        *(text(name) for name in ("experiment", "user", "choice")),
        owner("vote", "experiment", "experiment"),
        primary("vote", "experiment", "user"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "expectation",
        *(text(name) for name in ("team", "what")),
        sa.Column("until", sa.Date(), nullable=False),
        owner("expectation", "team", "team"),
        primary("expectation", "team", "what"),
    )

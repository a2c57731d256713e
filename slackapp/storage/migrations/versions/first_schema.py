"""The first schema: every table.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from slackapp.storage.migrations.shorthand import (
    flag,
    number,
    owner,
    partial,
    primary,
    text,
    unique,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    workspaces()
    people()
    rosters()
    rounds()
    windows()
    publications()
    ledger()
    bookkeeping()


def workspaces() -> None:
    """Installations and teams."""
    op.create_table(
        "workspace",
        *(text(name) for name in ("id", "enterprise", "slack_team", "name", "bot_user", "bot_id")),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        primary("workspace", "id"),
        unique("workspace", "enterprise", "slack_team"),
    )
    op.create_table(
        "team",
        *(text(name) for name in ("id", "workspace", "channel", "name")),
        sa.Column("leads", sa.JSON(), nullable=False),
        text("state"),
        *(number(name) for name in ("asked", "k")),
        *(flag(name) for name in ("light", "named")),
        *(number(name) for name in ("open_days", "retention_weeks")),
        flag("not_for_appraisal"),
        text("zone"),
        number("weekday"),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        number("every_weeks"),
        sa.Column("quiet_days", sa.JSON(), nullable=False),
        text("holidays", nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        owner("team", "workspace", "workspace"),
        primary("team", "id"),
    )
    partial("uq_team_channel", "team", ["workspace", "channel"], "state <> 'ended'", is_unique=True)


def people() -> None:
    """People and where they are."""
    op.create_table(
        "person",
        *(text(name) for name in ("workspace", "user", "name", "zone", "locale")),
        *(
            flag(name)
            for name in ("is_bot", "is_guest", "is_active", "is_admin", "away", "ask_me", "list_me")
        ),
        text("home_team", nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        owner("person", "workspace", "workspace"),
        primary("person", "workspace", "user"),
    )
    op.create_table(
        "membership",
        *(text(name) for name in ("team", "user")),
        sa.Column("first_seen", sa.Date(), nullable=False),
        flag("founding"),
        sa.Column("left_on", sa.Date(), nullable=True),
        owner("membership", "team", "team"),
        primary("membership", "team", "user"),
    )
    op.create_index("ix_membership_user", "membership", ["user"])


def rosters() -> None:
    """Frozen rosters."""
    op.create_table(
        "roster_epoch",
        *(text(name) for name in ("id", "team")),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        owner("roster_epoch", "team", "team"),
        primary("roster_epoch", "id"),
    )
    op.create_index("ix_roster_epoch_team", "roster_epoch", ["team", "frozen_on"])
    op.create_table(
        "roster_member",
        *(text(name) for name in ("epoch", "user")),
        *(flag(name) for name in ("counts", "lead", "asked", "listed")),
        owner("roster_member", "epoch", "roster_epoch"),
        primary("roster_member", "epoch", "user"),
        sqlite_with_rowid=False,
    )


def rounds() -> None:
    """Rounds and their sealed answers."""
    op.create_table(
        "round",
        *(text(name) for name in ("id", "team")),
        sa.Column("round_date", sa.Date(), nullable=False),
        text("state"),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        number("number"),
        text("epoch", nullable=True),
        text("key_id", nullable=True),
        sa.Column("asks", sa.JSON(), nullable=False),
        *(flag(name) for name in ("reminded", "reported")),
        text("reason", nullable=True),
        owner("round", "team", "team"),
        primary("round", "id"),
        unique("round", "team", "round_date"),
    )
    partial("ix_round_due", "round", ["next_due_at"], "next_due_at IS NOT NULL")
    op.create_table(
        "answer_box",
        text("round"),
        sa.Column("respondent_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        owner("answer_box", "round", "round"),
        primary("answer_box", "round", "respondent_key"),
        sqlite_with_rowid=False,
    )


def windows() -> None:
    """Windows and what is sealed in them."""
    op.create_table(
        "window",
        *(text(name) for name in ("id", "team", "family")),
        *(number(name) for name in ("first_round", "last_round", "members")),
        *(text(name) for name in ("key_id", "state")),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        number("k"),
        flag("light"),
        owner("window", "team", "team"),
        primary("window", "id"),
        unique("window", "team", "family", "first_round"),
    )
    partial("ix_window_expiry", "window", ["expires_on"], "state = 'open'")
    op.create_table(
        "window_box",
        text("window"),
        sa.Column("respondent_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        owner("window_box", "window", "window"),
        primary("window_box", "window", "respondent_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "private_note",
        text("team"),
        sa.Column("respondent_key", sa.LargeBinary(length=16), nullable=False),
        text("key_id"),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        owner("private_note", "team", "team"),
        primary("private_note", "team", "respondent_key"),
        sqlite_with_rowid=False,
    )


def publications() -> None:
    """What was published."""
    op.create_table(
        "reading",
        *(text(name) for name in ("team", "window", "measure", "status")),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        owner("reading", "team", "team"),
        owner("reading", "window", "window"),
        primary("reading", "team", "window", "measure"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "family_history",
        *(text(name) for name in ("team", "family")),
        sa.Column("body", sa.Text(), nullable=False),
        owner("family_history", "team", "team"),
        primary("family_history", "team", "family"),
    )
    op.create_table(
        "report",
        *(text(name) for name in ("id", "team", "round")),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=False),
        owner("report", "round", "round"),
        owner("report", "team", "team"),
        primary("report", "id"),
        unique("report", "round"),
    )
    op.create_index("ix_report_team", "report", ["team"])
    op.create_table(
        "report_page",
        *(text(name) for name in ("report", "locale")),
        sa.Column("page", sa.LargeBinary(), nullable=False),
        owner("report_page", "report", "report"),
        primary("report_page", "report", "locale"),
    )


def ledger() -> None:
    """Outgoing messages."""
    op.create_table(
        "delivery",
        *(text(name) for name in ("id", "workspace", "team")),
        text("round", nullable=True),
        *(text(name) for name in ("kind", "target", "topic", "state")),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        number("attempts"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        text("owner", nullable=True),
        text("sent_ts", nullable=True),
        text("last_error", nullable=True),
        owner("delivery", "team", "team"),
        owner("delivery", "workspace", "workspace"),
        primary("delivery", "id"),
        unique("delivery", "round", "kind", "target", "topic"),
    )
    partial("ix_delivery_due", "delivery", ["due_at"], "state IN ('due', 'unknown')")
    partial("ix_delivery_lease", "delivery", ["lease_until"], "state = 'sending'")
    op.create_index("ix_delivery_team", "delivery", ["team"])


def bookkeeping() -> None:
    """Limits, keys to destroy and the trail of changes."""
    op.create_table(
        "bucket",
        text("key"),
        sa.Column("tat", sa.Float(), nullable=False),
        sa.Column("blocked_until", sa.Float(), nullable=False),
        primary("bucket", "key"),
    )
    op.create_table("tombstone", text("key_id"), primary("tombstone", "key_id"))
    op.create_table(
        "audit",
        *(text(name) for name in ("id", "workspace")),
        text("team", nullable=True),
        text("event"),
        text("actor", nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        primary("audit", "id"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])

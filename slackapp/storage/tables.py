"""Every table but those of `experiment_tables`; none could join a person and an answer.

Ids are random text, nothing of a respondent has a time or running number (`selfcheck` looks); UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from slackapp.storage.columns import (
    Instant,
    Pause,
    flag,
    identity,
    metadata,
    number,
    owned,
    partial,
    respondent,
    sealed,
    turn,
    words,
)

workspace = Table(
    "workspace",
    metadata,
    identity(),
    words("enterprise"),
    words("slack_team"),
    words("name"),
    words("bot_user"),
    words("bot_id"),
    Column("token", LargeBinary),
    Column("removed_on", Date),
    Column("doubted_at", Instant),
    turn("next_tidy_at"),
    UniqueConstraint("enterprise", "slack_team"),
    Index("ix_workspace_tidy", "next_tidy_at"),
)
partial("ix_workspace_removed", workspace.c.removed_on, where="removed_on IS NOT NULL")
partial("ix_workspace_doubted", workspace.c.doubted_at, where="doubted_at IS NOT NULL")

team = Table(
    "team",
    metadata,
    identity(),
    owned("workspace", "workspace"),
    words("channel"),
    words("name"),
    Column("leads", JSON, nullable=False),
    words("state"),
    number("asked"),
    # policy
    number("k"),
    flag("light"),
    flag("named"),
    number("open_days"),
    number("retention_weeks"),
    flag("not_for_appraisal"),
    # cadence
    words("zone"),
    number("weekday"),
    Column("at", Time, nullable=False),
    Column("first", Date, nullable=False),
    number("every_weeks"),
    Column("quiet_days", JSON, nullable=False),
    Column("holidays", String),
    Column("paused_until", Date),
    Column("ends", Date),
    turn("next_sweep_at"),
    *(Column(name, String) for name in ("user_group", "user_group_handle")),
    turn("next_tidy_at"),
    Column("deleted_on", Date),
    Index("ix_team_tidy", "next_tidy_at"),
    Index("ix_team_workspace", "workspace"),
)
partial("uq_team_channel", team.c.workspace, team.c.channel, where="state <> 'ended'", unique=True)
SWEPT_TEAM = "state IN ('running', 'paused')"
partial("ix_team_sweep", team.c.next_sweep_at, where=SWEPT_TEAM)

person = Table(
    "person",
    metadata,
    owned("workspace", "workspace", primary_key=True),
    Column("user", String, primary_key=True),
    words("name"),
    words("zone"),
    words("locale"),
    flag("is_bot"),
    flag("is_guest"),
    flag("is_active"),
    flag("is_admin"),
    flag("away"),
    flag("ask_me"),
    flag("list_me"),
    Column("home_team", String),
    Column("paused_until", Pause, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    owned("team", "team", primary_key=True),
    Column("user", String, primary_key=True),
    Column("first_seen", Date, nullable=False),
    flag("founding"),
    Column("left_on", Date),
    Index("ix_membership_user", "user"),
)

roster_epoch = Table(
    "roster_epoch",
    metadata,
    identity(),
    owned("team", "team"),
    Column("frozen_on", Date, nullable=False),
    Index("ix_roster_epoch_team", "team", "frozen_on"),
)

roster_member = Table(
    "roster_member",
    metadata,
    owned("epoch", "roster_epoch", primary_key=True),
    Column("user", String, primary_key=True),
    flag("counts"),
    flag("lead"),
    flag("asked"),
    flag("listed"),
    sqlite_with_rowid=False,
)

round_ = Table(
    "round",
    metadata,
    identity(),
    owned("team", "team"),
    Column("round_date", Date, nullable=False),
    words("state"),
    *(Column(f"{step}_at", Instant, nullable=False) for step in ("opens", "remind", "closes")),
    Column("report_at", Instant, nullable=False),
    Column("next_due_at", Instant),
    number("number"),
    *(Column(name, String) for name in ("epoch", "key_id")),
    Column("asks", JSON, nullable=False),
    flag("reminded"),
    flag("reported"),
    Column("reason", String),
    UniqueConstraint("team", "round_date"),
)
partial("ix_round_due", round_.c.next_due_at, where="next_due_at IS NOT NULL")
LOST_ROUND = "state = 'lost'"
partial("ix_round_lost", round_.c.opens_at, where=LOST_ROUND)

answer_box = Table(
    "answer_box",
    metadata,
    owned("round", "round", primary_key=True),
    respondent(),
    sealed(),
    sqlite_with_rowid=False,
)

window = Table(
    "window",
    metadata,
    identity(),
    owned("team", "team"),
    words("family"),
    number("first_round"),
    number("last_round"),
    number("members"),
    words("key_id"),
    words("state"),
    Column("begins_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    number("k"),
    flag("light"),
    UniqueConstraint("team", "family", "first_round"),
)
OPEN_WINDOW = "state = 'open'"
partial("ix_window_expiry", window.c.expires_on, where=OPEN_WINDOW)

window_box = Table(
    "window_box",
    metadata,
    owned("window", "window", primary_key=True),
    respondent(),
    sealed(),
    sqlite_with_rowid=False,
)

private_note = Table(
    "private_note",
    metadata,
    owned("team", "team", primary_key=True),
    respondent(),
    words("key_id"),
    sealed(),
    sqlite_with_rowid=False,
)

reading = Table(
    "reading",
    metadata,
    owned("team", "team", primary_key=True),
    owned("window", "window", primary_key=True),
    Column("measure", String, primary_key=True),
    words("status"),
    Column("ends_on", Date, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_reading_window", "window"),
    sqlite_with_rowid=False,
)

family_history = Table(
    "family_history",
    metadata,
    owned("team", "team", primary_key=True),
    Column("family", String, primary_key=True),
    Column("body", Text, nullable=False),
)

report = Table(
    "report",
    metadata,
    identity(),
    owned("team", "team"),
    owned("round", "round", unique=True),
    Column("body", Text, nullable=False),
    Column("body_hash", LargeBinary(32), nullable=False),
    Index("ix_report_team", "team"),
)

report_page = Table(
    "report_page",
    metadata,
    owned("report", "report", primary_key=True),
    Column("locale", String, primary_key=True),
    Column("page", LargeBinary, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    identity(),
    owned("workspace", "workspace"),
    owned("team", "team"),
    Column("round", String),
    words("kind"),
    words("target"),
    words("topic"),
    words("state"),
    Column("due_at", Instant, nullable=False),
    number("attempts"),
    Column("lease_until", Instant),
    *(Column(name, String) for name in ("owner", "sent_ts", "last_error")),
    Column("failures", Integer, nullable=False, server_default="0"),
    UniqueConstraint("round", "kind", "target", "topic"),
    Index("ix_delivery_team", "team"),
)
# Queries must repeat these literally: with a parameter, no index over some rows is considered.
WAITING_DELIVERY = "state IN ('due', 'unknown')"
LEASED_DELIVERY = "state = 'sending'"
DEAD_DELIVERY = "state = 'dead'"
partial("ix_delivery_due", delivery.c.due_at, where=WAITING_DELIVERY)
partial("ix_delivery_lane", delivery.c.workspace, delivery.c.due_at, where=WAITING_DELIVERY)
partial("ix_delivery_lease", delivery.c.lease_until, where=LEASED_DELIVERY)
partial("ix_delivery_dead", delivery.c.due_at, where=DEAD_DELIVERY)
partial("ix_delivery_dead_lane", delivery.c.workspace, delivery.c.due_at, where=DEAD_DELIVERY)

bucket = Table(
    "bucket",
    metadata,
    Column("key", String, primary_key=True),
    Column("tat", Float, nullable=False),
    Column("blocked_until", Float, nullable=False),
    number("blocks"),
    Column("holder", String),
    Column("held_until", Float),
)
BLOCKED_BUCKET = "blocks > 0"
partial("ix_bucket_blocked", bucket.c.blocks, where=BLOCKED_BUCKET)

tombstone = Table("tombstone", metadata, Column("key_id", String, primary_key=True))

spent_state = Table("spent_state", metadata, identity(), Column("until", Date, nullable=False))

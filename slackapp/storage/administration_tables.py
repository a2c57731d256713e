"""Who an admin named beside Slack's own, and what new teams begin with."""

from __future__ import annotations

from sqlalchemy import JSON, Column, String, Table, Time

from slackapp.storage.columns import flag, metadata, number, owned

named_admin = Table(
    "named_admin",
    metadata,
    owned("workspace", "workspace", primary_key=True),
    Column("user", String, primary_key=True),
)

team_defaults = Table(
    "team_defaults",
    metadata,
    owned("workspace", "workspace", primary_key=True),
    number("k"),
    flag("light"),
    flag("named"),
    number("open_days"),
    number("retention_weeks"),
    flag("not_for_appraisal"),
    Column("zone", String),
    number("weekday"),
    Column("at", Time, nullable=False),
    number("every_weeks"),
    Column("holidays", String),
    Column("away_statuses", JSON),
)

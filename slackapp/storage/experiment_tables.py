"""What a team decides openly: experiments, votes about them, and what a lead expects for a while.

A vote is public in Slack and no answer; it is deleted once it is counted.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, String, Table, UniqueConstraint

from slackapp.storage.columns import identity, metadata, number, owned, words

experiment = Table(
    "experiment",
    metadata,
    identity(),
    owned("team", "team"),
    number("offered_in"),
    Column("choices", JSON, nullable=False),
    words("stage"),
    Column("practice", String),
    Column("since", Date),
    number("since_round"),
    Column("owner", String),
    Column("look_back_on", Date),
    number("asked_in"),
    Column("verdict", String),
    number("decided_in"),
    UniqueConstraint("team", "offered_in"),
)

vote = Table(
    "vote",
    metadata,
    owned("experiment", "experiment", primary_key=True),
    Column("user", String, primary_key=True),
    words("choice"),
    sqlite_with_rowid=False,
)

expectation = Table(
    "expectation",
    metadata,
    owned("team", "team", primary_key=True),
    Column("what", String, primary_key=True),
    Column("until", Date, nullable=False),
)

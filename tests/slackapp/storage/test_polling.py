"""What a runner asks every second is answered from an index, however many rows there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from tests.slackapp.storage.samples import (
    MONDAY,
    NINE,
    TEAM,
    delivery_of,
    round_of,
    settle_in,
    window_of,
)

POLLS = {
    "due rounds": lambda store: store.rounds.due(NINE, limit=16),
    "next due round": lambda store: store.rounds.next_due_at(),
    "next round after now": lambda store: store.rounds.next_due_at(after=NINE),
    "rounds of one instant": lambda store: store.rounds.count_at(NINE, limit=50),
    "expired windows": lambda store: store.windows.expired(MONDAY, limit=16),
    "sweeps": lambda store: store.teams.to_sweep(NINE, limit=1),
    "lanes": lambda store: store.deliveries.lanes(NINE, real_now=NINE),
    "claim of one lane": lambda store: store.deliveries.claim(
        NINE, real_now=NINE, owner="w", lease_until=NINE, limit=16, workspace="w1"
    ),
    "what is due in one lane": lambda store: store.deliveries.is_due("w1", now=NINE),
    "next due delivery": lambda store: store.deliveries.next_due_at(),
    "next delivery after now": lambda store: store.deliveries.next_due_at(after=NINE),
    "due deliveries": lambda store: store.deliveries.claim(
        NINE, real_now=NINE, owner="w", lease_until=NINE, limit=16
    ),
}


def statements_of(database, unit):
    """Return what a unit selects, with the parameters the driver was handed."""
    heard = []

    def hear(connection, cursor, statement, parameters, *_):
        if statement.lstrip().startswith(("SELECT", "WITH")):
            heard.append((statement, parameters))

    event.listen(database._engine, "before_cursor_execute", hear)
    database.step(unit)
    event.remove(database._engine, "before_cursor_execute", hear)
    return heard


@pytest.fixture
def filled(database):
    """Many rows of which none is due."""
    later = NINE + timedelta(days=30)
    week = timedelta(days=7)
    settle_in(database)

    def unit(store):
        for number in range(1, 400):
            day = MONDAY + number * week
            store.rounds.add(round_of(day, next_due_at=None if number % 2 else later))
            store.windows.add(window_of(first=number, expires_on=day))
            team = replace(TEAM, id=f"team {number}", channel=f"CT{number}")
            store.teams.put(team)
            store.teams.sweep_at(team.id, later)
        store.deliveries.add(
            [delivery_of(f"d{number}", target=f"C{number}", due_at=later) for number in range(400)]
        )

    database.step(unit)
    with database._engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    return database


@pytest.mark.parametrize("poll", POLLS)
def test_a_poll_reads_no_whole_table(filled, poll):
    asked = statements_of(filled, POLLS[poll])
    assert asked
    is_sqlite = filled._engine.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    with filled._engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(explain + statement, parameters)
            told = "\n".join(str(row) for row in plan)
            assert "Seq Scan" not in told
            for line in told.splitlines():
                # `lane` is the list of workspaces found so far, a constant row is no table either.
                harmless = ("USING", "SCAN lane", "SCAN CONSTANT ROW")
                assert "SCAN" not in line or any(word in line for word in harmless), told

"""What a runner asks every second is answered from an index, however many rows there are."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event, text

from slackapp.clock import Clock
from slackapp.jobs.ahead import AHEAD, Ahead
from slackapp.jobs.ledger import Ledger
from slackapp.jobs.steps import Steps
from slackapp.services import looking
from slackapp.services.retention import retain_team
from slackapp.services.rounds import Step
from tests.slackapp.storage.samples import (
    MONDAY,
    NINE,
    TEAM,
    WORKSPACE,
    delivery_of,
    round_of,
    settle_in,
    window_of,
)

MANY = 400
"""Rows of each kind."""
FEW = 8
"""Most rows a look may touch that finds nothing."""
FEW_INSTRUCTIONS = 600
"""The same for SQLite, in instructions of its machine; to pass by `MANY` rows takes thousands."""


def what_to_send(database):
    ledger = Ledger(database, Clock(lambda: NINE), None, None, None)
    return lambda: asyncio.run(ledger.look())


def whom_to_ask_about(database):
    """The second look: the first one finds that all who open within hours were asked about."""
    ahead = Ahead(Steps(SimpleNamespace(database=database), Clock(lambda: NINE), None), "w")
    ahead._find()
    return ahead._find


IDLE = {
    "what to step": lambda database: lambda: looking.look(database, NINE, days=False),
    "what to step, and what a day brings": lambda database: (
        lambda: looking.look(database, NINE, days=True)
    ),
    "what to send": what_to_send,
    "what can wait": lambda database: lambda: looking.idle(database, NINE),
    "whom to ask about": whom_to_ask_about,
}
"""What the loops of a runner look for when nothing is to be done."""

HARMLESS = (
    *("USING", "Index Scan", "Index Only Scan", "Bitmap"),
    # The list of workspaces found so far, and others that are no tables; and one row a daily step.
    *("SCAN lane", "SCAN CONSTANT ROW", "SCAN (subquery", "WorkTable", "CTE Scan", "Subquery Scan"),
    *("SCAN chore", "Seq Scan on chore"),
)
QUERIES = {
    "due rounds": lambda store: store.rounds.due(NINE, limit=16),
    "due rounds that are not to be opened": lambda store: store.rounds.going_on(NINE, limit=16),
    "rounds to be opened": lambda store: store.rounds.waiting(NINE, limit=16),
    "next due round": lambda store: store.rounds.next_due_at(),
    "rounds of one instant": lambda store: store.rounds.count_at(NINE, limit=50),
    "expired windows": lambda store: store.windows.expired(MONDAY, limit=16),
    "claim of one lane": lambda store: store.deliveries.claim(
        NINE, real_now=NINE, owner="w", lease_until=NINE, limit=16, workspace="w1"
    ),
    "what is due in one lane": lambda store: store.deliveries.is_due("w1", now=NINE),
    "who has something to send by a given clock": lambda store: store.deliveries.look(
        NINE, real_now=NINE
    ),
    "next due delivery": lambda store: store.deliveries.next_due_at(),
    "due deliveries": lambda store: store.deliveries.claim(
        NINE, real_now=NINE, owner="w", lease_until=NINE, limit=16
    ),
    "whom to ask about": lambda store: store.looks.due(
        after=NINE + AHEAD,
        until=NINE + AHEAD + timedelta(minutes=1),
        looked_before=NINE - AHEAD,
        without=["w2"],
        limit=100,
    ),
}
"""What is asked when something is."""


def fill(store):
    """Many rows of which none is due: rounds ahead, most of them asked about, and messages."""
    later = NINE + timedelta(days=30)
    store.deliveries.add(
        [delivery_of(f"d{number}", target=f"C{number}", due_at=later) for number in range(MANY)]
    )
    store.tombstones.add(f"{number:032x}" for number in range(MANY))
    for number in range(1, MANY):
        other = replace(WORKSPACE, id=f"w {number}", slack_team=f"T {number}")
        store.workspaces.put(other, token="xoxb-other")
        day = MONDAY + timedelta(weeks=number)
        store.rounds.add(round_of(day, next_due_at=None if number % 2 else later))
        store.windows.add(window_of(first=number, expires_on=day))
        team = replace(TEAM, id=f"team {number}", workspace=other.id, channel=f"CT{number}")
        store.teams.put(team)
        store.teams.sweep_at(team.id, later)
        store.teams.tidy_at(team.id, later)
        store.workspaces.tidy_at(other.id, later)
        soon = NINE + timedelta(minutes=number / 2)
        store.rounds.add(round_of(id=f"soon {number}", team=team.id, next_due_at=soon))
        store.windows.add(window_of(id=f"own {number}", team=team.id, expires_on=day))
        store.looks.put(team.id, NINE)
    store.teams.sweep_at(TEAM.id, later)
    store.teams.tidy_at(TEAM.id, later)
    store.workspaces.tidy_at(WORKSPACE.id, later)
    for step in (Step.REALIGN, Step.TIDY):
        store.chores.done(step, on=NINE.date())


@pytest.fixture
def filled(database):
    settle_in(database)
    database.step(fill)
    with database._engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    database.step(lambda store: store.tombstones.done(store.tombstones.pending()))
    return database


@contextmanager
def overhearing(database, verbs=("SELECT", "WITH")):
    """What is asked, with the parameters the driver was handed."""
    heard = []

    def hear(connection, cursor, statement, parameters, *_):
        if statement.lstrip().startswith(verbs):
            heard.append((statement, parameters))

    for engine in {database._engine, database._reading}:
        event.listen(engine, "before_cursor_execute", hear)
    yield heard
    for engine in {database._engine, database._reading}:
        event.remove(engine, "before_cursor_execute", hear)


def is_sqlite(database):
    return database._engine.dialect.name == "sqlite"


def plan_of(connection, statement, parameters, explain):
    plan = connection.exec_driver_sql(f"{explain} {statement}", parameters)
    return "\n".join(str(row) for row in plan)


def check_plans(database, asked, *, where_nearly_empty=False):
    """Each statement uses an index; or could, where a table has hardly a row here."""
    assert asked
    explain = "EXPLAIN QUERY PLAN" if is_sqlite(database) else "EXPLAIN"
    with database._engine.connect() as connection:
        if where_nearly_empty and not is_sqlite(database):
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, parameters in asked:
            told = plan_of(connection, statement, parameters, explain)
            for line in told.splitlines():
                assert "SCAN" not in line.upper() or any(word in line for word in HARMLESS), told


def test_what_is_asked_all_the_time_reads_no_whole_table(filled):
    for query in QUERIES.values():
        with overhearing(filled) as asked:
            filled.step(query)
        check_plans(filled, asked)


def test_no_look_of_a_runner_reads_a_whole_table_nor_touches_many_rows_to_find_nothing(filled):
    for prepare in IDLE.values():
        look = prepare(filled)
        with overhearing(filled) as asked:
            look()
        check_plans(filled, asked)
        touched = [touches(filled, *one) for one in asked]
        assert max(touched) <= few(filled), [*zip(touched, asked, strict=True)]


OPERATORS = {
    "dead letters": lambda store: store.deliveries.dead(limit=50),
    "dead letters of one lane": lambda store: store.deliveries.dead(limit=50, workspace="w1"),
    "late messages": lambda store: store.deliveries.late(NINE, limit=50),
    "messages by state": lambda store: store.deliveries.count_by_state(),
    "lost rounds": lambda store: store.rounds.lost(limit=50),
    "how often Slack said that we were too fast": lambda store: store.buckets.times_blocked(),
}
"""What monitoring asks all the time, and whoever runs it by hand."""


def test_what_monitoring_asks_touches_nothing_that_is_over(filled):
    keys = [f"w1:{number}" for number in range(MANY)]
    limit = {"now": NINE, "every": 1.0, "burst": 1}
    filled.step(lambda store: store.buckets.take_each(keys, **limit))
    with filled._engine.connect() as connection:
        connection.execute(text("UPDATE delivery SET state = 'sent'"))
        connection.commit()
        connection.execute(text("ANALYZE"))
        connection.commit()
    for name, query in OPERATORS.items():
        with overhearing(filled) as asked:
            filled.read(query)
        check_plans(filled, asked)
        assert max(touches(filled, *one) for one in asked) <= few(filled), name


def test_what_is_too_old_in_one_team_or_workspace_is_deleted_without_reading_any_other(filled):
    """Each unit is one team's, so that none is long however many there are."""
    with overhearing(filled, ("SELECT", "WITH", "DELETE", "UPDATE")) as asked:
        retain_team(filled, team="team 7", now=NINE + timedelta(days=60))
        filled.step(lambda store: store.audit.drop_before("w 7", NINE, shared={"team 7"}))
        filled.step(lambda store: store.workspaces.tidy_at("w 7", NINE))
        filled.step(lambda store: store.people.end_pauses("w 7", before=MONDAY))
        filled.read(lambda store: store.people.gone("w 7", MONDAY))
    assert any(statement.startswith("DELETE") for statement, _ in asked)
    check_plans(filled, asked, where_nearly_empty=True)


def test_a_look_that_passes_many_rows_by_would_be_known(filled):
    with overhearing(filled) as asked:
        filled.step(lambda store: store.rounds.of_team(TEAM.id, limit=MANY))
    assert touches(filled, *asked[0]) > few(filled)


def few(database):
    return FEW_INSTRUCTIONS if is_sqlite(database) else FEW


def touches(database, statement, parameters):
    """How much is touched to answer a query."""
    count = instructions if is_sqlite(database) else rows
    with database._engine.connect() as connection:
        return count(connection, statement, parameters)


def rows(connection, statement, parameters):
    """How many rows PostgreSQL touched, those it passed by too."""
    explain = "EXPLAIN (ANALYZE, FORMAT JSON)"
    found = connection.exec_driver_sql(f"{explain} {statement}", parameters).scalar_one()
    plans = [found[0]["Plan"] if not isinstance(found, str) else json.loads(found)[0]["Plan"]]
    touched = 0
    while plans:
        plan = plans.pop()
        plans += plan.get("Plans", ())
        passed = sum(plan.get(f"Rows Removed by {by}", 0) for by in ("Filter", "Index Recheck"))
        if "Relation Name" in plan:
            touched += plan["Actual Loops"] * (plan["Actual Rows"] + passed)
    return touched


def instructions(connection, statement, parameters):
    """How many instructions SQLite's machine ran."""
    run = []
    driver = connection.connection.dbapi_connection
    driver.set_progress_handler(lambda: run.append(1), 1)
    connection.exec_driver_sql(statement, parameters).fetchall()
    driver.set_progress_handler(None, 1)
    return len(run)

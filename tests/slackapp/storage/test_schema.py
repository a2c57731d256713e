"""Migrations make exactly the schema that the code works with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.schema import CreateTable

from analytics.records import FamilyHistory
from slackapp.domain.roster import Membership, Roster, RosterMember
from slackapp.domain.teams import Person, TeamState
from slackapp.errors import InvalidSettings, SchemaBehind, StorageAway, UnsafeSchema
from slackapp.storage.columns import metadata
from slackapp.storage.engine import begin, connect
from slackapp.storage.schema import connected, is_current, migrate, prepare
from slackapp.storage.tables import answer_box
from tests.databases import fresh
from tests.slackapp.storage.samples import MONDAY, TEAM, settle_in

SQLITE = """
SELECT m.tbl_name, m.sql LIKE '%WITHOUT ROWID%', c.name, c.type, c."notnull", c.dflt_value, c.pk,
       c.hidden
  FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'
UNION ALL SELECT m.tbl_name, 'fk', f."from", f."table", f."to", f.on_delete, NULL, NULL
  FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
UNION ALL SELECT m.tbl_name, 'index', i.origin, i."unique", i.partial, c.name, c.seqno, x.sql
  FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
  JOIN sqlite_master x ON x.name = i.name WHERE m.type = 'table'
"""
POSTGRESQL = """
SELECT table_name::text, column_name::text, data_type::text, is_nullable::text, column_default::text
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""


NEWEST_BACK = (
    "DROP TABLE stranger",
    "ALTER TABLE look DROP COLUMN began_at",
    "DROP INDEX ix_reading_window",
    "DROP INDEX ix_bucket_blocked",
    "DROP INDEX ix_round_lost",
    "DROP INDEX ix_delivery_dead_lane",
    "DROP INDEX ix_delivery_dead",
    "ALTER TABLE team DROP COLUMN deleted_on",
    "DROP TABLE chore",
    "DROP INDEX ix_audit_team",
    "DROP INDEX ix_audit_workspace",
    "CREATE INDEX ix_audit_at ON audit (at)",
    "DROP INDEX ix_team_workspace",
    "DROP INDEX ix_team_tidy",
    "ALTER TABLE team DROP COLUMN next_tidy_at",
    "DROP INDEX ix_workspace_tidy",
    "ALTER TABLE workspace DROP COLUMN next_tidy_at",
    "DROP INDEX ix_workspace_doubted",
    "ALTER TABLE workspace DROP COLUMN doubted_at",
    "ALTER TABLE delivery DROP COLUMN failures",
)
"""Undoes what the newest migrations added."""


def go_back(connection):
    for statement in NEWEST_BACK:
        connection.execute(text(statement))


def described(url):
    """Return every column, key, index and condition of a database as the database tells it."""
    engine = connect(url)
    query = SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL
    with engine.connect() as connection:
        rows = {tuple(row) for row in connection.execute(text(query))}
    engine.dispose()
    return {row for row in rows if row[0] != "alembic_version"}


def test_the_migrated_schema_equals_the_metadata(database_url, tmp_path, request):
    made = f"sqlite:///{tmp_path}/made.db"
    if database_url.startswith("postgresql"):
        made = fresh(request.getfixturevalue("postgresql_server"))
    engine = connect(made)
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    columns = sum(len(table.columns) for table in metadata.sorted_tables)
    assert len(described(made)) > columns
    assert described(database_url) ^ described(made) == set()


def test_sealed_tables_have_no_row_numbers_on_sqlite(sqlite_url):
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        sql = dict(connection.execute(text("SELECT name, sql FROM sqlite_master")).all())
    engine.dispose()
    for table in metadata.sorted_tables:
        wanted = "WITHOUT ROWID" in str(CreateTable(table).compile(engine))
        assert ("WITHOUT ROWID" in sql[table.name]) == wanted, table.name
    assert "WITHOUT ROWID" in sql[answer_box.name]
    assert "AUTOINCREMENT" not in " ".join(filter(None, sql.values()))


def test_what_was_published_before_its_day_was_kept_counts_from_the_update(database, database_url):
    settle_in(database)
    published = FamilyHistory(reference=frozenset({"aa"}))

    def before(store):
        store.readings.put_history(TEAM.id, "trust", published)
        store.readings.put_history(TEAM.id, "ties", FamilyHistory())

    database.step(before)
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0011'"))
        connection.execute(text("DROP TABLE spare_key"))
        go_back(connection)
    engine.dispose()
    today = datetime.now(UTC).date()
    migrate(database_url)
    after = database.read(lambda store: store.readings.histories(TEAM.id))
    assert after["ties"] == FamilyHistory()
    assert today <= after["trust"].published_on <= datetime.now(UTC).date()
    assert replace(after["trust"], published_on=None) == published


def test_the_update_lets_go_whom_an_ended_team_took_in_again(database, database_url):
    settle_in(database)
    """Whoever stayed to its end reads on, taken in again or not, and whoever had left does not."""
    end, day = MONDAY + timedelta(days=60), timedelta(days=1)
    ended = replace(TEAM, state=TeamState.ENDED, cadence=replace(TEAM.cadence, ends=end))
    asked = {"e1": ["UA", "UB", "UD", "UE", "UF", "UG"], "e2": ["UA", "UD", "UF", "UG"]}
    left = {"UB": end - 50 * day, "UD": end, "UG": end + 9 * day}

    def before(store):
        store.teams.put(ended)
        for number, (epoch, users) in enumerate(asked.items()):
            members = tuple(RosterMember(user, True, False, True, True) for user in users)
            store.rosters.add(Roster(epoch, TEAM.id, members), on=MONDAY + 28 * number * day)
        there = dict.fromkeys(asked["e1"], MONDAY) | {"UC": end + 3 * day, "UH": end - day}
        store.people.put(Person("w1", user, user, home_team=TEAM.id) for user in there)
        store.people.join(Membership(TEAM.id, user, seen, True) for user, seen in there.items())
        for user, on in left.items():
            store.people.leave(TEAM.id, [user], on=on)

    database.step(before)
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
        go_back(connection)
    migrate(database_url)
    with engine.connect() as connection:
        homes = connection.execute(text("SELECT home_team FROM person")).scalars().all()
    engine.dispose()
    assert homes == [None] * 8
    assert database.read(lambda store: store.people.members(TEAM.id)) == ()
    stayed = {
        user: database.read(lambda store, u=user: store.people.stayed("w1", u))
        for user in ("UA", "UB", "UC", "UD", "UE", "UF", "UG", "UH")
    }
    # UB and UE had left before the last check-in, UE was taken in again; UC came after the end.
    assert {user for user, teams in stayed.items() if teams} == {"UA", "UD", "UF", "UG", "UH"}


def test_the_update_lets_go_whom_a_team_took_in_again_that_was_never_asked(database, database_url):
    settle_in(database)
    ended = replace(TEAM, state=TeamState.ENDED, cadence=replace(TEAM.cadence, ends=None))

    def before(store):
        store.teams.put(ended)
        store.people.put([Person("w1", "UA", "UA", home_team=TEAM.id)])
        store.people.join([Membership(TEAM.id, "UA", MONDAY, True)])

    database.step(before)
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
        go_back(connection)
    engine.dispose()
    migrate(database_url)
    assert database.read(lambda store: store.people.members(TEAM.id)) == ()
    assert database.read(lambda store: store.people.stayed("w1", "UA")) == (TEAM.id,)


LEFT_BEHIND = {("delivery", "workspace")}
"""What goes with an owner that goes once in its life, weeks after everything else of it went."""


def test_what_goes_with_its_owner_is_found_without_reading_what_others_own():
    """Else each row that is deleted reads a table from end to end, on both databases."""
    unfound = {
        (table.name, key.parent.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.parent.name not in {next(iter(one.columns)).name for one in indexes(table)}
    }
    assert unfound == LEFT_BEHIND


def indexes(table):
    """The indexes over all rows of a table."""
    unique = (one for one in table.constraints if isinstance(one, UniqueConstraint))
    whole = (one for one in table.indexes if one.dialect_options["sqlite"]["where"] is None)
    return [table.primary_key, *unique, *whole]


def test_migrating_twice_changes_nothing(database_url):
    assert not migrate(database_url)
    assert is_current(database_url)


def test_migrating_what_is_current_waits_for_nobody_who_writes(sqlite_url):
    with connected(sqlite_url) as writing:
        begin(writing, "write")
        migrate(sqlite_url)


def test_an_empty_embedded_database_is_migrated_by_itself(tmp_path):
    url = f"sqlite:///{tmp_path}/new/bearings.db"
    assert prepare(url, embedded=True)
    assert is_current(url)
    assert not prepare(url, embedded=True)


def test_an_empty_server_database_is_refused_until_it_is_migrated(postgresql_server):
    url = fresh(postgresql_server)
    with pytest.raises(SchemaBehind):
        prepare(url, embedded=False)
    migrate(url)
    assert not prepare(url, embedded=False)


def test_several_processes_may_migrate_at_the_same_moment(postgresql_server):
    url = fresh(postgresql_server)
    with ThreadPoolExecutor(4) as pool:
        assert any([*pool.map(migrate, [url] * 4)])
    assert is_current(url)


def test_a_database_of_an_unknown_version_is_refused(database_url):
    _execute(database_url, "UPDATE alembic_version SET version_num = 'older'")
    with pytest.raises(SchemaBehind):
        prepare(database_url, embedded=True)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE answer_box ADD COLUMN slack_user VARCHAR",
        "ALTER TABLE window_box ADD COLUMN created_at TIMESTAMP",
        "ALTER TABLE private_note ADD COLUMN updated_at TIMESTAMP",
        "ALTER TABLE membership ADD COLUMN answered INTEGER",
        "ALTER TABLE delivery ADD COLUMN respondent_key VARCHAR",
        "ALTER TABLE roster_member ADD COLUMN score FLOAT",
        "CREATE TABLE notes_of (who VARCHAR, box VARCHAR)",
        "CREATE TABLE kept (who VARCHAR, content {blob})",
        # Nothing in these names tells what they would join.
        "CREATE TABLE seen (who VARCHAR, of_round VARCHAR)",
        "ALTER TABLE person ADD COLUMN level INTEGER",
        "ALTER TABLE bucket ADD COLUMN who VARCHAR",
    ],
)
def test_a_schema_that_could_join_a_person_and_an_answer_stops_the_start(database_url, statement):
    blob = "BYTEA" if database_url.startswith("postgresql") else "BLOB"
    prepare(database_url, embedded=True)
    _execute(database_url, statement.format(blob=blob))
    with pytest.raises(UnsafeSchema, match=statement.split()[2]):
        prepare(database_url, embedded=True)


def test_a_foreign_key_to_a_sealed_table_stops_the_start(database_url):
    """Also where every column is one we know: this one was made anew with a reference."""
    columns = "key_id VARCHAR PRIMARY KEY REFERENCES private_note (key_id)"
    unique = "CREATE UNIQUE INDEX one ON private_note (key_id)"
    for statement in (unique, "DROP TABLE tombstone", f"CREATE TABLE tombstone ({columns})"):
        _execute(database_url, statement)
    with pytest.raises(UnsafeSchema, match=r"tombstone\.key_id → private_note"):
        prepare(database_url, embedded=True)


TRIGGERS = {
    "sqlite": ["CREATE TRIGGER spy AFTER UPDATE ON answer_box BEGIN DELETE FROM tombstone; END"],
    "postgresql": [
        "CREATE FUNCTION spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER spy AFTER UPDATE ON answer_box EXECUTE FUNCTION spy()",
    ],
}


def test_a_trigger_that_could_copy_boxes_stops_the_start(database_url):
    for statement in TRIGGERS[database_url.split(":")[0]]:
        _execute(database_url, statement)
    with pytest.raises(UnsafeSchema, match="trigger spy"):
        prepare(database_url, embedded=True)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/bearings"])
def test_a_url_that_cannot_keep_anything_is_refused(url):
    with pytest.raises(InvalidSettings):
        connect(url)


def test_a_server_that_is_not_there_is_away():
    with pytest.raises(StorageAway):
        migrate("postgresql://bearings@127.0.0.1:1/bearings")


def _execute(url, statement):
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()

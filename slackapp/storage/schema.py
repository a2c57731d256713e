"""The schema's versions: bring a database to the newest one, or refuse to work on an older one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from slackapp.errors import SchemaBehind
from slackapp.storage import selfcheck
from slackapp.storage.engine import begin, connect, parse_url
from slackapp.storage.faults import Phase, fault_of

_MIGRATING = 7_271_203
"""Any number that nobody else takes an advisory lock with."""
MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Bring the schema to the newest version, in one transaction. Raises `StorageAway`."""
    _make_folder(url)
    with _connection(url) as connection:
        begin(connection, "write")
        if connection.dialect.name == "postgresql":
            # Several machines may be updated at the same moment; SQLite is locked by now.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
        command.upgrade(_config(connection), "head")
        connection.commit()


def is_current(url: str) -> bool:
    """Say whether the schema is at the newest version."""
    with _connection(url) as connection:
        return _version(connection) == _newest()


def prepare(url: str, *, embedded: bool) -> bool:
    """Make sure that the app can work on this database; returns whether it was new.

    An empty embedded database is migrated by itself. Any other that is behind raises
    `SchemaBehind`; one that could join a person and an answer raises `UnsafeSchema`.
    """
    _make_folder(url)
    with _connection(url) as connection:
        version = _version(connection)
        is_new = version is None and not inspect(connection).get_table_names()
    if embedded and is_new:
        migrate(url)
    elif version != _newest():
        raise SchemaBehind
    with _connection(url) as connection:
        selfcheck.check(connection)
    return is_new


def _make_folder(url: str) -> None:
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    engine = connect(url, pooled=False)
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        fault = fault_of(error, Phase.RUN)
    else:
        return
    finally:
        engine.dispose()
    raise fault.error

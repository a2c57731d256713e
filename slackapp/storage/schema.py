"""The schema's versions: bring a database to the newest one, or refuse to work on an older one.

Alembic is loaded only to migrate: looking needs none of its 16 MB, and whatever serves only looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from slackapp.errors import NoDatabase, SchemaBehind
from slackapp.storage import selfcheck
from slackapp.storage.engine import begin, connect, parse_url
from slackapp.storage.faults import Phase, fault_of

_MIGRATING = 7_271_203
"""Any number that nobody else takes an advisory lock with."""
MIGRATIONS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r'(?m)^revision\b.*= "(\w+)"$')
_FOLLOWS = re.compile(r'(?m)^down_revision\b.*= "(\w+)"$')


def migrate(url: str) -> bool:
    """Bring the schema to the newest version, in one transaction. Raises `StorageAway`.

    Where it is there already nothing is loaded, locked or waited for, and False is returned.
    """
    _make_folder(url)
    if is_current(url):
        return False
    with connected(url) as connection:
        begin(connection, "write")
        if connection.dialect.name == "postgresql":
            # Several machines may be updated at the same moment; SQLite is locked by now.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
        _upgrade(connection)
        connection.commit()
    return True


def is_current(url: str) -> bool:
    """Say whether the schema is at the newest version."""
    with connected(url) as connection:
        return _version(connection) == _newest()


def prepare(url: str, *, embedded: bool) -> bool:
    """Make sure that the app can work on this database; returns whether it was new.

    An empty embedded database is migrated by itself. Any other that is behind raises
    `SchemaBehind`; one that could join a person and an answer raises `UnsafeSchema`. Where there
    is no file and none is to be made, `NoDatabase`.
    """
    if not embedded and is_missing(url):
        raise NoDatabase(
            f"There is no database at {parse_url(url).database} yet. Run this where Bearings runs, "
            "or set BEARINGS_DATABASE_URL; the first start makes one."
        )
    _make_folder(url)
    with connected(url) as connection:
        version = _version(connection)
        is_new = version is None and not inspect(connection).get_table_names()
    if embedded and is_new:
        migrate(url)
    elif version != _newest():
        raise SchemaBehind
    with connected(url) as connection:
        selfcheck.check(connection)
    return is_new


def is_missing(url: str) -> bool:
    """Say whether this is a SQLite file that is not there; to look by connecting makes it."""
    parsed = parse_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and bool(parsed.database)
    return is_file and not Path(str(parsed.database)).exists()


def is_empty(url: str) -> bool:
    """Say whether there is no table yet; a SQLite file that is not there is not made.

    Raises:
        StorageAway: the database cannot be reached.
    """
    if is_missing(url):
        return True
    with connected(url) as connection:
        return not inspect(connection).get_table_names()


def has_workspace(url: str) -> bool:
    """Say whether a workspace's token may be kept here, sealed, whatever version this is of.

    Raises:
        StorageAway: the database cannot be reached.
    """
    with connected(url) as connection:
        if not inspect(connection).has_table("workspace"):
            return False
        return connection.exec_driver_sql("SELECT 1 FROM workspace LIMIT 1").first() is not None


def _make_folder(url: str) -> None:
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 (see above)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _newest() -> str:
    """The one revision that no other follows."""
    texts = [path.read_text("utf-8") for path in (MIGRATIONS / "versions").glob("*.py")]
    followed = {found[1] for text in texts if (found := _FOLLOWS.search(text))}
    (newest,) = {_REVISION.search(text)[1] for text in texts} - followed  # type: ignore[index]
    return newest


def _version(connection: Connection) -> str | None:
    """The revision this database is at; None when it is at none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect once, to look at the database itself; raises `StorageAway`."""
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

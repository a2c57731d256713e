"""What a first start makes, and what an update has to bring up to date."""

from __future__ import annotations

from collections.abc import Callable

from slackapp.bootstrap import masterkey
from slackapp.bootstrap.house import open_house
from slackapp.errors import KeyStoreAway
from slackapp.settings import Settings
from slackapp.storage import schema
from slackapp.storage.keystore import open_key_store
from slackapp.storage.masterkeys import KEY_BYTES, MasterKeys

Tell = Callable[[str], object]


def prepare(settings: Settings, tell: Tell) -> None:
    """Make master key, schema and key store of an embedded installation that is new.

    Anything else is left as it is. `tell` is told what was made.

    Raises:
        SchemaBehind: the database is of an older version, or empty and not embedded.
        UnsafeSchema: the database could join a person and an answer.
        InvalidSettings: the database is there, and its master key is not.
    """
    embedded = _is_embedded(settings)
    if embedded:
        _make_master_key(settings, tell)
    if schema.prepare(settings.database_url, embedded=embedded):
        _make_key_store(settings)


def migrate(settings: Settings, tell: Tell) -> None:
    """Bring the schema to this version, and tell which it was; a new one gets its keys too.

    Raises:
        InvalidSettings: the database is there, and its master key is not.
    """
    _make_master_key(settings, tell)
    is_new = schema.is_empty(settings.database_url)
    changed = schema.migrate(settings.database_url)
    _make_key_store(settings)
    tell(_done(is_new=is_new, changed=changed))


def _done(*, is_new: bool, changed: bool) -> str:
    if not changed:
        return "The database schema is up to date: there was nothing to do."
    if is_new:
        return "Made the database schema."
    return "Brought the database schema to this version."


def _is_embedded(settings: Settings) -> bool:
    return settings.database_url.startswith("sqlite:")


def _make_master_key(settings: Settings, tell: Tell) -> None:
    """Make one only where no other can have been used: else the address of that one is wrong."""
    if settings.master_key is not None:
        return
    if _is_in_use(settings):
        masterkey.read(settings)
    elif masterkey.make(settings.master_key_file):
        tell(
            f"Made a new master key: {settings.master_key_file.resolve()}. Keep a copy away from "
            "the database's backups: without it nothing sealed can be read."
        )


def _is_in_use(settings: Settings) -> bool:
    """Whether a master key may have wrapped something: a token in the database, or a key."""
    if schema.is_empty(settings.database_url):
        return False
    if schema.has_workspace(settings.database_url):
        return True
    try:
        # Whether it was begun is the same whatever unwraps its keys.
        open_key_store(settings.key_store, MasterKeys(current=1, keys={1: bytes(KEY_BYTES)})).ids()
    except KeyStoreAway:
        return False
    return True


def _make_key_store(settings: Settings) -> None:
    """Only beside a database without a workspace: else an empty store is a wrong address."""
    house = open_house(settings)
    try:
        if not house.database.read(lambda store: store.workspaces.all()):
            house.keys.initialise()
    finally:
        house.close()

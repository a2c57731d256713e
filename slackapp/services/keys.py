"""Making keys, and destroying them: a tombstone stands until key and boxes are really gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from secrets import token_hex

from slackapp.domain.ids import KeyId
from slackapp.services.ports import Database, KeyStore, Store


def spare(database: Database, keys: KeyStore, count: int) -> dict[KeyId, bytes]:
    """Make keys; they stand as spares until a unit takes them and names them where they belong.

    So none lives on where that unit never commits, or nobody can know: retention buries what is
    left, at any moment, so that unit alone says whether they can be used. A process that is killed
    before they stand there leaves keys that never sealed anything.
    """
    made = keys.create_many(count)
    if made:
        database.step(lambda store: store.spares.add(made))
    return made


def give_up(store: Store, spares: Collection[KeyId]) -> None:
    """Have spares destroyed that this unit does not need, taken or not."""
    store.spares.take(spares)
    store.tombstones.add(spares)


def destroy(keys: KeyStore, buried: Iterable[KeyId]) -> None:
    """Destroy keys whose tombstones are committed; their tombstones stay until `bury`."""
    for key in buried:
        keys.destroy(key)


def tidy(store: Store) -> None:
    """Have what this unit replaced leave the disk, tried again until it has.

    It is a tombstone of a key that never was: burying is what truncates.
    """
    store.tombstones.add([KeyId(token_hex(16))])


def bury(database: Database, keys: KeyStore) -> bool:
    """Destroy every key that has a tombstone, then truncate what deletion leaves on disk.

    Returns False when a reader kept the database from being truncated: try again later.

    Raises:
        KeyStoreAway: the key store cannot be reached; the tombstones stay.

    """
    pending = database.read(lambda store: store.tombstones.pending())
    destroy(keys, pending)
    if not database.forget():
        return False
    if pending:
        database.step(lambda store: store.tombstones.done(pending))
    return True
